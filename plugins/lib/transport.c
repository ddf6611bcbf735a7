/* transport.c - see transport.h.  SPDX-License-Identifier: ISC */
#include "transport.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIN_PREFIX "sha256//"
#define PIN_CHARACTERS 52 /* with 32 bytes in base64 */

/* Mail has TLS by either of its schemes. */
static bool has_tls(const char *url)
{
	return strncmp(url, "https:", 6) == 0 || strncmp(url, "smtp", 4) == 0 ||
	       strncmp(url, "mqtts:", 6) == 0;
}

static bool is_proxy(const char *url)
{
	return strstr(url, "://") &&
	       (strncmp(url, "http", 4) == 0 || strncmp(url, "socks", 5) == 0);
}

/* What is wrong with the values, one by one and together; NULL: nothing. */
static const char *find_flaw(const struct muzzle_transport *t, const char *url)
{
	bool tls = t->ca_file || t->pinned_key || t->cert_file || t->key_file;

	if (t->user && (t->bearer || !strchr(t->user, ':')))
		return "`user` reads name:password, and goes without `bearer`";
	if (t->bearer && strpbrk(t->bearer, " \t\r\n"))
		return "`bearer` takes a token alone, without blanks";
	if (t->pinned_key && (strlen(t->pinned_key) != PIN_CHARACTERS ||
			      strncmp(t->pinned_key, PIN_PREFIX, strlen(PIN_PREFIX)) != 0))
		return "`pin` reads " PIN_PREFIX " and 44 characters of base64";
	if (tls && (!has_tls(url) || (t->key_file && !t->cert_file)))
		return "`ca`, `pin` and `cert` need an https url, and `cert_key` a `cert`";
	return t->proxy && !is_proxy(t->proxy) ? "`proxy` takes an http, https or socks url" : NULL;
}

/* Who can write such a file can make us trust, or be, somebody else. */
static const char *find_file_flaw(const char *file, bool secret)
{
	mode_t forbidden = S_IWGRP | S_IWOTH | (secret ? S_IROTH : 0);
	struct stat st;

	if (access(file, R_OK) != 0 || stat(file, &st) != 0)
		return strerror(errno);
	if ((st.st_uid != 0 && st.st_uid != geteuid()) || st.st_mode & forbidden)
		return "it must be root's or ours, for nobody else to write, nor to read if it is a key";
	return NULL;
}

static int check_files(const struct muzzle_transport *t, char *why)
{
	static const char *const keys[] = { "ca", "cert", "cert_key" };
	const char *const files[] = { t->ca_file, t->cert_file, t->key_file };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		bool secret = i == 2 || (i == 1 && !t->key_file);
		const char *flaw = files[i] ? find_file_flaw(files[i], secret) : NULL;

		if (!flaw)
			continue;
		snprintf(why, TRANSPORT_WHY_BYTES, "`%s`: %s: %s", keys[i], files[i], flaw);
		return -EINVAL;
	}
	return 0;
}

int transport_check(struct muzzle_transport *transport, const char *url, char *why)
{
	const char **texts[] = { &transport->user,      &transport->bearer,
				 &transport->ca_file,   &transport->pinned_key,
				 &transport->cert_file, &transport->key_file,
				 &transport->proxy };
	const char *flaw;

	transport->size = sizeof(*transport);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (*texts[i] && !**texts[i])
			*texts[i] = NULL; /* set to nothing is not set */
	flaw = find_flaw(transport, url);
	if (!flaw)
		return check_files(transport, why);
	snprintf(why, TRANSPORT_WHY_BYTES, "%s", flaw);
	return -EINVAL;
}
