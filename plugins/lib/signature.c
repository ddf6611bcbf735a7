/* signature.c - see signature.h.  SPDX-License-Identifier: ISC */
#include "signature.h"

#include <mbedtls/constant_time.h>
#include <mbedtls/md.h>
#include <string.h>

/* In the order of SIGNATURE_HASHES. */
static const struct hash {
	mbedtls_md_type_t type;
	size_t bytes;
	const char *prefix;
} hashes[] = {
	{ MBEDTLS_MD_SHA512, 64, "sha512=" },
	{ MBEDTLS_MD_SHA256, 32, "sha256=" },
};

/* -1: none. */
static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_hex(unsigned char *out, size_t bytes, const char *text)
{
	if (strlen(text) != 2 * bytes)
		return false;
	for (size_t i = 0; i < bytes; i++) {
		int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

/* mbedtls_md_hmac() is the same in mbedTLS 2.28 and 3.x. */
static bool fits_key(const struct hash *hash, const char *key, struct sign_bytes body,
		     const unsigned char *given)
{
	unsigned char mac[MBEDTLS_MD_MAX_SIZE];

	return mbedtls_md_hmac(mbedtls_md_info_from_type(hash->type), (const unsigned char *)key,
			       strlen(key), (const unsigned char *)body.data, body.bytes,
			       mac) == 0 &&
	       mbedtls_ct_memcmp(mac, given, hash->bytes) == 0;
}

bool signature_fits(const struct signature *signature, const char *given, struct sign_bytes body)
{
	const struct hash *hash = &hashes[signature->hash];
	unsigned char mac[MBEDTLS_MD_MAX_SIZE];
	bool fits = false;

	if (!given)
		return false;
	if (strncmp(given, hash->prefix, strlen(hash->prefix)) == 0)
		given += strlen(hash->prefix);
	if (!read_hex(mac, hash->bytes, given))
		return false;
	for (const char *const *key = signature->keys; key && *key; key++)
		fits = fits_key(hash, *key, body, mac) || fits;
	return fits;
}

bool signature_is_key(const struct signature *signature, const char *given)
{
	bool fits = false;

	for (const char *const *key = signature->keys; given && key && *key; key++)
		fits = (strlen(*key) == strlen(given) &&
			mbedtls_ct_memcmp(*key, given, strlen(given)) == 0) ||
		       fits;
	return fits;
}
