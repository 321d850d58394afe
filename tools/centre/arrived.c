/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Remembers what has arrived. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "lib/json.h"
#include "lib/jsontree.h"
#include "tools/centre/arrived.h"

enum { FILE_MAX = 65536 };

static void copy(char *to, size_t size, const struct jsontree_node *n,
		 const char *key)
{
	const char *text = jsontree_text(n, key);

	snprintf(to, size, "%s", text ? text : "");
}

bool arrived_read(struct arrived *a, const struct config *c)
{
	char *path = xasprintf("%s/ship/arrived.json", c->state);
	const struct jsontree_node *top = NULL;
	struct buffer text = { 0 };
	struct jsontree tree = { .n = 0 };

	*a = (struct arrived) { .n = 0 };
	if (file_read(path, FILE_MAX, &text) == 0)
		top = jsontree_parse(&tree, text.p, text.len);
	if (top) {
		copy(a->gateway, sizeof(a->gateway), top, "gateway");
		copy(a->error, sizeof(a->error), top, "error");
		a->tried = (time_t)jsontree_number(top, "tried");
		a->well = (time_t)jsontree_number(top, "well");
		a->sent = (uint64_t)jsontree_number(top, "sent");
		a->missing = (uint64_t)jsontree_number(top, "missing");
		jsontree_each(n, jsontree_member(top, "streams")) {
			const char *word = jsontree_text(n, "stream");
			struct arrived_stream *s = word ?
				arrived_stream(a, word) : NULL;

			if (s)
				s->last = (uint64_t)jsontree_number(n, "last");
		}
	}
	jsontree_done(&tree);
	buffer_done(&text);
	free(path);
	return top != NULL;
}

int arrived_write(const struct arrived *a, const struct config *c)
{
	char *path = xasprintf("%s/ship", c->state);
	struct buffer text = { 0 };
	struct json j = json_into(&text);
	int ret;

	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.arrived/1");
	json_text(&j, "gateway", a->gateway);
	json_text(&j, "error", a->error);
	json_signed(&j, "tried", a->tried);
	json_signed(&j, "well", a->well);
	json_number(&j, "sent", a->sent);
	json_number(&j, "missing", a->missing);
	json_open(&j, "streams", '[');
	for (size_t i = 0; i < a->n; i++) {
		json_open(&j, NULL, '{');
		json_text(&j, "stream", a->streams[i].stream);
		json_number(&j, "last", a->streams[i].last);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	buffer_char(&text, '\n');
	folder_make(path, 0755);
	free(path);
	path = xasprintf("%s/ship/arrived.json", c->state);
	ret = file_write(path, text.p, text.len, 0644);
	free(path);
	buffer_done(&text);
	return ret;
}

void arrived_done(struct arrived *a)
{
	free(a->streams);
	a->streams = NULL;
	a->n = 0;
}

struct arrived_stream *arrived_stream(struct arrived *a, const char *stream)
{
	struct arrived_stream *s;

	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->streams[i].stream, stream) == 0)
			return &a->streams[i];
	if (a->n >= ARRIVED_STREAMS || strlen(stream) >= ARRIVED_STREAM)
		return NULL;
	a->streams = xgrow(a->streams, a->n, sizeof(*a->streams));
	s = &a->streams[a->n++];
	*s = (struct arrived_stream) { .last = 0 };
	snprintf(s->stream, sizeof(s->stream), "%s", stream);
	return s;
}

bool arrived_has(const struct arrived *a, const char *stream, uint64_t last)
{
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->streams[i].stream, stream) == 0)
			return last <= a->streams[i].last;
	return false;
}
