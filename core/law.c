/* law.c - see law.h.  SPDX-License-Identifier: ISC
 *
 * What is asked for lies beyond what was seen: 51 runs a day and one false restart in two years mean one
 * run in 37,000.  So the tail is drawn on, as time's logarithm over u = -log(share that lasts longer).
 * There a power law (Pareto) is straight, a log-normal one bends like the root of u, Weibull's like its
 * logarithm: the slope goes with u^-growth, growth being 0, about 1/2, 1.  The slope of a stretch is the
 * time at risk in it over the ends seen in it, which is right too for runs that were not let end.
 * The runs beyond a point and those before it give slope and growth; growth is then lowered and slope
 * raised by what chance may have done to them, so that few runs are taken for a heavy tail and many
 * for what they are.  That is done from where 1 run in 16 is left, which is steady, and from where
 * 64 runs are left, which sees what only the longest show.  The first counts, unless the second wants
 * more with half as much margin for chance, or is content with less given twice as much.
 *
 * Acts of ours end runs that would have ended by themselves, but also the dead that we are here for, and
 * they look alike.  As many as deaths are plausible (one in a fortnight and two more) teach nothing.
 * What exceeds that is taken for runs that last longer, else a patience too short for its law would
 * never learn that it is.  But a run of 10 min is a death: no patience would have spared it.  As far as
 * those outnumber the runs that ended by themselves in between, the ones cut earlier were deaths too.
 */
#include "law.h"

#include <string.h>

/* Fixed point: 16 bits, shares 30 bits behind it; lengths in bins, u in octaves. */
#define ONE 65536
#define SHARE_ONE_LOG2 30
#define LN2 45426                    /* natural units an octave */
#define E_LOG2 94548                 /* octaves a natural unit */
#define STEP_MS 2000                 /* hurried polls: an end is seen up to so much later */
#define DEATH_MS INT64_C(1209600000) /* one death in so much time of one session is plausible, */
#define DEATHS 2                     /* and so many at once */
#define OUTGROWN_RUNS_MIN 32         /* before them an act tells nothing of runs */
#define DEATH_BIN 73                 /* LAW_PATIENCE_MAX_MS is in it */
/* Before anything is seen a stretch has seen four runs end, each after a quarter natural unit. */
#define PRIOR_ENDS (4 * (int64_t)LAW_RUN)
#define PRIOR_RISK 756300
#define TAIL_RUNS (64 * LAW_RUN) /* enough to draw a tail from */
#define DOUBT 141823             /* growth is lowered by 1.5 standard deviations */
#define SLOPE_MAX (INT64_C(1024) * ONE)
#define GOAL_MAX (INT64_C(256) * ONE)
#define GROWTH_MAX (ONE - ONE / 16)

/* A law as it is read. */
struct view {
	uint64_t ends[LAW_BINS];     /* runs that ended by themselves, where they really may have */
	uint64_t cut[LAW_BINS];      /* runs that we ended and should not have */
	uint64_t risk[LAW_BINS + 1]; /* runs that lasted up to a bin */
	uint64_t left[LAW_BINS];     /* share of the runs that last beyond a bin */
	uint64_t goal_share;         /* of the runs that may last longer than patience, */
	int64_t goal;                /* and its u */
};

/* A stretch of bins. */
struct stretch {
	int64_t risk; /* runs times bins */
	int64_t ends;
};

/* A way to draw the tail on. */
struct pen {
	int64_t slope; /* bins per natural unit of u, at u = .from */
	int64_t from;
	int64_t growth;
};

static int64_t times(int64_t a, int64_t b)
{
	return a * b / ONE;
}

/* Of a whole number, in fixed point; 0 counts as 1. */
static int64_t log2_of(uint64_t number)
{
	int64_t log = 0;
	int whole = number ? 63 - __builtin_clzll(number) : 0;
	uint64_t rest = number ? number << (63 - whole) >> 32 : 1u << 31;

	for (int bit = 0; bit < 16; bit++) {
		rest = rest * rest >> 31;
		log *= 2;
		if (rest >> 32) {
			rest >>= 1;
			log++;
		}
	}
	return (int64_t)whole * ONE + log;
}

/* To fixed point from fixed point: within 1/5000, and within 2^-16 .. 2^30. */
static int64_t exp2_of(int64_t log)
{
	if (log < -16 * ONE)
		log = -16 * ONE;
	if (log > 30 * ONE)
		log = 30 * ONE;

	int64_t rest = log & (ONE - 1);
	int64_t root = ONE + times(rest, 45602 + times(rest, 14816 + times(rest, 5118)));
	int64_t whole = (log - rest) / ONE;

	return whole < 0 ? root >> -whole : root << whole;
}

