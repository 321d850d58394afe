/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the doctor found, in the form that was asked for. */

#include <stdio.h>

#include "lib/json.h"
#include "tools/cli/output.h"
#include "tools/doctor/doctor.h"

static const char *const words[] = {
	[LEVEL_OK] = "ok", [LEVEL_SKIP] = "skip", [LEVEL_NOTE] = "note",
	[LEVEL_WARN] = "warn", [LEVEL_FAIL] = "FAIL",
};

static void print_json(const struct doctor *d, enum level worst)
{
	struct buffer out = { 0 };
	struct json j = json_into(&out);

	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.doctor/1");
	json_text(&j, "worst", words[worst]);
	json_open(&j, "findings", '[');
	for (size_t i = 0; i < d->n; i++) {
		json_open(&j, NULL, '{');
		json_text(&j, "check", d->findings[i].check);
		json_text(&j, "level", words[d->findings[i].level]);
		json_text(&j, "finding", d->findings[i].text);
		if (d->findings[i].evidence)
			json_text(&j, "evidence", d->findings[i].evidence);
		if (d->findings[i].fix)
			json_text(&j, "fix", d->findings[i].fix);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	puts(out.p);
	buffer_done(&out);
}

/* Nagios' too. */
int doctor_status(enum level worst)
{
	return worst == LEVEL_FAIL ? 2 : worst == LEVEL_WARN ? 1 : 0;
}

/* In Nagios' words a bar would begin the performance data. */
static void print_finding(const struct finding *f)
{
	printf("%s: ", f->check);
	for (const char *p = f->text; *p; p++)
		putchar(*p == '|' ? '/' : *p);
}

/* One line, the worst first; then performance data. */
static void print_nagios(const struct doctor *d, enum level worst)
{
	static const char *const states[] = { "OK", "WARNING", "CRITICAL" };
	size_t counts[LEVEL_FAIL + 1] = { 0 };
	bool any = false;

	for (size_t i = 0; i < d->n; i++)
		counts[d->findings[i].level]++;
	printf("CORDON %s - ", states[doctor_status(worst)]);
	for (int level = LEVEL_FAIL; level > LEVEL_NOTE; level--)
		for (size_t i = 0; i < d->n; i++)
			if ((int)d->findings[i].level == level) {
				fputs(any ? "; " : "", stdout);
				print_finding(&d->findings[i]);
				any = true;
			}
	if (!any)
		printf("%zu checks", d->n);
	printf(" | ok=%zu skip=%zu note=%zu warn=%zu fail=%zu\n",
	       counts[LEVEL_OK], counts[LEVEL_SKIP], counts[LEVEL_NOTE],
	       counts[LEVEL_WARN], counts[LEVEL_FAIL]);
}

static void print_table(const struct doctor *d)
{
	static const enum color colors[] = {
		[LEVEL_OK] = COLOR_GOOD, [LEVEL_SKIP] = COLOR_DIM,
		[LEVEL_NOTE] = COLOR_DIM, [LEVEL_WARN] = COLOR_WARN,
		[LEVEL_FAIL] = COLOR_BAD,
	};

	for (size_t i = 0; i < d->n; i++) {
		const struct finding *f = &d->findings[i];
		char word[8];

		snprintf(word, sizeof(word), "%-4s", words[f->level]);
		printf("%s  %-11s %s\n",
		       paint_text(d->a, colors[f->level], word), f->check,
		       f->text);
		if (f->evidence && f->level >= LEVEL_NOTE)
			printf("%18ssee: %s\n", "", f->evidence);
		if (f->fix)
			printf("%18stry: %s\n", "", f->fix);
	}
}

static void print_rows(const struct doctor *d)
{
	static const char *const columns[] = {
		"LEVEL", "CHECK", "FINDING", "EVIDENCE", "FIX",
	};
	struct output *o = output_begin(d->a, output_form_of(d->a), columns,
					5);

	for (size_t i = 0; i < d->n; i++) {
		const struct finding *f = &d->findings[i];
		const char *cells[] = { words[f->level], f->check, f->text,
					f->evidence ? f->evidence : "",
					f->fix ? f->fix : "" };

		output_row(o, cells);
	}
	output_end(o);
}

void doctor_print(const struct doctor *d, enum level worst)
{
	if (d->a->as_json)
		print_json(d, worst);
	else if (d->a->nagios)
		print_nagios(d, worst);
	else if (output_form_of(d->a) != OUTPUT_TABLE)
		print_rows(d);
	else
		print_table(d);
}
