/* sign.c - see sign.h.  SPDX-License-Identifier: ISC */
#include "sign.h"

#include <errno.h>
#include <mbedtls/md.h>

/* mbedtls_md_hmac() is the same in mbedTLS 2.28 and 3.x. */
int sign_hmac_sha256(char out[SIGN_HEX_BYTES], struct sign_bytes key, struct sign_bytes text)
{
	static const char hex[] = "0123456789abcdef";
	const mbedtls_md_info_t *sha256 = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);
	unsigned char mac[32];

	if (!sha256 || mbedtls_md_hmac(sha256, (const unsigned char *)key.data, key.bytes,
				       (const unsigned char *)text.data, text.bytes, mac))
		return -EIO;
	for (size_t i = 0; i < sizeof(mac); i++) {
		out[2 * i] = hex[mac[i] >> 4];
		out[2 * i + 1] = hex[mac[i] & 15];
	}
	out[2 * sizeof(mac)] = '\0';
	return 0;
}
