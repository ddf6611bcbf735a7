/* page.h - the files of state_dir, as the fuzz targets make and read them.  SPDX-License-Identifier: ISC */
#ifndef PAGE_H
#define PAGE_H

#include "fuzz.h"

/* page_seal - the lines of in as a file that nothing has damaged, written at wall_ms in the boot of that
 * id; NULL: the present one. */
void page_seal(struct fuzz_text *file, struct fuzz_input in, const char *boot, int64_t wall_ms);

/* page_read - appends what the file has but for its header, which says when it was written. */
void page_read(struct fuzz_text *said, const char *name);

#endif
