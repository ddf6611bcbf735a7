/* settle.c - see settle.h.  SPDX-License-Identifier: ISC */
#include "settle.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "deposit.h"
#include "mode.h"
#include "outward.h"
#include "receiver.h"
#include "slurp.h"

#define CONF_MODE 0640
#define SECRET_MODE 0600 /* of keys, and of a configuration with the URL of alerts */
#define TRIES 3

/* --- names */

static int tell_write(struct steps *s, const char *path, int rc)
{
	if (rc == -EEXIST)
		return steps_end(s, STEPS_USAGE,
				 "%s exists already: --force replaces it and keeps it as %s.old",
				 path, path);
	return steps_end(s, STEPS_FAILED, "%s cannot be written: %s", path, strerror(-rc));
}

static const char *find_name(const struct steps *s)
{
	if (s->wish->name)
		return s->wish->name;
	if (strcmp(s->survey.kind->family, "docker") == 0)
		return s->survey.box.name;
	return strcmp(s->survey.kind->family, "http") == 0 ? "service" : s->survey.kind->family;
}

static int read_standing(struct steps *s)
{
	const struct standing *standing = &s->standing;

	if (standing_read(&s->standing, s->shelf.main, s->name, s->shelf.file))
		return steps_end(
			s, STEPS_USAGE,
			"%s has errors (see above): correct them first, with `muzzle check`",
			s->shelf.main);
	if (standing->taken)
		return steps_end(s, STEPS_USAGE,
				 "%s has a gateway %s already: --name gives this one another; "
				 "--output %s --force replaces the whole file",
				 s->shelf.main, s->name, s->shelf.main);
	return STEPS_ON;
}

/* The mode is that of the whole box.  If it acts on other gateways already, the mode stays, and
 * this gateway has no ladder for the first day. */
int settle_names(struct steps *s)
{
	int code;

	snprintf(s->name, sizeof(s->name), "%s", find_name(s));
	shelf_place(&s->shelf, s->name);
	if (s->shelf.joins)
		snprintf(s->prefix, sizeof(s->prefix), "%s-", s->name);
	if (s->secret.loose)
		snprintf(s->secret.reference, sizeof(s->secret.reference), "${file:%s}",
			 s->shelf.key);
	if (!s->shelf.print && !s->wish->force && access(s->shelf.file, F_OK) == 0)
		return tell_write(s, s->shelf.file, -EEXIST);
	code = s->shelf.joins ? read_standing(s) : STEPS_ON;
	s->observe = !s->wish->enforce;
	s->spare = s->shelf.joins && s->observe && !s->standing.observe &&
		   (s->standing.gateways || s->standing.said);
	return code;
}

/* --- who is told */

static int take_format(struct steps *s)
{
	s->format = receiver_format(s->to, s->wish->format);
	if (s->format)
		return STEPS_ON;
	return steps_end(s, STEPS_USAGE,
			 "--format %.40s: that needs more than a URL; leave --to out and write its "
			 "[action page] by hand, `muzzle plugins alert` shows how",
			 s->wish->format);
}

/* Until it is a valid URL, or none. */
static int ask_alert(struct steps *s)
{
	char said[ADDRESS_BYTES];

	for (int i = 0; i < TRIES; i++) {
		*said = '\0';
		if (!dialogue_ask(
			    &s->dialogue,
			    "Where do alerts go: the URL of ntfy, Slack, Discord ... (none: Enter)?",
			    said, sizeof(said)))
			return steps_end(s, STEPS_FAILED, "nothing was written");
		if (!*said || receiver_address(said, s->to, sizeof(s->to)) == 0)
			return *said ? take_format(s) : STEPS_ON;
		fprintf(s->dialogue.out, "%s\n", RECEIVER_FORM);
	}
	return steps_end(s, STEPS_USAGE, "that is " RECEIVER_FORM);
}

int settle_alert(struct steps *s)
{
	const char *said = s->wish->to;

	if (!said)
		return s->dialogue.asks && !s->standing.page ? ask_alert(s) : STEPS_ON;
	if (receiver_address(said, s->to, sizeof(s->to)))
		return steps_end(s, STEPS_USAGE, "--to %.100s: " RECEIVER_FORM, said);
	return take_format(s);
}

/* --- the text */

