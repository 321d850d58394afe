/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stores local rules. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "lib/lockfile.h"
#include "lib/log.h"
#include "lib/moment.h"
#include "lib/name.h"
#include "lib/prefix.h"
#include "lib/visible.h"
#include "nfq/confine/privilege.h"
#include "ruleset/config/config_central.h"
#include "ruleset/config/config_load.h"
#include "tools/changes.h"
#include "tools/cli/lock.h"
#include "tools/cli/mistakes.h"
#include "tools/cli/period.h"
#include "tools/cli/target.h"
#include "tools/cli/who.h"
#include "tools/local/order.h"

enum { LIST_SIZE = 64 << 20 };

const char *const order_words[ORDER_KINDS] = {
	[ORDER_BLOCK] = "block", [ORDER_ALLOW] = "allow",
	[ORDER_PROTECT] = "protect",
};

const char *const order_done_words[ORDER_KINDS] = {
	[ORDER_BLOCK] = "blocked", [ORDER_ALLOW] = "allowed",
	[ORDER_PROTECT] = "protected",
};

/* What is protected lasts. */
static enum timed_action timed_of(const struct order *o)
{
	return o->kind == ORDER_BLOCK ? TIMED_BLOCK : TIMED_ALLOW;
}

bool order_owns(const struct order *o, const struct timed_rule *r)
{
	return o->kind != ORDER_PROTECT && r->action == timed_of(o);
}

/* --- what is named --------------------------------------------------- */

static bool is_too_wide(const struct prefix *p)
{
	return address_is_v4(&p->addr) && p->len >= 96 ?
	       p->len < 96 + ORDER_WIDEST4 : p->len < ORDER_WIDEST6;
}

/* As a list has it: lower case, A-labels, without a last dot; of a URL its host
 * alone. */
char *order_entry(const char *word)
{
	bool full = strncmp(word, "full:", 5) == 0, url;
	char name[TARGET_NAME], text[ADDRESS_TEXT];
	struct prefix p;

	if (target_address(word, &p)) {
		if (is_too_wide(&p))
			fatalx_status(EX_USAGE, "%s is wider than /%d (IPv4) "
				      "or /%d (IPv6)", word, ORDER_WIDEST4,
				      ORDER_WIDEST6);
		prefix_format(&p, text);
		return xstrdup(text);
	}
	if (!target_name(full ? word + 5 : word, name, &url) ||
	    !strchr(name, '.'))
		fatalx_status(EX_USAGE, "\"%s\" is neither a name such as "
			      "example.com nor an address or prefix", word);
	if (strncmp(name, "--", 2) == 0 && !full && !url)
		fatalx_status(EX_USAGE, "\"%s\" would be a comment in a list; "
			      "block what is above it, or full:%s alone", word,
			      name);
	if (strncmp(word, "*.", 2) == 0)
		warnx("\"%s\" is taken for %s and all below it", word, name);
	return xasprintf("%s%s", full || url ? "full:" : "", name);
}

/* --- the admin's own list -------------------------------------------- */

/* The line that holds just this entry, and the length of it with its newline;
 * NULL if there is none. */
static char *find_line(const struct buffer *text, const char *entry,
		       size_t *len)
{
	size_t n = strlen(entry);

	for (char *line = text->p; line && *line; line += *len) {
		char *start = line + strspn(line, " \t");

		*len = strcspn(line, "\n");
		*len += line[*len] == '\n';
		if (strncasecmp(start, entry, n) == 0 &&
		    strchr(" \t\r\n#", start[n]))
			return line;
	}
	return NULL;
}

/* One that is not there is empty. */
void order_read(const struct order *o, struct buffer *text)
{
	int ret = file_read(o->list, LIST_SIZE, text);

	if (ret < 0 && ret != -ENOENT)
		fatalx_status(EX_IOERR, "%s: %s", o->list, strerror(-ret));
}

