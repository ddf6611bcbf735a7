/* test_alert_formats.c - the built alert.so under a fake host: every receiver's form, to the byte.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fake_actions.h"
#include "fake_options.h"
#include "fill.h"

#define SETTINGS 8
#define NASTY "a \"quoted\" \\ <b>&amp;</b> \xf0\x9f\x98\x80 100% x=1"
#define JSON_NASTY "a \\\"quoted\\\" \\\\ <b>&amp;</b> \xf0\x9f\x98\x80 100% x=1"
#define CHAT_NASTY "a \\\"quoted\\\" \\\\ &lt;b&gt;&amp;amp;&lt;/b&gt; \xf0\x9f\x98\x80 100% x=1"
#define SENTENCE "It does not work. muzzle keeps watching, and does what it is configured to do."
#define LINES(why)                                                         \
	SENTENCE "\\nReason: " why "\\nLast known state: down"             \
		 "\\nSince: 2026-11-21T23:01:31Z\\nSeen by: {host}\\nAt: " \
		 "2026-11-21T23:03:06Z"

/* What is sent for the opening of incident 3 of waha/omer, whose reason is NASTY. */
struct sample {
	struct fake_setting settings[SETTINGS];
	const char *url, *header, *value; /* header: one that matters */
	const char *body;                 /* {host}: ours */
};

