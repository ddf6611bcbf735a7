/* fuzz_mail.c - whatever is in its values, a mail has the headers that it ought to have and no others, and lines
 * that every server takes.  SPDX-License-Identifier: ISC */
#include "fuzz.h"
#include "mail.h"

#define ROOM 65536
#define LINE_MAX_BYTES 998 /* RFC 5322 */

/* "Name: ..." of one of ours, or the rest of the line before. */
static bool is_header(const char *line)
{
	static const char *const names[] = {
		"From: ",         "To: ",           "Subject: ",
		"Date: ",         "Message-ID: ",   "In-Reply-To: ",
		"References: ",   "Importance: ",   "Auto-Submitted: ",
		"MIME-Version: ", "Content-Type: ", "Content-Transfer-Encoding: ",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strncmp(line, names[i], strlen(names[i])) == 0)
			return true;
	return *line == ' ';
}

static void check_line(const char *line, size_t bytes)
{
	FUZZ_HOLDS(bytes <= LINE_MAX_BYTES);
	for (size_t i = 0; i < bytes; i++)
		FUZZ_HOLDS(line[i] >= ' ' && line[i] < 0x7f);
}

static void check_mail(const char *out)
{
	bool header = true;
	size_t headers = 0;

	for (const char *line = out, *end; *line; line = end + 2) {
		end = strstr(line, "\r\n");
		FUZZ_HOLDS(end);
		check_line(line, (size_t)(end - line));
		if (header && end > line)
			FUZZ_HOLDS(is_header(line));
		headers += header && *line != ' ' && end > line;
		header = header && end > line;
	}
	FUZZ_HOLDS(!header && headers == 12);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	static const char *const to[] = { "ann@box.example", "bob@box.example", NULL };
	struct fuzz_input in = { data, bytes };
	char *subject = fuzz_line(&in), *id = fuzz_line(&in), *thread = fuzz_line(&in);
	char *host = fuzz_line(&in), *text = fuzz_rest(&in), *out = malloc(ROOM);
	const struct mail mail = { .from = "muzzle@box.example",
				   .to = to,
				   .subject = subject,
				   .text = text,
				   .id = id,
				   .thread = thread,
				   .host = host,
				   .urgent = true };

	/* ids are short; the room is that of the plugin, and what does not fit is told */
	if (strlen(id) < 200 && strlen(thread) < 200 && strlen(host) < 65 &&
	    mail_write(out, ROOM, &mail) == 0)
		check_mail(out);
	free(subject);
	free(id);
	free(thread);
	free(host);
	free(text);
	free(out);
	return 0;
}
