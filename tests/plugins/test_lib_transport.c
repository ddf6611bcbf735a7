/* test_lib_transport.c - what cannot work is refused before it is tried.  SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "transport.h"

#define PIN "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

static int make_file(void **state)
{
	char *path = strdup("/tmp/transport.XXXXXX");
	int fd = mkstemp(path);

	*state = path;
	return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
	unlink(*state);
	free(*state);
	return 0;
}

static void assert_fine(struct muzzle_transport t, const char *url)
{
	char why[TRANSPORT_WHY_BYTES] = "";

	assert_int_equal(transport_check(&t, url, why), 0);
	assert_string_equal(why, "");
	assert_int_equal(t.size, sizeof(t));
}

static void assert_refused(struct muzzle_transport t, const char *url, const char *because)
{
	char why[TRANSPORT_WHY_BYTES] = "";

	assert_int_equal(transport_check(&t, url, why), -EINVAL);
	assert_non_null(strstr(why, because));
	assert_null(strstr(why, "s3cr3t"));
}

static void credentials_must_have_their_form(void **state)
{
	(void)state;
	assert_fine((struct muzzle_transport){ 0 }, "http://gw");
	assert_fine((struct muzzle_transport){ .user = "me:s3cr3t:x" }, "http://gw");
	assert_fine((struct muzzle_transport){ .bearer = "eyJ.a-b_c~1+/==" }, "http://gw");
	assert_refused((struct muzzle_transport){ .user = "s3cr3t" }, "http://gw", "name:password");
	assert_refused((struct muzzle_transport){ .bearer = "Bearer s3cr3t" }, "http://gw",
		       "`bearer`");
	assert_refused((struct muzzle_transport){ .user = "me:s3cr3t", .bearer = "x" }, "http://gw",
		       "without `bearer`");
	assert_fine((struct muzzle_transport){ .user = "", .bearer = "", .ca_file = "" },
		    "http://gw");
}

static void pins_and_proxies_must_have_their_form(void **state)
{
	(void)state;
	assert_fine((struct muzzle_transport){ .pinned_key = PIN }, "https://gw");
	assert_refused((struct muzzle_transport){ .pinned_key = PIN "=" }, "https://gw", "`pin`");
	assert_refused((struct muzzle_transport){ .pinned_key = "/etc/key.pem" }, "https://gw",
		       "`pin`");
	assert_refused((struct muzzle_transport){ .pinned_key = PIN }, "http://gw", "https");
	assert_fine((struct muzzle_transport){ .pinned_key = PIN }, "smtp://mail");
	assert_fine((struct muzzle_transport){ .pinned_key = PIN }, "smtps://mail");
	assert_fine((struct muzzle_transport){ .pinned_key = PIN }, "mqtts://broker/a");
	assert_refused((struct muzzle_transport){ .pinned_key = PIN }, "mqtt://broker/a", "https");
	assert_fine((struct muzzle_transport){ .proxy = "socks5h://127.0.0.1:9050" }, "http://gw");
	assert_refused((struct muzzle_transport){ .proxy = "127.0.0.1:3128" }, "http://gw",
		       "`proxy`");
}

static void files_must_be_readable_and_nobody_elses_to_write(void **state)
{
	const char *file = *state;
	struct muzzle_transport ca = { .ca_file = file }, cert = { .cert_file = file },
				key = { .cert_file = file, .key_file = file };

	assert_int_equal(chmod(file, 0644), 0);
	assert_fine(ca, "https://gw");
	assert_refused(ca, "http://gw", "need an https url");
	assert_refused(cert, "https://gw", "nor to read if it is a key"); /* its key is in it */
	assert_refused(key, "https://gw", "nor to read if it is a key");
	assert_int_equal(chmod(file, 0640), 0);
	assert_fine(cert, "https://gw");
	assert_fine(key, "https://gw");
	assert_int_equal(chmod(file, 0660), 0);
	assert_refused(ca, "https://gw", "for nobody else to write");
	assert_int_equal(chmod(file, 0602), 0);
	assert_refused(ca, "https://gw", "for nobody else to write");
	assert_refused((struct muzzle_transport){ .ca_file = "/nowhere" }, "https://gw",
		       "`ca`: /nowhere: No such file");
	assert_refused((struct muzzle_transport){ .key_file = file }, "https://gw", "a `cert`");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(credentials_must_have_their_form),
		cmocka_unit_test(pins_and_proxies_must_have_their_form),
		cmocka_unit_test_setup_teardown(files_must_be_readable_and_nobody_elses_to_write,
						make_file, remove_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
