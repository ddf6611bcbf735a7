/* fuzz_signature.c - only the true signature fits: not with a bit of it or of the body flipped, not of another key.
 * SPDX-License-Identifier: ISC */
#include <mbedtls/md.h>

#include "fuzz.h"
#include "signature.h"

#define MAC_BYTES_MAX 64

/* As hexadecimal; its length is that of the hash. */
static size_t sign(char *hex, mbedtls_md_type_t hash, const char *key, struct fuzz_input body)
{
	const mbedtls_md_info_t *info = mbedtls_md_info_from_type(hash);
	unsigned char mac[MAC_BYTES_MAX];

	mbedtls_md_hmac(info, (const unsigned char *)key, strlen(key), body.data, body.bytes, mac);
	for (size_t i = 0; i < mbedtls_md_get_size(info); i++)
		snprintf(hex + 2 * i, 3, "%02x", mac[i]);
	return 2 * (size_t)mbedtls_md_get_size(info);
}

static void flip(char *data, size_t bytes, size_t bit)
{
	data[bit / 8 % bytes] = (char)(data[bit / 8 % bytes] ^ 1 << bit % 8);
}

static void check(int64_t which, const char *key, struct fuzz_input in, size_t bit)
{
	const char *const keys[] = { "another", key, NULL };
	const struct signature signature = { keys, which };
	const struct signature stranger = { (const char *const[]){ "another", NULL }, which };
	char hex[2 * MAC_BYTES_MAX + 1], *copy = fuzz_copy(in);
	const struct sign_bytes body = { copy, in.bytes };
	size_t bytes = sign(hex, which ? MBEDTLS_MD_SHA256 : MBEDTLS_MD_SHA512, key, in);

	FUZZ_HOLDS(signature_fits(&signature, hex, body));
	FUZZ_HOLDS(strcmp(key, "another") == 0 || !signature_fits(&stranger, hex, body));
	if (in.bytes) {
		flip(copy, in.bytes, bit);
		FUZZ_HOLDS(!signature_fits(&signature, hex, body));
		flip(copy, in.bytes, bit);
	}
	if (bit % 8 != 5) { /* which makes a capital of a letter: the same number */
		flip(hex, bytes, bit);
		FUZZ_HOLDS(!signature_fits(&signature, hex, body));
	}
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct fuzz_input in = { data, bytes };
	size_t bit = (size_t)(fuzz_byte(&in) << 8);
	char *key, *given;

	bit += fuzz_byte(&in);
	key = fuzz_line(&in);
	check(bit & 0x100 ? 1 : 0, key, in, bit);
	given = fuzz_rest(&in);
	FUZZ_HOLDS(!signature_fits(&(struct signature){ (const char *const[]){ key, NULL }, 0 },
				   given, (struct sign_bytes){ "x", 1 }));
	FUZZ_HOLDS(signature_is_key(
		&(struct signature){ (const char *const[]){ "a", key, NULL }, 0 }, key));
	free(key);
	free(given);
	return 0;
}
