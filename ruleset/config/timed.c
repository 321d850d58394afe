/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The register of local rules that end, and the lists they are in. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "ruleset/config/timed.h"

const char *const timed_words[] = {
	[TIMED_BLOCK] = "block", [TIMED_ALLOW] = "allow", NULL
};

const char *const timed_done_words[TIMED_ACTIONS] = {
	[TIMED_BLOCK] = "blocked", [TIMED_ALLOW] = "allowed",
};

#define FIELD(f) .key = #f, .offset = offsetof(struct timed_rule, f)

static const struct conf_row rows[] = {
	{ FIELD(entry), .type = &conf_text, .required = true },
	{ FIELD(action), .type = &conf_word, .words = timed_words },
	{ FIELD(until), .type = &conf_text, .required = true },
	{ FIELD(by), .type = &conf_text, .standard_text = "" },
	{ FIELD(reason), .type = &conf_text, .standard_text = "" },
	{ .type = &conf_line, .offset = offsetof(struct timed_rule, line) },
	{ .type = &conf_file, .offset = offsetof(struct timed_rule, file) },
};

static const struct conf_row file_rows[] = {
	{ .key = "rules", .type = &conf_list, CONF_ROWS(rows),
	  .offset = offsetof(struct timed, rules),
	  .size = sizeof(struct timed_rule) },
};

const struct registry timed_register = {
	.name = "timed", CONF_ROWS(file_rows),
	.private = true,
	.head = "Written by \"cordon block\" and \"cordon allow\": local "
		"rules that end.",
};

char *timed_list(const char *state, enum timed_action a)
{
	return xasprintf("%s/timed/%s.list", state, timed_words[a]);
}

bool timed_read(struct timed *t, const char *state,
		struct conf_report *report)
{
	unsigned before = report->errors;
	struct timed_rule *r;

	*t = (struct timed) { .rules = { .n = 0 } };
	register_read(&timed_register, state, t, report);
	r = t->rules.items;
	for (size_t i = 0; i < t->rules.n; i++)
		if (r[i].until)
			register_moment(r[i].file, r[i].line, "until",
					r[i].until, &r[i].end, report);
	return report->errors == before;
}

void timed_done(struct timed *t)
{
	conf_free(file_rows, ARRAY_SIZE(file_rows), t);
}

time_t timed_next(const struct timed *t)
{
	const struct timed_rule *r = t->rules.items;
	time_t next = 0;

	for (size_t i = 0; i < t->rules.n; i++)
		if (next == 0 || r[i].end < next)
			next = r[i].end;
	return next;
}

static void free_rule(struct timed_rule *r)
{
	free(r->entry);
	free(r->until);
	free(r->by);
	free(r->reason);
}

static void drop(struct timed *t, size_t i)
{
	struct timed_rule *r = t->rules.items;

	free_rule(&r[i]);
	memmove(&r[i], &r[i + 1], (t->rules.n - i - 1) * sizeof(*r));
	t->rules.n--;
}

size_t timed_drop_over(struct timed *t, time_t now)
{
	const struct timed_rule *r = t->rules.items;
	size_t before = t->rules.n;

	for (size_t i = t->rules.n; i-- > 0; )
		if (r[i].end <= now)
			drop(t, i);
	return before - t->rules.n;
}

size_t timed_drop(struct timed *t, enum timed_action a, const char *entry)
{
	const struct timed_rule *r = t->rules.items;
	size_t before = t->rules.n;

	for (size_t i = t->rules.n; i-- > 0; )
		if (r[i].action == a && strcmp(r[i].entry, entry) == 0)
			drop(t, i);
	return before - t->rules.n;
}

void timed_set(struct timed *t, const struct timed_rule *r)
{
	struct timed_rule *new;

	timed_drop(t, r->action, r->entry);
	t->rules.items = xgrow(t->rules.items, t->rules.n, sizeof(*new));
	new = (struct timed_rule *)t->rules.items + t->rules.n++;
	*new = (struct timed_rule) {
		.entry = xstrdup(r->entry), .action = r->action,
		.until = xstrdup(r->until), .by = xstrdup(r->by),
		.reason = xstrdup(r->reason), .end = r->end,
	};
}

static int store_list(const struct timed *t, const char *state,
		      enum timed_action a)
{
	const struct timed_rule *r = t->rules.items;
	char *path = timed_list(state, a);
	struct buffer text = { 0 };
	int ret;

	buffer_text(&text, "# Made from timed.conf, which \"cordon block\" "
		    "and \"cordon allow\" write.\n");
	for (size_t i = 0; i < t->rules.n; i++)
		if (r[i].action == a)
			buffer_printf(&text, "%s\n", r[i].entry);
	ret = file_write(path, text.p, text.len, 0644);
	buffer_done(&text);
	free(path);
	return ret;
}

int timed_store(const struct timed *t, const char *state)
{
	char *folder = xasprintf("%s/timed", state);
	int ret = folder_make(folder, 0755);

	if (ret == 0)
		ret = register_store(&timed_register, state, t);
	for (enum timed_action a = 0; a < TIMED_ACTIONS && ret == 0; a++)
		ret = store_list(t, state, a);
	free(folder);
	return ret;
}
