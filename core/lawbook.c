/* lawbook.c - see lawbook.h.  SPDX-License-Identifier: ISC */
#include "lawbook.h"

#include "learn.h"
#include "span.h"
#include "tell.h"

#define DAY_MS INT64_C(86400000)

/* At patience one run in so many may last longer: b * F(t) <= acts / window, turned round. */
static int64_t one_in(const struct law_numbers *numbers, const struct policy_rate *rate)
{
	if (rate->acts < 1)
		return 0;
	return (int64_t)numbers->day_milli * (rate->window_ms / 1000) / DAY_MS / rate->acts;
}

/* With so many of this class the gateway, too, has shown enough of them. */
static int64_t runs_needed(const struct law *law)
{
	return law->beside < LAW_RUNS_MIN - LAW_CLASS_RUNS_MIN ? LAW_RUNS_MIN - law->beside
							       : LAW_CLASS_RUNS_MIN;
}

static void add_law(struct json_object *list, const struct target *target, enum law_class class,
		    int64_t now_ms)
{
	const struct law *law = &target->gateway->laws[class - 1];
	const struct policy_rate allowed = learn_allowance(target->policy);
	struct law_numbers numbers = law_describe(law);
	struct json_object *object = tell_entry(list);

	tell_text(object, "class", words_name(&words_class, class));
	tell_flag(object, "learnt", law_learnt(law, now_ms));
	tell_number(object, "patience_ms", law_patience_ms(law, &allowed, now_ms));
	tell_number(object, "runs", numbers.runs);
	tell_number(object, "runs_needed", runs_needed(law));
	tell_number(object, "ended", numbers.ended);
	tell_number(object, "age_ms", law->began_ms ? now_ms - law->began_ms : 0);
	tell_number(object, "day_milli", (int64_t)numbers.day_milli);
	tell_number(object, "longest_ms", numbers.longest_ms);
	tell_number(object, "one_in", one_in(&numbers, &allowed));
}

void lawbook_describe(struct json_object *object, const struct target *target, int64_t now_ms)
{
	struct json_object *list;

	if (target->policy->patience_ms)
		return;
	list = tell_list(object, "laws");
	for (enum law_class class = LAW_STARTING; class < LAW_CLASSES; class ++)
		add_law(list, target, class, now_ms);
}

/* --- to a person */

/* At the limits patience does not follow from the law alone. */
static const char *limit(int64_t patience_ms)
{
	if (patience_ms <= LAW_PATIENCE_MIN_MS)
		return ", the least";
	return patience_ms >= LAW_PATIENCE_MAX_MS ? ", the most" : "";
}

static void print_learnt(struct json_object *law, char *text)
{
	char patience[SPAN_BYTES], age[SPAN_BYTES], longest[SPAN_BYTES];
	int64_t day_milli = tell_get_number(law, "day_milli");

	snprintf(text, LAWBOOK_BYTES,
		 "law of %s: %lld runs in %s, %lld.%lld a day and session, the longest of %s; "
		 "b x F(t) lets 1 in %lld outlast patience: %s%s",
		 tell_get_text(law, "class"), (long long)tell_get_number(law, "runs"),
		 span_format(tell_get_number(law, "age_ms"), age), (long long)(day_milli / 1000),
		 (long long)(day_milli % 1000 / 100),
		 span_format(tell_get_number(law, "longest_ms"), longest),
		 (long long)tell_get_number(law, "one_in"),
		 span_format(tell_get_number(law, "patience_ms"), patience),
		 limit(tell_get_number(law, "patience_ms")));
}

const char *lawbook_sentence(struct json_object *law, char *text)
{
	char patience[SPAN_BYTES], age[SPAN_BYTES], age_min[SPAN_BYTES];

	if (tell_get_flag(law, "learnt"))
		print_learnt(law, text);
	else
		snprintf(text, LAWBOOK_BYTES,
			 "law of %s: %s until %lld runs and %s: %lld runs in %s so far",
			 tell_get_text(law, "class"),
			 span_format(tell_get_number(law, "patience_ms"), patience),
			 (long long)tell_get_number(law, "runs_needed"),
			 span_format(LAW_AGE_MIN_MS, age_min),
			 (long long)tell_get_number(law, "runs"),
			 span_format(tell_get_number(law, "age_ms"), age));
	return text;
}
