/* evidence.h - the reports of a source, in one call each.  SPDX-License-Identifier: ISC */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include "muzzle_plugin.h"

/* Who reports; all of it about the section's gateway. */
struct evidence {
	const struct muzzle_host *host;
	struct muzzle_inst *inst;
};

/* evidence_claim - session NULL: the gateway itself; raw: the word that was mapped. */
void evidence_claim(const struct evidence *by, const char *session, enum muzzle_state state,
		    const char *raw);

/* evidence_proof - dated now. */
void evidence_proof(const struct evidence *by, const char *session);

/* evidence_fault - of the gateway as this source sees it. */
void evidence_fault(const struct evidence *by, enum muzzle_fault kind, const char *why);

/* evidence_probe - what a probe found, and the answer in words. */
void evidence_probe(const struct evidence *by, const char *session, bool ok, const char *why);

#endif
