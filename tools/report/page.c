/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes reports in their forms. */

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/moment.h"
#include "tools/cli/rows.h"
#include "tools/report/html.h"
#include "tools/report/page.h"
#include "tools/report/style.h"

enum { LABEL = 36, LIST = 8 };

const char *const page_words[PAGE_FORMS] = {
	[PAGE_HTML] = "html", [PAGE_TEXT] = "text", [PAGE_CSV] = "csv",
	[PAGE_JSON] = "json",
};

static const char *const tones[] = {
	[TONE_PLAIN] = "plain", [TONE_NOTE] = "note", [TONE_NONE] = "none",
	[TONE_GOOD] = "good", [TONE_WARN] = "warn", [TONE_BAD] = "bad",
};

/* --- the whole --------------------------------------------------------- */

static void put_head(struct buffer *out, const char *title)
{
	html_put(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
		 "<meta charset=\"utf-8\">\n<meta http-equiv=\""
		 "Content-Security-Policy\" content=\"default-src 'none'; "
		 "style-src 'unsafe-inline'\">\n<meta name=\"viewport\" "
		 "content=\"width=device-width, initial-scale=1\">\n"
		 "<meta name=\"color-scheme\" content=\"light dark\">\n"
		 "<meta name=\"generator\" content=\"cordon %s\">\n"
		 "<title>%s</title>\n<style>\n", CORDON_VERSION, title);
	buffer_text(out, style_sheet);
	html_put(out, "</style>\n</head>\n<body>\n<header>\n<h1>%s</h1>\n",
		 title);
}

void page_begin(struct page *p, enum page_form form, struct buffer *out,
		const struct args *a, const char *title)
{
	struct args shape = { .utc = a->utc, .color = "never",
			      .as_json = form == PAGE_JSON };

	*p = (struct page) {
		.form = form, .out = out,
		.look = { .clock = form != PAGE_CSV, .utc = a->utc },
	};
	if (form == PAGE_HTML)
		put_head(out, title);
	if (form == PAGE_TEXT || form == PAGE_JSON) {
		p->an = answer_into(out, &shape, "cordon.report/1");
		answer_page(p->an, 2, LABEL);
	}
	if (form == PAGE_TEXT)
		answer_say(p->an, "%s\n", paint_safe(title));
}

void page_end(struct page *p)
{
	if (p->an)
		answer_end(p->an);
	if (p->form != PAGE_HTML)
		return;
	if (p->open)
		buffer_text(p->out, "</section>\n");
	buffer_text(p->out, "</main>\n</body>\n</html>\n");
}

void page_section(struct page *p, const char *id, const char *title)
{
	if (p->form == PAGE_HTML)
		buffer_text(p->out, p->open ? "</section>\n" :
			    "</header>\n<main>\n");
	if (p->form == PAGE_HTML)
		html_put(p->out, "<section aria-labelledby=\"%s\">\n"
			 "<h2 id=\"%s\">%s</h2>\n", id, id, title);
	else if (p->form == PAGE_TEXT)
		answer_say(p->an, "\n%s\n", paint_safe(title));
	p->open = true;
}

void page_part(struct page *p, const char *title)
{
	if (p->form == PAGE_HTML)
		html_put(p->out, "<h3>%s</h3>\n", title);
	else if (p->form == PAGE_TEXT)
		answer_say(p->an, "\n%s\n", paint_safe(title));
}

void page_fold(struct page *p, const char *what)
{
	if (p->form == PAGE_HTML)
		html_put(p->out, "<details>\n<summary>%s</summary>\n", what);
}

void page_fold_end(struct page *p)
{
	if (p->form == PAGE_HTML)
		buffer_text(p->out, "</details>\n");
}

