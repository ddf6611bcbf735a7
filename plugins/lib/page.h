/* page.h - the files of the operator's page, which are part of the plugin.
 * SPDX-License-Identifier: ISC */
#ifndef PAGE_H
#define PAGE_H

#include "sign.h"

/* page_find - the file of that name, never freed; .data NULL: there is none. */
struct sign_bytes page_find(const char *name);

/* page_type - the Content-Type for the suffix of a name. */
const char *page_type(const char *name);

#endif
