/* page.h - the files of the operator's page, which are part of the plugin.  SPDX-License-Identifier: ISC */
#ifndef PAGE_H
#define PAGE_H

#include "sign.h"

/* page_find - the file of that name, valid for ever; data NULL: there is none. */
struct sign_bytes page_find(const char *name);

/* page_type - by the name's suffix, as HTTP has it. */
const char *page_type(const char *name);

#endif