void page_say(struct page *p, enum page_tone tone, const char *fmt, ...)
{
	struct buffer text = { 0 };
	va_list ap;

	va_start(ap, fmt);
	buffer_vprintf(&text, fmt, ap);
	va_end(ap);
	if (p->form == PAGE_HTML)
		html_put(p->out, "<p class=\"%s\">%s</p>\n", tones[tone],
			 text.p);
	else if (p->form == PAGE_TEXT)
		answer_say(p->an, "  %s\n", paint_safe(text.p));
	buffer_done(&text);
}

void page_command(struct page *p, const char *command)
{
	if (p->form == PAGE_HTML)
		html_put(p->out, "<pre tabindex=\"0\"><code>%s</code></pre>\n",
			 command);
	else if (p->form == PAGE_TEXT)
		answer_say(p->an, "  %s\n", paint_safe(command));
}

/* --- cells ------------------------------------------------------------- */

/* Of many the first; JSON and CSV have all. */
static void put_list(struct buffer *out, const struct cell *c)
{
	for (size_t i = 0; i < c->n && i < LIST; i++)
		html_put(out, "%s<span>%s</span>", i ? ", " : "",
			 c->texts[i]);
	if (c->n > LIST)
		html_put(out, " and %zu more", c->n - LIST);
}

static void put_cell(struct page *p, const struct cell *c,
		     const char *const *words)
{
	struct cell_look look = p->look;
	struct buffer text = { 0 };
	char when[MOMENT_TEXT];

	look.words = words && words[0] ? words : NULL;
	buffer_text(&text, "");
	cell_write(c, &look, &text);
	if (c->type == CELL_TIME)
		html_put(p->out, "<time datetime=\"%s\">%s</time>",
			 moment_format(c->integer, when), text.p);
	else if (c->type == CELL_LIST)
		put_list(p->out, c);
	else
		html_text(p->out, text.p);
	buffer_done(&text);
}

static void put_csv(struct page *p, const char *name,
		    const struct cell *const *cells, size_t n,
		    const struct column *columns, const unsigned char *order)
{
	const char *texts[COLUMNS_MAX + 1] = { name };
	struct buffer buffers[COLUMNS_MAX] = { { 0 } };

	for (size_t i = 0; i < n; i++) {
		struct cell_look look = p->look;

		if (columns && columns[order[i]].words[0])
			look.words = columns[order[i]].words;
		buffer_text(&buffers[i], "");
		cell_write(cells[i], &look, &buffers[i]);
		texts[i + 1] = buffers[i].p;
	}
	rows_csv(p->out, texts, n + 1);
	for (size_t i = 0; i < n; i++)
		buffer_done(&buffers[i]);
}

/* --- facts ------------------------------------------------------------- */

void page_facts(struct page *p, const char *key, const char *caption)
{
	p->facts = key;
	if (p->form == PAGE_HTML)
		html_put(p->out, "<table class=\"facts\">\n<caption>%s"
			 "</caption>\n<tbody>\n", caption);
	else if (p->form == PAGE_TEXT)
		answer_say(p->an, "\n  %s\n", paint_safe(caption));
	else if (p->form == PAGE_JSON)
		answer_open(p->an, key, '{');
	else
		buffer_printf(p->out, "%s,fact,value\n", key);
}

void page_fact(struct page *p, const char *key, const char *label,
	       struct cell value)
{
	const struct cell name = cell_text(key);
	struct buffer text = { 0 };

	if (p->form == PAGE_HTML) {
		html_put(p->out, "<tr><th scope=\"row\">%s</th><td>", label);
		put_cell(p, &value, NULL);
		buffer_text(p->out, "</td></tr>\n");
	} else if (p->form == PAGE_TEXT) {
		cell_write(&value, &p->look, &text);
		answer_line(p->an, label, text.p);
		buffer_done(&text);
	} else if (key && p->form == PAGE_JSON) {
		answer_put(p->an, key, value);
	} else if (key) {
		put_csv(p, p->facts, (const struct cell *[]) { &name, &value },
			2, NULL, NULL);
	}
}

void page_facts_end(struct page *p)
{
	if (p->form == PAGE_HTML)
		buffer_text(p->out, "</tbody>\n</table>\n");
	else if (p->form == PAGE_JSON)
		answer_close(p->an);
}

