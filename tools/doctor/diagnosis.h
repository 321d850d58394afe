/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_DOCTOR_DIAGNOSIS_H
#define TOOLS_DOCTOR_DIAGNOSIS_H

/* What the doctor found. */

#include <stddef.h>

/* In the order of how bad it is. A check that could not be made is skipped; a
 * note is worth knowing, and no fault. */
enum level { LEVEL_OK, LEVEL_SKIP, LEVEL_NOTE, LEVEL_WARN, LEVEL_FAIL };

extern const char *const level_words[LEVEL_FAIL + 1];

/* Texts are safe to show. */
struct finding {
	const char *check;
	enum level level;
	char *text;
	char *evidence;		/* what was seen, and where; or NULL */
	char *fix;		/* the command that mends it; or NULL */
};

/* Zero-initialise to start. */
struct diagnosis {
	struct finding *findings;
	size_t n;
	const char *check;	/* the one being made */
};

/* Adds a finding of it. `fix` NULL: there is nothing to do. */
void diagnosis_add(struct diagnosis *d, enum level level, const char *fix,
		   const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* What the last finding goes by: where to look, and what is there. */
void diagnosis_evidence(struct diagnosis *d, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

enum level diagnosis_worst(const struct diagnosis *d);
void diagnosis_done(struct diagnosis *d);

#endif
