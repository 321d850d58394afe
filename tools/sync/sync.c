/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon sync: lists become a generation, and the generation is enforced. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/duration.h"
#include "lib/folder.h"
#include "lib/log.h"
#include "nfq/confine/privilege.h"
#include "ruleset/apply/load.h"
#include "ruleset/config/config_load.h"
#include "ruleset/policy/misspelt.h"
#include "tools/cli/candidates.h"
#include "tools/cli/lock.h"
#include "tools/cli/mistakes.h"
#include "tools/fetch/headers.h"
#include "tools/fetch/sandbox.h"
#include "tools/run.h"
#include "tools/sync/accepted.h"
#include "tools/sync/convert.h"
#include "tools/sync/leftovers.h"
#include "tools/sync/outcome.h"
#include "tools/sync/sync.h"
#include "tools/sync/trial.h"

enum { WAIT_SECONDS = 600, NICENESS = 5 };

/* --- a list's life --------------------------------------------------- */

static enum hold held(const struct config *c)
{
	struct generations_hold h;

	generations_hold(c->state, &h);
	return h.kind;
}

/* All that was told, a line each. */
static void say_lines(struct progress *p, char *text)
{
	char *rest = text, *line;

	while (text && (line = strsep(&rest, "\n")))
		if (*line)
			progress_line(p, "%s", line);
}

/* Told each time: what is misspelt is enforced under another name. */
static void say_misspelt(const struct config *c, const struct generation *g,
			 struct progress *p)
{
	struct conf_report report = { .errors = 0 };

	misspelt_check(&g->legend, c, &report);
	say_lines(p, report.text.p);
	conf_report_done(&report);
}

static int compile_next(const struct config *c, const struct guards *guards,
			struct outcome *o, struct progress *p)
{
	struct conf_report report = { .errors = 0 };
	char text[FAULT_TEXT];
	struct generation g;
	int ret, status;

	convert_asns(c, guards, p);
	progress_begin(p, "compile");
	ret = generation_update(&g, c, GENERATION_VERIFY, &report);
	if (ret == 0) {
		say_lines(p, report.text.p);
		say_misspelt(c, &g, p);
		o->after = g.number;
		progress_end(p, "generation %u%s%s", g.number,
			     o->after == o->before ? ", as before" : "",
			     held(c) == HOLD_PIN ? ", which is pinned; let it "
			     "go with: cordon lists pin --off" :
			     held(c) == HOLD_FREEZE ? ", which is frozen; let "
			     "it go with: cordon lists freeze --off" : "");
		generation_close(&g);
	} else {
		progress_end(p, "failed: %s", fault_text(&report.first, text));
	}
	/* One that is pinned and damaged is a mistake, though another serves
	 * in its place. */
	status = ret == -EINVAL || (ret == 0 && report.errors) ? EX_DATAERR :
		 ret < 0 ? EX_IOERR : 0;
	conf_report_done(&report);
	return status;
}

/*
 * From what sources offer to a generation on disk. Without privileges: what
 * strangers wrote is read here. fetch -> verify -> unpack -> parse -> guard
 * for each list; then all lists together, then normalise, exclude what is
 * protected, compile.
 */
/* What there is by now, on disk. */
static void settle(struct gather *g, struct outcome *out)
{
	const struct config *c = g->config;
	int ret;

	gather_weigh(g);
	ret = gather_promote(g);
	gather_tell(g);
	out->counts = gather_counts(g);
	out->status = compile_next(c, &g->guards, out, &g->progress);
	if (out->status == 0)
		out->status = ret < 0 ? EX_IOERR :
			      outcome_status_of(&out->counts, g->options.due);
}

static void prepare(const struct config *c, const struct gather_options *o,
		    struct outcome *out)
{
	struct gather g;

	out->before = generations_current(c->state);
	leftovers_remove(c);
	gather_begin(&g, c, o);
	if (held(c) != HOLD_FREEZE) {
		gather_fetch(&g, false);
		gather_take(&g);
	}
	settle(&g, out);
	/* Whoever is slow keeps nobody else's list waiting. */
	while (gather_is_waiting(&g)) {
		if (write(out->ready, "", 1) < 0)
			break;
		gather_fetch_more(&g);
		settle(&g, out);
	}
	gather_end(&g);
}

