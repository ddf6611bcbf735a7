/* test_lib_paging.c - which page comes next, and which is never asked for.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "paging.h"

static struct paging make(const char *base, const char *path)
{
	struct paging p = { .pages_max = 16, .first = 1, .base = base, .path = path };

	assert_null(paging_check(&p));
	paging_begin(&p);
	return p;
}

/* After a page that names the next one in its body. */
static void assert_next(const char *base, const char *next, const char *url)
{
	struct paging p = make(base, "/api/all?limit=2");
	const struct paging_seen seen = { 2, next, "" };

	assert_int_equal(paging_turn(&p, &seen), url ? PAGING_MORE : PAGING_FLAW);
	if (url)
		assert_string_equal(p.url, url);
	else
		assert_non_null(strstr(p.flaw, "not at `url`"));
}

/* After a page with such a header; NULL: it was the last one. */
static void assert_link(const char *link, const char *url)
{
	struct paging p = make("http://gw", "/s");
	const struct paging_seen seen = { 2, "", link };

	assert_int_equal(paging_turn(&p, &seen), url ? PAGING_MORE : PAGING_LAST);
	if (url)
		assert_string_equal(p.url, url);
}

/* After a page with such a header: there is one more, and nobody knows where. */
static void assert_cut(const char *link)
{
	struct paging p = make("http://gw", "/s");
	const struct paging_seen seen = { 2, "", link };

	assert_int_equal(paging_turn(&p, &seen), PAGING_FLAW);
	assert_string_equal(p.url, "http://gw/s");
}

static void an_address_is_taken_as_a_path_a_query_or_a_url_of_ours(void **state)
{
	(void)state;
	assert_next("http://gw:80/v1", "/api/all?page=2", "http://gw:80/api/all?page=2");
	assert_next("http://gw/v1", "?page=2", "http://gw/v1/api/all?page=2");
	assert_next("http://gw", "http://gw/x?c=%20", "http://gw/x?c=%20");
	assert_next("http://gw", "HTTP://GW/x", "http://gw/x");
	assert_next("http://gw", "http://gw?c=1", "http://gw?c=1");
	assert_next("http://me:pw@gw:3000", "http://gw:3000/x", "http://me:pw@gw:3000/x");
	assert_next("http://[::1]:3000", "http://[::1]:3000/x", "http://[::1]:3000/x");
}

static void nobody_else_is_asked(void **state)
{
	(void)state;
	assert_next("http://gw", "http://gw.evil/x", NULL);
	assert_next("http://gw", "http://go/x", NULL);
	assert_next("http://gw", "http://evil/gw/x", NULL);
	assert_next("http://gw", "http://gw@evil/x", NULL);
	assert_next("http://gw", "http://gw:81/x", NULL);
	assert_next("http://gw", "https://gw/x", NULL);
	assert_next("http://gw", "//evil/x", NULL);
	assert_next("http://gw", "ftp://gw/x", NULL);
	assert_next("http://gw", "x?page=2", NULL);
	assert_next("http://gw", "/x y", NULL);
	assert_next("http://gw", "/x\r\nHost: evil", NULL);
	assert_next("http://gw", "/\xc3\xa9", NULL);
}

static void an_address_that_is_too_long_is_not_cut(void **state)
{
	char next[PAGING_URL_BYTES], url[2 * PAGING_URL_BYTES];

	(void)state;
	memset(next, 'x', sizeof(next));
	next[0] = '/';
	next[PAGING_URL_BYTES - 1] = '\0';
	assert_next("http://gw", next, NULL);
	memcpy(next, "http://gw/", strlen("http://gw/"));
	assert_next("http://gw", next, NULL);
	snprintf(url, sizeof(url), "<%s>; rel=next", next);
	assert_cut(url);
	snprintf(url, sizeof(url), "</%s>; rel=next", next);
	assert_cut(url);
	assert_cut("</s?0; rel=next");
	memcpy(next, "/xxxxxxxxx", strlen("http://gw/"));
	next[PAGING_URL_BYTES - sizeof("http://gw")] = '\0';
	snprintf(url, sizeof(url), "http://gw%s", next);
	assert_int_equal(strlen(url), PAGING_URL_BYTES - 1);
	assert_next("http://gw", next, url);
}

/* As long as the host ever makes it: the padding stands in between. */
static void fill_link(char link[PAGING_URL_BYTES], const char *begin, const char *end)
{
	memset(link, 'x', PAGING_URL_BYTES);
	memcpy(link, begin, strlen(begin));
	memcpy(link + PAGING_URL_BYTES - 1 - strlen(end), end, strlen(end) + 1);
}

