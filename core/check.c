/* check.c - see check.h.  SPDX-License-Identifier: ISC */
#include "check.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nearby.h"
#include "units.h"

#define PATH_BYTES 4096
#define HOST_BYTES 256
#define PLACES_BYTES 1024
#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)

/* One policy as it is judged: a [policy], or a [session] with keys of its own. */
struct judged {
	const struct policy *policy;
	const struct option_section *section;
	struct remarks *remarks;
};

/* A budget of a policy, with the key that sets it. */
struct budgeted {
	const char *key;
	const struct policy_rate *rate;
};

/* A number with its unit as text, for messages. */
struct shown {
	char text[2 * UNITS_TEXT_BYTES];
};

static struct shown show(int64_t msec)
{
	struct shown shown;

	units_format_msec(msec, shown.text);
	return shown;
}

static struct shown show_rate(int64_t acts, int64_t window_ms)
{
	char window[UNITS_TEXT_BYTES];
	struct shown shown;

	units_format_msec(window_ms, window);
	snprintf(shown.text, sizeof(shown.text), "%lld/%s", (long long)acts, window);
	return shown;
}

/* Spending a budget is what makes us give up.  If its acts cannot come as close together as its
 * window is long, the oldest is always forgotten before the last is due, and acting never ends. */
int64_t check_min_window_ms(const struct policy *policy, int64_t acts)
{
	int64_t patience_ms =
		policy->patience_ms ? policy->patience_ms : POLICY_PATIENCE_FALLBACK_MS;
	int64_t sum_ms = 0;

	for (int64_t i = 0; i < acts; i++) {
		size_t entry = (size_t)i < policy->cooldowns ? (size_t)i : policy->cooldowns - 1;
		int64_t cooldown_ms = policy->cooldown_ms[entry];

		sum_ms += cooldown_ms > policy->verify_ms ? cooldown_ms : policy->verify_ms;
		sum_ms += policy->settle_ms + patience_ms;
	}
	return sum_ms;
}

/* Where a key was written, else where its section is. */
static const struct remark_place *find_place(const struct judged *judged, const char *key)
{
	const struct option_pair *pair = option_find(judged->section, key);

	return pair ? &pair->place : &judged->section->place;
}

/* The smallest whole number of seconds, minutes from two minutes on, that is longer than msec. */
static int64_t round_up(int64_t msec)
{
	int64_t unit = msec < 2 * MINUTE ? SECOND : MINUTE;

	return (msec / unit + 1) * unit;
}

/* How many actions of the budget's window could be spent in it. */
static int64_t find_fitting_acts(const struct policy *policy, const struct policy_rate *rate)
{
	int64_t acts = rate->acts;

	while (acts > 0 && check_min_window_ms(policy, acts) >= rate->window_ms)
		acts--;
	return acts;
}

/* Where the numbers stand that a person may change instead. */
static void list_places(const struct judged *judged, char *text, size_t bytes)
{
	static const char *const keys[] = { "cooldown", "verify", "settle", "patience" };
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]) && used < bytes; i++) {
		const struct option_pair *pair = option_find(judged->section, keys[i]);

		if (pair)
			used += (size_t)snprintf(text + used, bytes - used, ", `%s` (%s:%d)",
						 keys[i], pair->place.file, pair->place.line);
		else
			used += (size_t)snprintf(text + used, bytes - used, ", `%s` (unset)",
						 keys[i]);
	}
}

