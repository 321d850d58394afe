/* SPDX-License-Identifier: GPL-2.0-or-later */
/* 9. The same numbers for programs, in the page itself. */

#include <string.h>

#include "tools/report/html.h"
#include "tools/report/sections.h"

static void put_all(struct page *p, struct inquiry *f)
{
	finding_put(p, f);
	maker_put(p, f);
	covered_put(p, f);
	tried_put(p, f);
	decided_put(p, f);
	law_put(p, f);
	whole_put(p, f);
	duties_put(p, f);
}

static void put_form(struct page *p, struct inquiry *f, enum page_form form,
		     const char *id, const char *head)
{
	struct buffer text = { 0 };
	struct page other;

	page_begin(&other, form, &text, f->args, "");
	put_all(&other, f);
	page_end(&other);
	html_put(p->out, "<details>\n<summary>%s</summary>\n<pre id=\"%s\" "
		 "tabindex=\"0\">", head, id);
	for (char *line = text.p, *end; line && *line; line = end + 1) {
		end = strchr(line, '\n');
		*end = '\0';
		html_put(p->out, "%s", line);
		buffer_char(p->out, '\n');
	}
	html_put(p->out, "</pre>\n</details>\n");
	buffer_done(&text);
}

void appendix_put(struct page *p, struct inquiry *f)
{
	if (p->form != PAGE_HTML)
		return;
	page_section(p, "appendix", "9. The same for programs");
	page_say(p, TONE_NOTE, "All rows of all tables, also those that are "
		 "left out above. \"cordon report --format csv\" and \"json\" "
		 "write them as files.");
	put_form(p, f, PAGE_CSV, "csv", "CSV");
	put_form(p, f, PAGE_JSON, "json", "JSON");
}
