/* test_invariants.c - what no history may make the engine do.  SPDX-License-Identifier: ISC
 *
 * usage: test_invariants [SEED [STEPS]]; without, many seeds.  With a SEED the world is also written
 * to the file that WORLD_TRACE names, as a trace for `muzzle replay --sync`.
 */
#include "world_checks.h"

#include <malloc.h>

#define SEEDS 60
#define STEPS 50000

static void write_header(struct world *w)
{
	char boot[32];

	if (!w->trace)
		return;
	snprintf(boot, sizeof(boot), "b%u", w->boot);
	world_write(w,
		    trace_header(boot, INT64_C(1767225600000) + w->before_ms + w->t_ms, w->t_ms));
}

static void tell(struct world *w, const struct engine_evidence *evidence, int index,
		 const char *source)
{
	struct engine_evidence told = *evidence;
	struct trace_words words = { .target = index >= 0 ? world_names[index] : NULL,
				     .source = source };

	told.t_ms = w->t_ms;
	if (w->trace)
		world_write(w, trace_evidence(&told, &words));
	w->step++;
	world_step_one(w->roster, told, &words, &w->orders);
	if (w->shadow)
		world_step_one(w->shadow, told, &words, &w->shadow_orders);
	world_check_shadow(w);
	world_check_orders(w);
}

static void claim(struct world *w, unsigned index, enum words_state state)
{
	struct engine_evidence evidence = { .kind = EVIDENCE_CLAIM,
					    .what = (int)state,
					    .at_ms = w->t_ms };

	if (world_chance(w, 50))
		evidence.at_ms -= world_random(w, 20000);
	tell(w, &evidence, (int)index, world_chance(w, 950) ? "status" : "second");
}

static void proof(struct world *w, unsigned index)
{
	struct engine_evidence evidence = { .kind = EVIDENCE_PROOF, .at_ms = w->t_ms };

	evidence.at_ms -= world_random(w, 40000);
	if (evidence.at_ms < 0)
		evidence.at_ms = 0;
	tell(w, &evidence, (int)index, "log");
}

static void fault(struct world *w, unsigned index, enum words_fault what)
{
	struct engine_evidence evidence = { .kind = EVIDENCE_FAULT, .what = (int)what };

	tell(w, &evidence, (int)world_gateway_index(index),
	     world_chance(w, 950) ? "status" : "second");
}

static void event(struct world *w, unsigned index, enum words_event what)
{
	struct engine_evidence evidence = { .kind = EVIDENCE_EVENT, .what = (int)what, .code = 1 };

	evidence.id = world_chance(w, 900) ? 1 : world_random(w, 3);
	tell(w, &evidence, (int)world_gateway_index(index), "docker");
}

static enum words_state shown(struct world *w, unsigned index)
{
	if (world_chance(w, 20))
		return STATE_UP + world_random(w, STATES - STATE_UP);
	return w->mute[index] ? STATE_UP : w->truth[index];
}

/* It wobbles, and what restarts leak is given back in the end. */
static void memory(struct world *w, unsigned index)
{
	struct world_gateway *gateway = world_gateway_of(w, index);
	struct engine_evidence evidence = { .kind = EVIDENCE_MEMORY,
					    .limit_bytes = w->seed % 2 ? INT64_C(1) << 30 : 0 };

	gateway->mb = gateway->mb > 1100 ? 0 : gateway->mb;
	evidence.bytes = (400 + gateway->mb + world_random(w, 20)) << 20;
	tell(w, &evidence, (int)world_gateway_index(index), "memory");
}

/* One look at a gateway: all its sessions, or a fault. */
static void poll(struct world *w, unsigned index)
{
	const struct world_gateway *gateway = world_gateway_of(w, index);
	unsigned first = world_gateway_index(index) + 1;

	if (gateway->misconfigured)
		fault(w, index, FAULT_SETUP);
	else if (gateway->unreachable)
		fault(w, index, FAULT_PATH);
	else
		for (unsigned i = first; i < first + WORLD_SESSIONS; i++)
			claim(w, i, shown(w, i));
}

