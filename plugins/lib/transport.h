/* transport.h - the options by which a plugin's requests say who we are and whom we trust.
 * SPDX-License-Identifier: ISC
 */
#ifndef TRANSPORT_H
#define TRANSPORT_H

#include "muzzle_plugin.h"

#define TRANSPORT_WHY_BYTES 200

#define TRANSPORT_OPTION(type_, member, field, key_, flags_, help_)                          \
	{                                                                                    \
		.key = (key_), .type = MUZZLE_TYPE_STR, .flags = (flags_), .help = (help_),  \
		.offset = offsetof(type_, member) + offsetof(struct muzzle_transport, field) \
	}
/* The rows of an option table for the struct muzzle_transport in a plugin's instance. */
#define TRANSPORT_OPTIONS(type_, member)                                                        \
	TRANSPORT_OPTION(type_, member, user, "user", MUZZLE_OPT_SECRET,                        \
			 "name:password for basic authentication"),                             \
		TRANSPORT_OPTION(type_, member, bearer, "bearer", MUZZLE_OPT_SECRET,            \
				 "token for bearer authentication"),                            \
		TRANSPORT_OPTION(type_, member, ca_file, "ca", 0,                               \
				 "https: PEM file of whom we trust, in place of the system's"), \
		TRANSPORT_OPTION(type_, member, pinned_key, "pin", 0,                           \
				 "https: sha256//BASE64 of the only key it may have"),          \
		TRANSPORT_OPTION(type_, member, cert_file, "cert", 0,                           \
				 "https: PEM file, our own certificate"),                       \
		TRANSPORT_OPTION(type_, member, key_file, "cert_key", 0,                        \
				 "https: PEM file, its key; unset: in cert"),                   \
		TRANSPORT_OPTION(type_, member, proxy, "proxy", MUZZLE_OPT_SECRET,              \
				 "url; unset: none, whatever the environment says")

/* transport_check - to be called first, with the url that is asked: 0, or -EINVAL and in why (of
 * TRANSPORT_WHY_BYTES) what is wrong, and its remedy. */
int transport_check(struct muzzle_transport *transport, const char *url, char *why);

#endif
