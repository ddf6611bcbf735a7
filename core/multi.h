/* multi.h - libcurl's multi interface on the loop.  SPDX-License-Identifier: ISC */
#ifndef MULTI_H
#define MULTI_H

#include <curl/curl.h>

#include "loop.h"

struct multi_fd;

struct multi {
	CURLM *curl; /* owned */
	struct loop *loop;
	void (*moved)(void *arg); /* transfers may have ended; called outside of libcurl */
	void *arg;
	struct loop_timer timer;
	struct multi_fd *watched; /* owned */
};

/* multi_init - .loop, .moved and .arg are filled; the struct must not move.  0 or -ENOMEM. */
int multi_init(struct multi *multi);

/* multi_fini - every transfer must have been removed. */
void multi_fini(struct multi *multi);

#endif
