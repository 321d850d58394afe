/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps what the doctor finds. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/visible.h"
#include "tools/doctor/diagnosis.h"

const char *const level_words[] = {
	[LEVEL_OK] = "ok", [LEVEL_SKIP] = "skip", [LEVEL_NOTE] = "note",
	[LEVEL_WARN] = "warn", [LEVEL_FAIL] = "FAIL",
};

/* Names and files of others are in all of it. */
static char *safe_copy(const char *text)
{
	struct buffer safe = { 0 };

	visible_text(&safe, text);
	return buffer_take(&safe);
}

static char *sentence(const char *fmt, va_list ap)
	__attribute__((format(printf, 1, 0)));

static char *sentence(const char *fmt, va_list ap)
{
	char text[1024];

	vsnprintf(text, sizeof(text), fmt, ap);
	return safe_copy(text);
}

void diagnosis_add(struct diagnosis *d, enum level level, const char *fix,
		   const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	d->findings = xgrow(d->findings, d->n, sizeof(*d->findings));
	d->findings[d->n++] = (struct finding) {
		.check = d->check, .level = level, .text = sentence(fmt, ap),
		.fix = fix ? safe_copy(fix) : NULL,
	};
	va_end(ap);
}

void diagnosis_evidence(struct diagnosis *d, const char *fmt, ...)
{
	struct finding *f = &d->findings[d->n - 1];
	va_list ap;

	va_start(ap, fmt);
	free(f->evidence);
	f->evidence = sentence(fmt, ap);
	va_end(ap);
}

enum level diagnosis_worst(const struct diagnosis *d)
{
	enum level worst = LEVEL_OK;

	for (size_t i = 0; i < d->n; i++)
		if (d->findings[i].level > worst)
			worst = d->findings[i].level;
	return worst;
}

void diagnosis_done(struct diagnosis *d)
{
	for (size_t i = 0; i < d->n; i++) {
		free(d->findings[i].text);
		free(d->findings[i].evidence);
		free(d->findings[i].fix);
	}
	free(d->findings);
	*d = (struct diagnosis) { .n = 0 };
}
