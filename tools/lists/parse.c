/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon lists parse: what a list means, one entry a line. */

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/alloc.h"
#include "lib/json.h"
#include "lib/log.h"
#include "lib/rangeset.h"
#include "lib/suggest.h"
#include "ruleset/config/nameset.h"
#include "ruleset/list/list.h"
#include "tools/cli/output.h"
#include "tools/lists/lists.h"
#include "tools/run.h"

/* Entries by what prevails: [important][allow]. */
struct parsed {
	struct nameset names;
	struct range_set prefixes[2][2];
};

static void take(void *arg, const struct list_entry *e)
{
	struct parsed *p = arg;
	struct range r;

	if (e->kind != LIST_PREFIX) {
		nameset_add(&p->names, e);
		return;
	}
	r = prefix_range(&e->prefix);
	range_set_add(&p->prefixes[e->important > 0][e->allow], &r);
}

static void add_list(struct range_set *to, const struct range_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		range_set_add(to, &l->items[i]);
}

/* Plain entries without plain exceptions, with the important entries, and
 * without the important exceptions. */
static struct range_set *fold_prefixes(struct parsed *p)
{
	struct range_set *s = &p->prefixes[0][0];
	struct range_set *important = &p->prefixes[1][0];

	for (int i = 0; i < 4; i++)
		range_set_merge(&p->prefixes[i / 2][i % 2]);
	range_set_subtract(s, &p->prefixes[0][1]);
	if (important->v4.n + important->v6.n > 0) {
		add_list(s, &important->v4);
		add_list(s, &important->v6);
		range_set_merge(s);
	}
	range_set_subtract(s, &p->prefixes[1][1]);
	return s;
}

static void parsed_done(struct parsed *p)
{
	nameset_done(&p->names);
	for (int i = 0; i < 4; i++)
		range_set_done(&p->prefixes[i / 2][i % 2]);
}

/* --- options ---------------------------------------------------------- */

/* The index of a word among those there are; ends the program if none. */
static int word_of(const char *option, const char *word,
		   const char *const *known)
{
	const char *near;
	size_t n = 0;

	for (; known[n]; n++)
		if (strcmp(word, known[n]) == 0)
			return (int)n;
	near = suggest(word, known, n, sizeof(*known));
	fatalx_status(EX_USAGE, "--%s \"%s\" is not known%s%s%s", option, word,
		      near ? "; did you mean \"" : "", near ? near : "",
		      near ? "\"?" : "");
}

static struct list_options options_of(const struct args *a)
{
	static const char *const matches[] = {
		[LIST_MATCH_AUTO] = "auto", [LIST_MATCH_EXACT] = "exact",
		[LIST_MATCH_SUFFIX] = "suffix", NULL
	};
	struct list_options o = {
		.column = a->column, .attributes = a->attributes,
		.max_remarks = UINT_MAX,
	};

	if (a->format)
		o.format = list_formats()[word_of("format", a->format,
						  list_formats())];
	if (a->match)
		o.match = word_of("match", a->match, matches);
	return o;
}

/* --- as text ---------------------------------------------------------- */

enum { FLUSH = 1 << 16 };

static void put_out(struct buffer *out, size_t least)
{
	if (out->len > least) {
		fwrite(out->p, 1, out->len, stdout);
		buffer_reset(out);
	}
}

/* "except exact NAME": the last blank is a comma or a tab in a row. Neither
 * names nor prefixes have anything to quote. */
static char gap_of(const struct args *a)
{
	return a->as_csv ? ',' : a->as_plain ? '\t' : ' ';
}

static void print_names(struct buffer *out, const struct args *a,
			const struct nameset *s)
{
	char name[256];

	for (size_t i = 0; i < s->n; i++) {
		const struct nameset_item *item = &s->items[i];

		buffer_text(out, item->allow ? "except " : "");
		buffer_text(out, item->exact ? "exact" : "suffix");
		buffer_char(out, gap_of(a));
		nameset_name(s, item, name);
		buffer_add(out, name, item->len);
		buffer_char(out, '\n');
		put_out(out, FLUSH);
	}
}

/* "A/L", always with its length. */
static size_t write_prefix(const struct prefix *p, char text[ADDRESS_TEXT])
{
	bool v4 = address_is_v4(&p->addr);
	unsigned len = p->len - (v4 ? 96 : 0);
	size_t n = strlen(address_format(&p->addr, text));

	text[n++] = '/';
	if (len >= 100)
		text[n++] = '1';
	if (len >= 10)
		text[n++] = (char)('0' + len / 10 % 10);
	text[n++] = (char)('0' + len % 10);
	text[n] = '\0';
	return n;
}

