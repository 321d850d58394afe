/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the doctor found, in the form that was asked for. */

#include <stdio.h>

#include "tools/doctor/print.h"

int doctor_print_status(const struct diagnosis *d)
{
	enum level worst = diagnosis_worst(d);

	return worst == LEVEL_FAIL ? 2 : worst == LEVEL_WARN ? 1 : 0;
}

/* In Nagios' words a bar would begin the performance data. */
static void write_finding(struct buffer *out, const struct finding *f)
{
	buffer_printf(out, "%s%s: ", out->len ? "; " : "", f->check);
	for (const char *p = f->text; *p; p++)
		buffer_char(out, *p == '|' ? '/' : *p);
}

/* One line, the worst first; then performance data. */
static void say_nagios(struct answer *an, const struct diagnosis *d)
{
	static const char *const states[] = { "OK", "WARNING", "CRITICAL" };
	size_t counts[LEVEL_FAIL + 1] = { 0 };
	struct buffer text = { 0 };

	for (size_t i = 0; i < d->n; i++)
		counts[d->findings[i].level]++;
	for (enum level level = LEVEL_FAIL; level > LEVEL_NOTE; level--)
		for (size_t i = 0; i < d->n; i++)
			if (d->findings[i].level == level)
				write_finding(&text, &d->findings[i]);
	if (text.len == 0)
		buffer_printf(&text, "%zu checks", d->n);
	answer_write(an, "CORDON %s - %s | ok=%zu skip=%zu note=%zu warn=%zu "
		     "fail=%zu\n", states[doctor_print_status(d)], text.p,
		   counts[LEVEL_OK], counts[LEVEL_SKIP], counts[LEVEL_NOTE],
		   counts[LEVEL_WARN], counts[LEVEL_FAIL]);
	buffer_done(&text);
}

static void say_all(struct answer *an, const struct args *a,
		    const struct diagnosis *d)
{
	static const enum color colors[] = {
		[LEVEL_OK] = COLOR_GOOD, [LEVEL_SKIP] = COLOR_DIM,
		[LEVEL_NOTE] = COLOR_DIM, [LEVEL_WARN] = COLOR_WARN,
		[LEVEL_FAIL] = COLOR_BAD,
	};

	for (size_t i = 0; i < d->n; i++) {
		const struct finding *f = &d->findings[i];
		char word[8];

		snprintf(word, sizeof(word), "%-4s", level_words[f->level]);
		answer_say(an, "%s  %-11s %s\n",
			   paint_text(a, colors[f->level], word), f->check,
			   f->text);
		if (f->evidence && f->level >= LEVEL_NOTE)
			answer_say(an, "%18ssee: %s\n", "", f->evidence);
		if (f->fix)
			answer_say(an, "%18stry: %s\n", "", f->fix);
	}
}

static void put_findings(struct answer *an, const struct diagnosis *d)
{
	static const struct column columns[] = {
		{ .key = "check", .head = "CHECK" },
		{ .key = "level", .head = "LEVEL" },
		{ .key = "finding", .head = "FINDING" },
		{ .key = "evidence", .head = "EVIDENCE" },
		{ .key = "fix", .head = "FIX" },
	};
	static const struct grid table = {
		.key = "findings", GRID_COLUMNS(columns),
		.view = "level check finding evidence fix",
		.in = IN_ROWS | IN_JSON,
	};

	answer_table(an, &table);
	for (size_t i = 0; i < d->n; i++) {
		const struct finding *f = &d->findings[i];

		answer_row(an, cell_text(f->check),
			   cell_text(level_words[f->level]),
			   cell_text(f->text), cell_text(f->evidence),
			   cell_text(f->fix));
	}
	answer_table_end(an);
}

void doctor_print(struct answer *an, const struct args *a,
		  const struct diagnosis *d)
{
	answer_put(an, "worst", cell_text(level_words[diagnosis_worst(d)]));
	if (a->nagios)
		say_nagios(an, d);
	else
		say_all(an, a, d);
	put_findings(an, d);
}
