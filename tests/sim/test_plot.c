/* test_plot.c - the picture holds what it shows.  SPDX-License-Identifier: ISC */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plot.h"

static struct plot a_plot(void)
{
	return (struct plot){
		.title = "a & b < c",
		.x_name = "x",
		.y_name = "y",
		.x_min = 0.01,
		.x_max = 1e6,
		.y_min = 1,
		.y_max = 1e5,
	};
}

/* Owned by the caller. */
static char *draw(const struct plot *plot)
{
	char *text = NULL;
	size_t bytes = 0;
	FILE *out = open_memstream(&text, &bytes);

	plot_write(out, plot);
	fclose(out);
	return text;
}

static void foreign_text_is_escaped_and_nothing_runs(void **state)
{
	struct plot plot = a_plot();
	char *text = draw(&plot);

	(void)state;
	assert_non_null(strstr(text, "<title>a &amp; b &lt; c</title>"));
	assert_null(strstr(text, "<script"));
	assert_non_null(strstr(text, "prefers-color-scheme:dark"));
	free(text);
}

static void axes_are_logarithmic(void **state)
{
	struct plot plot = a_plot();
	char *text;

	(void)state;
	plot.points[0] = (struct plot_point){ "mid", 100, 316.2278, false, PLOT_OTHER };
	plot.points_count = 1;
	text = draw(&plot);
	assert_non_null(strstr(text, "class=\"use\" cx=\"460.0\" cy=\"275.0\""));
	free(text);
}

static void a_bound_is_an_open_mark_and_never_an_arrow_at_the_edge(void **state)
{
	struct plot plot = a_plot();
	char *text;

	(void)state;
	plot.points[0] = (struct plot_point){ "none seen", 0.03, 50, true, PLOT_OURS };
	plot.points[1] = (struct plot_point){ "never", 10, INFINITY, false, PLOT_OTHER };
	plot.points_count = 2;
	text = draw(&plot);
	assert_non_null(strstr(text, "class=\"us o\""));
	assert_non_null(strstr(text, "l-5 9h10z"));
	assert_null(strstr(text, "inf"));
	free(text);
}

static void forty_points_in_one_place_fit_into_the_size(void **state)
{
	struct plot plot = a_plot();
	char *text;

	(void)state;
	for (int i = 0; i < PLOT_POINTS_MAX; i++)
		plot.points[i] =
			(struct plot_point){ "a name of some length", 8000, 7, false, PLOT_OTHER };
	plot.points_count = PLOT_POINTS_MAX;
	text = draw(&plot);
	assert_true(strlen(text) <= PLOT_BYTES_MAX);
	free(text);
}

/* Left edge of the n-th name of that class, and its line. */
static void name_at(const char *text, int n, double *x, double *y)
{
	for (int i = 0; i <= n; i++)
		text = strstr(text, "<text class=\"use\"") + 1;
	assert_int_equal(sscanf(text, "text class=\"use\" x=\"%lf\" y=\"%lf\"", x, y), 2);
}

static void names_stand_beside_each_other(void **state)
{
	struct plot plot = a_plot();
	double x[6], y[6];
	char *text;

	(void)state;
	for (int i = 0; i < 6; i++)
		plot.points[i] = (struct plot_point){ "twelve chars", 100 * (1 + i * 0.1), 50,
						      false, PLOT_OTHER };
	plot.points_count = 6;
	text = draw(&plot);
	for (int i = 0; i < 6; i++) {
		name_at(text, i, &x[i], &y[i]);
		for (int j = 0; j < i; j++)
			assert_true(fabs(x[i] - x[j]) >= 60 || fabs(y[i] - y[j]) >= 10);
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(foreign_text_is_escaped_and_nothing_runs),
		cmocka_unit_test(axes_are_logarithmic),
		cmocka_unit_test(a_bound_is_an_open_mark_and_never_an_arrow_at_the_edge),
		cmocka_unit_test(forty_points_in_one_place_fit_into_the_size),
		cmocka_unit_test(names_stand_beside_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