static void write_list(const struct order *o, const struct buffer *text)
{
	int ret = file_write(o->list, text->p, text->len, 0644);

	if (ret < 0)
		fatalx_status(ret == -EACCES ? EX_NOPERM : EX_IOERR, "%s: %s",
			      o->list, strerror(-ret));
}

static bool is_listed(const struct order *o, const char *entry)
{
	struct buffer text = { 0 };
	size_t len;
	bool there;

	order_read(o, &text);
	there = find_line(&text, entry, &len) != NULL;
	buffer_done(&text);
	return there;
}

/* When, who, and why, if that was said, in one line. */
static void write_note(const struct order *o, struct buffer *out)
{
	char when[MOMENT_TEXT], who[WHO_TEXT];

	buffer_printf(out, "\t# %.10s, %s", moment_format(o->now, when),
		      who_name(who));
	if (o->a->reason && *o->a->reason) {
		buffer_text(out, ": ");
		visible_text(out, o->a->reason);
	}
	buffer_char(out, '\n');
}

static void append_line(const struct order *o, const char *entry)
{
	struct buffer text = { 0 };

	order_read(o, &text);
	if (text.len > 0 && text.p[text.len - 1] != '\n')
		buffer_char(&text, '\n');
	buffer_text(&text, entry);
	write_note(o, &text);
	write_list(o, &text);
	buffer_done(&text);
}

static bool remove_line(const struct order *o, const char *entry)
{
	struct buffer text = { 0 };
	bool any = false;
	char *line;
	size_t len;

	order_read(o, &text);
	while ((line = find_line(&text, entry, &len))) {
		memmove(line, line + len,
			text.len - (size_t)(line + len - text.p) + 1);
		text.len -= len;
		any = true;
	}
	if (any)
		write_list(o, &text);
	buffer_done(&text);
	return any;
}

/* --- the register of those that end ---------------------------------- */

/* cordond, which need not be root, takes out what is over: the lists are its
 * own. */
static void store_timed(const struct order *o)
{
	char *folder = xasprintf("%s/timed", o->config.state);
	int ret = timed_store(&o->timed, o->config.state);

	privilege_give(folder, o->config.user, false);
	free(folder);
	if (ret < 0)
		fatalx_status(EX_IOERR, "%s/timed.conf: %s", o->config.state,
			      strerror(-ret));
}

static void add_timed(struct order *o, const char *entry)
{
	char until[MOMENT_TEXT], who[WHO_TEXT];

	timed_set(&o->timed, &(struct timed_rule) {
		.entry = (char *)(uintptr_t)entry, .action = timed_of(o),
		.until = moment_format(o->end, until),
		.by = (char *)(uintptr_t)who_name(who),
		.reason = (char *)(uintptr_t)(o->a->reason ? o->a->reason :
					      ""),
		.end = o->end,
	});
	store_timed(o);
}

/* False if there was none. */
static bool drop_timed(struct order *o, const char *entry)
{
	if (o->kind == ORDER_PROTECT ||
	    timed_drop(&o->timed, timed_of(o), entry) == 0)
		return false;
	store_timed(o);
	return true;
}

/* --- changing -------------------------------------------------------- */

static void take_lock(struct order *o)
{
	char *path;

	folder_make(o->config.state, 0755);
	path = register_lock_path(&timed_register, o->config.state);
	o->lock = lock_take(path, LOCKFILE_PATIENCE);
	free(path);
	changes_open(&o->audit, o->config.log.file);
}

/* What would not count is not written down; what is there may always go. */
static void check_left(const struct order *o)
{
	bool blocks = o->kind == ORDER_BLOCK;
	char says[CENTRAL_TEXT];

	if (!o->a->remove &&
	    !config_leaves(&o->config, blocks ? LEAVE_BLOCK : LEAVE_ALLOW))
		fatalx_status(EX_NOPERM, "%s leaves no such rules to the "
			      "gateway (%s)", config_central_says(&o->config,
			      says), blocks ? "local_block" : "local_allow");
}