/* The same, but for what it comes to: that is thrown away. */
static void try(const struct config *c, const struct gather_options *o,
		struct outcome *out)
{
	struct conf_report report = { .errors = 0 };
	char text[FAULT_TEXT];
	struct gather g;
	int ret;

	gather_begin(&g, c, o);
	gather_fetch(&g, true);
	gather_take(&g);
	gather_weigh(&g);
	gather_tell(&g);
	out->counts = gather_counts(&g);
	ret = trial_compile(&g, &report);
	if (ret < 0)
		warnx("%s", fault_text(&report.first, text));
	out->tried = ret == 0;
	out->status = ret < 0 ? EX_DATAERR :
		      outcome_status_of(&out->counts, o->due);
	gather_end(&g);
	conf_report_done(&report);
}

/* What is held now, with the local rules of now. */
static void renew(const struct config *c, const struct gather_options *o,
		  struct outcome *out)
{
	struct conf_report report = { .errors = 0 };
	char text[FAULT_TEXT];
	struct generation g;
	int ret = generation_update(&g, c, GENERATION_VERIFY, &report);

	(void)o;
	if (fault_any(&report.first))
		warnx("%s", fault_text(&report.first, text));
	if (ret == 0)
		generation_close(&g);
	out->status = ret == 0 ? 0 : ret == -EINVAL ? EX_DATAERR : EX_IOERR;
	conf_report_done(&report);
}

/* --- two processes --------------------------------------------------- */

struct preparation {
	const struct config *config;
	const struct gather_options *options;
	void (*run)(const struct config *c, const struct gather_options *o,
		    struct outcome *out);
	const struct args *args;	/* of who enforces what is ready; NULL:
					   nobody does */
};

static void run_child(const struct preparation *p, struct outcome *out)
{
	const struct sandbox box = {
		.user = p->config->user, .folder = p->config->state,
	};
	int ret = sandbox_enter(&box);

	if (ret < 0)
		fatalx_status(EX_NOPERM, "cannot give up privileges: %s",
			      strerror(-ret));
	p->run(p->config, p->options, out);
	exit(0);
}

/* Each time a generation is ready while slow servers are waited for. */
static void enforce_ready(const struct preparation *p,
			  const struct outcome *out, int from)
{
	unsigned known = out->before;
	struct enforcement e;
	struct progress pr;
	char byte;

	while (read(from, &byte, 1) == 1) {
		if (!p->args || out->after == known)
			continue;
		known = out->after;
		progress_begin(&pr, "apply");
		enforce(p->args, &e);
		progress_end(&pr, "generation %u %s", e.generation,
			     outcome_how(&e));
	}
}

/* Runs it in a child that can only write below the state's folder. */
static struct outcome run_unprivileged(const struct preparation *p)
{
	struct outcome *shared, out = { .status = EX_SOFTWARE };
	int status = 0, ready[2];
	pid_t pid;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED || pipe2(ready, O_CLOEXEC) < 0)
		fatal("memory");
	shared->ready = ready[1];
	fflush(stdout);
	pid = fork();
	if (pid < 0)
		fatal("cannot start a process");
	if (pid == 0)
		run_child(p, shared);
	close(ready[1]);
	enforce_ready(p, shared, ready[0]);
	close(ready[0]);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		out = *shared;
	else if (WIFEXITED(status))
		out.status = WEXITSTATUS(status);
	else
		warnx("the process that reads lists was ended by signal %d; "
		      "nothing has changed", WTERMSIG(status));
	munmap(shared, sizeof(*shared));
	return out;
}

/* --- together -------------------------------------------------------- */

/* In the other forms there is always something to tell. */
static void tell(const struct args *a, const struct config *c,
		 const struct outcome *o, const struct enforcement *e,
		 int status, bool done, const char *undo)
{
	struct answer *an = answer_begin(a, "cordon.sync/1");
	char why[FAULT_TEXT];
	size_t n;
	struct source_now *sources = source_state_all(c, &n);

	if (e->how == ENFORCED_FAILED)
		warnx("%s", fault_text(&e->fault, why));
	outcome_put(an, o, e, status, sources, n);
	if (done)
		outcome_say(an, o, e, undo);
	answer_end(an);
	free(sources);
}

