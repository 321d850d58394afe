/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes lines of the register of changes apart. */

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/moment.h"
#include "tools/audit/change.h"

/* NULL for null. */
static const char *value(const struct jsontree_node *n, const char *key)
{
	const struct jsontree_node *m = jsontree_member(n, key);

	return m && m->type == JSONTREE_TEXT ? m->text : NULL;
}

static void fill(struct change *c, const struct jsontree_node *n)
{
	*c = (struct change) {
		.gateway = "",
		.event = jsontree_text(n, "event"),
		.of = jsontree_text(n, "of"),
		.detail = jsontree_text(n, "detail"),
		.has_values = jsontree_member(n, "before") &&
			      jsontree_member(n, "after"),
		.before = value(n, "before"), .after = value(n, "after"),
		.until = jsontree_text(n, "until"),
		.confirm = jsontree_true(n, "confirm"),
		.by_itself = strcmp(jsontree_text(n, "by"), "cordond") == 0,
		.uid = jsontree_member(n, "uid") ?
		       jsontree_number(n, "uid") : -1,
		.user = jsontree_text(n, "user"),
		.sudo_user = jsontree_text(n, "sudo_user"),
		.tty = jsontree_text(n, "tty"),
		.command = jsontree_text(n, "command"),
	};
}

bool change_read(struct change *c, struct jsontree *tree, const char *line,
		 size_t len, const char **why)
{
	static const char schema[] = "cordon.audit/";
	const struct jsontree_node *n = jsontree_parse(tree, line, len);
	const char *when = jsontree_text(n, "timestamp");

	fill(c, n);
	*why = !n ? tree->why :
	       strncmp(jsontree_text(n, "schema"), schema,
		       sizeof(schema) - 1) != 0 ? "it has no such schema" :
	       !*c->event ? "it has no event" :
	       /* "2h" is none: those of lines do not go with the clock. */
	       !strchr(when, '-') || !moment_parse(when, 0, &c->time) ?
	       "it has no time" : NULL;
	return !*why;
}

/* --- who ---------------------------------------------------------------- */

static const char *name_of(long long uid, char text[CHANGE_WHO])
{
	const struct passwd *pw = getpwuid((uid_t)uid);

	if (pw)
		snprintf(text, CHANGE_WHO, "%s", pw->pw_name);
	else
		snprintf(text, CHANGE_WHO, "uid %lld", uid);
	return text;
}

const char *change_who(const struct change *c, char text[CHANGE_WHO])
{
	const char *known = c->by_itself ? "cordond" :
			    *c->sudo_user ? c->sudo_user :
			    *c->user ? c->user : c->uid < 0 ? "unknown" : NULL;

	/* Another machine has other users. */
	if (!known && *c->gateway)
		snprintf(text, CHANGE_WHO, "uid %lld", c->uid);
	else if (!known)
		name_of(c->uid, text);
	if (!known)
		return text;
	snprintf(text, CHANGE_WHO, "%s", known);
	return text;
}

bool change_is_by(const struct change *c, const char *who)
{
	char text[CHANGE_WHO], number[24];

	if (c->by_itself)
		return strcmp(who, "cordond") == 0;
	snprintf(number, sizeof(number), "%lld", c->uid);
	return strcmp(who, change_who(c, text)) == 0 ||
	       (*who && (strcmp(who, c->user) == 0 ||
			 strcmp(who, c->sudo_user) == 0)) ||
	       (c->uid >= 0 && (strcmp(who, number) == 0 ||
				strcmp(who, name_of(c->uid, text)) == 0));
}

void change_after(const struct change *c, struct buffer *out)
{
	const char *after = c->after ? c->after : c->has_values ? "none" : "";

	buffer_text(out, after);
	if (*c->until && !strstr(after, "until "))
		buffer_printf(out, "%suntil %s", *after ? " " : "", c->until);
	if (c->confirm)
		buffer_text(out, ", unless confirmed");
}

/* --- what --------------------------------------------------------------- */

bool change_is_idle(const struct change *c)
{
	return c->has_values && c->before && c->after &&
	       strcmp(c->before, c->after) == 0 &&
	       (strcmp(c->event, "reload") == 0 ||
		strcmp(c->event, "generation") == 0);
}

bool change_is_about(const struct change *c, const char *what)
{
	return strcasecmp(c->event, what) == 0 ||
	       strcasestr(*c->of ? c->of : c->detail, what);
}
