/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_DIAGNOSED_H
#define TESTS_UNIT_DIAGNOSED_H

/* What the doctor finds of made facts. */

#include "tools/doctor/diagnosis.h"
#include "tools/doctor/facts.h"

/* Facts with the standard configuration, of a file "cordon.conf", at a fixed
 * time; `status` is the daemon's answer, NULL for none that runs. */
void facts_made(struct facts *f, const char *status);
void facts_unmade(struct facts *f);

/* Another text for a setting. */
void facts_set(char **setting, const char *text);

/* The findings as text, and none any more; good until the next call:
 *
 *	LEVEL: text
 *	 see: evidence
 *	 try: fix
 */
const char *diagnosed(struct diagnosis *d);

#endif