static const struct sample samples[] = {
	{ .settings = { { "to", "http://h/hook" } },
	  .url = "http://h/hook",
	  .header = "Idempotency-Key",
	  .value = "0a1b2c-7",
	  .body = "{\"what\":\"opened\",\"incident\":3,\"target\":\"waha/omer\",\"gateway\":\"waha\","
		  "\"session\":\"omer\",\"state\":\"down\",\"why\":\"" JSON_NASTY "\","
		  "\"since\":\"2026-11-21T23:01:31Z\",\"time\":\"2026-11-21T23:03:06Z\","
		  "\"host\":\"{host}\",\"title\":\"waha/omer is in trouble\",\"text\":\"" SENTENCE
		  "\",\"id\":\"0a1b2c-7\"}" },
	{ .settings = { { "format", "form" }, { "to", "http://h/sms" }, { "text", "{why}" } },
	  .url = "http://h/sms",
	  .header = "Content-Type",
	  .value = "application/x-www-form-urlencoded",
	  .body = "title=waha%2Fomer%20is%20in%20trouble&text=a%20%22quoted%22%20%5C%20%3Cb%3E%26amp%3B"
		  "%3C%2Fb%3E%20%F0%9F%98%80%20100%25%20x%3D1&priority=high&id=0a1b2c-7" },
	{ .settings = { { "format", "ntfy" },
			{ "to", "https://ntfy.example/muzzle" },
			{ "text", "{why}" } },
	  .url = "https://ntfy.example/muzzle",
	  .header = "X-Sequence-ID",
	  .value = "0a1b2c-7",
	  .body = NASTY },
	{ .settings = { { "format", "slack" }, { "to", "https://hooks.slack.com/services/T/B/x" } },
	  .url = "https://hooks.slack.com/services/T/B/x",
	  .header = "Content-Type",
	  .value = "application/json",
	  .body = "{\"text\":\"*waha/omer is in trouble*\\n" LINES(
		  CHAT_NASTY) "\",\"unfurl_links\":false}" },
	{ .settings = { { "format", "discord" }, { "to", "https://discord.com/api/webhooks/1/x" } },
	  .url = "https://discord.com/api/webhooks/1/x",
	  .header = "Content-Type",
	  .value = "application/json",
	  .body = "{\"content\":\"**waha/omer is in trouble**\\n" LINES(
		  JSON_NASTY) "\",\"allowed_mentions\":{\"parse\":[]}}" },
	{ .settings = { { "format", "telegram" },
			{ "token", "123:AB-c_d" },
			{ "recipient", "-1001" } },
	  .url = "https://api.telegram.org/bot123:AB-c_d/sendMessage",
	  .header = "Content-Type",
	  .value = "application/json",
	  .body = "{\"chat_id\":\"-1001\",\"parse_mode\":\"HTML\",\"link_preview_options\":"
		  "{\"is_disabled\":true},\"text\":\"<b>waha/omer is in trouble</b>\\n" LINES(
			  CHAT_NASTY) "\"}" },
	{ .settings = { { "format", "gotify" },
			{ "to", "https://gotify.example/push/" },
			{ "token", "AbC.dEf" } },
	  .url = "https://gotify.example/push/message",
	  .header = "X-Gotify-Key",
	  .value = "AbC.dEf",
	  .body = "{\"title\":\"waha/omer is in trouble\",\"message\":\"" LINES(
		  JSON_NASTY) "\",\"priority\":7}" },
	{ .settings = { { "format", "pushover" }, { "token", "tok" }, { "recipient", "usr" } },
	  .url = "https://api.pushover.net/1/messages.json",
	  .header = "Content-Type",
	  .value = "application/json",
	  .body = "{\"token\":\"tok\",\"user\":\"usr\",\"title\":\"waha/omer is in trouble\","
		  "\"message\":\"" LINES(JSON_NASTY) "\",\"priority\":1}" },
	{ .settings = { { "format", "matrix" },
			{ "to", "https://matrix.example" },
			{ "token", "syt_x" },
			{ "recipient", "!room/1:matrix.example" } },
	  .url = "https://matrix.example/_matrix/client/v3/rooms/%21room%2F1%3Amatrix.example/send/"
		 "m.room.message/0a1b2c-7",
	  .header = "Authorization",
	  .value = "Bearer syt_x",
	  .body = "{\"msgtype\":\"m.text\",\"body\":\"waha/omer is in trouble\\n" LINES(
		  JSON_NASTY) "\"}" },
	{ .settings = { { "format", "alertmanager" },
			{ "to", "http://am:9093" },
			{ "label", "team=\"ops\"" },
			{ "label", "severity=critical" } },
	  .url = "http://am:9093/api/v2/alerts",
	  .header = "Content-Type",
	  .value = "application/json",
	  .body = "[{\"labels\":{\"alertname\":\"MuzzleIncident\",\"instance\":\"{host}\","
		  "\"gateway\":\"waha\",\"session\":\"omer\",\"target\":\"waha/omer\","
		  "\"team\":\"\\\"ops\\\"\",\"severity\":\"critical\"},"
		  "\"startsAt\":\"2026-11-21T23:01:31Z\",\"endsAt\":\"2026-11-24T00:03:06Z\","
		  "\"annotations\":{\"summary\":\"waha/omer is in trouble\",\"description\":\"" SENTENCE
		  "\",\"what\":\"opened\",\"state\":\"down\",\"why\":\"" JSON_NASTY
		  "\",\"severity\":\"error\",\"incident\":\"3\",\"id\":\"0a1b2c-7\"}}]" },
	{ .settings = { { "format", "pagerduty" }, { "token", "R0uTiNg" } },
	  .url = "https://events.pagerduty.com/v2/enqueue",
	  .header = "Content-Type",
	  .value = "application/json",
	  .body = "{\"routing_key\":\"R0uTiNg\",\"event_action\":\"trigger\","
		  "\"dedup_key\":\"muzzle/{host}/waha/omer/Incident-3\",\"client\":\"muzzle\","
		  "\"payload\":{\"summary\":\"waha/omer is in trouble\",\"source\":\"{host}\","
		  "\"severity\":\"error\",\"timestamp\":\"2026-11-21T23:03:06Z\","
		  "\"component\":\"waha/omer\",\"group\":\"waha\",\"class\":\"opened\","
		  "\"custom_details\":{\"why\":\"" JSON_NASTY "\",\"state\":\"down\","
		  "\"since\":\"2026-11-21T23:01:31Z\",\"text\":\"" SENTENCE
		  "\",\"id\":\"0a1b2c-7\"}}}" },
};

static struct fake_request *newest(struct muzzle_inst *inst)
{
	return fake_pending(inst, fake_count_pending(inst) - 1);
}

static void assert_body(struct muzzle_inst *inst, const char *expected)
{
	char host[65] = "", text[8192];
	const struct fill_value list[] = { { "host", host }, { NULL, NULL } };

	gethostname(host, sizeof(host) - 1);
	assert_int_equal(
		fill_template(text, sizeof(text), expected, &(struct fill_values){ list, false }),
		0);
	assert_string_equal(newest(inst)->req.body, text);
	assert_int_equal(newest(inst)->req.body_bytes, strlen(text));
}