static void print_ranges(struct buffer *out, char gap,
			 const struct range_list *l)
{
	char text[ADDRESS_TEXT];
	struct prefix p;
	bool more;

	for (size_t i = 0; i < l->n; i++) {
		struct range r = l->items[i];

		do {
			more = range_take_prefix(&r, &p);
			buffer_add(out, "prefix", 6);
			buffer_char(out, gap);
			buffer_add(out, text, write_prefix(&p, text));
			buffer_char(out, '\n');
		} while (more);
		put_out(out, FLUSH);
	}
}

void lists_print_ranges(const struct args *a, const struct range_set *s)
{
	struct buffer out = { 0 };

	print_ranges(&out, gap_of(a), &s->v4);
	print_ranges(&out, gap_of(a), &s->v6);
	put_out(&out, 0);
	buffer_done(&out);
}

static void print_report(const char *path, const struct conf_report *report,
			 const struct list_result *r)
{
	fflush(stdout);
	if (report->text.len > 0)
		fwrite(report->text.p, 1, report->text.len, stderr);
	if (r->missing)
		fprintf(stderr, "%s: no such file\n", paint_safe(path));
	else
		fprintf(stderr, "%s: format %s: %zu names, %zu prefixes, "
			"%zu exceptions; %zu lines rejected, %zu skipped%s\n",
			paint_safe(path), r->format ? r->format : "unknown",
			r->names, r->prefixes, r->exceptions, r->rejects,
			r->skipped,
			r->refused ? "; refused, nothing of it counts" : "");
}

/* --- as JSON ---------------------------------------------------------- */

static void json_names(struct json *j, const struct nameset *s)
{
	char name[256];

	for (size_t i = 0; i < s->n; i++) {
		const struct nameset_item *item = &s->items[i];

		json_open(j, NULL, '{');
		nameset_name(s, item, name);
		json_text(j, "kind", item->exact ? "exact" : "suffix");
		json_text(j, "name", name);
		if (item->allow)
			json_bool(j, "except", true);
		json_close(j, '}');
	}
}

static void json_ranges(struct json *j, const struct range_list *l)
{
	char text[ADDRESS_TEXT];
	struct prefix p;
	bool more;

	for (size_t i = 0; i < l->n; i++) {
		struct range r = l->items[i];

		do {
			more = range_take_prefix(&r, &p);
			write_prefix(&p, text);
			json_open(j, NULL, '{');
			json_text(j, "kind", "prefix");
			json_text(j, "prefix", text);
			json_close(j, '}');
		} while (more);
	}
}

void lists_put_ranges(struct json *j, const struct range_set *s)
{
	json_ranges(j, &s->v4);
	json_ranges(j, &s->v6);
}

static void print_json(const char *path, const struct list_result *r,
		       const struct nameset *names, const struct range_set *s)
{
	struct buffer out = { 0 };
	struct json j = json_into(&out);

	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.lists.parse/1");
	json_text(&j, "file", path);
	json_text(&j, "format", r->format ? r->format : "unknown");
	json_bool(&j, "refused", r->refused || r->missing);
	json_number(&j, "names", r->names);
	json_number(&j, "prefixes", r->prefixes);
	json_number(&j, "exceptions", r->exceptions);
	json_number(&j, "rejected", r->rejects);
	json_number(&j, "skipped", r->skipped);
	json_open(&j, "entries", '[');
	json_names(&j, names);
	lists_put_ranges(&j, s);
	json_close(&j, ']');
	json_close(&j, '}');
	puts(out.p);
	buffer_done(&out);
}

/* --- together --------------------------------------------------------- */

static int parse_file(const struct args *a, struct list_options o,
		      const char *path)
{
	struct conf_report report = { .errors = 0 };
	struct parsed p = { .names = { .items = NULL } };
	char *copy = xstrdup(path);
	struct range_set *prefixes;
	struct list_result r;
	struct buffer out = { 0 };

	o.folder = strcmp(path, "-") == 0 ? NULL : dirname(copy);
	r = list_read(path, &o, &report, take, &p);
	if (r.refused) {
		parsed_done(&p);
		p = (struct parsed) { .names = { .items = NULL } };
	}
	nameset_fold(&p.names);
	prefixes = fold_prefixes(&p);
	if (a->as_json) {
		print_json(path, &r, &p.names, prefixes);
	} else {
		print_names(&out, a, &p.names);
		put_out(&out, 0);
		lists_print_ranges(a, prefixes);
	}
	print_report(path, &report, &r);
	buffer_done(&out);
	conf_report_done(&report);
	parsed_done(&p);
	free(copy);
	return r.missing ? EX_NOINPUT : r.refused ? EX_DATAERR : 0;
}

int lists_parse_run(const struct args *a)
{
	struct list_options o = options_of(a);
	int status = 0;

	if (a->as_csv && !a->as_json)
		puts("kind,entry");
	for (int i = 1; i < a->nwords; i++) {
		int s = parse_file(a, o, a->words[i]);

		status = s ? s : status;
	}
	return status;
}
