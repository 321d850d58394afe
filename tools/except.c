/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon except add|list|extend|remove: the register of exceptions. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/duration.h"
#include "lib/folder.h"
#include "lib/lockfile.h"
#include "lib/log.h"
#include "lib/mac.h"
#include "lib/moment.h"
#include "lib/name.h"
#include "lib/prefix.h"
#include "lib/suggest.h"
#include "nfq/event/audit.h"
#include "ruleset/policy/rules.h"
#include "tools/cli/answer.h"
#include "tools/cli/client.h"
#include "tools/cli/lock.h"
#include "tools/cli/mistakes.h"
#include "tools/cli/period.h"
#include "tools/cli/target.h"
#include "tools/cli/who.h"
#include "tools/run.h"

/* The register, open for a change: nobody else writes it meanwhile. */
struct register_file {
	struct rules *rules;
	struct exceptions all;
	struct audit audit;
	int lock;
	time_t now;
};

static void open_register(struct register_file *f, const struct args *a,
			  bool change)
{
	struct conf_report report = { .errors = 0 };
	char *path;

	*f = (struct register_file) { .lock = -1, .now = time(NULL) };
	f->rules = rules_load(a->config, RULES_CURRENT, NULL, &report);
	if (!f->rules)
		mistakes_end(&report);
	if (change) {
		folder_make(f->rules->config.state, 0755);
		path = register_lock_path(&exceptions_register,
					  f->rules->config.state);
		f->lock = lock_take(path, LOCKFILE_PATIENCE);
		free(path);
		audit_open(&f->audit, f->rules->config.log.file);
	}
	if (register_is_hidden(&exceptions_register, f->rules->config.state))
		fatalx_status(EX_NOPERM, "the register of exceptions is for "
			      "root to read");
	if (!exceptions_read(&f->all, f->rules->config.state, f->now, &report))
		mistakes_end(&report);
	conf_report_done(&report);
}

static void close_register(struct register_file *f)
{
	exceptions_done(&f->all);
	rules_free(f->rules);
	if (f->lock < 0)
		return;
	audit_close(&f->audit);
	close(f->lock);
}

/* Whoever changed it then writes that into the audit and has cordond take it
 * up, in this order: it is changed even where cordond refuses. */
static void store(const struct register_file *f)
{
	int ret = exceptions_store(&f->all, f->rules->config.state);

	if (ret < 0)
		fatalx_status(EX_IOERR, "%s/exceptions.conf: %s",
			      f->rules->config.state, strerror(-ret));
}

static struct exception *find(const struct register_file *f, const char *id)
{
	struct exception *all = f->all.list.items;
	char near[SUGGEST_TEXT];

	for (size_t i = 0; i < f->all.list.n; i++)
		if (strcmp(all[i].id, id) == 0)
			return &all[i];
	suggest_text(f->all.list.n ? suggest(id, (const char **)&all->id,
					     f->all.list.n, sizeof(*all)) :
		     NULL, near);
	fatalx_status(EX_USAGE, "no exception \"%s\"%s see \"cordon except "
		      "list --all\"", id, *near ? near : ";");
}

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

static void check_vendor(const struct register_file *f, const char *id)
{
	const struct legend *l = &f->rules->generation.legend;
	char near[SUGGEST_TEXT];

	for (size_t i = 0; i < l->nvendors; i++)
		if (strcmp(l->vendors[i].id, id) == 0)
			return;
	suggest_text(suggest(id, &l->vendors->id, l->nvendors,
			     sizeof(*l->vendors)), near);
	fatalx_status(EX_USAGE, "no vendor \"%s\" in the catalogue%s see "
		      "\"cordon vendors\"", id, *near ? near : ";");
}

static void check_role(const struct register_file *f, const char *role)
{
	const struct legend *l = &f->rules->generation.legend;
	char near[SUGGEST_TEXT];

	for (size_t i = 0; i < l->nclasses; i++)
		if (strcmp(l->classes[i].role, role) == 0)
			return;
	suggest_text(suggest(role, &l->classes->role, l->nclasses,
			     sizeof(*l->classes)), near);
	fatalx_status(EX_USAGE, "no entry has the role \"%s\"%s", role, near);
}

