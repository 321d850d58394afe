/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <string.h>

#include "lib/prefix.h"
#include "tests/unit/formats.h"
#include "tests/unit/tap.h"

void dump_entry(void *arg, const struct list_entry *e)
{
	struct buffer *out = &((struct dump *)arg)->entries;
	char text[ADDRESS_TEXT];

	buffer_printf(out, "%s%s%.*s%s%s", out->len ? " " : "",
		      e->allow ? "@" : "", e->important, "!!!!!!!!",
		      e->kind == LIST_SUFFIX ? "." :
		      e->kind == LIST_BELOW ? "*." : "",
		      e->kind == LIST_PREFIX ?
		      prefix_format(&e->prefix, text) : e->name);
	if (e->asn)
		buffer_printf(out, "=AS%u", e->asn);
}

static void dump_remark(void *arg, const struct list_remark *r)
{
	static const char *const kinds[] = { "reject", "skip", "note",
					     "refuse" };

	buffer_printf(&((struct dump *)arg)->remarks, "%s:%u: %s: %s\n",
		      r->file ? r->file : "", r->line, kinds[r->kind], r->text);
}

struct list_result dump_list(const char *text, size_t len,
			     const struct list_options *o, struct dump *d)
{
	struct guard g = guard_copy(text, len);
	const struct list_sink sink = {
		.add = dump_entry, .remark = dump_remark, .arg = d,
	};
	struct list_result r;

	*d = (struct dump) { { 0 }, { 0 } };
	buffer_text(&d->entries, "");
	buffer_text(&d->remarks, "");
	r = list_parse(g.p, g.len, o, &sink);
	guard_free(&g);
	return r;
}

void dump_done(struct dump *d)
{
	buffer_done(&d->entries);
	buffer_done(&d->remarks);
}

void test_row(const struct format_row *row, const struct list_options *options)
{
	struct list_options o = options ? *options :
				(struct list_options) { .format = NULL };
	struct list_result r;
	struct buffer crlf = { 0 };
	struct dump d;

	r = dump_list(row->text, strlen(row->text), &o, &d);
	is_text(r.format, row->format, "%s: %.*s", row->format,
		(int)strcspn(row->text, "\n"), row->text);
	is_text(d.entries.p, row->want, "what it lists");
	if (!ok(r.rejects == row->rejects && r.skipped == row->skipped &&
		r.refused == row->refused, "and what it does not"))
		diag("%s", d.remarks.p);
	dump_done(&d);

	for (const char *p = row->text; *p; p++) {
		if (*p == '\n')
			buffer_char(&crlf, '\r');
		buffer_char(&crlf, *p);
	}
	o.format = row->format;
	r = dump_list(crlf.p ? crlf.p : "", crlf.len, &o, &d);
	if (!ok(strcmp(d.entries.p, row->want) == 0 &&
		r.rejects == row->rejects && r.skipped == row->skipped,
		"the same with CRLF and by its word"))
		diag("%s\n%s", d.entries.p, d.remarks.p);
	dump_done(&d);
	buffer_done(&crlf);
}
