/* test_dog.c - the hardware watchdog: a file that shows what it is fed, and a driver that answers as told.
 * SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <linux/watchdog.h>
#include <signal.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cmocka.h>

#include "dog.h"
#include "scratch.h"

/* How the driver behaves; one test after the other. */
static struct driver {
	int set_error, get_error; /* 0: it does */
	int step_s;               /* it rounds up to a multiple */
	int timeout_s;            /* that it has, or was given */
	unsigned options;
} driver;

static int fail_with(int error)
{
	errno = error;
	return -1;
}

/* In place of the C library's, for all of this program. */
int ioctl(int fd, unsigned long request, ...)
{
	va_list list;
	void *arg;
	int *seconds;

	(void)fd;
	va_start(list, request);
	arg = va_arg(list, void *);
	va_end(list);
	seconds = arg;
	if (request == WDIOC_GETSUPPORT) {
		((struct watchdog_info *)arg)->options = driver.options;
		return 0;
	}
	if (request == WDIOC_GETTIMEOUT) {
		*seconds = driver.timeout_s;
		return driver.get_error ? fail_with(driver.get_error) : 0;
	}
	if (request != WDIOC_SETTIMEOUT || driver.set_error)
		return fail_with(driver.set_error ? driver.set_error : ENOTTY);
	driver.timeout_s = (*seconds + driver.step_s - 1) / driver.step_s * driver.step_s;
	*seconds = driver.timeout_s;
	return 0;
}

struct kennel {
	struct scratch scratch;
	struct dog dog;
	struct log log;
	FILE *said; /* the log */
	char device[SCRATCH_BYTES], text[2000];
};

static int make(void **state)
{
	struct kennel *k = calloc(1, sizeof(*k));

	driver = (struct driver){ .step_s = 1, .timeout_s = 30, .options = WDIOF_MAGICCLOSE };
	k->scratch = scratch_make();
	snprintf(k->device, sizeof(k->device), "%s", scratch_write(&k->scratch, "watchdog", ""));
	k->said = tmpfile();
	log_init(&k->log, fileno(k->said), MUZZLE_INFO);
	k->dog.log = &k->log;
	*state = k;
	return 0;
}

static int end(void **state)
{
	struct kennel *k = *state;

	fclose(k->said);
	scratch_remove(&k->scratch);
	free(k);
	return 0;
}

static const char *slurp(struct kennel *k, FILE *file)
{
	rewind(file);
	k->text[fread(k->text, 1, sizeof(k->text) - 1, file)] = '\0';
	return k->text;
}

static const char *eaten(struct kennel *k)
{
	FILE *file = fopen(k->device, "r");

	slurp(k, file);
	fclose(file);
	return k->text;
}

static void assert_said(struct kennel *k, const char *part)
{
	if (!strstr(slurp(k, k->said), part))
		fail_msg("`%s` is not in:\n%s", part, k->text);
}

static void it_is_fed_at_once_and_called_off_at_the_end(void **state)
{
	struct kennel *k = *state;

	assert_int_equal(dog_open(&k->dog, k->device, 60000), 0);
	assert_int_equal(k->dog.timeout_ms, 60000);
	assert_int_equal(driver.timeout_s, 60);
	assert_string_equal(eaten(k), "1");
	dog_feed(&k->dog);
	dog_feed(&k->dog);
	assert_string_equal(eaten(k), "111");
	dog_close(&k->dog);
	assert_string_equal(eaten(k), "111V");
	dog_feed(&k->dog);
	dog_close(&k->dog);
	assert_string_equal(eaten(k), "111V");
	assert_said(k, "bites when not fed ms=60000");
}