/* --- tables ------------------------------------------------------------ */

static void put_heads(struct page *p)
{
	unsigned char order[COLUMNS_MAX];
	size_t n = grid_view(p->table, order);

	p->tables++;
	html_put(p->out, "<div class=\"wide\" tabindex=\"0\" role=\"region\" "
		 "aria-labelledby=\"table-%zu\">\n<table>\n<caption id=\""
		 "table-%zu\">%s</caption>\n<thead>\n<tr>", p->tables,
		 p->tables, p->caption);
	for (size_t i = 0; i < n; i++) {
		const struct column *c = &p->table->columns[order[i]];

		html_put(p->out, c->right ? "<th scope=\"col\" class=\"n\">%s"
			 "</th>" : "<th scope=\"col\">%s</th>", grid_head(c));
	}
	buffer_text(p->out, "</tr>\n</thead>\n<tbody>\n");
}

/* Programs get what people have no room for, and nothing that is only said in
 * other words. */
static size_t csv_view(const struct grid *t, unsigned char order[COLUMNS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++)
		if (!t->columns[i].unsaid)
			order[n++] = (unsigned char)i;
	return n;
}

static void put_csv_heads(struct page *p)
{
	unsigned char order[COLUMNS_MAX];
	size_t n = csv_view(p->table, order);

	buffer_text(p->out, p->table->key);
	for (size_t i = 0; i < n; i++)
		buffer_printf(p->out, ",%s",
			      p->table->columns[order[i]].key);
	buffer_text(p->out, "\n");
}

void page_table(struct page *p, const struct grid *t, const char *caption)
{
	p->table = t;
	p->caption = caption;
	p->rows = 0;
	if (p->form == PAGE_TEXT)
		answer_say(p->an, "\n  %s\n", paint_safe(caption));
	if (p->an)
		answer_table(p->an, t);
	else if (p->form == PAGE_CSV)
		put_csv_heads(p);
}

static void put_html_row(struct page *p, const struct cell *cells)
{
	unsigned char order[COLUMNS_MAX];
	size_t n = grid_view(p->table, order);

	if (p->rows == 0)
		put_heads(p);
	buffer_text(p->out, "<tr>");
	for (size_t i = 0; i < n; i++) {
		const struct column *c = &p->table->columns[order[i]];

		buffer_text(p->out, i == 0 ? "<th scope=\"row\">" : c->right ?
			    "<td class=\"n\">" : "<td>");
		put_cell(p, &cells[order[i]], c->words);
		buffer_text(p->out, i == 0 ? "</th>" : "</td>");
	}
	buffer_text(p->out, "</tr>\n");
}

static void put_csv_row(struct page *p, const struct cell *cells)
{
	const struct cell *shown[COLUMNS_MAX];
	unsigned char order[COLUMNS_MAX];
	size_t n = csv_view(p->table, order);

	for (size_t i = 0; i < n; i++)
		shown[i] = &cells[order[i]];
	put_csv(p, p->table->key, shown, n, p->table->columns, order);
}

void page_row(struct page *p, const struct cell *cells)
{
	if (p->form == PAGE_HTML)
		put_html_row(p, cells);
	else if (p->form == PAGE_CSV)
		put_csv_row(p, cells);
	else
		answer_cells(p->an, cells);
	p->rows++;
}

void page_table_end(struct page *p, const char *none)
{
	if (p->an)
		answer_table_end(p->an);
	if (p->form == PAGE_HTML && p->rows > 0)
		buffer_text(p->out, "</tbody>\n</table>\n</div>\n");
	else if (p->form == PAGE_HTML)
		html_put(p->out, "<h3>%s</h3>\n<p class=\"plain\">%s</p>\n",
			 p->caption, none);
	else if (p->rows == 0 && p->form == PAGE_TEXT)
		answer_say(p->an, "  %s\n", none);
}
