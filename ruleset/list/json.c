/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON in lists, and what is JSON of no known form. */

#include <stdio.h>

#include "ruleset/list/formats.h"
#include "ruleset/list/json.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

static struct span behind_blanks(struct span s)
{
	while (s.len > 0 && (ascii_is_blank(*s.p) || *s.p == '\n')) {
		s.p++;
		s.len--;
	}
	return s;
}

bool json_begins(struct span head)
{
	head = behind_blanks(head);
	if (head.len > 1 && head.p[0] == '[')
		return strchr("[{\"] \n\r\t", head.p[1]) && head.p[1];
	return head.len > 1 && head.p[0] == '{' &&
	       strchr("}\" \n\t\r", head.p[1]) && head.p[1];
}

bool json_has(struct span head, const char *key)
{
	return json_begins(head) && memmem(head.p, head.len, key, strlen(key));
}

/* `"key":`, and not as a value. */
bool json_has_key(struct span head, const char *key)
{
	size_t len = strlen(key);
	const uint8_t *at;

	if (!json_begins(head))
		return false;
	while ((at = memmem(head.p, head.len, key, len))) {
		head.len -= (size_t)(at + len - head.p);
		head.p = at + len;
		if (span_begins(span_trim(head), ":"))
			return true;
	}
	return false;
}

struct span json_value(const struct json_reader *j)
{
	return (struct span) { (const uint8_t *)j->value, j->len };
}

void json_copy(const struct json_reader *j, char *to, size_t size)
{
	bool fits = j->len < size && strlen(j->value) == j->len;

	memcpy(to, fits ? j->value : "?", fits ? j->len + 1 : 2);
}

uint32_t json_u32(const struct json_reader *j)
{
	uint64_t n = 0;

	for (size_t i = 0; i < j->len; i++) {
		if (j->value[i] < '0' || j->value[i] > '9' || n > UINT32_MAX)
			return 0;
		n = 10 * n + (uint64_t)(j->value[i] - '0');
	}
	return n <= UINT32_MAX ? (uint32_t)n : 0;
}

void json_end(struct list_reader *r, const struct json_reader *j,
	      enum json_event e)
{
	char text[80];

	if (e != JSON_BAD)
		return;
	snprintf(text, sizeof(text), "line %u: not JSON, or a part of it: %s",
		 r->in->line, j->why);
	remark_refuse(r, text);
}

/* --- JSON that is none of the formats ---------------------------------- */

/* The keys from the outermost to a value, as far as they are an object's. */
static bool is_at(const struct json_reader *j, struct span path)
{
	for (unsigned i = 1; i <= j->depth; i++) {
		struct span key;

		if (j->path[i].bracket == '[')
			continue;
		if (path.len == 0)
			return false;
		key = span_trim(span_cut(&path, '.'));
		if (!span_is(key, "*") && !span_is(key, j->path[i].key))
			return false;
	}
	return path.len == 0;
}

/* "hooks, domains.site": any of these places; NULL: the outermost array. */
static bool is_wanted(const struct json_reader *j, const char *paths)
{
	struct span rest = { (const uint8_t *)paths,
			     paths ? strlen(paths) : 0 };

	if (!paths)
		return j->depth == 1;
	while (rest.len > 0)
		if (is_at(j, span_trim(span_cut(&rest, ','))))
			return true;
	return false;
}

/* `["192.0.2.0/24", "ads.example"]`, which can be read but one way. */
static bool is_plain_array(struct span head)
{
	head = behind_blanks(head);
	if (!span_begins(head, "["))
		return false;
	span_cut(&head, '[');
	return span_begins(behind_blanks(head), "\"");
}

static void parse(struct list_reader *r)
{
	const char *paths = r->options->path;
	struct json_reader j;
	enum json_event e;

	if (!paths && !is_plain_array(text_head(r->in))) {
		remark_refuse(r, "JSON of no form that is known here; \"path\" "
			      "says where names or addresses stand in it");
		return;
	}
	json_read(&j, r->in);
	while ((e = json_next(&j)) > JSON_BAD) {
		struct span value = json_value(&j);

		r->line = r->in->line;
		if (e == JSON_STRING && is_wanted(&j, paths))
			put_any(r, value);
		else if (e == JSON_STRING && !paths)
			remark_skip(r, &value, "not in the outermost array");
	}
	json_end(r, &j, e);
}

const struct list_format json_format = {
	.word = "json", .begins = json_begins, .parse = parse,
};
