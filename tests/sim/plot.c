/* plot.c - see plot.h.  SPDX-License-Identifier: ISC */
#include "plot.h"

#include <math.h>
#include <string.h>

#define WIDTH 880
#define HEIGHT 560
#define LEFT 70.0
#define RIGHT 850.0
#define TOP 50.0
#define BOTTOM 500.0
#define LETTER 6.2 /* mean width of one at 11 pixels */
#define LINE 12.0
#define DIRECTIONS 8 /* of a name from its point */
#define PLACES 40    /* where it may stand, ring by ring */

struct box {
	double left, top, right, bottom;
};

/* Names, marks and pieces of curves that are drawn already: no name is written over them. */
struct drawn {
	struct box boxes[2 * PLOT_POINTS_MAX + PLOT_CURVES_MAX * PLOT_CURVE_MAX];
	int count;
};

static const char *const classes[PLOT_KINDS] = {
	[PLOT_OURS] = "us",
	[PLOT_BOUND] = "best",
	[PLOT_OTHER] = "use",
};

static const char style[] =
	"<style>text{font:11px sans-serif;fill:#555}.t{font-size:15px}.g{stroke:#888;"
	"stroke-opacity:.25}.c{fill:none;stroke:#2a9d8f;stroke-width:2}.l{stroke:#888;"
	"stroke-opacity:.6}.us{fill:#d1495b;stroke:#d1495b}.best{fill:#2a9d8f;stroke:#2a9d8f}"
	".use{fill:#5b7db1;stroke:#5b7db1}circle{stroke-width:2}.o{fill:none}"
	"text.us{font-weight:bold;font-size:13px}text.us,text.best,text.use{stroke:none}"
	"@media(prefers-color-scheme:dark){text{fill:#bbb}.use{fill:#8fb0e0;stroke:#8fb0e0}"
	".us{fill:#ff7a8a;stroke:#ff7a8a}.best{fill:#4cc9b8;stroke:#4cc9b8}.o{fill:none}"
	".c{stroke:#4cc9b8}}</style>\n";

static double clamp(double value, double low, double high)
{
	return fmin(fmax(value, low), high);
}

static double place_x(const struct plot *plot, double x)
{
	double part = log10(fmax(x, 1e-300) / plot->x_min) / log10(plot->x_max / plot->x_min);

	return LEFT + clamp(part, 0, 1) * (RIGHT - LEFT);
}

static double place_y(const struct plot *plot, double y)
{
	double part = log10(fmax(y, 1e-300) / plot->y_min) / log10(plot->y_max / plot->y_min);

	return BOTTOM - clamp(part, 0, 1) * (BOTTOM - TOP);
}

static void write_escaped(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '<')
			fputs("&lt;", out);
		else if (*text == '&')
			fputs("&amp;", out);
		else
			fputc(*text, out);
	}
}

static void write_text(FILE *out, double x, double y, const char *text)
{
	fprintf(out, "<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"middle\">", x, y);
	write_escaped(out, text);
	fputs("</text>\n", out);
}

static void write_line(FILE *out, const char *class, const struct box *ends)
{
	fprintf(out, "<path class=\"%s\" d=\"M%.1f %.1fL%.1f %.1f\"/>\n", class, ends->left,
		ends->top, ends->right, ends->bottom);
}

static const char *decade_name(char *text, size_t bytes, double value)
{
	if (value < 9999)
		snprintf(text, bytes, "%g", value);
	else
		snprintf(text, bytes, "10<tspan dy=\"-5\" font-size=\"8\">%.0f</tspan>",
			 log10(value));
	return text;
}

static void write_axes(FILE *out, const struct plot *plot)
{
	char name[64];
	double at;

	for (double x = plot->x_min; x <= plot->x_max * 1.01; x *= 10) {
		at = place_x(plot, x);
		write_line(out, "g", &(struct box){ at, TOP, at, BOTTOM });
		fprintf(out, "<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"middle\">%s</text>\n", at,
			BOTTOM + 16, decade_name(name, sizeof(name), x));
	}
	for (double y = plot->y_min; y <= plot->y_max * 1.01; y *= 10) {
		at = place_y(plot, y);
		write_line(out, "g", &(struct box){ LEFT, at, RIGHT, at });
		fprintf(out, "<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"end\">%s</text>\n",
			LEFT - 6, at + 4, decade_name(name, sizeof(name), y));
	}
	write_text(out, (LEFT + RIGHT) / 2, BOTTOM + 38, plot->x_name);
	fprintf(out, "<g transform=\"translate(18 %.0f) rotate(-90)\">", (TOP + BOTTOM) / 2);
	write_text(out, 0, 0, plot->y_name);
	fputs("</g>\n", out);
}

static void write_curve(FILE *out, const struct plot *plot, const struct plot_curve *curve)
{
	fprintf(out, "<path class=\"c\"%s d=\"", curve->dashed ? " stroke-dasharray=\"3 4\"" : "");
	for (int i = 0; i < curve->count; i++)
		fprintf(out, "%c%.1f %.1f", i ? 'L' : 'M', place_x(plot, curve->x[i]),
			place_y(plot, curve->y[i]));
	fputs("\"/>\n", out);
}

