/* plot.h - a scatter plot with logarithmic axes, as SVG.  SPDX-License-Identifier: ISC
 *
 * Without scripts, on no background of its own, in colours that read on white and on black.
 */
#ifndef PLOT_H
#define PLOT_H

#include <stdbool.h>
#include <stdio.h>

#define PLOT_POINTS_MAX 40
#define PLOT_CURVE_MAX 48
#define PLOT_CURVES_MAX 2
#define PLOT_BYTES_MAX 20000 /* the whole picture */

enum plot_kind { PLOT_OURS = 1, PLOT_BOUND, PLOT_OTHER, PLOT_KINDS };

struct plot_point {
	const char *name;
	double x, y; /* y may be INFINITY: it is drawn at the upper edge */
	bool open;   /* x is an upper bound, nothing was seen */
	enum plot_kind kind;
};

struct plot_curve {
	const char *name;
	bool dashed;
	int count;
	double x[PLOT_CURVE_MAX], y[PLOT_CURVE_MAX];
};

struct plot {
	const char *title, *x_name, *y_name;
	double x_min, x_max, y_min, y_max; /* powers of ten */
	struct plot_point points[PLOT_POINTS_MAX];
	int points_count;
	struct plot_curve curves[PLOT_CURVES_MAX];
	int curves_count;
};

/* plot_write - the picture; points and curves beyond the axes are held at their edge. */
void plot_write(FILE *out, const struct plot *plot);

#endif
