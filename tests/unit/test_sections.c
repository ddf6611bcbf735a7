/* test_sections.c - sections of files, their kinds and names.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "arena.h"
#include "scratch.h"
#include "sections.h"

static const struct sections_kind kinds[] = { { "muzzle", false },
					      { "gateway", true },
					      { NULL, false } };

struct fixture {
	struct scratch scratch;
	struct arena arena;
	struct sections sections;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	fixture->scratch = scratch_make();
	fixture->sections = (struct sections){
		.arena = &fixture->arena,
		.remarks = remarks_new(),
		.kinds = kinds,
	};
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	scratch_remove(&fixture->scratch);
	remarks_free(fixture->sections.remarks);
	arena_fini(&fixture->arena);
	free(fixture);
	return 0;
}

static void read_text(struct fixture *fixture, const char *name, const char *text)
{
	const char *path = scratch_write(&fixture->scratch, name, text);

	assert_int_equal(sections_read_file(&fixture->sections, path), 0);
}

/* The text of the only remark. */
static const char *only_remark(const struct fixture *fixture)
{
	assert_int_equal(fixture->sections.remarks->count, 1);
	return fixture->sections.remarks->list[0].text;
}

static void sections_keep_their_order_and_places(void **state)
{
	struct fixture *fixture = *state;
	const struct option_section *section;

	read_text(fixture, "a.ini", "[gateway b]\nk = v\nl = w\n[ muzzle ]\n\n[gateway  a\t ]\n");
	section = fixture->sections.first;
	assert_string_equal(section->name, "b");
	assert_string_equal(section->pairs->next->value, "w");
	assert_int_equal(section->pairs->next->place.line, 3);
	assert_null(section->pairs->next->next);
	section = section->next;
	assert_string_equal(section->kind, "muzzle");
	assert_string_equal(section->name, "");
	section = section->next;
	assert_string_equal(section->name, "a");
	assert_int_equal(section->place.line, 6);
	assert_null(section->next);
	assert_int_equal(fixture->sections.remarks->count, 0);
}

static void unknown_kinds_get_the_nearest(void **state)
{
	struct fixture *fixture = *state;

	read_text(fixture, "a.ini", "[gatway a]\nk = v\n");
	assert_string_equal(only_remark(fixture),
			    "unknown section [gatway]; did you mean [gateway NAME]?");
	assert_null(fixture->sections.first);
}

static void unlike_kinds_get_the_list(void **state)
{
	struct fixture *fixture = *state;

	read_text(fixture, "a.ini", "[]\n");
	assert_string_equal(only_remark(fixture),
			    "unknown section []; known are [muzzle] [gateway NAME]");
}

static void names_stand_where_a_kind_has_them(void **state)
{
	struct fixture *fixture = *state;

	read_text(fixture, "a.ini",
		  "[gateway]\n[muzzle x]\n[gateway a b]\n[gateway a/b]\n[gateway .]\n");
	assert_int_equal(fixture->sections.remarks->count, 5);
	assert_string_equal(fixture->sections.remarks->list[0].text,
			    "[gateway] needs a name: [gateway NAME]");
	assert_string_equal(fixture->sections.remarks->list[1].text, "[muzzle] takes no name");
	assert_null(fixture->sections.first);
}

static void a_section_twice_is_told_with_the_first_place(void **state)
{
	struct fixture *fixture = *state;

	read_text(fixture, "a.ini", "[gateway a]\nk = v\n");
	read_text(fixture, "b.ini", "\n[gateway a]\nl = w\n[gateway b]\n");
	assert_non_null(strstr(only_remark(fixture), "/a.ini:1, where its keys belong"));
	assert_int_equal(fixture->sections.remarks->list[0].line, 2);
	assert_null(fixture->sections.first->pairs->next);
	assert_string_equal(fixture->sections.first->next->name, "b");
}

static void keys_before_the_first_section_are_told_once(void **state)
{
	struct fixture *fixture = *state;

	read_text(fixture, "a.ini", "k = v\nl = w\n[muzzle]\n");
	assert_non_null(strstr(only_remark(fixture), "before the first [section]"));
	read_text(fixture, "b.ini", "k = v\n");
	assert_int_equal(fixture->sections.remarks->count, 2);
}

static void a_directory_is_read_in_the_order_of_names(void **state)
{
	struct fixture *fixture = *state;
	char dir[SCRATCH_BYTES];

	scratch_write(&fixture->scratch, "conf.d/20-b.ini", "[gateway b]\n");
	scratch_write(&fixture->scratch, "conf.d/10-a.ini", "[gateway a]\n");
	scratch_write(&fixture->scratch, "conf.d/.hidden.ini", "[gateway h]\n");
	scratch_write(&fixture->scratch, "conf.d/note.txt", "[gateway n]\n");
	scratch_write(&fixture->scratch, "conf.d/30-c.ini~", "[gateway c]\n");
	snprintf(dir, sizeof(dir), "%s/conf.d", fixture->scratch.dir);
	assert_int_equal(sections_read_dir(&fixture->sections, dir), 0);
	assert_string_equal(fixture->sections.first->name, "a");
	assert_string_equal(fixture->sections.first->next->name, "b");
	assert_null(fixture->sections.first->next->next);
	assert_int_equal(sections_read_dir(&fixture->sections, "/nonexistent"), 0);
	assert_int_equal(fixture->sections.remarks->count, 0);
}

static void find_and_next_look_by_kind(void **state)
{
	struct fixture *fixture = *state;
	struct option_section *section;

	read_text(fixture, "a.ini", "[gateway a]\n[muzzle]\n[gateway b]\n");
	section = sections_next(fixture->sections.first, "gateway");
	assert_string_equal(section->name, "a");
	section = sections_next(section->next, "gateway");
	assert_string_equal(section->name, "b");
	assert_null(sections_next(section->next, "gateway"));
	assert_ptr_equal(sections_find(fixture->sections.first, "gateway", "b"), section);
	assert_null(sections_find(fixture->sections.first, "gateway", "c"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sections_keep_their_order_and_places),
		TEST(unknown_kinds_get_the_nearest),
		TEST(unlike_kinds_get_the_list),
		TEST(names_stand_where_a_kind_has_them),
		TEST(a_section_twice_is_told_with_the_first_place),
		TEST(keys_before_the_first_section_are_told_once),
		TEST(a_directory_is_read_in_the_order_of_names),
		TEST(find_and_next_look_by_kind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