static char *read_name(const char *word)
{
	char name[TARGET_NAME];
	bool url;

	if (!target_name(word, name, &url))
		fatalx_status(EX_USAGE, "--name \"%s\" is not a name", word);
	return xstrdup(name);
}

static void check_client(const char *client)
{
	uint8_t mac[6];
	struct prefix p;

	if (!client)
		fatalx_status(EX_USAGE, "for which --client?");
	if (!mac_parse(client, mac) && !prefix_parse(client, &p))
		fatalx_status(EX_USAGE, "--client \"%s\" is not an address, "
			      "prefix or MAC address", client);
}

/* --- changing -------------------------------------------------------- */

static char *text_or(const char *text, const char *other)
{
	return xstrdup(text ? text : other);
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

static void describe(const struct exception *e, char *out, size_t size)
{
	snprintf(out, size, "%s%s%s%s%s", *e->vendor ? e->vendor : "any "
		 "vendor", *e->role ? "/" : "", e->role, *e->name ? " " : "",
		 e->name);
}

static const char *state_of(const struct exception *e, time_t now)
{
	return e->over ? "removed" : exception_holds(e, now) ? "active" :
	       now < e->from ? "not yet" : "over";
}

enum {
	ID, STATE, CLIENT, VENDOR, ROLE, NAME, FOR, OWNER, REASON, TICKET,
	CREATED, UNTIL, REMOVED, COLUMNS
};

static const struct column columns[COLUMNS] = {
	[ID] = { .key = "id", .head = "ID" },
	[STATE] = { .key = "state", .head = "STATE" },
	[CLIENT] = { .key = "client", .head = "CLIENT", .fold = 17 },
	[VENDOR] = { .key = "vendor" },
	[ROLE] = { .key = "role" },
	[NAME] = { .key = "name" },
	[FOR] = { .key = "for", .head = "FOR", .unsaid = true,
		  .fold = 12 },
	[OWNER] = { .key = "owner", .head = "OWNER", .give = 1 },
	[REASON] = { .key = "reason", .head = "REASON", .fold = 12, .give = 2 },
	[TICKET] = { .key = "ticket", .head = "TICKET", .give = 3 },
	[CREATED] = { .key = "created" },
	[UNTIL] = { .key = "until", .head = "UNTIL", .fold = 10 },
	[REMOVED] = { .key = "removed" },
};

#define VIEW "id client for until state owner ticket reason"

static void put_exception(struct answer *an, const struct exception *e,
			  const char *state)
{
	char what[512];

	describe(e, what, sizeof(what));
	answer_cells(an, (const struct cell[COLUMNS]) {
		[ID] = cell_text(e->id), [STATE] = cell_text(state),
		[CLIENT] = cell_text(e->client),
		[VENDOR] = cell_text(e->vendor), [ROLE] = cell_text(e->role),
		[NAME] = cell_text(e->name), [FOR] = cell_text(what),
		[OWNER] = cell_text(e->owner),
		[REASON] = cell_text(e->reason),
		[TICKET] = cell_text(e->ticket),
		[CREATED] = cell_text(e->created),
		[UNTIL] = cell_text(e->until),
		[REMOVED] = cell_text(e->removed),
	});
}

/* What has become of it: as a list of one, and as a sentence. */
static void tell(const struct args *a, const struct exception *e,
		 const char *state, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

static void tell(const struct args *a, const struct exception *e,
		 const char *state, const char *fmt, ...)
{
	static const struct grid grid = {
		.key = "exceptions", GRID_COLUMNS(columns), .view = VIEW,
		.in = IN_ROWS | IN_JSON,
	};
	struct answer *an = answer_begin(a, "cordon.exceptions/1");
	struct buffer text = { 0 };
	va_list ap;

	answer_table(an, &grid);
	put_exception(an, e, state);
	answer_table_end(an);
	va_start(ap, fmt);
	buffer_vprintf(&text, fmt, ap);
	va_end(ap);
	answer_say(an, "%s\n", text.p);
	answer_end(an);
	buffer_done(&text);
}

int except_add_run(const struct args *a)
{
	struct register_file f;
	struct exception *e;
	char now[MOMENT_TEXT], who[WHO_TEXT], what[512];

	check_client(a->client);
	if (!a->vendor && !a->role && !a->name)
		fatalx_status(EX_USAGE, "for what? give --vendor, --role or "
			      "--name");
	if (!a->reason || !*a->reason)
		fatalx_status(EX_USAGE, "why? auditors will ask: give "
			      "--reason TEXT");
	open_register(&f, a, true);
	if (a->vendor)
		check_vendor(&f, a->vendor);
	if (a->role)
		check_role(&f, a->role);
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
	describe(e, what, sizeof(what));
	store(&f);
	audit_write(&f.audit, "except", who_uid(), "added %s: %s may reach %s "
		    "until %s, owner %s, ticket \"%s\": %s", e->id, e->client,
		    what, e->until, e->owner, e->ticket, e->reason);
	client_reload(a);
	tell(a, e, "active", "%s: %s may reach %s until %s; undo: cordon "
	     "except remove %s", paint_safe(e->id),
	     paint_safe(e->client), paint_safe(what), e->until,
	     paint_safe(e->id));
	close_register(&f);
	return 0;
}

int except_extend_run(const struct args *a)
{
	struct register_file f;
	struct exception *e;
	char *before;

	open_register(&f, a, true);
	e = find(&f, a->words[1]);
	if (e->over)
		fatalx_status(EX_USAGE, "%s was removed on %s; add a new one",
			      e->id, e->removed);
	before = e->until;
	e->until = read_end(a, f.now);
	store(&f);
	audit_write(&f.audit, "except", who_uid(), "extended %s from %s to %s",
		    e->id, before, e->until);
	client_reload(a);
	tell(a, e, "active", "%s now lasts until %s; undo: cordon except "
	     "extend %s --until %s", paint_safe(e->id), e->until,
	     paint_safe(e->id), paint_safe(before));
	free(before);
	close_register(&f);
	return 0;
}

int except_remove_run(const struct args *a)
{
	struct register_file f;
	struct exception *e;
	char now[MOMENT_TEXT];

	open_register(&f, a, true);
	e = find(&f, a->words[1]);
	if (e->over)
		fatalx_status(EX_USAGE, "%s was removed on %s already", e->id,
			      e->removed);
	free(e->removed);
	e->removed = xstrdup(moment_format(f.now, now));
	store(&f);
	audit_write(&f.audit, "except", who_uid(), "removed %s of %s", e->id,
		    e->client);
	client_reload(a);
	tell(a, e, "removed", "%s is removed; it stays in the register",
	     paint_safe(e->id));
	close_register(&f);
	return 0;
}

/* --- listing --------------------------------------------------------- */

/* Those that are over are asked for; one that has not begun is not. */
static bool is_wanted(const struct exception *e, const struct args *a,
		      time_t now)
{
	return (a->all || (!e->over && now < e->end)) &&
	       (!a->client || strcasecmp(e->client, a->client) == 0) &&
	       (!a->vendor || strcmp(e->vendor, a->vendor) == 0);
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
	static const struct grid grid = {
		.key = "exceptions", GRID_COLUMNS(columns), .view = VIEW,
	};
	const struct exception *e;
	struct register_file f;
	struct answer *an;
	size_t early = 0;

	open_register(&f, a, false);
	an = answer_begin(a, "cordon.exceptions/1");
	answer_table(an, &grid);
	e = f.all.list.items;
	for (size_t i = 0; i < f.all.list.n; i++) {
		if (!is_wanted(&e[i], a, f.now))
			continue;
		put_exception(an, &e[i], state_of(&e[i], f.now));
		early += !e[i].over && f.now < e[i].from;
	}
	answer_table_end(an);
	if (early > 0)
		say_early(an, early, f.now);
	answer_end(an);
	close_register(&f);
	return 0;
}
