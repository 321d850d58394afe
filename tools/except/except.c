/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon except add|list|extend|remove: the register of exceptions. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "lib/alloc.h"
#include "lib/duration.h"
#include "lib/log.h"
#include "lib/moment.h"
#include "lib/name.h"
#include "lib/prefix.h"
#include "tools/check/force.h"
#include "tools/cli/answer.h"
#include "tools/cli/client.h"
#include "tools/cli/period.h"
#include "tools/cli/target.h"
#include "tools/cli/who.h"
#include "tools/except/book.h"
#include "tools/except/entry.h"
#include "tools/except/worth.h"
#include "tools/run.h"

/* --- reading the command line ---------------------------------------- */

/* The moment that --for or --until names, as text. */
static char *read_end(const struct args *a, time_t now)
{
	char text[MOMENT_TEXT];
	time_t end;

	if (!a->time_for && !a->until)
		fatalx_status(EX_USAGE, "until when? give --for 30d or "
			      "--until 2026-12-31T00:00:00Z");
	if (a->until) {
		if (!moment_parse(a->until, now, &end))
			fatalx_status(EX_USAGE, "--until \"%s\" is not a "
				      "moment such as 2026-12-31T00:00:00Z",
				      a->until);
	} else {
		end = now + (time_t)period_read("--for", a->time_for);
	}
	if (end <= now)
		fatalx_status(EX_USAGE, "that is over already");
	return xstrdup(moment_format(end, text));
}

static char *read_name(const char *word)
{
	char name[TARGET_NAME];
	bool url;

	if (!target_name(word, name, &url))
		fatalx_status(EX_USAGE, "--name \"%s\" is not a name; "
			      "exceptions for addresses name a vendor or a "
			      "role", word);
	if (strncmp(word, "*.", 2) == 0)
		warnx("\"%s\" is taken for %s and all below it", word, name);
	return xstrdup(name);
}

/* --- changing -------------------------------------------------------- */

static char *text_or(const char *text, const char *other)
{
	return xstrdup(text ? text : other);
}