static void judge_budget(const struct judged *judged, const struct budgeted *budget)
{
	const struct policy_rate *rate = budget->rate;
	int64_t needed_ms = check_min_window_ms(judged->policy, rate->acts);
	int64_t acts = find_fitting_acts(judged->policy, rate);
	char fewer[2 * UNITS_TEXT_BYTES + 8] = "", places[PLACES_BYTES];

	if (needed_ms < rate->window_ms)
		return;
	if (acts > 0)
		snprintf(fewer, sizeof(fewer), " or %s", show_rate(acts, rate->window_ms).text);
	list_places(judged, places, sizeof(places));
	remarks_error(
		judged->remarks, find_place(judged, budget->key),
		"`%s = %s` cannot be spent, so that giving up is unreachable: %lld actions take "
		"at least %s; `%s = %s`%s would do, or less in one of these%s",
		budget->key, show_rate(rate->acts, rate->window_ms).text, (long long)rate->acts,
		show(needed_ms).text, budget->key, show_rate(rate->acts, round_up(needed_ms)).text,
		fewer, places + 1);
}

/* A grace that fills the window would hide most of what happens in it. */
static void judge_grace(const struct judged *judged, const struct budgeted *budget)
{
	const struct policy_rate *rate = budget->rate;
	int64_t grace_ms = judged->policy->grace_ms, most_ms = rate->window_ms / 4;

	if (grace_ms <= most_ms)
		return;
	remarks_error(
		judged->remarks, find_place(judged, "grace"),
		"`grace = %s` is more than a quarter of the window of `%s = %s`; `grace = %s` "
		"or `%s = %s` would do",
		show(grace_ms).text, budget->key, show_rate(rate->acts, rate->window_ms).text,
		show(most_ms).text, budget->key, show_rate(rate->acts, 4 * grace_ms).text);
}

/* An epoch is confirmed after settle; were grace over by then, it would protect nothing. */
static void judge_settle(const struct judged *judged)
{
	int64_t settle_ms = judged->policy->settle_ms, grace_ms = judged->policy->grace_ms;

	if (settle_ms < grace_ms)
		return;
	remarks_error(judged->remarks, find_place(judged, "settle"),
		      "`settle = %s` must be shorter than `grace = %s` (%s:%d) to be of use; "
		      "`grace = %s` would do",
		      show(settle_ms).text, show(grace_ms).text, find_place(judged, "grace")->file,
		      find_place(judged, "grace")->line, show(round_up(settle_ms)).text);
}

static void judge_policy(const struct judged *judged)
{
	const struct budgeted budgets[] = {
		{ "restarts", &judged->policy->restarts },
		{ "gateway_restarts", &judged->policy->gateway_restarts },
	};

	for (size_t i = 0; i < sizeof(budgets) / sizeof(budgets[0]); i++) {
		judge_budget(judged, &budgets[i]);
		judge_grace(judged, &budgets[i]);
	}
	judge_settle(judged);
}

/* Events of its container are evidence too. */
static bool has_source(const struct conf *conf, const struct conf_gateway *gateway)
{
	for (size_t i = 0; i < conf->sources_count; i++)
		if (conf->sources[i].gateway &&
		    strcmp(conf->sources[i].gateway, gateway->name) == 0)
			return true;
	return gateway->container != NULL;
}

/* Each act would fail. */
static void warn_of_container(const struct conf_gateway *gateway,
			      const struct conf_instance *action, struct remarks *remarks)
{
	const char *via = option_peek_text(action->section, "via");

	if (gateway->container || !via || strcmp(via, "docker") != 0 ||
	    option_find(action->section, "container") || option_find(action->section, "label") ||
	    option_find(action->section, "compose"))
		return;
	remarks_warning(remarks, &gateway->section->place,
			"[gateway %s] has no `container` for [action %s] to restart; nor has that "
			"a `container`, `label` or `compose` of its own",
			gateway->name, action->name);
}

static void warn_of_gateway(const struct conf *conf, const struct conf_gateway *gateway,
			    struct remarks *remarks)
{
	const struct remark_place *place = &gateway->section->place;

	if (!has_source(conf, gateway))
		remarks_warning(remarks, place,
				"[gateway %s]: no source names it, so nothing will be known of it",
				gateway->name);
	if (gateway->limits.rungs == 0)
		remarks_warning(remarks, place, "[gateway %s] has no `ladder`: it is only watched",
				gateway->name);
	if (!gateway->notify[0])
		remarks_warning(remarks, place, "[gateway %s] has no `notify`: nobody is told",
				gateway->name);
	for (size_t i = 0; i < gateway->limits.rungs; i++)
		warn_of_container(gateway, gateway->ladder[i], remarks);
}

