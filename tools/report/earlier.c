/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A report that was made before. */

#include <errno.h>
#include <string.h>
#include <sysexits.h>

#include "lib/array.h"
#include "lib/file.h"
#include "lib/log.h"
#include "lib/moment.h"
#include "tools/report/earlier.h"

enum { PAGE_MOST = 512 << 20 };

static const struct {
	const char *word;
	char c;
} entities[] = {
	{ "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' },
	{ "&quot;", '"' }, { "&#39;", '\'' },
};

/* The text of HTML that html_text() wrote. */
static void unescape(const char *p, const char *end, struct buffer *to)
{
	while (p < end) {
		size_t i = 0, n = 0;

		for (; i < ARRAY_SIZE(entities) && n == 0; i++)
			if (strncmp(p, entities[i].word,
				    strlen(entities[i].word)) == 0)
				n = strlen(entities[i].word);
		buffer_char(to, n ? entities[i - 1].c : *p);
		p += n ? n : 1;
	}
}

/* A page has the JSON in it. */
static bool find_json(const struct buffer *file, struct buffer *json)
{
	static const char begins[] = "<pre id=\"json\" tabindex=\"0\">";
	const char *start = strstr(file->p, begins), *end;

	if (*file->p == '{') {
		buffer_text(json, file->p);
		return true;
	}
	start = start ? start + sizeof(begins) - 1 : NULL;
	end = start ? strstr(start, "</pre>") : NULL;
	if (!end)
		return false;
	unescape(start, end, json);
	buffer_char(json, '\0');
	json->len--;
	return true;
}

void earlier_read(const char *path, struct buffer *json)
{
	struct buffer file = { 0 };
	int ret = file_read(path, PAGE_MOST, &file);

	if (ret < 0)
		fatalx_status(ret == -EACCES ? EX_NOPERM : EX_NOINPUT,
			      "%s: %s", path, strerror(-ret));
	buffer_char(&file, '\0');
	if (!find_json(&file, json))
		fatalx_status(EX_DATAERR, "%s: is no report, neither a page "
			      "nor JSON", path);
	buffer_done(&file);
}

const struct jsontree_node *earlier_parse(struct jsontree *t,
					  const struct buffer *json,
					  const char *path)
{
	const struct jsontree_node *n = jsontree_parse(t, json->p, json->len);

	if (!n || strncmp(jsontree_text(n, "schema"), "cordon.report/",
			  strlen("cordon.report/")) != 0)
		fatalx_status(EX_DATAERR, "%s: is no report%s%s", path,
			      n ? "" : ": ", n ? "" : t->why);
	return n;
}

time_t earlier_until(const char *path)
{
	struct jsontree t = { .n = 0 };
	struct buffer json = { 0 };
	const struct jsontree_node *n;
	time_t until = 0;

	earlier_read(path, &json);
	n = earlier_parse(&t, &json, path);
	moment_parse(jsontree_text(n, "made.until"), time(NULL), &until);
	jsontree_done(&t);
	buffer_done(&json);
	return until;
}
