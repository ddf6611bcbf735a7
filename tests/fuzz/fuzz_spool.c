/* fuzz_spool.c - a spool that was damaged, or made up: what is read of it is written as it was read, and delivered, held
 * or lost within bounds.  SPDX-License-Identifier: ISC */
#include <unistd.h>

#include "clock.h"
#include "fuzz.h"
#include "known.h"
#include "page.h"
#include "posting.h"
#include "postman.h"
#include "spool.h"

#define DAY_MS INT64_C(86400000)
#define RUNS_MAX 3000

/* One life with a spool, and receivers of whom every second attempt fails. */
struct life {
	struct outbox *outbox;
	struct spool spool;
	struct log log;
	unsigned attempts, cancelled;
	bool digests;
};

static int send_order(void *arg, const char *action, const struct muzzle_order *order)
{
	struct life *life = arg;

	FUZZ_HOLDS(*action && order->message && *order->message && order->what && order->target);
	FUZZ_HOLDS(fuzz_is_clean(order->target) && fuzz_is_clean(order->why));
	if (order->lines && !life->digests)
		return -1;
	if (++life->attempts % 3 == 0)
		return 0; /* it never answers */
	postman_answered(life->outbox,
			 &(struct postman_answer){ order->id,
						   life->attempts % 2 ? RESULT_FAILED : 0, "said" },
			 clock_boot_ms());
	return 0;
}

static void cancel(void *arg, uint64_t attempt)
{
	struct life *life = arg;

	FUZZ_HOLDS(attempt & OUTBOX_ATTEMPT);
	life->cancelled++;
}

static int64_t find_maintenance(void *arg, const struct conf_gateway *gateway, int64_t wall_ms)
{
	(void)arg;
	return calendar_until(&gateway->maintenance, wall_ms);
}

static bool takes_digests(void *arg, const char *action)
{
	const struct life *life = arg;

	(void)action;
	return life->digests;
}

static void save(void *arg)
{
	struct life *life = arg;

	life->outbox->changed = false;
}

static void begin(struct life *life)
{
	const struct outbox_calls calls = { send_order,       cancel, takes_digests,
					    find_maintenance, save,   life };

	log_init(&life->log, STDERR_FILENO, 0);
	FUZZ_HOLDS(spool_open(&life->spool, fuzz_dir(), &life->log) == 0);
	life->outbox = outbox_new(&life->log, &calls);
	life->outbox->told = 0;
	spool_load(&life->spool, life->outbox);
	FUZZ_HOLDS(life->outbox->entries <= OUTBOX_LIMIT);
	FUZZ_HOLDS(*life->outbox->word && life->outbox->known_count <= OUTBOX_KNOWN_MAX);
}

static void end(struct life *life)
{
	outbox_free(life->outbox);
	spool_close(&life->spool);
}

static void save_as(struct life *life, struct fuzz_text *said)
{
	FUZZ_HOLDS(spool_save(&life->spool, life->outbox) == 0);
	page_read(said, SPOOL_FILE);
}

/* A month: whatever there was is told, or lost. */
static void live(struct life *life)
{
	struct outbox_now now = { clock_boot_ms(), clock_wall_ms() };
	int64_t end_ms = now.boot_ms + 30 * DAY_MS;

	outbox_configure(life->outbox, known_conf(), now);
	for (int runs = 0; now.boot_ms < end_ms; runs++) {
		int64_t next_ms;

		FUZZ_HOLDS(runs < RUNS_MAX);
		postman_run(life->outbox, now);
		next_ms = life->outbox->next_ms < end_ms ? life->outbox->next_ms : end_ms;
		if (next_ms <= now.boot_ms)
			next_ms = now.boot_ms + 1;
		now.wall_ms += next_ms - now.boot_ms;
		now.boot_ms = next_ms;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_input in = { data, bytes };
	uint8_t how = fuzz_byte(&in);
	struct fuzz_text file = { 0 }, once = { 0 }, twice = { 0 };
	struct life first = { .digests = how & 2 }, second = first;

	if (how & 1)
		page_seal(&file, in, NULL, clock_wall_ms());
	else
		fuzz_put(&file, in.data, in.bytes);
	fuzz_write(SPOOL_FILE, file.data, file.bytes);
	begin(&first);
	save_as(&first, &once);
	begin(&second);
	save_as(&second, &twice);
	fuzz_same(&twice, &once);
	live(&second);
	fuzz_text_free(&file);
	end(&first);
	end(&second);
	return 0;
}
