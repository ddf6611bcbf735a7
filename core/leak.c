/* leak.c - see leak.h.  SPDX-License-Identifier: ISC */
#include "leak.h"

#include <string.h>

static int64_t largest(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Of what is known; 0 is not. */
static int64_t smallest(int64_t a, int64_t b)
{
	return !a || (b && b < a) ? b : a;
}

static int64_t limited(int64_t bytes)
{
	return bytes < 1 ? 1 : bytes > LEAK_BYTES_MAX ? LEAK_BYTES_MAX : bytes;
}

static bool is_measured(const struct leak *leak, uint32_t i)
{
	return leak->before[i] && leak->floor[i] && !leak->wide[i];
}

/* The floor of the newest still falls as its garbage is collected. */
static bool counts(const struct leak *leak, uint32_t i)
{
	bool newest = i + 1 == leak->acts;

	return is_measured(leak, i) &&
	       !(newest && leak->measuring && leak->readings < LEAK_READINGS_MIN);
}

bool leak_row(const struct leak *leak, uint32_t row[LEAK_ROW])
{
	uint32_t found = 0;

	for (uint32_t i = leak->acts; i-- > leak->acts - leak->life && found < LEAK_ROW;)
		if (counts(leak, i))
			row[LEAK_ROW - ++found] = i;
		else if (leak->wide[i])
			return false;
	return found == LEAK_ROW;
}

/* Acts whose floor is that of entry i. */
static int64_t together(const struct leak *leak, uint32_t i)
{
	uint32_t first = i;

	while (first && !leak->floor[first - 1] && leak->before[first - 1] == leak->before[i])
		first--;
	return i - first + 1;
}

static int64_t cost_at(const struct leak *leak, uint32_t i)
{
	return (leak->floor[i] - leak->before[i]) / together(leak, i);
}

static bool leaks(struct leak *leak)
{
	uint32_t row[LEAK_ROW];
	int64_t noise = 0;

	if (!leak_row(leak, row))
		return false;
	for (int k = 0; k < LEAK_ROW; k++)
		noise = largest(noise, leak->noise[row[k]]);
	for (int k = 0; k < LEAK_ROW; k++) {
		int64_t before = leak->before[row[k]];

		if (cost_at(leak, row[k]) <
		    noise + largest(LEAK_RISE_MIN_BYTES, before / LEAK_SHARE))
			return false;
	}
	leak->from_bytes = leak->before[row[0]];
	return true;
}

static int64_t known_cost(const struct leak *leak)
{
	int64_t cost = 0;
	bool known = false;

	for (uint32_t i = 0; i < leak->acts; i++)
		if (is_measured(leak, i)) {
			known = true;
			cost = largest(cost, cost_at(leak, i));
		}
	return known ? cost : leak->limit_bytes / LEAK_UNKNOWN_SHARE;
}

/* For each that is pending. */
static int64_t risen(const struct leak *leak)
{
	if (!leak->pending || !leak->calm_bytes)
		return 0;
	return (leak->bytes - leak->calm_bytes) / leak->pending;
}

static void judge(struct leak *leak)
{
	int64_t level = leak->pending ? largest(leak->bytes, leak->calm_bytes) : leak->bytes;
	int64_t cost = largest(known_cost(leak), risen(leak));
	int64_t room =
		2 * cost + leak->pending * largest(cost, leak->limit_bytes / LEAK_PENDING_SHARE);

	leak->near_limit =
		leak->read_ms && leak->limit_bytes &&
		level + largest(room, leak->limit_bytes / LEAK_SHARE) >= leak->limit_bytes;
}

static void measure_window(struct leak *leak, int64_t now_ms)
{
	if (now_ms - leak->window_ms >= LEAK_WINDOW_MS) {
		bool next = now_ms - leak->window_ms < 2 * LEAK_WINDOW_MS;

		leak->low[1] = next ? leak->low[0] : 0;
		leak->high[1] = next ? leak->high[0] : 0;
		leak->low[0] = leak->high[0] = 0;
		leak->window_ms = now_ms;
	}
	leak->low[0] = smallest(leak->low[0], leak->bytes);
	leak->high[0] = largest(leak->high[0], leak->bytes);
}

static void measure_floor(struct leak *leak)
{
	int64_t *floor = &leak->floor[leak->acts - 1];

	*floor = smallest(*floor, leak->bytes);
	if (leak->readings < LEAK_READINGS_MIN)
		leak->readings++;
}

/* What was begun has had its time. */
static void count_reading(struct leak *leak, int64_t now_ms)
{
	leak->pending = 0;
	leak->calm_bytes = leak->bytes;
	measure_window(leak, now_ms);
	if (leak->measuring)
		measure_floor(leak);
}

static bool is_news(struct leak *leak, int64_t now_ms)
{
	if (leak->told_ms && now_ms - leak->told_ms < LEAK_TELL_MS)
		return false;
	leak->told_ms = now_ms;
	return true;
}

bool leak_read(struct leak *leak, int64_t bytes, int64_t limit_bytes, int64_t now_ms)
{
	bool before = leak->leaking;

	leak->bytes = limited(bytes);
	leak->limit_bytes = limit_bytes > 0 ? limited(limit_bytes) : 0;
	leak->read_ms = now_ms;
	if (!leak->since_ms)
		leak->since_ms = now_ms;
	if (!leak->flying && now_ms - leak->since_ms >= leak->grace_ms)
		count_reading(leak, now_ms);
	if (!before)
		leak->leaking = leaks(leak);
	else if (leak->bytes < leak->from_bytes)
		leak->leaking = false;
	judge(leak);
	return leak->leaking && !before && is_news(leak, now_ms);
}

static void forget_window(struct leak *leak)
{
	leak->window_ms = 0;
	memset(leak->low, 0, sizeof(leak->low));
	memset(leak->high, 0, sizeof(leak->high));
}

#define DROP_FIRST(ring) memmove(ring, (ring) + 1, sizeof(ring) - sizeof((ring)[0]))

static void make_room(struct leak *leak)
{
	if (leak->acts < LEAK_ACTS_MAX)
		return;
	DROP_FIRST(leak->id);
	DROP_FIRST(leak->at_ms);
	DROP_FIRST(leak->before);
	DROP_FIRST(leak->noise);
	DROP_FIRST(leak->floor);
	DROP_FIRST(leak->wide);
	leak->acts--;
	if (leak->life > leak->acts)
		leak->life--;
}

/* Before the newest entry, or those that it shares a floor with; the window holds nothing older than the
 * last that was done. */
static void note_before(struct leak *leak)
{
	uint32_t i = leak->acts - 1;
	bool shares = leak->pending && leak->life && !leak->floor[i - 1] && !leak->wide[i - 1];

	if (shares) {
		leak->before[i] = leak->before[i - 1];
		leak->noise[i] = leak->noise[i - 1];
	} else {
		leak->before[i] = smallest(leak->low[0], leak->low[1]);
		leak->noise[i] = largest(leak->high[0], leak->high[1]) - leak->before[i];
	}
}

static void note_act(struct leak *leak, bool wide, int64_t now_ms)
{
	uint32_t i;

	make_room(leak);
	i = leak->acts++;
	note_before(leak);
	leak->life++;
	leak->id[i] = 0;
	leak->at_ms[i] = now_ms;
	leak->floor[i] = 0;
	leak->wide[i] = wide;
}

void leak_act(struct leak *leak, bool wide, int64_t now_ms)
{
	leak->measuring = leak->read_ms && now_ms - leak->read_ms < LEAK_FRESH_MS;
	if (leak->measuring)
		note_act(leak, wide, now_ms);
	if (!wide && leak->pending < LEAK_PENDING_MAX)
		leak->pending++;
	leak->flying = true;
	judge(leak);
}

void leak_number(struct leak *leak, uint64_t id)
{
	if (leak->flying && leak->measuring)
		leak->id[leak->acts - 1] = id;
}

/* One that had been given up may have been measured too early. */
static void begin_floor(struct leak *leak)
{
	uint32_t newest = leak->acts - 1;

	leak->floor[newest] = 0;
	leak->readings = 0;
	if (!leak->pending)
		leak->pending = !leak->wide[newest];
}

/* The one before goes on. */
static void drop_newest(struct leak *leak)
{
	leak->acts--;
	leak->life -= leak->life > 0;
	leak->measuring = leak->life && !leak->floor[leak->acts - 1];
}

void leak_result(struct leak *leak, bool done, int64_t now_ms)
{
	if (!leak->flying && !(done && leak->measuring))
		return;
	leak->flying = false;
	leak->since_ms = now_ms;
	if (done)
		forget_window(leak);
	if (done && leak->measuring)
		begin_floor(leak);
	else if (leak->measuring)
		drop_newest(leak);
	judge(leak);
}

static void forget_reading(struct leak *leak)
{
	leak->bytes = leak->limit_bytes = leak->read_ms = leak->calm_bytes = 0;
	leak->near_limit = false;
	forget_window(leak);
}

void leak_end(struct leak *leak, int64_t now_ms)
{
	uint32_t newest = leak->acts - 1;

	/* the start that an act on the container made may be told after its result */
	leak->measuring = leak->measuring && leak->wide[newest] && !leak->floor[newest];
	leak->life = 0;
	leak->pending = 0;
	leak->since_ms = now_ms;
	leak->leaking = false;
	forget_reading(leak);
}

void leak_restart(struct leak *leak)
{
	if (leak->flying)
		leak_result(leak, true, 0);
	leak->since_ms = 0;
	forget_reading(leak);
}

void leak_expire(struct leak *leak, int64_t now_ms)
{
	if (leak->read_ms && now_ms - leak->read_ms >= LEAK_OLD_MS)
		forget_reading(leak);
}

bool leak_bars(const struct leak *leak)
{
	return leak->leaking || leak->near_limit;
}

bool leak_is_sane(const struct leak *leak)
{
	return leak->acts <= LEAK_ACTS_MAX && leak->life <= leak->acts &&
	       leak->pending <= LEAK_PENDING_MAX && (leak->acts || !leak->measuring);
}

void leak_shift(struct leak *leak, int64_t delta_ms)
{
	for (uint32_t i = 0; i < leak->acts; i++)
		leak->at_ms[i] += delta_ms;
	if (leak->told_ms)
		leak->told_ms += delta_ms;
}
