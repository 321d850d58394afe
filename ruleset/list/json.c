/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON in lists, and what is JSON of no known form. */

#include <stdio.h>

#include "ruleset/list/formats.h"
#include "ruleset/list/json.h"
#include "ruleset/list/remark.h"

bool json_begins(struct span head)
{
	while (head.len > 0 && (ascii_is_blank(*head.p) || *head.p == '\n')) {
		head.p++;
		head.len--;
	}
	if (head.len > 1 && head.p[0] == '[')
		return strchr("[{\"]0123456789 \n", head.p[1]) && head.p[1];
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

static void parse(struct list_reader *r)
{
	remark_refuse(r, "JSON of no form that is known here");
}

const struct list_format json_format = {
	.word = "json", .begins = json_begins, .parse = parse,
};
