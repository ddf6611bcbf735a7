/* via_http.h - a restart that the gateway itself offers.  SPDX-License-Identifier: ISC */
#ifndef VIA_HTTP_H
#define VIA_HTTP_H

#include "way.h"

extern const struct way_kind via_http_kind;

#endif
