/* by_http.h - messages go out as requests.  SPDX-License-Identifier: ISC */
#ifndef BY_HTTP_H
#define BY_HTTP_H

#include "porter.h"

extern const struct porter_kind by_http_kind;

#endif