static int64_t sqrt_of(uint64_t number)
{
	uint64_t root = 0;

	for (uint64_t bit = UINT64_C(1) << 31; bit; bit >>= 1)
		if ((root + bit) * (root + bit) <= number)
			root += bit;
	return (int64_t)root;
}

int64_t law_bin_ms(uint32_t bin)
{
	static const uint16_t root[8] = { 32768, 35734, 38968, 42495, 46341, 50535, 55109, 60097 };

	return (INT64_C(1000) * root[bin % 8] << bin / 8) >> 15;
}

uint8_t law_bin(int64_t length_ms)
{
	uint8_t bin = 0;

	while (bin < LAW_BINS - 1 && length_ms >= law_bin_ms(bin + 1u))
		bin++;
	return bin;
}

/* A run that was seen to end may have done so at any time since the poll before. */
static void view_ends(struct view *view, uint32_t bin, uint64_t runs)
{
	int64_t until_ms = (law_bin_ms(bin) + law_bin_ms(bin + 1)) / 2;
	int64_t from_ms = until_ms > STEP_MS ? until_ms - STEP_MS : 0;
	uint64_t rest = runs, width_ms = (uint64_t)(until_ms - from_ms);

	for (; bin && law_bin_ms(bin) > from_ms; bin--) {
		uint64_t part = runs * (uint64_t)(until_ms - law_bin_ms(bin)) / width_ms;

		view->ends[bin] += part;
		rest -= part;
		until_ms = law_bin_ms(bin);
	}
	view->ends[bin] += rest;
}

/* Weight of the runs that we ended before they were certainly deaths. */
static uint64_t weigh_ended(const struct law *law)
{
	uint64_t runs = 0;

	for (uint32_t bin = 0; bin < DEATH_BIN; bin++)
		runs += law->ended[bin];
	return runs * LAW_RUN;
}

/* As many of them, by weight, as deaths are plausible. */
static uint64_t plausible_deaths(const struct law *law)
{
	return DEATHS * LAW_RUN + (uint64_t)law->watched_ms / (DEATH_MS / LAW_RUN);
}

static void view_cut(struct view *view, const struct law *law)
{
	uint64_t ended = weigh_ended(law), deaths = 0, longer = 0;
	uint64_t plausible = plausible_deaths(law);

	for (uint32_t bin = DEATH_BIN; bin < LAW_BINS; bin++)
		deaths += law->ended[bin] * (uint64_t)LAW_RUN;
	for (uint32_t bin = DEATH_BIN; bin-- && ended > plausible;) {
		uint64_t runs = (ended - plausible) * law->ended[bin] / (ended / LAW_RUN);

		view->cut[bin] = runs * (longer + LAW_RUN) / (longer + deaths + LAW_RUN);
		longer += law->runs[bin];
	}
}

/* Kaplan and Meier's share: what we cut leaves without having ended. */
static void view_shares(struct view *view)
{
	uint64_t left = UINT64_C(1) << SHARE_ONE_LOG2;

	for (uint32_t bin = LAW_BINS; bin--;)
		view->risk[bin] = view->risk[bin + 1] + view->ends[bin] + view->cut[bin];

	/* Never less than half a run: that none lasted longer does not say that none will. */
	uint64_t least = left / 2 * LAW_RUN / view->risk[0];

	for (uint32_t bin = 0; bin < LAW_BINS; bin++) {
		if (view->risk[bin])
			left = left * (view->risk[bin] - view->ends[bin]) / view->risk[bin];
		view->left[bin] = left > least ? left : least;
	}
}

/* b * F(t) = rate, asked of u; a rate of none is what no patience can keep. */
static int64_t goal_of(const struct view *view, const struct law *law,
		       const struct policy_rate *false_restarts)
{
	if (false_restarts->acts <= 0)
		return GOAL_MAX;
	return log2_of((uint64_t)false_restarts->window_ms) -
	       log2_of((uint64_t)false_restarts->acts) + log2_of(view->risk[0]) - 16 * ONE -
	       log2_of((uint64_t)law->watched_ms);
}

static void look(struct view *view, const struct law *law, const struct policy_rate *false_restarts)
{
	memset(view, 0, sizeof(*view));
	for (uint32_t bin = 0; bin < LAW_BINS; bin++)
		if (law->runs[bin])
			view_ends(view, bin, law->runs[bin]);
	view_cut(view, law);
	view_shares(view);
	view->goal = goal_of(view, law, false_restarts);
	view->goal_share = (uint64_t)exp2_of(SHARE_ONE_LOG2 * ONE - view->goal) / ONE;
}