static void answer_probe(struct world *w, unsigned index)
{
	struct engine_evidence evidence = { .kind = EVIDENCE_PROBE };

	if (world_is_gateway(index))
		return;
	evidence.ok = w->truth[index] == STATE_UP && !w->mute[index];
	tell(w, &evidence, (int)index, "status");
}

static void self(struct world *w)
{
	struct engine_evidence evidence = { .kind = EVIDENCE_SELF,
					    .what = 1 + (int)world_random(w, SELVES - 1) };
	bool unwell = evidence.what == SELF_RESUME;

	if (world_chance(w, 500)) /* what went down comes up again */
		evidence.what = w->ledger_down ? SELF_LEDGER_UP : SELF_UPLINK_UP;
	unwell = evidence.what == SELF_RESUME;
	evidence.for_ms = world_random(w, 4000);
	if (evidence.what == SELF_UPLINK_DOWN || evidence.what == SELF_UPLINK_UP)
		w->uplink_down = evidence.what == SELF_UPLINK_DOWN;
	if (evidence.what == SELF_LEDGER_DOWN || evidence.what == SELF_LEDGER_UP)
		w->ledger_down = evidence.what == SELF_LEDGER_DOWN;
	if (unwell)
		w->unwell_until_ms = w->t_ms + WORLD_MINUTE;
	tell(w, &evidence, -1, NULL);
}

static void command(struct world *w, unsigned index)
{
	struct engine_evidence evidence = { .kind = EVIDENCE_COMMAND,
					    .what = 1 + (int)world_random(w, COMMANDS - 1) };

	if (evidence.what == COMMAND_HOLD) {
		evidence.for_ms = world_random(w, 20) * WORLD_MINUTE;
		w->hold_until_ms[index] = w->t_ms + evidence.for_ms;
	} else if (evidence.what == COMMAND_RELEASE) {
		w->hold_until_ms[index] = 0;
	} else {
		w->acts[index].cool_from = w->acts[index].count;
		evidence.charges = world_chance(w, 200);
		if (evidence.charges)
			w->acts[index].from = w->acts[index].count;
	}
	tell(w, &evidence, (int)index, NULL);
}

static void result(struct world *w, uint64_t id, enum words_result what)
{
	struct engine_evidence evidence = {
		.kind = EVIDENCE_RESULT, .id = id, .ok = !what, .what = (int)what
	};

	tell(w, &evidence, -1, NULL);
}

static void cure(struct world *w, unsigned index)
{
	unsigned last = world_is_gateway(index) ? index + WORLD_SESSIONS : index;

	for (unsigned i = index; i <= last; i++) {
		w->truth[i] = STATE_UP;
		w->mute[i] = false;
	}
	if (world_is_gateway(index))
		world_gateway_of(w, index)->unreachable = false;
}

static void note_ok(struct world *w, unsigned index)
{
	unsigned last = world_is_gateway(index) ? index + WORLD_SESSIONS : index;

	for (unsigned i = index; i <= last; i++)
		w->cured_ms[i] = w->before_ms + w->t_ms;
}

static void answer(struct world *w, struct world_gateway *gateway)
{
	enum words_result what =
		world_chance(w, 700) ? 0 : 1 + (enum words_result)world_random(w, RESULTS - 1);
	uint64_t id = gateway->answer_id;

	gateway->answer_id = 0;
	if (!what &&
	    gateway->flying == id) /* else too late: another act, or a header, came between */
		note_ok(w, gateway->answer_on);
	if (gateway->flying == id)
		gateway->flying = 0;
	if (!what && world_chance(w, 600))
		cure(w, gateway->answer_on);
	result(w, id, what);
	if (!what && world_is_gateway(gateway->answer_on) && world_chance(w, 800))
		event(w, gateway->answer_on, EVENT_START);
}

static void answer_due(struct world *w)
{
	for (unsigned i = 0; i < WORLD_GATEWAYS; i++) {
		struct world_gateway *gateway = &w->gateways[i];

		if (gateway->answer_id && gateway->answer_ms >= 0 && gateway->answer_ms <= w->t_ms)
			answer(w, gateway);
	}
}

