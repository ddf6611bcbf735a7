/* dialogue.h - a client that says what a fuzzer makes up to a plugin which listens.  SPDX-License-Identifier: ISC */
#ifndef DIALOGUE_H
#define DIALOGUE_H

#include "fake_host.h"
#include "fuzz.h"

#define DIALOGUE_ANSWER_BYTES 4096

struct dialogue {
	struct muzzle_inst *inst;
	struct fuzz_pieces pieces;
	int fd;
	char answer[DIALOGUE_ANSWER_BYTES]; /* how it begins */
};

/* dialogue_port - one that nobody has, kept for the whole run: others fuzz beside us. */
uint16_t dialogue_port(void);

/* dialogue_open - connects to it. */
void dialogue_open(struct dialogue *dialogue, uint16_t port);

/* dialogue_say - all of the input in its pieces, then the end; .answer has what came. */
void dialogue_say(struct dialogue *dialogue, struct fuzz_input in);

/* What the input makes of a listener of its own, owned by the caller; NULL: its settings are refused. */
typedef char *dialogue_listener(struct fuzz_input in, struct fuzz_pieces pieces);

/* dialogue_compare - the same comes of it wherever its bytes are cut, which the first of them says. */
void dialogue_compare(dialogue_listener *listen_to, struct fuzz_input in);

#endif