static void children_do_not_hold_it(void **state)
{
	struct kennel *k = *state;

	assert_int_equal(dog_open(&k->dog, k->device, 60000), 0);
	assert_int_equal(fcntl(k->dog.fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	dog_close(&k->dog);
}

static void what_the_driver_makes_of_the_timeout_holds(void **state)
{
	struct kennel *k = *state;

	driver.step_s = 8;
	assert_int_equal(dog_open(&k->dog, k->device, 20000), 0);
	assert_int_equal(k->dog.timeout_ms, 24000);
	dog_close(&k->dog);
	driver.set_error = EOPNOTSUPP;
	driver.timeout_s = 15;
	assert_int_equal(dog_open(&k->dog, k->device, 20000), 0);
	assert_int_equal(k->dog.timeout_ms, 15000);
	assert_said(k, "cannot be given a timeout, fed for ms=15000");
	dog_close(&k->dog);
}

static void a_file_without_a_driver_is_fed_all_the_same(void **state)
{
	struct kennel *k = *state;

	driver.set_error = driver.get_error = ENOTTY;
	assert_int_equal(dog_open(&k->dog, k->device, 20000), 0);
	assert_int_equal(k->dog.timeout_ms, 20000);
	assert_said(k, "error=Inappropriate ioctl for device");
	dog_close(&k->dog);
}

static void a_timeout_that_is_refused_calls_it_off_with_the_remedy(void **state)
{
	struct kennel *k = *state;

	driver.set_error = EINVAL;
	assert_int_equal(dog_open(&k->dog, k->device, 20000), -EINVAL);
	assert_null(k->dog.path);
	assert_string_equal(eaten(k), "1V");
	assert_said(k, "remedy=\"set another `watchdog_timeout`\"");
}

static void a_device_that_is_not_there_is_told_with_the_remedy(void **state)
{
	struct kennel *k = *state;

	assert_true(dog_open(&k->dog, "/nowhere/watchdog", 20000) < 0);
	assert_null(k->dog.path);
	assert_said(k, "cannot be opened file=/nowhere/watchdog error=No such file or directory "
		       "remedy=\"load its driver, or leave out `watchdog`\"");
}

static void one_that_stops_with_us_is_warned_of(void **state)
{
	struct kennel *k = *state;

	driver.options = 0;
	assert_int_equal(dog_open(&k->dog, k->device, 20000), 0);
	assert_said(k, "is off as soon as muzzle is gone, also after a crash");
	dog_close(&k->dog);
}

static void opening_it_again_only_sets_its_time_and_another_takes_its_place(void **state)
{
	struct kennel *k = *state;
	char other[SCRATCH_BYTES];
	int fd;

	assert_int_equal(dog_open(&k->dog, k->device, 20000), 0);
	fd = k->dog.fd;
	assert_int_equal(dog_open(&k->dog, k->device, 30000), 0);
	assert_int_equal(k->dog.fd, fd);
	assert_int_equal(k->dog.timeout_ms, 30000);
	assert_string_equal(eaten(k), "11");
	ftruncate(fileno(k->said), 0);
	assert_int_equal(dog_open(&k->dog, k->device, 30000), 0);
	assert_string_equal(slurp(k, k->said), "");
	assert_string_equal(eaten(k), "11");
	snprintf(other, sizeof(other), "%s", scratch_write(&k->scratch, "other", ""));
	assert_int_equal(dog_open(&k->dog, other, 30000), 0);
	assert_string_equal(eaten(k), "11V");
	assert_string_equal(k->dog.path, other);
	dog_close(&k->dog);
}

/* A pipe that nobody reads is full at some time; then it is told once, and nobody waits. */
static void one_that_does_not_eat_is_told_once(void **state)
{
	struct kennel *k = *state;
	char pipe[SCRATCH_BYTES + 8];
	int reader;

	snprintf(pipe, sizeof(pipe), "%s.fifo", k->device);
	assert_int_equal(mkfifo(pipe, 0600), 0);
	reader = open(pipe, O_RDONLY | O_NONBLOCK);
	assert_int_equal(dog_open(&k->dog, pipe, 20000), 0);
	for (int i = 0; i < 70000; i++)
		dog_feed(&k->dog);
	assert_said(k, "cannot be fed");
	assert_null(strstr(strstr(k->text, "cannot be fed") + 1, "cannot be fed"));
	close(reader);
	dog_close(&k->dog);
	assert_said(k, "cannot be called off: the box resets");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(it_is_fed_at_once_and_called_off_at_the_end),
		TEST(children_do_not_hold_it),
		TEST(what_the_driver_makes_of_the_timeout_holds),
		TEST(a_file_without_a_driver_is_fed_all_the_same),
		TEST(a_timeout_that_is_refused_calls_it_off_with_the_remedy),
		TEST(a_device_that_is_not_there_is_told_with_the_remedy),
		TEST(one_that_stops_with_us_is_warned_of),
		TEST(opening_it_again_only_sets_its_time_and_another_takes_its_place),
		TEST(one_that_does_not_eat_is_told_once),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
