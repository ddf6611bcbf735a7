/* secret.c - see secret.h.  SPDX-License-Identifier: ISC */
#include "secret.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "slurp.h"

bool secret_is_key(const char *key)
{
	for (const char *at = key; *at; at++)
		if ((unsigned char)*at <= ' ' || *at == 0x7f)
			return false;
	return *key && strlen(key) < SECRET_BYTES;
}

/* As with ${file:}, a line break at the end does not belong to the key. */
static int keep(struct secret *secret, const char *text, const char *where, char *why)
{
	char key[SECRET_BYTES + 1];

	snprintf(key, sizeof(key), "%s", text);
	key[strcspn(key, "\r\n")] = '\0';
	if (!secret_is_key(key) || strlen(text) > strlen(key) + 2) {
		snprintf(why, SECRET_WHY_BYTES, "%s: not a key: it must be one word on one line",
			 where);
		explicit_bzero(key, sizeof(key));
		return -EINVAL;
	}
	memcpy(secret->key, key, strlen(key) + 1);
	explicit_bzero(key, sizeof(key));
	return 0;
}

static int take_input(struct secret *secret, char *why)
{
	char text[SECRET_BYTES];
	size_t n = fread(text, 1, sizeof(text) - 1, stdin);
	int rc;

	text[n] = '\0';
	rc = keep(secret, text, "standard input", why);
	explicit_bzero(text, sizeof(text));
	secret->loose = rc == 0;
	return rc;
}

static int take_file(struct secret *secret, const char *path, char *why)
{
	struct slurp slurp = { 0 };
	char whole[PATH_MAX];
	int rc;

	if (strcmp(path, "-") == 0)
		return take_input(secret, why);
	if (!realpath(path, whole) || strpbrk(whole, "{}\"; \t")) {
		snprintf(why, SECRET_WHY_BYTES, "--key-file %.200s: %s", path,
			 errno ? strerror(errno)
			       : "its path must not have blanks, quotes or braces");
		return -EINVAL;
	}
	if (slurp_file(&slurp, whole, SECRET_BYTES)) {
		snprintf(why, SECRET_WHY_BYTES, "--key-file: %s", slurp.why);
		return -EINVAL;
	}
	rc = keep(secret, slurp.text, whole, why);
	slurp_fini(&slurp);
	snprintf(secret->reference, sizeof(secret->reference), "${file:%s}", whole);
	return rc;
}

static int take_variable(struct secret *secret, const char *name, char *why)
{
	const char *value = getenv(name);

	if (!value || strpbrk(name, "{}\"; \t")) {
		snprintf(why, SECRET_WHY_BYTES,
			 "--key-env: there is no environment variable %.100s", name);
		return -EINVAL;
	}
	snprintf(secret->reference, sizeof(secret->reference), "${env:%s}", name);
	return keep(secret, value, name, why);
}

int secret_take(struct secret *secret, const struct wish *wish, char why[SECRET_WHY_BYTES])
{
	int rc = 0;

	errno = 0;
	*secret = (struct secret){ 0 };
	if (wish->key_file)
		return take_file(secret, wish->key_file, why);
	if (wish->key_env)
		return take_variable(secret, wish->key_env, why);
	if (wish->key) {
		rc = keep(secret, wish->key, "--key", why);
		secret->loose = rc == 0;
	}
	return rc;
}

void secret_fini(struct secret *secret)
{
	explicit_bzero(secret, sizeof(*secret));
}
