/* evidence.c - see evidence.h.  SPDX-License-Identifier: ISC */
#include "evidence.h"

static void report(const struct evidence *by, struct muzzle_report report)
{
	report.size = sizeof(report);
	by->host->report(by->inst, &report);
}

void evidence_claim(const struct evidence *by, const char *session, enum muzzle_state state,
		    const char *raw)
{
	report(by, (struct muzzle_report){
			   .kind = MUZZLE_CLAIM, .session = session, .what = state, .raw = raw });
}

void evidence_proof(const struct evidence *by, const char *session)
{
	report(by, (struct muzzle_report){ .kind = MUZZLE_PROOF, .session = session });
}

void evidence_fault(const struct evidence *by, enum muzzle_fault kind, const char *why)
{
	report(by, (struct muzzle_report){ .kind = MUZZLE_FAULT, .what = kind, .why = why });
}

void evidence_probe(const struct evidence *by, const char *session, bool ok, const char *why)
{
	report(by, (struct muzzle_report){
			   .kind = MUZZLE_PROBE, .session = session, .ok = ok, .why = why });
}