static int enforce_and_tell(const struct args *a, const struct config *c,
			    const struct outcome *o, const char *undo)
{
	struct progress p;
	struct enforcement e;
	int status = o->status;

	progress_begin(&p, "apply");
	enforce(a, &e);
	progress_end(&p, "generation %u %s", e.generation, outcome_how(&e));
	if (e.how == ENFORCED_FAILED)
		status = EX_OSERR;
	tell(a, c, o, &e, status, true, undo);
	return status;
}

int sync_held(const struct args *a, const struct config *c, const char *undo)
{
	const struct preparation p = { c, NULL, renew, NULL };
	struct outcome o = run_unprivileged(&p);

	return o.status ? o.status : enforce_and_tell(a, c, &o, undo);
}

int sync_now(const struct args *a, const struct config *c,
	     const struct gather_options *o)
{
	const struct preparation p = { c, o, prepare, a };
	struct outcome out = run_unprivileged(&p);
	const struct enforcement nothing = {
		.how = ENFORCED_NOT, .generation = out.before,
	};

	if (o->accept)
		accepted_note(c, o, &out);
	if (out.after > 0 || out.status == 0)
		return enforce_and_tell(a, c, &out, NULL);
	tell(a, c, &out, &nothing, out.status, false, NULL);
	return out.status;
}

/* "--dry-run". */
static int sync_try(const struct args *a, const struct config *c,
		    const struct gather_options *o)
{
	const struct preparation p = { c, o, try, NULL };
	struct outcome out = run_unprivileged(&p);
	int status = out.tried ? trial_tell(a, c) : out.status;

	trial_remove(c);
	return status ? status : out.status;
}

/* --- before it ------------------------------------------------------- */

void sync_config(struct config *c, const struct args *a)
{
	if (!config_load(c, a->config))
		mistakes_end(&c->report);
}

char *sync_lock_path(const struct config *c)
{
	return xasprintf("%s/sync.lock", c->state);
}

int sync_lock(const struct config *c, const struct args *a)
{
	uint64_t seconds = WAIT_SECONDS;
	int fd, ret = folder_make(c->state, 0755);
	char *path;

	if (a->wait && !duration_parse(a->wait, &seconds))
		fatalx_status(EX_USAGE, "--wait \"%s\" is not a duration such "
			      "as 90s, 15m, 0", a->wait);
	if (ret < 0)
		fatalx_status(ret == -EACCES || ret == -EPERM ? EX_NOPERM :
			      EX_CANTCREAT, "%s: %s", c->state,
			      strerror(-ret));
	privilege_give(c->state, c->user, true);
	path = sync_lock_path(c);
	fd = lock_take(path, seconds);
	free(path);
	return fd;
}

static int boot(const struct args *a)
{
	static const struct column columns[] = {
		{ .key = "generation", .head = "GENERATION" },
	};
	static const struct grid grid = {
		GRID_COLUMNS(columns), .in = IN_ROWS,
	};
	int status = load_boot(a->config);
	struct cell generation;
	struct answer *an;
	struct config c;

	sync_config(&c, a);
	an = answer_begin(a, "cordon.boot/1");
	generation = cell_number(generations_current(c.state));
	answer_put(an, "generation", generation);
	answer_table(an, &grid);
	answer_cells(an, &generation);
	answer_table_end(an);
	answer_end(an);
	config_done(&c);
	return status;
}

int sync_run(const struct args *a)
{
	struct gather_options o = {
		.ids = a->words, .n = a->nwords, .due = a->due,
		.offline = a->offline, .accept = a->accept,
	};
	struct headers *headers;
	struct config c;
	int lock, status;

	if (a->boot)
		return boot(a);
	sync_config(&c, a);
	for (int i = 0; i < o.n; i++)
		if (!source_find(&c.sources, o.ids[i]))
			fatalx_status(EX_USAGE, "%s see \"cordon lists "
				      "status\"", candidates_miss(KIND_SOURCE,
				      a, "source", o.ids[i]));
	lock = sync_lock(&c, a);
	headers = headers_load(&c);
	o.headers = headers;
	/* Packets first; where this fails it is as nice already. */
	setpriority(PRIO_PROCESS, 0, NICENESS);
	status = a->dry_run ? sync_try(a, &c, &o) : sync_now(a, &c, &o);
	close(lock);
	headers_free(headers, c.sources.n);
	config_done(&c);
	return status;
}