void order_begin(struct order *o, const struct args *a, enum order_kind kind,
		 bool change)
{
	struct conf_report report = { .errors = 0 };

	*o = (struct order) {
		.a = a, .kind = kind, .now = time(NULL), .lock = -1,
	};
	if (a->time_for)
		o->end = o->now + (time_t)period_read("--for", a->time_for);
	if (!config_load(&o->config, a->config))
		mistakes_end(&o->config.report);
	if (change)
		check_left(o);
	o->list = kind == ORDER_BLOCK ? o->config.block_list :
		  kind == ORDER_ALLOW ? o->config.allow_list :
					o->config.protect_list;
	if (change)
		take_lock(o);
	o->hidden = register_is_hidden(&timed_register, o->config.state);
	if (!o->hidden && !timed_read(&o->timed, o->config.state, &report))
		mistakes_end(&report);
	conf_report_done(&report);
	timed_drop_over(&o->timed, o->now);
}

static time_t until_of(const struct order *o, const char *entry)
{
	const struct timed_rule *r = o->timed.rules.items;

	for (size_t i = 0; i < o->timed.rules.n; i++)
		if (order_owns(o, &r[i]) && strcmp(r[i].entry, entry) == 0)
			return r[i].end;
	return 0;
}

enum { STANDS_TEXT = MOMENT_TEXT + 8 };

/* How an entry stands in the rules of here; NULL: it does not. */
static const char *stands(bool lasts, time_t end, char text[STANDS_TEXT])
{
	char until[MOMENT_TEXT];

	if (lasts)
		return "always";
	if (!end)
		return NULL;
	snprintf(text, STANDS_TEXT, "until %s", moment_format(end, until));
	return text;
}

/* What is stored stands in the audit, whatever becomes of the rest. */
static void note(struct order *o, const struct deed *d)
{
	const char *reason = o->a->reason, *verb = order_words[o->kind];
	const char *done = order_done_words[o->kind];
	char was[STANDS_TEXT], is[STANDS_TEXT], until[MOMENT_TEXT];
	const struct audit_change c = {
		.of = d->entry, .until = o->a->remove ? 0 : o->end,
		.before = stands(d->lasted, d->was_until, was),
		.after = o->a->remove ? NULL : stands(d->lasts, o->end, is),
	};

	if (o->a->remove)
		audit_change(&o->audit, verb, who_uid(), &c, "%s is not %s by "
			     "a local rule any more%s%s", d->entry, done,
			     reason ? ": " : "", reason ? reason : "");
	else
		audit_change(&o->audit, verb, who_uid(), &c, "%s is to be %s "
			     "%s %s%s%s", d->entry, done, o->end ? "until" :
			     "by", o->end ? moment_format(o->end, until) :
			     o->list, reason ? ": " : "", reason ? reason :
			     "");
}

/* What lasts anyway has no end. */
static void obey_for_a_while(struct order *o, struct deed *d)
{
	if (d->lasted)
		return;
	add_timed(o, d->entry);
	d->changed = true;
}

void order_obey(struct order *o, struct deed *d)
{
	d->was_until = until_of(o, d->entry);
	d->lasted = d->lasts = is_listed(o, d->entry);
	if (o->a->remove) {
		d->lasts = false;
		d->changed = remove_line(o, d->entry);
		d->changed = drop_timed(o, d->entry) || d->changed;
	} else if (o->end) {
		obey_for_a_while(o, d);
	} else if (!d->lasted) {
		append_line(o, d->entry);
		d->lasts = d->changed = true;
	}
	if (d->changed)
		note(o, d);
}

void order_finish(struct order *o)
{
	timed_done(&o->timed);
	config_done(&o->config);
	if (o->lock < 0)
		return;
	audit_close(&o->audit);
	close(o->lock);
}
