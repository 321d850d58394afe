/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads files of headers (RFC 9110 5). */

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/log.h"
#include "lib/span.h"
#include "ruleset/config/source.h"
#include "tools/fetch/headers.h"

enum { TEXT_MAX = 16384 };

static bool is_token(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i] <= ' ' || s.p[i] >= 0x7f ||
		    strchr("()<>@,;:\\\"/[]?={}", s.p[i]))
			return false;
	return s.len > 0;
}

static bool is_value(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((s.p[i] < ' ' && s.p[i] != '\t') || s.p[i] >= 0x7f)
			return false;
	return s.len > 0;
}

bool headers_parse(struct buffer *out, const char *text, struct fault *fault)
{
	struct span rest = { (const uint8_t *)text, strlen(text) };

	for (unsigned line = 1; rest.len > 0; line++) {
		struct span value = span_trim(span_cut(&rest, '\n')), name;

		if (value.len == 0 || value.p[0] == '#')
			continue;
		name = span_cut(&value, ':');
		value = span_trim(value);
		if (!is_token(name) || !is_value(value)) {
			fault_set(fault, 0, "expected \"Name: value\"");
			fault->line = line;
			return false;
		}
		buffer_printf(out, "%.*s: %.*s\n", (int)name.len, name.p,
			      (int)value.len, value.p);
	}
	return true;
}

static void load(struct headers *h, const char *path)
{
	struct buffer text = { 0 };
	struct stat st;
	int ret = file_read(path, TEXT_MAX, &text);

	if (ret < 0)
		fault_set(&h->fault, ret, "cannot be read");
	else if (text.p && headers_parse(&h->text, text.p, &h->fault) &&
		 stat(path, &st) == 0 && (st.st_mode & S_IROTH))
		warnx("%s: may be read by everybody", path);
	if (fault_any(&h->fault))
		fault_at(&h->fault, path, h->fault.line);
	buffer_done(&text);
}

struct headers *headers_load(const struct config *c)
{
	const struct config_source *s = c->sources.items;
	struct headers *h = xcalloc(c->sources.n + 1, sizeof(*h));

	for (size_t i = 0; i < c->sources.n; i++)
		if (*s[i].url && *s[i].headers)
			load(&h[i], s[i].headers);
	return h;
}

void headers_free(struct headers *h, size_t n)
{
	for (size_t i = 0; h && i < n; i++)
		buffer_done(&h[i].text);
	free(h);
}
