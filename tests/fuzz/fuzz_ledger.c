/* fuzz_ledger.c - files of what was learnt and charged: damaged ones are set aside, what is read is saved as
 * it was read.  SPDX-License-Identifier: ISC */
#include <unistd.h>

#include "clock.h"
#include "fuzz.h"
#include "known.h"
#include "laws.h"
#include "ledger.h"
#include "notes.h"
#include "page.h"

#define HOUR_MS INT64_C(3600000)

/* A memory with both of its files. */
struct memory {
	struct roster *roster;
	struct notes *notes;
	struct ledger *ledger;
	struct laws *laws;
	struct log log;
};

static void begin(struct memory *m)
{
	log_init(&m->log, STDERR_FILENO, 0);
	m->roster = roster_new(known_conf());
	m->notes = notes_new();
	FUZZ_HOLDS(ledger_open(&m->ledger, fuzz_dir(), &m->log) == 0);
	FUZZ_HOLDS(laws_open(&m->laws, fuzz_dir(), &m->log) == 0);
}

static void end(struct memory *m)
{
	laws_close(m->laws);
	ledger_close(m->ledger);
	notes_free(m->notes);
	roster_free(m->roster);
}

static bool load(struct memory *m)
{
	bool whole = ledger_load(m->ledger, &(struct ledger_view){ m->roster, m->notes,
								   known_conf(), NULL }) == 0;

	laws_load(m->laws, m->roster, known_conf());
	return whole;
}

/* What both files hold, but for their headers: when they were written. */
static void save(struct memory *m, struct fuzz_text *said)
{
	static const char *const names[] = { LEDGER_FILE, LAWS_FILE };

	FUZZ_HOLDS(ledger_save(m->ledger, &(struct ledger_view){ m->roster, m->notes, known_conf(),
								 NULL }) == 0);
	FUZZ_HOLDS(laws_save(m->laws, m->roster) == 0);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		page_read(said, names[i]);
}

static void check_patience(struct engine *engine)
{
	const struct policy_rate rarely = { 1, INT64_C(730) * 24 * HOUR_MS };

	for (struct gateway *gateway = engine->gateways; gateway; gateway = gateway->next)
		for (int i = 0; i < LAW_CLASSES - 1; i++) {
			int64_t patience_ms = law_patience_ms(&gateway->laws[i], &rarely,
							      clock_boot_ms() + TARGET_TIME_BASE);

			FUZZ_HOLDS(patience_ms >= LAW_PATIENCE_MIN_MS &&
				   patience_ms <= LAW_PATIENCE_MAX_MS);
		}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_input in = { data, bytes };
	uint8_t how = fuzz_byte(&in);
	struct fuzz_text file = { 0 }, once = { 0 }, twice = { 0 };
	struct memory first = { 0 }, second = { 0 };

	if (how & 1)
		page_seal(&file, in, how & 4 ? "another" : NULL, clock_wall_ms() - HOUR_MS);
	else
		fuzz_put(&file, in.data, in.bytes);
	fuzz_write(how & 2 ? LAWS_FILE : LEDGER_FILE, file.data, file.bytes);
	begin(&first);
	load(&first);
	check_patience(roster_engine(first.roster));
	save(&first, &once);
	begin(&second);
	FUZZ_HOLDS(load(&second));
	save(&second, &twice);
	if (!(how & 4)) /* what is moved to this boot's time may be beyond what can be read */
		fuzz_same(&twice, &once);
	fuzz_text_free(&once);
	fuzz_text_free(&twice);
	fuzz_text_free(&file);
	end(&first);
	end(&second);
	return 0;
}
