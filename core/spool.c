/* spool.c - see spool.h.  SPDX-License-Identifier: ISC */
#include "spool.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "posting.h"
#include "tell.h"

#define SUM_BYTES 17
#define AT_MAX_MS (INT64_MAX / 2)                   /* to which any time can be added */
#define MAX_AGE_MS (INT64_C(30) * 24 * 3600 * 1000) /* more between two boots is no age */

int spool_open(struct spool *spool, const char *state_dir, struct log *log)
{
	spool->file = (struct sealed){ .dir = state_dir,
				       .name = SPOOL_FILE,
				       .loss = "messages that waited are lost",
				       .log = log };
	return sealed_open(&spool->file);
}

void spool_close(struct spool *spool)
{
	sealed_close(&spool->file);
}

static struct json_object *new_line(const char *ev)
{
	struct json_object *line = json_object_new_object();

	tell_text(line, "ev", ev);
	return line;
}

static void put(struct sealed_page *page, struct json_object *line)
{
	sealed_put(page, line);
	json_object_put(line);
}

/* JSON has no whole numbers of 64 bits without a sign. */
static void put_sum(struct json_object *line, const char *key, uint64_t sum)
{
	char text[SUM_BYTES];

	snprintf(text, sizeof(text), "%016" PRIx64, sum);
	tell_text(line, key, text);
}

static uint64_t get_sum(struct json_object *line, const char *key)
{
	return strtoull(tell_get_text(line, key), NULL, 16);
}

/* --- writing */

static void put_birth(struct sealed_page *page, const struct outbox *outbox)
{
	struct json_object *line = new_line("birth");

	tell_text(line, "word", outbox->word);
	tell_number(line, "number", (int64_t)outbox->number);
	put(page, line);
}

static void put_entry(struct sealed_page *page, const struct outbox_entry *entry)
{
	struct json_object *line = new_line("message");

	tell_number(line, "number", (int64_t)entry->number);
	tell_text(line, "action", entry->to->name);
	message_put(&entry->message, line);
	tell_number(line, "at", entry->at_ms);
	tell_number(line, "digest", (int64_t)entry->digest);
	tell_number(line, "wait", entry->wait);
	put(page, line);
}

static void put_known(struct sealed_page *page, const struct outbox_known *known)
{
	struct json_object *line = new_line("known");

	put_sum(line, "key", known->key);
	tell_number(line, "number", (int64_t)known->number);
	tell_flag(line, "repeats", known->repeats);
	put(page, line);
}

static void put_move(struct sealed_page *page, const struct outbox_move *move)
{
	struct json_object *line = new_line("move");

	put_sum(line, "stream", move->stream);
	put_sum(line, "from", move->from);
	put_sum(line, "to", move->to);
	put(page, line);
}

/* Ids of another birth are others, whatever their numbers. */
static void give_word(struct outbox *outbox)
{
	uint32_t word = 0;

	if (*outbox->word)
		return;
	if (getrandom(&word, sizeof(word), GRND_NONBLOCK) != sizeof(word))
		word = (uint32_t)clock_wall_ms();
	snprintf(outbox->word, sizeof(outbox->word), "%08" PRIx32, word);
}

int spool_save(struct spool *spool, struct outbox *outbox)
{
	struct sealed_page page;
	uint64_t first =
		outbox->moves_count > OUTBOX_MOVES_MAX ? outbox->moves_count - OUTBOX_MOVES_MAX : 0;
	int rc;

	give_word(outbox);
	sealed_begin(&page);
	put_birth(&page, outbox);
	for (const struct outbox_entry *entry = outbox->first; entry; entry = entry->next)
		if (!entry->gone)
			put_entry(&page, entry);
	for (uint32_t i = 0; i < outbox->known_count; i++)
		put_known(&page, &outbox->known[i]);
	for (uint64_t i = first; i < outbox->moves_count; i++)
		put_move(&page, &outbox->moves[i % OUTBOX_MOVES_MAX]);
	rc = sealed_save(&spool->file, &page);
	outbox->changed = rc != 0;
	outbox->unsaved = rc != 0;
	return rc;
}

/* --- reading */

static int take_birth(struct outbox *outbox, struct json_object *line)
{
	uint64_t number = (uint64_t)tell_get_number(line, "number");

	snprintf(outbox->word, sizeof(outbox->word), "%s", tell_get_text(line, "word"));
	if (number > outbox->number)
		outbox->number = number;
	return *outbox->word ? 0 : -EINVAL;
}

static bool is_full(const struct outbox *outbox)
{
	return outbox->entries == OUTBOX_LIMIT;
}

static int take_entry(struct outbox *outbox, struct json_object *line, char *why, size_t why_bytes)
{
	const char *action = tell_get_text(line, "action");
	int64_t wait = tell_get_number(line, "wait"), at_ms = tell_get_number(line, "at");
	uint64_t number = outbox->number;
	struct outbox_entry *entry;
	struct message message;

	if (message_take(&message, line, why, why_bytes))
		return -EINVAL;
	if (!units_is_name(action) || is_full(outbox) || wait < 0 || wait >= OUTBOX_WAITS ||
	    at_ms < -AT_MAX_MS || at_ms > AT_MAX_MS)
		return -EINVAL;
	entry = outbox_channel(outbox, action)
			? outbox_add(outbox, outbox_channel(outbox, action), &message)
			: NULL;
	outbox->number = number;
	if (!entry)
		return -ENOMEM;
	entry->number = (uint64_t)tell_get_number(line, "number");
	entry->digest = (uint64_t)tell_get_number(line, "digest");
	entry->at_ms = at_ms;
	entry->wait = (enum outbox_wait)wait;
	entry->tries = !wait; /* as far as anybody knows now */
	return 0;
}