/* In the register of changes: until when it held, and holds; NULL: not. */
static void note(struct book *f, const struct exception *e,
		 const char *before, const char *after, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
static void note(struct book *f, const struct exception *e,
		 const char *before, const char *after, const char *fmt, ...)
{
	char was[MOMENT_TEXT + 8], is[MOMENT_TEXT + 8], detail[NOTICE_DETAIL];
	struct audit_change c = {
		.of = e->id, .before = before ? was : NULL,
		.after = after ? is : NULL,
	};
	va_list ap;

	snprintf(was, sizeof(was), "until %s", before ? before : "");
	snprintf(is, sizeof(is), "until %s", after ? after : "");
	if (after && !moment_parse(after, f->now, &c.until))
		c.until = 0;
	va_start(ap, fmt);
	vsnprintf(detail, sizeof(detail), fmt, ap);
	va_end(ap);
	audit_change(&f->audit, "except", who_uid(), &c, "%s", detail);
}

static char *next_id(const struct exceptions *all)
{
	const struct exception *e = all->list.items;
	unsigned highest = 0, n;

	for (size_t i = 0; i < all->list.n; i++)
		if (sscanf(e[i].id, "ex-%u", &n) == 1 && n > highest)
			highest = n;
	return xasprintf("ex-%04u", highest + 1);
}

/* Why it changes nothing, by the register and the rules as they are now. */
static const char *find_lack(const struct args *a,
			     const struct book *f, const char *id,
			     char text[WORTH_TEXT])
{
	struct conf_report report = { .errors = 0 };
	const struct exception *e = NULL;
	const char *lacks = NULL;
	struct exceptions x;
	struct rules *r;
	struct force now;

	force_ask(&now, a);
	r = rules_load(a->config, RULES_CURRENT, &now.overrides, &report);
	if (exceptions_read(&x, f->rules->config.state, f->now, &report))
		e = x.list.items;
	for (size_t i = 0; e && r && i < x.list.n; i++)
		if (strcmp(e[i].id, id) == 0)
			lacks = worth_lacks(&x, &e[i], r, text);
	if (lacks && lacks != text) {
		snprintf(text, WORTH_TEXT, "%s", lacks);
		lacks = text;
	}
	exceptions_done(&x);
	rules_free(r);
	force_done(&now);
	conf_report_done(&report);
	return lacks;
}

int except_add_run(const struct args *a)
{
	struct book f;
	struct exception *e;
	char now[MOMENT_TEXT], who[WHO_TEXT], what[512], text[WORTH_TEXT];
	const char *lacks;

	book_check_client(a->client);
	if (!a->vendor && !a->role && !a->name)
		fatalx_status(EX_USAGE, "for what? give --vendor, --role or "
			      "--name");
	if (!a->reason || !*a->reason)
		fatalx_status(EX_USAGE, "why? auditors will ask: give "
			      "--reason TEXT");
	book_open(&f, a, true);
	book_check_left(&f);
	if (a->vendor)
		book_check_vendor(&f, a->vendor);
	if (a->role)
		book_check_role(&f, a->vendor, a->role);
	f.all.list.items = xgrow(f.all.list.items, f.all.list.n, sizeof(*e));
	e = (struct exception *)f.all.list.items + f.all.list.n;
	*e = (struct exception) {
		.id = next_id(&f.all), .client = xstrdup(a->client),
		.vendor = text_or(a->vendor, ""), .role = text_or(a->role, ""),
		.name = a->name ? read_name(a->name) : xstrdup(""),
		.owner = text_or(a->owner, who_name(who)),
		.reason = xstrdup(a->reason), .ticket = text_or(a->ticket, ""),
		.created = xstrdup(moment_format(f.now, now)),
		.until = read_end(a, f.now), .removed = xstrdup(""),
	};
	f.all.list.n++;
	entry_describe(e, what, sizeof(what));
	book_store(&f);
	note(&f, e, NULL, e->until, "added %s: %s may reach %s until %s, "
	     "owner %s, ticket \"%s\": %s", e->id, e->client, what, e->until,
	     e->owner, e->ticket, e->reason);
	client_reload(a);
	lacks = find_lack(a, &f, e->id, text);
	entry_tell(a, e, "active", "%s: %s may reach %s until %s%s%s; undo: "
		   "cordon except remove %s", paint_safe(e->id),
		   paint_safe(e->client), paint_safe(what), e->until,
		   lacks ? ", but this changes nothing: " : "",
		   lacks ? paint_safe(lacks) : "", paint_safe(e->id));
	book_close(&f);
	return 0;
}

int except_extend_run(const struct args *a)
{
	struct book f;
	struct exception *e;
	bool was_over;
	char *before;

	book_open(&f, a, true);
	book_check_left(&f);
	e = book_find(&f, a->words[1]);
	if (e->over)
		fatalx_status(EX_USAGE, "%s was removed on %s; add a new one",
			      e->id, e->removed);
	before = e->until;
	was_over = e->end <= f.now;
	e->until = read_end(a, f.now);
	book_store(&f);
	note(&f, e, before, e->until, "extended %s from %s to %s", e->id,
	     before, e->until);
	client_reload(a);
	if (was_over)
		entry_tell(a, e, "active", "%s, which was over, now lasts "
			   "until %s; undo: cordon except remove %s",
			   paint_safe(e->id), e->until, paint_safe(e->id));
	else
		entry_tell(a, e, "active", "%s now lasts until %s; undo: "
			   "cordon except extend %s --until %s",
			   paint_safe(e->id), e->until, paint_safe(e->id),
			   paint_safe(before));
	free(before);
	book_close(&f);
	return 0;
}

int except_remove_run(const struct args *a)
{
	struct book f;
	struct exception *e;
	char now[MOMENT_TEXT];

	book_open(&f, a, true);
	e = book_find(&f, a->words[1]);
	if (e->over)
		fatalx_status(EX_USAGE, "%s was removed on %s already", e->id,
			      e->removed);
	free(e->removed);
	e->removed = xstrdup(moment_format(f.now, now));
	book_store(&f);
	note(&f, e, e->until, NULL, "removed %s of %s", e->id, e->client);
	client_reload(a);
	entry_tell(a, e, "removed", e->end <= f.now ? "%s is removed; it was "
		   "over already, and stays in the register" :
		   "%s is removed; it stays in the register",
		   paint_safe(e->id));
	book_close(&f);
	return 0;
}

/* --- listing --------------------------------------------------------- */

/* The clients of an exception, or some of them, or more. */
static bool is_client(const struct exception *e, const char *client)
{
	struct prefix p;

	if (e->by_mac || !prefix_parse(client, &p))
		return strcasecmp(e->client, client) == 0;
	return prefix_contains(&p, &e->prefix.addr) ||
	       prefix_contains(&e->prefix, &p.addr);
}

/* Those that are over are asked for; one that has not begun is not. */
static bool is_wanted(const struct exception *e, const struct args *a,
		      time_t now)
{
	return (a->all || (!e->over && now < e->end)) &&
	       (!a->client || is_client(e, a->client)) &&
	       (!a->vendor || !*e->vendor ||
		strcmp(e->vendor, a->vendor) == 0);
}

/* A vendor that is none, nor in the register. */
static void check_filter(const struct args *a, const struct book *f)
{
	const struct exception *e = f->all.list.items;

	if (a->client)
		book_check_client(a->client);
	for (size_t i = 0; a->vendor && i < f->all.list.n; i++)
		if (strcmp(e[i].vendor, a->vendor) == 0)
			return;
	if (a->vendor)
		book_check_vendor(f, a->vendor);
}

static void say_nothing(struct answer *an, const struct args *a,
			const struct book *f)
{
	size_t n = f->all.list.n;

	answer_say(an, "nothing found: no exception%s%s%s%s in %s/"
		   "exceptions.conf%s", a->client ? " of client " : "",
		   a->client ? paint_safe(a->client) : "",
		   a->vendor ? " for vendor " : "",
		   a->vendor ? paint_safe(a->vendor) : "",
		   paint_safe(f->rules->config.state),
		   a->all ? "" : " is in force");
	answer_say(an, n > 0 && !a->all ? "; those that are over: cordon "
		   "except list --all\n" : "\n");
}

/* They were made after now, so it is the clock that is wrong. */
static void say_early(struct answer *an, size_t n, time_t now)
{
	char text[MOMENT_TEXT];

	answer_say(an, "%zu of these %s made after %s, which is what the clock "
		   "says: until it is right %s not count; see \"cordon doctor "
		   "clock\"\n", n, n == 1 ? "was" : "were",
		   moment_format(now, text), n == 1 ? "it does" : "they do");
}

int except_list_run(const struct args *a)
{
	const struct exception *e;
	size_t early = 0, shown = 0;
	struct book f;
	struct answer *an;

	book_open(&f, a, false);
	check_filter(a, &f);
	an = answer_begin(a, "cordon.exceptions/1");
	answer_table(an, &entry_grid);
	e = f.all.list.items;
	for (size_t i = 0; i < f.all.list.n; i++) {
		if (!is_wanted(&e[i], a, f.now))
			continue;
		entry_put(an, &e[i], entry_state(&e[i], f.now));
		shown++;
		early += !e[i].over && f.now < e[i].from;
	}
	answer_table_end(an);
	if (early > 0)
		say_early(an, early, f.now);
	if (shown == 0)
		say_nothing(an, a, &f);
	answer_end(an);
	book_close(&f);
	return 0;
}