static struct muzzle_order order_of(struct muzzle_inst *inst, const char *what, const char *why)
{
	struct muzzle_order order = fake_order(inst, 7, "waha", "omer");

	order.notify = true;
	order.what = what;
	order.why = why;
	order.message = "0a1b2c-7";
	order.since_wall_ms = inst->wall_ms - FAKE_SINCE_MS;
	return order;
}

static void tell(struct muzzle_inst *inst, const char *what, const char *why)
{
	struct muzzle_order order = order_of(inst, what, why);

	assert_int_equal(inst->plugin->act(inst->self, &order), 0);
}

/* Another instance, of another format, tells of something else at the same time. */
static void every_receiver_gets_its_own_form(void **state)
{
	const size_t count = sizeof(samples) / sizeof(*samples);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		const struct sample *sample = &samples[i];
		struct muzzle_inst *inst = fake_open("alert", sample->settings);
		struct muzzle_inst *other = fake_open("alert", samples[(i + 1) % count].settings);

		tell(other, "closed", "else");
		tell(inst, "opened", NASTY);
		assert_string_equal(newest(inst)->req.url, sample->url);
		assert_string_equal(newest(inst)->req.method,
				    strstr(sample->url, "_matrix") ? "PUT" : "POST");
		assert_string_equal(fake_header(newest(inst), sample->header), sample->value);
		assert_string_equal(fake_header(newest(inst), "Idempotency-Key"), "0a1b2c-7");
		assert_body(inst, sample->body);
		assert_null(strstr(newest(other)->req.body, "quoted"));
		fake_close(inst);
		fake_close(other);
	}
}

static const struct sample *sample_of(const char *format)
{
	const struct sample *sample = samples;

	while (strcmp(sample->settings[0].key, "format") ||
	       strcmp(sample->settings[0].value, format) != 0)
		sample++;
	return sample;
}

static struct muzzle_inst *open_format(const char *format)
{
	return fake_open("alert", sample_of(format)->settings);
}

static struct json_object *first_alert(struct muzzle_inst *inst, const char *what)
{
	struct json_object *list, *alert;

	tell(inst, what, "because");
	list = json_tokener_parse(newest(inst)->req.body);
	assert_non_null(list);
	alert = json_object_get(json_object_array_get_idx(list, 0));
	json_object_put(list);
	return alert;
}

static const char *text_at(struct json_object *in, const char *place)
{
	struct json_object *found;

	return json_pointer_get(in, place, &found) ? NULL : json_object_get_string(found);
}

static void alertmanager_knows_an_incident_by_the_same_labels_whatever_is_told(void **state)
{
	static const char *const kinds[] = { "opened", "reminder", "quarantined", "human",
					     "closed" };
	struct muzzle_inst *inst = open_format("alertmanager");
	struct json_object *opened = first_alert(inst, "opened"),
			   *setup = first_alert(inst, "setup");

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		struct json_object *alert = first_alert(inst, kinds[i]);
		bool closed = strcmp(kinds[i], "closed") == 0;

		assert_true(json_object_equal(json_object_object_get(opened, "labels"),
					      json_object_object_get(alert, "labels")));
		assert_string_equal(text_at(alert, "/endsAt"),
				    closed ? "2026-11-21T23:03:06Z" : "2026-11-24T00:03:06Z");
		assert_string_equal(text_at(alert, "/annotations/what"), kinds[i]);
		json_object_put(alert);
	}
	assert_string_equal(text_at(setup, "/labels/alertname"), "MuzzleSetup");
	json_object_put(opened);
	json_object_put(setup);
	fake_close(inst);
}

static void an_alert_never_ends_before_it_starts(void **state)
{
	struct muzzle_inst *inst = open_format("alertmanager");
	struct muzzle_order order = order_of(inst, "closed", "");

	(void)state;
	order.since_wall_ms = order.wall_ms + 1000;
	assert_int_equal(inst->plugin->act(inst->self, &order), 0);
	assert_null(strstr(newest(inst)->req.body, "startsAt"));
	order.since_wall_ms = 0;
	assert_int_equal(inst->plugin->act(inst->self, &order), 0);
	assert_null(strstr(newest(inst)->req.body, "startsAt"));
	assert_null(strstr(newest(inst)->req.body, "\"why\""));
	fake_close(inst);
}