static void keep_line(void *ctx, struct json_object *line)
{
	struct json_object *lines = ctx;
	const char *text = json_object_to_json_string_ext(line, TRACE_JSON_FLAGS);

	json_object_array_add(lines, json_tokener_parse(text));
}

/* The state goes through text into another roster, as when the journal is swapped. */
static void carry(struct world *w, struct roster *into, enum state_depth depth)
{
	struct json_object *lines = json_object_new_array();
	char why[160];

	state_write(w->roster, depth, keep_line, lines);
	engine_restart(roster_engine(into));
	for (size_t i = 0; i < json_object_array_length(lines); i++)
		WORLD_MUST(w, state_read(into, json_object_array_get_idx(lines, i), why,
					 sizeof(why)) == 0);
	json_object_put(lines);
	roster_free(w->shadow);
	w->shadow = into;
}

static void swap_journal(struct world *w)
{
	w->total_swaps++;
	carry(w, roster_new(NULL), STATE_DEPTH_ALL);
}

static void forget_flights(struct world *w)
{
	for (unsigned i = 0; i < WORLD_GATEWAYS; i++)
		w->gateways[i].flying = 0;
	w->uplink_down = false;
	w->unwell_until_ms = 0;
	w->ledger_down = false;
}

/* Time starts anew: windows age by the wall, which may also have gone backwards. */
static void boot_anew(struct world *w)
{
	int64_t old_ms = w->t_ms;
	int64_t elapsed_ms = world_chance(w, 300) ? 0 : world_random(w, 7200) * WORLD_SECOND;
	int64_t delta_ms;

	w->boot++;
	w->t_ms = world_random(w, 200000);
	w->before_ms += old_ms + elapsed_ms - w->t_ms;
	delta_ms = w->t_ms - (old_ms + elapsed_ms);
	for (unsigned i = 0; i < WORLD_TARGETS; i++)
		w->hold_until_ms[i] += delta_ms;
	for (unsigned i = 0; i < WORLD_GATEWAYS; i++)
		w->gateways[i].answer_ms = w->t_ms; /* whatever it was, it comes now */
	engine_shift(roster_engine(w->roster), delta_ms);
	engine_shift(roster_engine(w->shadow), delta_ms);
}

static void restart(struct world *w)
{
	w->total_headers++;
	carry(w, world_new_roster(w), STATE_DEPTH_LEDGER);
	engine_restart(roster_engine(w->roster));
	forget_flights(w);
	if (world_chance(w, 500))
		boot_anew(w);
	write_header(w);
}

static void pass_time(struct world *w)
{
	uint32_t chance = world_random(w, 100000);

	if (chance < 20000)
		return;
	if (chance < 97000)
		w->t_ms += world_random(w, 5000);
	else if (chance < 99900)
		w->t_ms += world_random(w, 40000);
	else if (chance < 99985)
		w->t_ms += world_random(w, 900000);
	else
		w->t_ms += world_random(w, 8 * 3600) * WORLD_SECOND;
}

/* Lives go wrong and right again by themselves, too. */
static void live(struct world *w)
{
	static const enum words_state fates[] = { STATE_UP,       STATE_UP,   STATE_UP,
						  STATE_UP,       STATE_DOWN, STATE_DOWN,
						  STATE_STARTING, STATE_OFF,  STATE_HUMAN,
						  STATE_ABSENT };
	unsigned index = world_random(w, WORLD_TARGETS);
	struct world_gateway *gateway = world_gateway_of(w, index);

	if (world_chance(w, 12)) {
		w->truth[index] = fates[world_random(w, 10)];
		w->mute[index] = world_chance(w, 150);
	}
	if (world_chance(w, gateway->unreachable ? 10 : 1))
		gateway->unreachable = !gateway->unreachable;
	if (world_chance(w, gateway->misconfigured ? 50 : 1))
		gateway->misconfigured = !gateway->misconfigured;
	if (world_chance(w, 2))
		for (unsigned i = 1; i <= WORLD_SESSIONS; i++)
			w->truth[world_gateway_index(index) + i] = STATE_DOWN;
}