static void warn_of_scope(const struct conf_instance *action, struct remarks *remarks)
{
	const char *via = option_peek_text(action->section, "via");
	const struct option_pair *scope = option_find(action->section, "scope");

	if (scope && !action->gateway_wide && via && strcmp(via, "docker") == 0)
		remarks_warning(
			remarks, &scope->place,
			"this ends all sessions in it; `scope = gateway` waits for the others");
}

/* A key in a file is trusted if nobody else may write it; a secret it is only if nobody else may read it. */
static void warn_of_secret(const struct option_pair *pair, struct remarks *remarks)
{
	const char *from = strstr(pair->value, "${file:");
	char path[PATH_BYTES];
	struct stat st;

	if (!from)
		return;
	from += strlen("${file:");
	snprintf(path, sizeof(path), "%.*s", (int)strcspn(from, "}"), from);
	if (stat(path, &st) == 0 && (st.st_mode & S_IROTH))
		remarks_warning(remarks, &pair->place, "%s: everybody may read it (chmod 600)",
				path);
}

static void warn_of_secrets(const struct conf *conf, struct remarks *remarks)
{
	for (const struct option_section *s = conf->sections; s; s = s->next)
		for (const struct option_pair *pair = s->pairs; pair; pair = pair->next)
			warn_of_secret(pair, remarks);
}

/* NULL: nobody wrote one. */
static const struct option_pair *find_heartbeat(const struct conf *conf)
{
	const struct option_section *section = conf->sections;

	while (section && strcmp(section->kind, "muzzle") != 0)
		section = section->next;
	return option_find(section, "heartbeat");
}

static bool is_url(const char *url)
{
	const char *host = strstr(url, "://");

	return host && (strncmp(url, "https:", 6) == 0 || strncmp(url, "http:", 5) == 0) &&
	       !strchr(":/?#", host[3]) && !host[strcspn(host, " \t")];
}

static void judge_heartbeat(const struct conf *conf, struct remarks *remarks)
{
	const char *url = conf->main.heartbeat;

	if (url && !is_url(url))
		remarks_error(remarks, &find_heartbeat(conf)->place,
			      "`heartbeat`: a URL is wanted, https://HOST/... or http://HOST/...");
}

int check_conf(const struct conf *conf, struct remarks *remarks)
{
	size_t errors = remarks->errors;

	for (size_t i = 0; i < conf->policies_count; i++)
		judge_policy(&(struct judged){ &conf->policies[i].policy, conf->policies[i].section,
					       remarks });
	for (size_t i = 0; i < conf->sessions_count; i++)
		judge_policy(&(struct judged){ &conf->sessions[i].policy, conf->sessions[i].section,
					       remarks });
	for (size_t i = 0; i < conf->gateways_count; i++)
		warn_of_gateway(conf, &conf->gateways[i], remarks);
	for (size_t i = 0; i < conf->actions_count; i++)
		warn_of_scope(&conf->actions[i], remarks);
	warn_of_secrets(conf, remarks);
	judge_heartbeat(conf, remarks);
	if (conf->gateways_count == 0)
		remarks_warning(remarks, &(struct remark_place){ conf->file, 0 },
				"there is no [gateway NAME], so there is nothing to do");
	remarks_sort(remarks);
	return remarks->errors > errors ? -EINVAL : 0;
}

/* The host would refuse it too, but without a guess at what was meant. */
int check_plugin(const struct conf *conf, const struct conf_instance *instance,
		 struct remarks *remarks)
{
	const struct option_pair *pair = option_find(instance->section, "plugin");
	const char *dir = conf->main.plugin_dir;
	const char *shown = option_show(instance->section, "plugin", instance->plugin);
	char path[PATH_BYTES], near[NEARBY_BYTES];