static void pagerduty_resolves_what_it_was_triggered_by(void **state)
{
	struct muzzle_inst *inst = open_format("pagerduty");
	struct json_object *triggered, *resolved;

	(void)state;
	tell(inst, "human", "because");
	triggered = json_tokener_parse(newest(inst)->req.body);
	tell(inst, "closed", "");
	resolved = json_tokener_parse(newest(inst)->req.body);
	assert_string_equal(text_at(triggered, "/event_action"), "trigger");
	assert_string_equal(text_at(triggered, "/payload/severity"), "critical");
	assert_string_equal(text_at(resolved, "/event_action"), "resolve");
	assert_string_equal(text_at(resolved, "/dedup_key"), text_at(triggered, "/dedup_key"));
	json_object_put(triggered);
	json_object_put(resolved);
	fake_close(inst);
}

static void an_address_may_have_its_path_already(void **state)
{
	const struct fake_setting settings[] = { { "format", "alertmanager" },
						 { "to", "http://am:9093/am/api/v2/alerts" },
						 { NULL, NULL } };
	const struct fake_setting slash[] = { { "to", "http://h/hook/" }, { NULL, NULL } };
	struct muzzle_inst *inst = fake_open("alert", settings);

	(void)state;
	tell(inst, "opened", "");
	assert_string_equal(newest(inst)->req.url, "http://am:9093/am/api/v2/alerts");
	fake_close(inst);
	inst = fake_open("alert", slash);
	tell(inst, "opened", "");
	assert_string_equal(newest(inst)->req.url, "http://h/hook/");
	fake_close(inst);
}

static void a_gateway_has_no_session_in_any_form(void **state)
{
	static const char *const formats[] = { "alertmanager", "pagerduty" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct muzzle_inst *inst = open_format(formats[i]);
		struct muzzle_order order = fake_order(inst, 7, "waha", NULL);

		order.notify = true;
		order.what = "opened";
		order.state = "";
		assert_int_equal(inst->plugin->act(inst->self, &order), 0);
		json_object_put(json_tokener_parse(newest(inst)->req.body));
		assert_null(strstr(newest(inst)->req.body, "session"));
		assert_null(strstr(newest(inst)->req.body, "state"));
		fake_close(inst);
	}
}

static const char *const twelve[] = { "waha/a is in trouble: \"1\"",
				      "waha/b is in trouble",
				      "c",
				      "d",
				      "e",
				      "f",
				      "g",
				      "h",
				      "i",
				      "j",
				      "k",
				      "l \\ <l>",
				      NULL };

static void people_read_a_digest_line_by_line(void **state)
{
	static const char *const formats[] = { "slack",  "discord",  "telegram",
					       "gotify", "pushover", "matrix" };

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		struct muzzle_inst *inst = open_format(formats[i]);
		struct muzzle_order order = order_of(inst, "digest", "7 opened, 5 closed");
		const char *body;

		order.lines = twelve;
		assert_int_equal(inst->plugin->act(inst->self, &order), 0);
		body = newest(inst)->req.body;
		assert_non_null(strstr(body, "12 messages: 7 opened, 5 closed"));
		assert_non_null(strstr(
			body, "waha/a is in trouble: \\\"1\\\"\\nwaha/b is in trouble\\nc\\nd"));
		assert_non_null(strstr(body, "\\nk\\nl \\\\ "));
		assert_null(strstr(body, "Reason"));
		json_object_put(json_tokener_parse(body));
		fake_close(inst);
	}
}

static void programs_get_a_digest_as_a_list(void **state)
{
	struct muzzle_inst *inst = fake_open("alert", samples[0].settings);
	struct muzzle_order order = order_of(inst, "digest", "7 opened, 5 closed");
	struct json_object *body, *lines;

	(void)state;
	order.lines = twelve;
	assert_int_equal(inst->plugin->act(inst->self, &order), 0);
	body = json_tokener_parse(newest(inst)->req.body);
	lines = json_object_object_get(body, "lines");
	assert_int_equal(json_object_array_length(lines), 12);
	for (size_t i = 0; i < 12; i++)
		assert_string_equal(json_object_get_string(json_object_array_get_idx(lines, i)),
				    twelve[i]);
	assert_string_equal(text_at(body, "/what"), "digest");
	json_object_put(body);
	fake_close(inst);
}

