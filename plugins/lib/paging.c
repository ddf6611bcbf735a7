/* paging.c - see paging.h.  SPDX-License-Identifier: ISC */
#include "paging.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "fill.h"
#include "url.h"

#define PAGE_WORD "{page}"
#define LINK_BYTES_MAX 2047 /* the host cuts the header there */
#define LINK_CUT "<"        /* no address */

/* .url of the numbered page: 0, -ENOENT or -ENOSPC. */
static int set_page(struct paging *p)
{
	char number[24];
	const struct fill_value list[] = { { "session", p->session },
					   { "page", number },
					   { NULL, NULL } };
	const struct fill_values values = { list, true };
	size_t bytes = strlen(p->base);

	if (bytes >= sizeof(p->url))
		return -ENOSPC;
	snprintf(number, sizeof(number), "%" PRId64, p->first + p->page);
	memcpy(p->url, p->base, bytes);
	return fill_template(p->url + bytes, sizeof(p->url) - bytes, p->path, &values);
}

const char *paging_check(struct paging *p)
{
	static const struct fill_value known[] = { { "session", NULL },
						   { "page", NULL },
						   { NULL, NULL } };
	int rc = set_page(p);

	if (fill_unknown(p->path, known))
		return "`path` may only name {session} and {page}";
	if (rc == -ENOENT)
		return "`session` must be set, as `path` names {session}";
	if (rc)
		return "`url` and `path` are longer than 2047 bytes";
	/* the path may be the one that spoils the url */
	return url_is_http(p->base) && url_is_http(p->url) ? NULL : "`url` with `path` " URL_FORM;
}

void paging_begin(struct paging *p)
{
	p->page = 0;
	set_page(p);
	p->page = 1;
}

/* Behind scheme and host, and the host itself: the user of our own url is none of its identity. */
struct origin {
	const char *host, *end;
};

static struct origin find_origin(const char *url)
{
	struct origin o = { .host = strstr(url, "://") + 3 };
	const char *at;

	o.end = o.host + strcspn(o.host, "/?#");
	at = memchr(o.host, '@', (size_t)(o.end - o.host));
	if (at)
		o.host = at + 1;
	return o;
}

/* The part of the address behind our own scheme, host and port; NULL: it leads elsewhere. */
static const char *find_own_part(const struct paging *p, const char *address)
{
	struct origin ours = find_origin(p->base), theirs;
	size_t scheme_bytes = strcspn(p->base, ":") + 3,
	       host_bytes = (size_t)(ours.end - ours.host);

	if (address[0] == '?' || (address[0] == '/' && address[1] != '/'))
		return address;
	if (strncasecmp(address, p->base, scheme_bytes) != 0)
		return NULL;
	theirs = find_origin(address);
	if ((size_t)(theirs.end - theirs.host) != host_bytes ||
	    strncasecmp(theirs.host, ours.host, host_bytes) != 0)
		return NULL;
	return theirs.end;
}

static bool is_clean(const char *address)
{
	while (*address > ' ' && *address < 127)
		address++;
	return !*address;
}

/* True if .url is that address now.  One that fills all its room may have been cut. */
static bool go_to(struct paging *p, const char *address)
{
	const char *part = is_clean(address) ? find_own_part(p, address) : NULL;
	size_t kept;

	p->flaw = "the next page is not at `url`, or its address too long; keys go nowhere else";
	if (!part || strlen(address) + 1 >= PAGING_URL_BYTES)
		return false;
	/* .url begins like .base, whatever page it is of */
	kept = *part == '?' && part == address ? strcspn(p->url, "?#")
					       : (size_t)(find_origin(p->base).end - p->base);
	if (kept + strlen(part) >= sizeof(p->url))
		return false;
	strcpy(p->url + kept, part);
	return true;
}

/* The end of a link's parameters: a comma, unless it is quoted. */
static const char *find_end(const char *s)
{
	bool quoted = false;

	for (; *s && (quoted || *s != ','); s++)
		quoted ^= *s == '"';
	return s;
}

/* Whether the parameters, up to end, have next among the words of their rel. */
static bool is_next(const char *s, const char *end)
{
	while ((s = strcasestr(s, "rel")) && s < end) {
		s += strlen("rel");
		s += strspn(s, " \t");
		if (*s != '=')
			continue;
		for (s += 1 + strspn(s + 1, " \t\""); s < end && *s != '"' && *s != ';';
		     s += strspn(s, " \t")) {
			size_t bytes = strcspn(s, " \t\";");

			if (bytes > (size_t)(end - s))
				bytes = (size_t)(end - s);
			if (bytes == 4 && strncasecmp(s, "next", bytes) == 0)
				return true;
			s += bytes;
		}
	}
	return false;
}

/* The address of the next page in a header Link, into to; "" if there is none, and LINK_CUT if what tells may
 * have been cut off. */
static void find_link(char to[PAGING_URL_BYTES], const char *link)
{
	bool cut = strlen(link) >= LINK_BYTES_MAX;

	for (const char *end; (link = strchr(link, '<')); link = find_end(end)) {
		end = link + strcspn(link, ">");
		cut = cut || !*end;
		if (*end && is_next(end, find_end(end))) {
			snprintf(to, PAGING_URL_BYTES, "%.*s", (int)(end - link) - 1, link + 1);
			return;
		}
	}
	strcpy(to, cut ? LINK_CUT : "");
}

/* The next page, if there is one; not whether it may be asked for. */
static bool find_more(struct paging *p, const struct paging_seen *seen,
		      char address[PAGING_URL_BYTES])
{
	address[0] = '\0';
	if (strstr(p->path, PAGE_WORD))
		return seen->items > 0;
	if (*seen->next)
		snprintf(address, PAGING_URL_BYTES, "%s", seen->next);
	else
		find_link(address, seen->link);
	return *address;
}

enum paging_step paging_turn(struct paging *p, const struct paging_seen *seen)
{
	char address[PAGING_URL_BYTES];

	if (!find_more(p, seen, address))
		return PAGING_LAST;
	p->flaw = "there are more pages than `pages` allows";
	if (p->page == p->pages_max)
		return PAGING_FLAW;
	if (*address && !go_to(p, address))
		return PAGING_FLAW;
	if (!*address && set_page(p)) {
		p->flaw = "the address of the next page is too long";
		return PAGING_FLAW;
	}
	p->page++;
	return PAGING_MORE;
}