static int64_t u_beyond(const struct view *view, uint32_t bin)
{
	return SHARE_ONE_LOG2 * ONE - log2_of(view->left[bin]);
}

/* The first bin that no more than runs last longer than, or that gives what is asked for. */
static uint32_t bin_with(const struct view *view, uint64_t runs)
{
	uint32_t bin = 0;

	while (view->risk[bin + 1] > runs && view->left[bin] > view->goal_share)
		bin++;
	return bin;
}

/* The bins behind one bin up to another. */
static struct stretch stretch(const struct view *view, uint32_t bin, uint32_t last)
{
	struct stretch seen = { PRIOR_RISK, PRIOR_ENDS };

	while (bin++ < last) {
		uint64_t gone = view->ends[bin] + view->cut[bin];

		seen.risk += (int64_t)(view->risk[bin] - gone / 2);
		seen.ends += (int64_t)view->ends[bin];
	}
	return seen;
}

/* Steeper than the limit is beyond all bins within one natural unit. */
static int64_t slope(const struct stretch *seen)
{
	int64_t bins = seen->risk * ONE / seen->ends;

	return bins < SLOPE_MAX ? bins : SLOPE_MAX;
}

/* Of the slope, relative, squared, with 32 bits behind the point. */
static uint64_t variance(const struct stretch *seen)
{
	return (UINT64_C(1) << 32) * LAW_RUN / (uint64_t)seen->ends;
}

/* How fast the slope falls, lowered by what may be chance; bend: log of how u grew meanwhile. */
static int64_t growth(const struct stretch *before, const struct stretch *beyond, int64_t bend)
{
	int64_t fall = log2_of((uint64_t)slope(before)) - log2_of((uint64_t)slope(beyond)) -
		       times(DOUBT, sqrt_of(variance(before) + variance(beyond)));

	if (bend < ONE / 16 || fall <= 0)
		return 0;
	fall = fall * ONE / bend;
	return fall < GROWTH_MAX ? fall : GROWTH_MAX;
}

/* From what is beyond bin and before it; a stretch before begins with eight times the runs.  Runs
 * thin out along a stretch: their middle is at a third of the eight, one natural unit into an open end. */
static struct pen pen_from(const struct view *view, uint32_t bin, int64_t caution)
{
	uint32_t first = bin_with(view, 8 * view->risk[bin + 1]);
	struct stretch before, beyond = stretch(view, bin, LAW_BINS - 1);
	int64_t u_before = u_beyond(view, first < bin ? first : bin);
	struct pen pen = { .from = u_beyond(view, bin) + E_LOG2 };

	before = stretch(view, first, bin);
	u_before += (pen.from - E_LOG2 - u_before) / 3;
	pen.slope = slope(&beyond);
	pen.slope += times(pen.slope, times(caution, sqrt_of(variance(&beyond))));
	pen.growth =
		growth(&before, &beyond, log2_of((uint64_t)pen.from) - log2_of((uint64_t)u_before));
	return pen;
}

/* (u / from)^(1 - growth) */
static int64_t power(const struct pen *pen, int64_t u)
{
	return exp2_of(
		times(ONE - pen->growth, log2_of((uint64_t)u) - log2_of((uint64_t)pen->from)));
}

/* The length, in bins, at which the goal is reached when the tail is drawn on from behind a bin. */
static int64_t draw(const struct view *view, const struct pen *pen, uint32_t bin)
{
	int64_t u = u_beyond(view, bin), way;

	if (view->goal <= u)
		return (bin + INT64_C(1)) * ONE;
	way = times(pen->from, power(pen, view->goal) - power(pen, u));
	way = times(way, LN2) * ONE / (ONE - pen->growth);
	return (bin + INT64_C(1)) * ONE + times(pen->slope, way);
}

/* Drawn on from where so many runs are left, and from wherever behind it we cut some. */
static int64_t reach(const struct view *view, uint64_t runs, int64_t caution)
{
	uint32_t bin = bin_with(view, runs);
	struct pen pen = pen_from(view, bin, caution);
	int64_t bins = draw(view, &pen, bin);

	while (++bin < DEATH_BIN && view->left[bin] > view->goal_share) {
		int64_t cut = view->cut[bin] ? draw(view, &pen, bin) : 0;

		if (cut > bins)
			bins = cut;
	}
	return bins;
}

