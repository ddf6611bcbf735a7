/* test_init_secret.c - keys from files and variables, never shown.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/stat.h>

#include "scratch.h"
#include "secret.h"

static void take(struct secret *secret, const struct wish *wish)
{
	char why[SECRET_WHY_BYTES] = "";

	if (secret_take(secret, wish, why))
		fail_msg("%s", why);
}

static void refuse(const struct wish *wish, const char *part)
{
	char why[SECRET_WHY_BYTES] = "";
	struct secret secret;

	assert_int_not_equal(secret_take(&secret, wish, why), 0);
	if (!strstr(why, part))
		fail_msg("%s: not in: %s", part, why);
	assert_null(strstr(why, "hunter2"));
	secret_fini(&secret);
}

static void a_key_is_named_by_its_place(void **state)
{
	struct scratch scratch = scratch_make();
	const char *path = scratch_write(&scratch, "k", "hunter2\n");
	char reference[SCRATCH_BYTES];
	struct secret secret;

	(void)state;
	take(&secret, &(struct wish){ .key_file = path });
	snprintf(reference, sizeof(reference), "${file:%s}", path);
	assert_string_equal(secret.key, "hunter2");
	assert_string_equal(secret.reference, reference);
	assert_false(secret.loose);
	setenv("SECRET_KEY", "hunter2", 1);
	take(&secret, &(struct wish){ .key_env = "SECRET_KEY" });
	assert_string_equal(secret.reference, "${env:SECRET_KEY}");
	take(&secret, &(struct wish){ .key = "hunter2" });
	assert_true(secret.loose);
	take(&secret, &(struct wish){ 0 });
	assert_string_equal(secret.key, "");
	scratch_remove(&scratch);
}

static void a_wrong_key_and_an_unsafe_file_are_refused(void **state)
{
	struct scratch scratch = scratch_make();
	struct wish wish = { .key_file = scratch_write(&scratch, "two", "hunter2\nhunter2\n") };

	(void)state;
	refuse(&wish, "one word on one line");
	wish.key_file = scratch_write(&scratch, "empty", "\n");
	refuse(&wish, "one word on one line");
	wish.key_file = scratch_write(&scratch, "open", "hunter2\n");
	chmod(scratch.path, 0666);
	refuse(&wish, "others may write it");
	wish.key_file = "/nonexistent/key";
	refuse(&wish, "No such file");
	refuse(&(struct wish){ .key = "hunter2 hunter2" }, "one word");
	refuse(&(struct wish){ .key_env = "NO_SUCH_VARIABLE" }, "no environment variable");
	setenv("SECRET_KEY", "hunter2\nX: y", 1);
	refuse(&(struct wish){ .key_env = "SECRET_KEY" }, "one word");
	scratch_remove(&scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_is_named_by_its_place),
		cmocka_unit_test(a_wrong_key_and_an_unsafe_file_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