static bool free_of_others(const struct drawn *drawn, const struct box *box)
{
	if (box->left < LEFT || box->right > RIGHT + 20 || box->top < TOP - 10 ||
	    box->bottom > BOTTOM)
		return false;
	for (int i = 0; i < drawn->count; i++) {
		const struct box *other = &drawn->boxes[i];

		if (box->left < other->right && other->left < box->right &&
		    box->top < other->bottom && other->top < box->bottom)
			return false;
	}
	return true;
}

static void occupy(struct drawn *drawn, const struct box *box)
{
	drawn->boxes[drawn->count++] = *box;
}

/* Where the name goes: the nearest free place on growing rings around the point. */
static struct box find_place(const struct drawn *drawn, double x, double y, double width)
{
	struct box box = { x + 8, y - 6, x + 8 + width, y - 6 + LINE };

	for (int i = 0; i < PLACES && !free_of_others(drawn, &box); i++) {
		int turn = i / DIRECTIONS;
		double angle = i * 2 * M_PI / DIRECTIONS, ring = 14 + 9.0 * turn;
		double middle = x + cos(angle) * (ring + width / 2), centre = y + sin(angle) * ring;

		box = (struct box){ middle - width / 2, centre - LINE / 2, middle + width / 2,
				    centre + LINE / 2 };
	}
	return box;
}

static void occupy_curve(struct drawn *drawn, const struct plot *plot,
			 const struct plot_curve *curve)
{
	for (int i = 0; i < curve->count; i++) {
		double x = place_x(plot, curve->x[i]), y = place_y(plot, curve->y[i]);

		occupy(drawn, &(struct box){ x - 5, y - 3, x + 5, y + 3 });
	}
}

static void write_name(FILE *out, const struct plot_point *point, double x, double y,
		       struct drawn *drawn)
{
	double width = LETTER * (double)strlen(point->name) * (point->kind == PLOT_OURS ? 1.3 : 1);
	struct box box = find_place(drawn, x, y, width);
	double near_x = clamp(x, box.left, box.right), near_y = clamp(y, box.top, box.bottom);

	occupy(drawn, &box);
	if (hypot(near_x - x, near_y - y) > 14)
		write_line(out, "l", &(struct box){ x, y, near_x, near_y });
	fprintf(out, "<text class=\"%s\" x=\"%.0f\" y=\"%.0f\">", classes[point->kind], box.left,
		box.bottom - 2);
	write_escaped(out, point->name);
	fputs("</text>\n", out);
}

static void write_mark(FILE *out, const struct plot_point *point, double x, double y)
{
	if (!isfinite(point->y))
		fprintf(out, "<path class=\"%s\" d=\"M%.1f %.1fl-5 9h10z\"/>\n",
			classes[point->kind], x, y - 5);
	else
		fprintf(out, "<circle class=\"%s%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%d\"/>\n",
			classes[point->kind], point->open ? " o" : "", x, y,
			point->kind == PLOT_OURS ? 6 : 4);
}

static void write_points(FILE *out, const struct plot *plot)
{
	struct drawn drawn = { .count = 0 };
	double x, y;

	for (int i = 0; i < plot->curves_count; i++)
		occupy_curve(&drawn, plot, &plot->curves[i]);
	for (int i = 0; i < plot->points_count; i++) {
		x = place_x(plot, plot->points[i].x);
		y = place_y(plot, plot->points[i].y);
		occupy(&drawn, &(struct box){ x - 6, y - 6, x + 6, y + 6 });
		write_mark(out, &plot->points[i], x, y);
	}
	for (int i = 0; i < plot->points_count; i++)
		write_name(out, &plot->points[i], place_x(plot, plot->points[i].x),
			   place_y(plot, plot->points[i].y), &drawn);
}

static void write_legend(FILE *out, const struct plot *plot)
{
	for (int i = 0; i < plot->curves_count; i++) {
		double y = TOP + 14 + 16 * i;

		fprintf(out, "<path class=\"c\"%s d=\"M%.0f %.0fh26\"/>",
			plot->curves[i].dashed ? " stroke-dasharray=\"3 4\"" : "", LEFT + 12,
			y - 4);
		fprintf(out, "<text x=\"%.0f\" y=\"%.0f\">", LEFT + 44, y);
		write_escaped(out, plot->curves[i].name);
		fputs("</text>\n", out);
	}
}

void plot_write(FILE *out, const struct plot *plot)
{
	fprintf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">\n",
		WIDTH, HEIGHT);
	fputs("<title>", out);
	write_escaped(out, plot->title);
	fputs("</title>\n", out);
	fputs(style, out);
	fprintf(out, "<text class=\"t\" x=\"%.0f\" y=\"26\">", LEFT);
	write_escaped(out, plot->title);
	fputs("</text>\n", out);
	write_axes(out, plot);
	for (int i = 0; i < plot->curves_count; i++)
		write_curve(out, plot, &plot->curves[i]);
	write_legend(out, plot);
	write_points(out, plot);
	fputs("</svg>\n", out);
}
