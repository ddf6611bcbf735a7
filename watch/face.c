/* face.c - see face.h.  SPDX-License-Identifier: ISC */
#include "face.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

void face_describe_loss(int rc, const char *where, char *text, size_t text_bytes)
{
	if (rc == -ETIMEDOUT)
		snprintf(text, text_bytes, "the daemon in %s does not answer", where);
	else if (rc == -ENOENT || rc == -ECONNREFUSED || rc == -ECONNRESET)
		snprintf(text, text_bytes, "no daemon in %s", where);
	else if (rc == -EACCES)
		snprintf(text, text_bytes,
			 "not allowed to ask the daemon in %s: only root and the group of its "
			 "control.sock are",
			 where);
	else
		snprintf(text, text_bytes, "no daemon to reach in %s: %s", where, strerror(-rc));
}
