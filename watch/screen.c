/* screen.c - see screen.h.  SPDX-License-Identifier: ISC */
#include "screen.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "clock.h"
#include "parley.h"
#include "press.h"
#include "rounds.h"
#include "scene.h"
#include "terminal.h"

struct screen {
	struct desk *desk;
	struct canvas canvas;
};

/* Takes every key that waits, then draws. */
static bool turn(void *arg, short revents)
{
	struct screen *screen = arg;
	uint32_t key;

	if (revents & (POLLERR | POLLHUP | POLLNVAL))
		return false;
	while ((key = terminal_key(&screen->canvas))) {
		if (key == PRESS_REDRAW)
			terminal_redraw();
		if (!desk_press(screen->desk, key))
			return false;
	}
	terminal_show(&screen->canvas, scene_draw(screen->desk, &screen->canvas, clock_wall_ms()));
	return true;
}

int screen_run(const struct wanted *wanted, const char *dir)
{
	struct screen screen = { .desk = desk_new(wanted->target, dir) };
	struct rounds_setting setting = {
		.dir = dir,
		.only = wanted->target,
		.every_ms = wanted->every_ms,
		.fd = STDIN_FILENO,
		.events = POLLIN,
		.turn = turn,
		.arg = &screen,
	};
	int rc;

	if (!screen.desk)
		return -ENOMEM;
	setting.face = parley_face(screen.desk);
	rc = terminal_open(&screen.canvas);
	if (rc == 0)
		rc = rounds_run(&setting);
	terminal_close();
	canvas_fini(&screen.canvas);
	desk_free(screen.desk);
	return rc;
}