	snprintf(path, sizeof(path), "%s/%s.so", dir, instance->plugin);
	if (access(path, F_OK) == 0)
		return 0;
	if (shown == instance->plugin && nearby_find(dir, ".so", shown, near))
		remarks_error(remarks, &pair->place,
			      "there is no plugin `%s` in %s; did you mean `%s`?", shown, dir,
			      near);
	else
		remarks_error(remarks, &pair->place, "there is no plugin `%s` in %s", shown, dir);
	return -EINVAL;
}

int check_plugins(const struct conf *conf, struct remarks *remarks)
{
	size_t errors = remarks->errors;

	for (size_t i = 0; i < conf->sources_count; i++)
		check_plugin(conf, &conf->sources[i], remarks);
	for (size_t i = 0; i < conf->actions_count; i++)
		check_plugin(conf, &conf->actions[i], remarks);
	for (size_t i = 0; i < conf->exporters_count; i++)
		check_plugin(conf, &conf->exporters[i], remarks);
	return remarks->errors > errors ? -EINVAL : 0;
}

/* The host part of scheme://user@host:port/..., false when there is none that can be told. */
static bool find_host(const char *value, char *host)
{
	const char *text = strstr(value, "://");
	const char *at;
	size_t bytes;

	if (!text)
		return false;
	text += 3;
	bytes = strcspn(text, "/?# \t\"");
	at = memchr(text, '@', bytes);
	if (at) {
		bytes -= (size_t)(at + 1 - text);
		text = at + 1;
	}
	if (*text != '[')
		bytes = strcspn(text, ":") < bytes ? strcspn(text, ":") : bytes;
	if (bytes == 0 || bytes >= HOST_BYTES || memchr(text, '$', bytes))
		return false;
	snprintf(host, HOST_BYTES, "%.*s", (int)bytes, text);
	return true;
}

/* curl answers localhost without asking anybody. */
static bool needs_resolving(const char *host)
{
	struct in_addr address;

	return *host != '[' && inet_pton(AF_INET, host, &address) != 1 &&
	       strcmp(host, "localhost") != 0;
}

typedef void look(const struct option_pair *pair, struct remarks *remarks);

static void warn_of_name(const struct option_pair *pair, struct remarks *remarks)
{
	char host[HOST_BYTES];

	if (find_host(pair->value, host) && needs_resolving(host))
		remarks_warning(remarks, &pair->place,
				"all waits while libcurl resolves it; write the address "
				"of %s instead, or use a libcurl with asynchronous DNS",
				host);
}

static void warn_of_mail(const struct option_pair *pair, struct remarks *remarks)
{
	if (strncmp(pair->value, "smtp://", 7) == 0 || strncmp(pair->value, "smtps://", 8) == 0)
		remarks_warning(remarks, &pair->place,
				"this libcurl was built without mail; install one with it, or use "
				"`format` = exec and a command that sends mail");
}

static void look_at(const struct conf_instance *list, size_t count, look *look_at_pair,
		    struct remarks *remarks)
{
	for (size_t i = 0; i < count; i++)
		for (const struct option_section *s = list[i].section; s; s = s->base)
			for (const struct option_pair *pair = s->pairs; pair; pair = pair->next)
				look_at_pair(pair, remarks);
}

void check_resolving(const struct conf *conf, bool async_dns, struct remarks *remarks)
{
	const struct option_pair *heartbeat = find_heartbeat(conf);

	if (async_dns)
		return;
	if (heartbeat)
		warn_of_name(heartbeat, remarks);
	look_at(conf->sources, conf->sources_count, warn_of_name, remarks);
	look_at(conf->actions, conf->actions_count, warn_of_name, remarks);
	look_at(conf->exporters, conf->exporters_count, warn_of_name, remarks);
}

void check_mail(const struct conf *conf, bool mail, struct remarks *remarks)
{
	if (!mail)
		look_at(conf->actions, conf->actions_count, warn_of_mail, remarks);
}