int settle_text(struct steps *s)
{
	const struct compose compose = {
		.wish = s->wish,
		.survey = &s->survey,
		.shelf = &s->shelf,
		.standing = &s->standing,
		.name = s->name,
		.prefix = s->prefix,
		.key = *s->secret.key ? s->secret.reference : NULL,
		.docker = s->docker,
		.ca = *s->ca ? s->ca : NULL,
		.log = *s->log ? s->log : NULL,
		.to = *s->to ? s->to : NULL,
		.format = s->format,
		.observe = s->observe,
		.spare = s->spare,
		.outward = outward_has_route(),
	};
	FILE *out = open_memstream(&s->text, &s->text_bytes);

	if (!out)
		return steps_end(s, STEPS_FAILED, "out of memory");
	compose_write(&compose, out);
	if (fclose(out))
		return steps_end(s, STEPS_FAILED, "out of memory");
	return STEPS_ON;
}

/* --- files */

/* True: the file of the key exists and holds the same key. */
static bool has_key(const struct steps *s)
{
	struct slurp slurp = { 0 };
	size_t n = strlen(s->secret.key);
	bool same = slurp_file(&slurp, s->shelf.key, SECRET_BYTES) == 0 &&
		    strncmp(slurp.text, s->secret.key, n) == 0 && strcmp(slurp.text + n, "\n") == 0;

	slurp_fini(&slurp);
	return same;
}

static int write_key(struct steps *s)
{
	char line[SECRET_BYTES + 2];
	const struct deposit deposit = { .path = s->shelf.key,
					 .text = line,
					 .bytes = strlen(s->secret.key) + 1,
					 .mode = SECRET_MODE,
					 .force = s->wish->force };
	int rc;

	snprintf(line, sizeof(line), "%s\n", s->secret.key);
	rc = deposit_file(&deposit);
	explicit_bzero(line, sizeof(line));
	s->wrote_key = rc == 0;
	return rc ? tell_write(s, s->shelf.key, rc) : STEPS_ON;
}

static int change_standing(struct steps *s, const char *word, const char *more)
{
	const struct mode_change change = { s->standing.line, s->standing.said, word, more };
	struct slurp slurp = { 0 };
	struct deposit deposit = { .path = s->standing.file, .mode = CONF_MODE, .force = true };
	char *text = NULL;
	FILE *out;
	int rc = slurp_file(&slurp, s->standing.file, INT_MAX / 2);

	if (rc)
		return steps_end(s, STEPS_FAILED, "%s", slurp.why);
	out = open_memstream(&text, &deposit.bytes);
	if (out) {
		mode_write(slurp.text, &change, out);
		rc = fclose(out) ? -ENOMEM : 0;
		deposit.text = text;
	}
	if (out && rc == 0)
		rc = deposit_file(&deposit);
	free(text);
	slurp_fini(&slurp);
	s->changed_standing = out && rc == 0;
	return s->changed_standing ? STEPS_ON : tell_write(s, s->standing.file, rc ? rc : -ENOMEM);
}

/* A size that somebody chose stays. */
static void judge_room(const struct steps *s)
{
	unsigned megabytes = compose_journal_mb(&s->survey);

	if (s->standing.journal_bytes < (int64_t)megabytes << 20)
		fprintf(s->say,
			"%s: its journal_size may be too small for a day of history; %uM would do\n",
			s->standing.file, megabytes);
}

/* Room for the day that is only observed.  An existing configuration without a gateway acts on
 * nobody: its mode may become observe, too. */
static int prepare_standing(struct steps *s)
{
	bool mode = !s->standing.observe && !s->spare, room = !s->standing.journal_said;
	char size[32];
	int code;

	if (!s->shelf.joins || !s->observe || !*s->standing.file)
		return STEPS_ON;
	if (!room)
		judge_room(s);
	if (!mode && !room)
		return STEPS_ON;
	snprintf(size, sizeof(size), "journal_size = %uM\n", compose_journal_mb(&s->survey));
	code = change_standing(s, mode ? "observe" : NULL, room ? size : NULL);
	if (code == STEPS_ON)
		fprintf(s->say, "%s now has %s%s%.*s; the old file is %s.old\n", s->standing.file,
			mode ? "mode = observe" : "", mode && room ? " and " : "",
			room ? (int)strcspn(size, "\n") : 0, size, s->standing.file);
	return code;
}