/* One that the ledger named as not ordered again yet, or NULL. */
static struct outbox_known *find_open(struct outbox *outbox, uint64_t number)
{
	for (uint32_t i = 0; i < outbox->known_count; i++)
		if (outbox->known[i].number == number)
			return &outbox->known[i];
	return NULL;
}

/* What the ledger knows was told is not ordered again; without a ledger anything may be. */
static int take_known(struct outbox *outbox, struct json_object *line)
{
	uint64_t number = (uint64_t)tell_get_number(line, "number");
	struct outbox_known *known = find_open(outbox, number);

	if (!known && (number <= outbox->told || outbox->known_count == OUTBOX_KNOWN_MAX))
		return 0;
	if (!known)
		known = &outbox->known[outbox->known_count++];
	*known = (struct outbox_known){ get_sum(line, "key"), number,
					tell_get_flag(line, "repeats"), false };
	return 0;
}

/* The ledger may name some that this spool has not. */
static void drop_keyless(struct outbox *outbox)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < outbox->known_count; i++)
		if (outbox->known[i].key)
			outbox->known[kept++] = outbox->known[i];
	outbox->known_count = outbox->known_last_life = kept;
}

/* Numbers of incidents begin anew with the ledger. */
static int take_move(struct outbox *outbox, struct json_object *line)
{
	const struct outbox_move move = { get_sum(line, "stream"), get_sum(line, "from"),
					  get_sum(line, "to") };

	if (outbox->told != UINT64_MAX && outbox->moves_count < OUTBOX_MOVES_MAX)
		outbox->moves[outbox->moves_count++] = move;
	return 0;
}

static int take(void *arg, struct json_object *line, char *why, size_t why_bytes)
{
	const char *ev = tell_get_text(line, "ev");

	snprintf(why, why_bytes, "nothing that a spool has");
	if (strcmp(ev, "birth") == 0)
		return take_birth(arg, line);
	if (strcmp(ev, "message") == 0)
		return take_entry(arg, line, why, why_bytes);
	if (strcmp(ev, "known") == 0)
		return take_known(arg, line);
	return strcmp(ev, "move") == 0 ? take_move(arg, line) : -EINVAL;
}

/* Their times are of the boot that wrote them, if it is another. */
static void age(struct outbox *outbox, const struct sealed_head *head)
{
	int64_t elapsed_ms = sealed_age_ms(head);

	if (sealed_of_this_boot(head))
		return;
	if (elapsed_ms < 0 || elapsed_ms > MAX_AGE_MS)
		elapsed_ms = 0;
	for (struct outbox_entry *entry = outbox->first; entry; entry = entry->next)
		entry->at_ms += clock_boot_ms() - head->t_ms - elapsed_ms;
}

static void forget(struct outbox *outbox)
{
	for (struct outbox_entry *entry = outbox->first; entry; entry = entry->next)
		entry->gone = true;
	outbox_sweep(outbox);
	outbox->known_count = outbox->known_last_life = 0;
	outbox->moves_count = 0;
	outbox->word[0] = '\0';
}

void spool_load(struct spool *spool, struct outbox *outbox)
{
	struct sealed_head head;
	int rc;

	if (outbox->told != UINT64_MAX)
		outbox->number = outbox->told;
	rc = sealed_load(&spool->file, &head, take, outbox);
	if (rc == 0)
		age(outbox, &head);
	else if (rc == -EBADMSG)
		forget(outbox);
	drop_keyless(outbox);
	give_word(outbox);
	outbox->changed = false;
	if (outbox->entries)
		log_line(outbox->log, MUZZLE_INFO, SPOOL_FILE, "messages of the last life=%u",
			 outbox->entries);
}

/* --- what the ledger keeps of it */

/* What the last life accepted and this one has not ordered again: the next one may. */
static void put_open(struct json_object *line, const struct outbox *outbox)
{
	struct json_object *list = tell_list(line, "but");

	for (uint32_t i = 0; i < outbox->known_last_life; i++)
		if (!outbox->known[i].taken)
			json_object_array_add(
				list, json_object_new_int64((int64_t)outbox->known[i].number));
}

static void take_told(struct outbox *outbox, struct json_object *line)
{
	struct json_object *list = tell_get(line, "but");
	size_t count = tell_count(list);

	outbox->told = (uint64_t)tell_get_number(line, "number");
	for (size_t i = 0; i < count && outbox->known_count < OUTBOX_KNOWN_MAX; i++)
		outbox->known[outbox->known_count++].number =
			(uint64_t)json_object_get_int64(json_object_array_get_idx(list, i));
}

void spool_put_owed(const struct outbox *outbox, struct sealed_page *page)
{
	struct json_object *line = new_line("told");

	tell_number(line, "number", (int64_t)outbox->number);
	put_open(line, outbox);
	put(page, line);
	for (const struct outbox_owed *owed = outbox->owed; owed; owed = owed->next) {
		line = new_line("owed");
		message_put(&owed->message, line);
		if (*owed->action)
			tell_text(line, "action", owed->action);
		put(page, line);
	}
}

bool spool_take_owed(struct outbox *outbox, struct json_object *line)
{
	const char *ev = tell_get_text(line, "ev");
	bool owed = strcmp(ev, "owed") == 0;
	struct message message;
	char why[TEXT_BYTES];

	if (!owed && strcmp(ev, "told") != 0)
		return false;
	if (!outbox)
		return true;
	if (!owed)
		take_told(outbox, line);
	else if (message_take(&message, line, why, sizeof(why)) == 0)
		posting_owe(outbox, &message, tell_get_text(line, "action"));
	return true;
}