static void a_header_that_was_cut_hides_no_page(void **state)
{
	char link[PAGING_URL_BYTES];

	(void)state;
	assert_cut("</s?c=begun");
	fill_link(link, "</s?0>; title=", ", </s?c=begun");
	assert_cut(link);
	fill_link(link, "</s?0>; title=", ", </s?2>; rel");
	assert_cut(link);
	fill_link(link, "</s?0>; title=", "");
	assert_cut(link);
	fill_link(link, "</s?2>; rel=next, </s?9>; title=", "");
	assert_link(link, "http://gw/s?2");
	fill_link(link, "</s?0>; title=", "");
	assert_link(link + 1, NULL);
}

static void the_header_link_is_read_as_rfc_8288_has_it(void **state)
{
	(void)state;
	assert_link("", NULL);
	assert_link("</s?2>; rel=\"next\"", "http://gw/s?2");
	assert_link("</s?2>;rel=next", "http://gw/s?2");
	assert_link("</s?2>; title=\"a, b\"; REL = \"last NEXT\"", "http://gw/s?2");
	assert_link("</s?0>; rel=\"prev\", </s?2>; rel=\"next\", </s?9>; rel=last",
		    "http://gw/s?2");
	assert_link("</s?2>; rel=next, </s?3>; rel=next", "http://gw/s?2");
	assert_link("</s?0>; rel=\"prev\"", NULL);
	assert_link("</s?0>; rel=\"nextish\"", NULL);
	assert_link("</s?0>; rel=\"next", "http://gw/s?0");
	assert_link("</s?0>; rel=", NULL);
	assert_link("</s?0>; rel", NULL);
	assert_link("</s?0>; rel=\"a,b;c\"", NULL);
	assert_link("</s?0>, rel=next", NULL);
	assert_link("<>", NULL);
}

static void numbers_go_on_until_a_page_is_empty(void **state)
{
	const struct paging_seen some = { 2, "", "" }, none = { 0, "/x", "</x>; rel=next" };
	struct paging p = make("http://gw", "/s?page={page}&n=2");

	(void)state;
	for (int round = 0; round < 2; round++) {
		assert_string_equal(p.url, "http://gw/s?page=1&n=2");
		assert_int_equal(paging_turn(&p, &some), PAGING_MORE);
		assert_string_equal(p.url, "http://gw/s?page=2&n=2");
		assert_int_equal(paging_turn(&p, &none), PAGING_LAST);
		paging_begin(&p);
	}
	p.first = 0;
	paging_begin(&p);
	assert_string_equal(p.url, "http://gw/s?page=0&n=2");
}

static void more_pages_than_allowed_are_a_flaw(void **state)
{
	const struct paging_seen seen = { 2, "/s", "" };
	struct paging p = make("http://gw", "/s"), numbered = make("http://gw", "/{page}");

	(void)state;
	for (int i = 1; i < 16; i++) {
		assert_int_equal(paging_turn(&p, &seen), PAGING_MORE);
		assert_int_equal(paging_turn(&numbered, &seen), PAGING_MORE);
	}
	assert_int_equal(paging_turn(&p, &seen), PAGING_FLAW);
	assert_non_null(strstr(p.flaw, "`pages`"));
	assert_string_equal(numbered.url, "http://gw/16");
	assert_int_equal(paging_turn(&numbered, &seen), PAGING_FLAW);
	assert_non_null(strstr(numbered.flaw, "`pages`"));
}

static void assert_flaw(struct paging p, const char *flaw)
{
	assert_non_null(paging_check(&p));
	assert_non_null(strstr(paging_check(&p), flaw));
}

static void a_path_that_cannot_work_is_refused(void **state)
{
	char path[PAGING_URL_BYTES];
	struct paging p = { .base = "http://gw", .path = "/{session}", .session = "a@b" };

	(void)state;
	assert_null(paging_check(&p));
	assert_string_equal(p.url, "http://gw/a%40b");
	assert_flaw((struct paging){ .base = "http://gw", .path = "/{session}" },
		    "`session` must be set");
	assert_flaw((struct paging){ .base = "http://gw", .path = "/{user}" },
		    "{session} and {page}");
	assert_flaw((struct paging){ .base = "gw", .path = "/" }, "http(s)://");
	assert_flaw((struct paging){ .base = "http://", .path = "x" }, "http(s)://");
	memset(path, 'x', sizeof(path));
	path[sizeof(path) - 1] = '\0';
	assert_flaw((struct paging){ .base = "http://gw", .path = path }, "longer than 2047");
	assert_flaw((struct paging){ .base = path, .path = "xx" }, "longer than 2047");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_is_taken_as_a_path_a_query_or_a_url_of_ours),
		cmocka_unit_test(nobody_else_is_asked),
		cmocka_unit_test(an_address_that_is_too_long_is_not_cut),
		cmocka_unit_test(a_header_that_was_cut_hides_no_page),
		cmocka_unit_test(the_header_link_is_read_as_rfc_8288_has_it),
		cmocka_unit_test(numbers_go_on_until_a_page_is_empty),
		cmocka_unit_test(more_pages_than_allowed_are_a_flaw),
		cmocka_unit_test(a_path_that_cannot_work_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
