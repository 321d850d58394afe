/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon block, cordon allow: rules of this gateway in one line. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/duration.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "lib/lockfile.h"
#include "lib/log.h"
#include "lib/moment.h"
#include "lib/name.h"
#include "lib/prefix.h"
#include "nfq/confine/privilege.h"
#include "nfq/event/audit.h"
#include "ruleset/config/config.h"
#include "ruleset/config/config_load.h"
#include "ruleset/config/timed.h"
#include "tools/cli/answer.h"
#include "tools/cli/client.h"
#include "tools/cli/lock.h"
#include "tools/cli/mistakes.h"
#include "tools/cli/target.h"
#include "tools/cli/who.h"
#include "tools/run.h"

enum { LIST_SIZE = 64 << 20, WIDEST4 = 8, WIDEST6 = 19 };

/* What is to be done, the same for each word. */
struct order {
	const struct args *a;
	struct config config;
	enum timed_action action;
	const char *list;	/* the admin's own, for rules that last */
	struct audit audit;
	struct timed timed;
	time_t now, end;	/* end 0: it lasts */
	int lock;
};

/* --- what is named --------------------------------------------------- */

static bool is_too_wide(const struct prefix *p)
{
	return address_is_v4(&p->addr) && p->len >= 96 ?
	       p->len < 96 + WIDEST4 : p->len < WIDEST6;
}

/* As a list has it: lower case, A-labels, without a last dot; of a URL its host
 * alone. */
static char *read_entry(const char *word)
{
	bool full = strncmp(word, "full:", 5) == 0, url;
	char name[TARGET_NAME];
	struct prefix p;

	if (prefix_parse(word, &p)) {
		if (is_too_wide(&p))
			fatalx_status(EX_USAGE, "%s is wider than /%d (IPv4) "
				      "or /%d (IPv6)", word, WIDEST4, WIDEST6);
		return xstrdup(word);
	}
	if (!target_name(full ? word + 5 : word, name, &url) ||
	    !strchr(name, '.'))
		fatalx_status(EX_USAGE, "\"%s\" is neither a name such as "
			      "example.com nor an address or prefix", word);
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
static void read_list(const struct order *o, struct buffer *text)
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

/* False if it is there already. */
static bool append_line(const struct order *o, const char *entry)
{
	struct buffer text = { 0 };
	char when[MOMENT_TEXT], who[WHO_TEXT];
	bool there;
	size_t len;

	read_list(o, &text);
	there = find_line(&text, entry, &len) != NULL;
	if (!there) {
		if (text.len > 0 && text.p[text.len - 1] != '\n')
			buffer_char(&text, '\n');
		buffer_printf(&text, "%s\t# %.10s, %s\n", entry,
			      moment_format(o->now, when), who_name(who));
		write_list(o, &text);
	}
	buffer_done(&text);
	return !there;
}

static bool remove_line(const struct order *o, const char *entry)
{
	struct buffer text = { 0 };
	bool any = false;
	char *line;
	size_t len;

	read_list(o, &text);
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
		.entry = (char *)(uintptr_t)entry, .action = o->action,
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
	if (timed_drop(&o->timed, o->action, entry) == 0)
		return false;
	store_timed(o);
	return true;
}

/* --- the command ----------------------------------------------------- */

static void begin(struct order *o, const struct args *a,
		  enum timed_action action)
{
	struct conf_report report = { .errors = 0 };
	uint64_t seconds;
	char *path;

	*o = (struct order) { .a = a, .action = action, .now = time(NULL) };
	if (a->time_for) {
		if (!duration_parse(a->time_for, &seconds) || seconds == 0)
			fatalx_status(EX_USAGE, "--for \"%s\" is not a "
				      "duration such as 90s, 15m, 2h",
				      a->time_for);
		o->end = o->now + (time_t)seconds;
	}
	if (!config_load(&o->config, a->config))
		mistakes_end(&o->config.report);
	o->list = action == TIMED_BLOCK ? o->config.block_list :
					  o->config.allow_list;
	folder_make(o->config.state, 0755);
	path = register_lock_path(&timed_register, o->config.state);
	o->lock = lock_take(path, LOCKFILE_PATIENCE);
	free(path);
	if (!timed_read(&o->timed, o->config.state, &report))
		mistakes_end(&report);
	conf_report_done(&report);
	timed_drop_over(&o->timed, o->now);
	audit_open(&o->audit, o->config.log.file);
}

/* Stores what becomes of one entry, and says it in a sentence. False if that
 * was so before. */
static bool change(struct order *o, const char *entry, char *said, size_t size)
{
	const char *verb = timed_words[o->action];
	const char *done = timed_done_words[o->action];
	char until[MOMENT_TEXT];
	bool changed = true;

	if (o->a->remove) {
		changed = remove_line(o, entry);
		changed = drop_timed(o, entry) || changed;
		snprintf(said, size, changed ? "%s is not %s by a local rule "
			 "any more; undo: cordon %s %s" :
			 "%s was not %s by a local rule", entry, done, verb,
			 entry);
	} else if (o->end) {
		add_timed(o, entry);
		snprintf(said, size, "%s is %s until %s; undo: cordon %s "
			 "--remove %s", entry, done,
			 moment_format(o->end, until), verb, entry);
	} else {
		changed = append_line(o, entry);
		snprintf(said, size, "%s is %s%s by %s; undo: cordon %s "
			 "--remove %s", entry, done, changed ? "" : " already",
			 o->list, verb, entry);
	}
	return changed;
}

static void obey(struct order *o, const char *entry, struct answer *an)
{
	const char *reason = o->a->reason;
	char said[512];
	bool changed = change(o, entry, said, sizeof(said));

	if (changed)
		audit_write(&o->audit, timed_words[o->action], who_uid(),
			    "%s%s%s", said, reason ? ": " : "",
			    reason ? reason : "");
	answer_row(an, cell_text(entry), cell_bool(changed), cell_text(said));
	answer_say(an, "%s\n", paint_safe(said));
}

/* Whatever was changed is stored, and in the audit. */
static void finish(struct order *o)
{
	client_reload(o->a);
	audit_close(&o->audit);
	timed_done(&o->timed);
	config_done(&o->config);
	close(o->lock);
}

static int run(const struct args *a, enum timed_action action)
{
	static const struct column columns[] = {
		{ .key = "entry", .head = "ENTRY" },
		{ .key = "changed", .head = "CHANGED" },
		{ .key = "said", .head = "SAID" },
	};
	static const struct grid grid = {
		.key = "rules", GRID_COLUMNS(columns),
		.in = IN_ROWS | IN_JSON,
	};
	char **entries = xcalloc((size_t)a->nwords, sizeof(*entries));
	struct answer *an;
	struct order o;

	for (int i = 0; i < a->nwords; i++)
		entries[i] = read_entry(a->words[i]);
	begin(&o, a, action);
	an = answer_begin(a, "cordon.local/1");
	answer_table(an, &grid);
	for (int i = 0; i < a->nwords; i++) {
		obey(&o, entries[i], an);
		free(entries[i]);
	}
	answer_table_end(an);
	free(entries);
	finish(&o);
	answer_end(an);
	return 0;
}

int local_block_run(const struct args *a)
{
	return run(a, TIMED_BLOCK);
}

int local_allow_run(const struct args *a)
{
	return run(a, TIMED_ALLOW);
}