static int print(struct steps *s)
{
	fwrite(s->text, 1, s->text_bytes, stdout);
	if (s->secret.loose)
		fprintf(s->say, "Put the key into %s, which nobody else may read.\n", s->shelf.key);
	return STEPS_DONE;
}

static bool confirm(struct steps *s)
{
	char question[PATH_MAX + 32];

	snprintf(question, sizeof(question), "Write %s?", s->shelf.file);
	return dialogue_confirm(&s->dialogue, question, true);
}

/* The daemon makes its own directories, but not those above them. */
static int make_ways(const struct steps *s)
{
	int rc = 0;

	if (*s->shelf.state && !s->shelf.joins)
		rc = deposit_make_way(s->shelf.state);
	return rc == 0 && *s->shelf.run && !s->shelf.joins ? deposit_make_way(s->shelf.run) : rc;
}

/* The key first: without it the configuration would be of no use. */
static int write_files(struct steps *s)
{
	const struct deposit deposit = { .path = s->shelf.file,
					 .text = s->text,
					 .bytes = s->text_bytes,
					 .mode = *s->to ? SECRET_MODE : CONF_MODE,
					 .force = s->wish->force };
	int rc = make_ways(s), code;

	if (rc)
		return tell_write(s, s->shelf.state, rc);
	code = s->secret.loose && !has_key(s) ? write_key(s) : STEPS_ON;
	if (code != STEPS_ON)
		return code;
	rc = deposit_file(&deposit);
	s->wrote = rc == 0;
	return rc ? tell_write(s, s->shelf.file, rc) : STEPS_ON;
}

int settle_write(struct steps *s)
{
	int code;

	if (s->shelf.print)
		return print(s);
	if (!confirm(s))
		return steps_end(s, STEPS_FAILED, "nothing was written");
	code = write_files(s);
	if (code != STEPS_ON)
		return code;
	fprintf(s->say, "Written: %s%s%s\n", s->shelf.file, s->wrote_key ? " and " : "",
		s->wrote_key ? s->shelf.key : "");
	return prepare_standing(s);
}

/* A file with mistakes would stop the next reload, and the next start. */
static int withdraw(struct steps *s)
{
	const char *rest = s->changed_standing ? ", and what was changed is as it was" : "";

	if (s->changed_standing)
		deposit_restore(s->standing.file);
	if (!s->wrote)
		return steps_end(s, s->checked, "muzzle check refuses the configuration%s", rest);
	deposit_withdraw(s->shelf.file, s->wish->force);
	return steps_end(s, s->checked,
			 "muzzle check refuses what was written: it is in %s.refused now%s",
			 s->shelf.file, rest);
}

int settle_check(struct steps *s)
{
	fflush(s->say);
	s->checked = vet_check(s->shelf.muzzle, s->shelf.main, s->said);
	if (s->checked < 0)
		return steps_end(s, STEPS_FAILED, "%s cannot be run: run `muzzle check` yourself",
				 s->shelf.muzzle);
	fprintf(s->say, "%s", s->said);
	return s->checked ? withdraw(s) : STEPS_ON;
}

int settle_enforce(struct steps *s)
{
	char buffer[PATH_MAX + 8];
	int code;

	if (shelf_find(&s->shelf, s->wish) || standing_read(&s->standing, s->shelf.main, "", ""))
		return steps_end(s, STEPS_USAGE, "%s cannot be read as a configuration",
				 s->shelf.main);
	if (!s->standing.observe)
		return steps_end(s, STEPS_DONE, "%s: the mode is not observe: nothing to do",
				 s->shelf.main);
	code = change_standing(s, "enforce", NULL);
	if (code != STEPS_ON)
		return code;
	fprintf(s->say, "%s:%d: mode = enforce; the old file is %s.old\n", s->standing.file,
		s->standing.line, s->standing.file);
	code = settle_check(s);
	if (code == STEPS_ON)
		fprintf(s->say,
			"The daemon acts from its next reload on: systemctl reload muzzle, or a SIGHUP.\n"
			"Then `%s status%s` says so.\n",
			steps_program(s), steps_option(s, buffer, sizeof(buffer)));
	return code;
}