static int64_t patience_of(const struct view *view)
{
	int64_t bins = reach(view, view->risk[0] / 16, ONE * 3 / 2);
	int64_t least = reach(view, TAIL_RUNS, ONE * 3 / 4), most = reach(view, TAIL_RUNS, ONE * 3);

	if (bins < least)
		bins = least;
	else if (bins > most && view->risk[0] / 16 > TAIL_RUNS)
		bins = most;

	int64_t patience_ms = times(1000, exp2_of(bins / 8)) + 1 + STEP_MS;

	if (patience_ms < LAW_PATIENCE_MIN_MS)
		return LAW_PATIENCE_MIN_MS;
	return patience_ms < LAW_PATIENCE_MAX_MS ? patience_ms : LAW_PATIENCE_MAX_MS;
}

static uint64_t weigh(const struct law *law)
{
	uint64_t weight = 0;

	for (uint32_t bin = 0; bin < LAW_BINS; bin++)
		weight += law->runs[bin];
	return weight;
}

/* What was learnt long ago fades. */
static void fade(struct law *law)
{
	for (uint32_t bin = 0; bin < LAW_BINS; bin++) {
		law->runs[bin] /= 2;
		law->ended[bin] /= 2;
	}
	law->watched_ms /= 2;
}

static void watch(struct law *law, int64_t watched_ms, int64_t now_ms)
{
	if (!law->began_ms)
		law->began_ms = now_ms;
	if (watched_ms > 0 && law->watched_ms < INT64_MAX - watched_ms)
		law->watched_ms += watched_ms;
}

void law_end(struct law *law, uint8_t bin, int64_t watched_ms, int64_t now_ms)
{
	if (law->ended[bin] < UINT8_MAX)
		law->ended[bin]++;
	watch(law, watched_ms, now_ms);
}

void law_learn(struct law *law, uint8_t bin, int64_t watched_ms, int64_t now_ms)
{
	if (bin >= DEATH_BIN) {
		law_end(law, bin, watched_ms, now_ms);
		return;
	}
	if (weigh(law) > LAW_WEIGHT_MAX - LAW_RUN)
		fade(law);
	if (law->runs[bin] <= UINT32_MAX - LAW_RUN)
		law->runs[bin] += LAW_RUN;
	watch(law, watched_ms, now_ms);
}

/* What no learning leads to is taken for nothing learnt. */
static bool has_learnt(const struct law *law, uint64_t runs, int64_t now_ms)
{
	uint64_t weight = weigh(law);

	return law->began_ms > 0 && now_ms >= law->began_ms && law->watched_ms > 0 &&
	       weight >= runs * LAW_RUN && weight <= LAW_WEIGHT_MAX;
}

bool law_learnt(const struct law *law, int64_t now_ms)
{
	return has_learnt(law, LAW_CLASS_RUNS_MIN, now_ms) &&
	       weigh(law) / LAW_RUN + law->beside >= LAW_RUNS_MIN &&
	       now_ms - law->began_ms >= LAW_AGE_MIN_MS;
}

/* The fall-back itself is seen to end runs that were no deaths: do not wait for the rest. */
static bool outgrown(const struct law *law, int64_t now_ms)
{
	return has_learnt(law, OUTGROWN_RUNS_MIN, now_ms) &&
	       weigh_ended(law) > plausible_deaths(law);
}

static int64_t least_of(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t most_of(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Few runs of a class may only shorten the fall-back, runs that it should not have ended only lengthen it. */
int64_t law_patience_ms(const struct law *law, const struct policy_rate *false_restarts,
			int64_t now_ms)
{
	bool learnt = law_learnt(law, now_ms), outgrows = outgrown(law, now_ms);
	int64_t patience_ms;
	struct view view;

	if (!learnt && !outgrows)
		return POLICY_PATIENCE_FALLBACK_MS;
	look(&view, law, false_restarts);
	patience_ms = patience_of(&view);
	if (!learnt)
		return most_of(patience_ms, POLICY_PATIENCE_FALLBACK_MS);
	if (weigh(law) / LAW_RUN < LAW_RUNS_MIN && !outgrows)
		return least_of(patience_ms, POLICY_PATIENCE_FALLBACK_MS);
	return patience_ms;
}

struct law_numbers law_describe(const struct law *law)
{
	uint64_t weight = weigh(law);
	struct law_numbers numbers = { .runs = (uint32_t)(weight / LAW_RUN),
				       .ended = (uint32_t)(weigh_ended(law) / LAW_RUN) };

	for (uint32_t bin = 0; bin < LAW_BINS; bin++)
		if (law->runs[bin])
			numbers.longest_ms = law_bin_ms(bin + 1);
	if (law->watched_ms > 0)
		numbers.day_milli = weight / LAW_RUN * 86400000 * 1000 / (uint64_t)law->watched_ms;
	return numbers;
}