static void who_has_no_form_for_a_digest_says_so(void **state)
{
	const struct fake_setting reasons[] = { { "to", "http://h/" },
						{ "text", "{why}" },
						{ NULL, NULL } };
	const struct fake_setting bodies[] = { { "to", "http://h/" },
					       { "body", "{}" },
					       { NULL, NULL } };
	const struct fake_setting *const settings[] = { sample_of("alertmanager")->settings,
							sample_of("pagerduty")->settings, reasons,
							bodies };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct muzzle_inst *inst = fake_open("alert", settings[i]);
		struct muzzle_order order = order_of(inst, "digest", "7 opened, 5 closed");

		order.lines = twelve;
		assert_int_equal(inst->plugin->act(inst->self, &order), -ENOTSUP);
		assert_int_equal(inst->results, 0);
		for (uint64_t n = 0; n < 8; n++)
			tell(inst, "opened", "");
		assert_int_equal(fake_count_pending(inst), 8);
		fake_close(inst);
	}
}

/* 3 bytes for each character, so that a cut has two wrong places for each right one. */
static void long_texts_are_cut_between_characters(void **state)
{
	static const struct {
		const char *format;
		size_t text_bytes;
	} limits[] = { { "discord", 1700 }, { "pushover", 1024 }, { "telegram", 3800 } };
	static char euros[2 * 4096 + 1];
	char *template = euros;

	(void)state;
	while (template + 3 < euros + sizeof(euros)) {
		memcpy(template, "\xe2\x82\xac", 4);
		template += 3;
	}
	for (size_t i = 0; i < 3; i++) {
		struct fake_setting settings[SETTINGS];
		struct muzzle_inst *inst;
		size_t count = 0;

		memcpy(settings, sample_of(limits[i].format)->settings, sizeof(settings));
		settings[SETTINGS - 2] = (struct fake_setting){ NULL, NULL };
		for (size_t n = 0; n < SETTINGS; n++)
			if (!settings[n].key) {
				settings[n] = (struct fake_setting){ "text", euros };
				break;
			}
		inst = fake_open("alert", settings);
		tell(inst, "opened", "");
		for (const char *s = newest(inst)->req.body; (s = strstr(s, "\xe2\x82\xac"));
		     s += 3)
			count++;
		assert_int_equal(count, limits[i].text_bytes / 3);
		json_object_put(json_tokener_parse(newest(inst)->req.body));
		fake_close(inst);
	}
}

static void a_long_digest_says_how_many_more_there_are(void **state)
{
	struct muzzle_inst *inst = open_format("pushover");
	struct muzzle_inst *program = fake_open("alert", samples[0].settings);
	struct muzzle_order order = order_of(inst, "digest", "200 opened");
	const char *lines[201] = { NULL };
	struct json_object *body;

	(void)state;
	for (size_t i = 0; i < 200; i++)
		lines[i] = "waha/somebody-with-a-long-name is in trouble: down for more than 95 s, "
			   "and nothing was heard of it since \"then\"";
	order.lines = lines;
	assert_int_equal(inst->plugin->act(inst->self, &order), 0);
	assert_int_equal(program->plugin->act(program->self, &order), 0);
	assert_non_null(strstr(newest(inst)->req.body, "\\nand 194 more\\nLast known state: "));
	body = json_tokener_parse(newest(program)->req.body);
	assert_non_null(body);
	assert_non_null(strstr(newest(program)->req.body, ",\"and 60 more\"]"));
	json_object_put(body);
	fake_close(inst);
	fake_close(program);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_receiver_gets_its_own_form),
		cmocka_unit_test(
			alertmanager_knows_an_incident_by_the_same_labels_whatever_is_told),
		cmocka_unit_test(an_alert_never_ends_before_it_starts),
		cmocka_unit_test(pagerduty_resolves_what_it_was_triggered_by),
		cmocka_unit_test(an_address_may_have_its_path_already),
		cmocka_unit_test(a_gateway_has_no_session_in_any_form),
		cmocka_unit_test(people_read_a_digest_line_by_line),
		cmocka_unit_test(programs_get_a_digest_as_a_list),
		cmocka_unit_test(who_has_no_form_for_a_digest_says_so),
		cmocka_unit_test(long_texts_are_cut_between_characters),
		cmocka_unit_test(a_long_digest_says_how_many_more_there_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