static void tick(struct world *w)
{
	struct engine_evidence evidence = { .kind = EVIDENCE_TICK };

	tell(w, &evidence, -1, NULL);
}

static void say_something(struct world *w)
{
	unsigned index = world_random(w, WORLD_TARGETS);
	uint32_t chance = world_random(w, 1000);

	if (chance < 600) {
		memory(w, index);
		poll(w, index);
	} else if (chance < 700 && w->truth[index] == STATE_UP && !w->mute[index])
		proof(w, index);
	else if (chance < 715)
		event(w, index, EVENT_START + world_random(w, EVENTS - EVENT_START));
	else if (chance < 800)
		answer_probe(w, index);
	else if (chance < 803)
		self(w);
	else if (chance < 806)
		command(w, index);
	else if (chance < 810)
		result(w, world_random(w, 2) ? w->last_act + 1 : 1, 0);
	else
		tick(w);
}

static void run_world(struct world *w, unsigned long steps)
{
	while (w->step < steps) {
		pass_time(w);
		live(w);
		answer_due(w);
		if (world_chance(w, 2))
			swap_journal(w);
		else if (world_chance(w, 1))
			restart(w);
		say_something(w);
	}
}

static struct world *new_world(uint64_t seed)
{
	struct world *w = malloc(sizeof(*w));

	assert_non_null(w);
	world_init(w, seed);
	return w;
}

static void no_history_makes_it_bite(void **state)
{
	unsigned long acts = 0, steps = 0, held = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct world *w = new_world(seed);

		run_world(w, STEPS);
		acts += w->total_acts;
		steps += w->step;
		held += w->total_held;
		world_fini(w);
		free(w);
	}
	print_message("%lu steps, %lu acts, held %lu times\n", steps, acts, held);
	assert_true(acts > 1000 && held > acts);
}

static void observing_only_never_acts(void **state)
{
	struct world *w = new_world(1);

	(void)state;
	w->policy_observe = true;
	roster_engine(w->roster)->observe = true;
	run_world(w, STEPS);
	assert_true(w->total_held > 100);
	assert_int_equal(w->total_acts, 0);
	world_fini(w);
	free(w);
}

static void drop_order(void *ctx, const struct engine_order *order)
{
	(void)ctx;
	(void)order;
}

static void a_step_allocates_nothing(void **state)
{
	struct world *w = new_world(3);
	struct engine_evidence evidence = { .kind = EVIDENCE_CLAIM,
					    .what = STATE_DOWN,
					    .source = 1 };
	size_t before;

	(void)state;
	before = mallinfo2().uordblks;
	for (unsigned i = 0; i < 10000; i++) {
		evidence.t_ms = evidence.at_ms = w->t_ms + i * WORLD_SECOND;
		evidence.target = world_target(w->roster, i % WORLD_TARGETS);
		engine_step(roster_engine(w->roster), &evidence, drop_order, NULL);
	}
	assert_int_equal(mallinfo2().uordblks, before);
	world_fini(w);
	free(w);
}

static int run_one(uint64_t seed, unsigned long steps)
{
	struct world *w = new_world(seed);
	const char *file = getenv("WORLD_TRACE");

	w->trace = file ? fopen(file, "we") : NULL;
	write_header(w);
	run_world(w, steps);
	printf("%lu steps, %lu acts, %lu messages, held %lu times, %lu headers, %lu swaps\n",
	       w->step, w->total_acts, w->total_notifies, w->total_held, w->total_headers,
	       w->total_swaps);
	if (w->trace)
		fclose(w->trace);
	world_fini(w);
	free(w);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_history_makes_it_bite),
		cmocka_unit_test(observing_only_never_acts),
		cmocka_unit_test(a_step_allocates_nothing),
	};

	if (argc > 1 && strspn(argv[1], "0123456789"))
		return run_one(strtoull(argv[1], NULL, 10),
			       argc > 2 ? strtoul(argv[2], NULL, 10) : STEPS);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
