/* fuzz_ledger.c - files of what was learnt and charged: damaged ones are set aside, what is read is saved as
 * it was read.  SPDX-License-Identifier: ISC */
#include <inttypes.h>
#include <unistd.h>

#include "clock.h"
#include "fuzz.h"
#include "known.h"
#include "laws.h"
#include "ledger.h"
#include "notes.h"

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
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct fuzz_text file = { 0 };
		struct fuzz_input in;

		fuzz_read(&file, names[i]);
		in = (struct fuzz_input){ (const uint8_t *)file.data, file.bytes };
		free(fuzz_line(&in));
		fuzz_put(said, in.data, in.bytes);
		fuzz_text_free(&file);
	}
}

/* FNV-1a, behind a line as the file has it: {...,"sum":"0123456789abcdef"} */
static void put_sealed(struct fuzz_text *file, const char *line)
{
	uint64_t sum = UINT64_C(14695981039346656037);
	size_t bytes = strlen(line);

	for (const char *s = line; *s; s++)
		sum = (sum ^ (unsigned char)*s) * UINT64_C(1099511628211);
	fuzz_put(file, line, bytes ? bytes - 1 : 0);
	fuzz_print(file, ",\"sum\":\"%016" PRIx64 "\"}\n", sum);
}

/* The input as a file that nothing has damaged, of this boot or of another. */
static void seal(struct fuzz_text *file, struct fuzz_input in, bool another)
{
	char header[200], last[64], wall[CLOCK_WALL_TEXT_BYTES], boot[CLOCK_BOOT_ID_BYTES];
	int lines = 1;

	clock_boot_id(boot, sizeof(boot));
	clock_wall_text(wall, sizeof(wall), clock_wall_ms() - HOUR_MS);
	snprintf(header, sizeof(header),
		 "{\"muzzle\":1,\"boot\":\"%s\",\"wall\":\"%s\",\"t\":%lld}",
		 another ? "another" : boot, wall, (long long)clock_boot_ms());
	put_sealed(file, header);
	for (; in.bytes; lines++) {
		char *line = fuzz_line(&in);

		put_sealed(file, line);
		free(line);
	}
	snprintf(last, sizeof(last), "{\"ev\":\"end\",\"lines\":%d}", lines);
	put_sealed(file, last);
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
		seal(&file, in, how & 4);
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
