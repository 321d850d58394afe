/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From lines of EVE to events. */

#include <stdio.h>
#include <string.h>

#include "lib/moment.h"
#include "nfq/inspect/protocol.h"
#include "tools/log/logged.h"

enum { REPEAT_MAX = 1000000000 };

/* alert.metadata holds lists of one text. */
static const char *metadata(const struct jsontree_node *n, const char *key)
{
	const struct jsontree_node *m = jsontree_at(n, "alert.metadata");
	const struct jsontree_node *text = jsontree_at(jsontree_member(m,
						       key), "0");

	return text && text->type == JSONTREE_TEXT ? text->text : "-";
}

/* The name that a protocol's object has; "" for none. */
static const char *name_of(const struct jsontree_node *n)
{
	const char *name = "";

	for (unsigned p = 0; p < PROTOCOLS && !*name; p++)
		name = jsontree_text(jsontree_member(jsontree_member(n,
				     protocols[p].word),
				     protocols[p].name_key), "");
	return name;
}

static void set_target(struct logged *e, const struct jsontree_node *n)
{
	const char *address = jsontree_text(n, "dest_ip");
	const char *name = name_of(n);

	if (*name)
		snprintf(e->target, sizeof(e->target), "%s", name);
	else
		snprintf(e->target, sizeof(e->target),
			 strchr(address, ':') ? "[%s]:%lld" : "%s:%lld",
			 address, jsontree_number(n, "dest_port"));
}

/* What a person wants to know of the target beside. */
static void set_shown(struct logged *e, const struct jsontree_node *n)
{
	const char *after = jsontree_text(n, "alert.context.story.refused");
	/* The name that an answer leads to, where it is about one. */
	const char *led = jsontree_text(n, "dns.answers.0.rdata");

	e->hint = jsontree_text(n, "alert.context.name");
	if (strcmp(metadata(n, "match_type"), "fallback") == 0) {
		e->via = "fallback";
		snprintf(e->shown, sizeof(e->shown), "%s (fallback after %s)",
			 e->target, after);
	} else if (*after) {
		snprintf(e->shown, sizeof(e->shown), "%s (asked again of %s)",
			 e->target, jsontree_text(n, "dest_ip"));
	} else if (*led) {
		snprintf(e->shown, sizeof(e->shown), "%s (by %s)", led,
			 e->target);
		snprintf(e->target, sizeof(e->target), "%s", led);
	} else if (*e->hint) {
		snprintf(e->shown, sizeof(e->shown), "%s (%s)", e->hint,
			 e->target);
	} else {
		snprintf(e->shown, sizeof(e->shown), "%s", e->target);
	}
}

/* Lines of cordon.eve/1 do not say what would have been refused; but severity
 * and mode do. */
static enum tally_outcome action_before(const struct jsontree_node *n)
{
	enum { SEVERITY_BLOCK = 1 };

	if (strcmp(jsontree_text(n, "alert.action"), "blocked") == 0)
		return TALLY_BLOCKED;
	if (*metadata(n, "exception") != '-')
		return TALLY_EXCEPTED;
	return strcmp(metadata(n, "mode"), "observe") == 0 &&
	       jsontree_number(n, "alert.severity") == SEVERITY_BLOCK ?
	       TALLY_WOULD_BLOCK : TALLY_LOGGED;
}

static enum tally_outcome action_of(const struct jsontree_node *n)
{
	const char *outcome = jsontree_text(n, "cordon.outcome");

	for (enum tally_outcome o = 0; o < TALLY_OUTCOMES; o++)
		if (strcmp(outcome, tally_words[o]) == 0)
			return o;
	return action_before(n);
}

/* Sums of what forged lines say must not overflow. */
static long long clamp(long long n)
{
	return n < 1 ? 1 : n > REPEAT_MAX ? REPEAT_MAX : n;
}

static void fill(struct logged *e, const struct jsontree_node *n)
{
	const char *proto = jsontree_text(n, "app_proto");

	e->client = jsontree_text(n, "src_ip");
	e->action = action_of(n);
	e->vendor = metadata(n, "vendor");
	e->role = metadata(n, "role");
	e->via = strcmp(proto, "failed") == 0 ? "address" : proto;
	e->count = clamp(jsontree_number(n, "alert.context.repeat"));
	set_target(e, n);
	set_shown(e, n);
}

enum logged_result logged_read(struct logged *e, struct jsontree *tree,
			       const char *line, size_t len)
{
	const struct jsontree_node *n = jsontree_parse(tree, line, len);

	*e = (struct logged) { .raw = line };
	if (!moment_parse(jsontree_text(n, "timestamp"), 0, &e->time))
		return LOGGED_BAD;
	if (strcmp(jsontree_text(n, "event_type"), "alert") != 0)
		return LOGGED_OTHER;
	fill(e, n);
	return LOGGED_EVENT;
}
