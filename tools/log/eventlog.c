/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From files of EVE lines to events, following a log that is rotated. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "lib/units.h"
#include "nfq/inspect/protocol.h"
#include "tools/log/eventlog.h"

/* cordond's lines are shorter than that by far. */
enum { ROTATED_MAX = 1000, REPEAT_MAX = 1000000000, LINE_LONGEST = 65536 };

struct eventlog {
	char *path;
	time_t since;
	FILE *f;		/* the current file, once reached */
	ino_t ino;
	unsigned long line;
	char *text;		/* of the line being read */
	size_t size;
	bool old_read;		/* the rotated files are done */
	bool any;		/* there was one */
};

struct eventlog *eventlog_open(const char *path, time_t since)
{
	struct eventlog *l = xcalloc(1, sizeof(*l));

	l->path = xstrdup(path);
	l->since = since;
	return l;
}

void eventlog_close(struct eventlog *l)
{
	if (!l)
		return;
	if (l->f)
		fclose(l->f);
	free(l->path);
	free(l->text);
	free(l);
}

/* --- a line ---------------------------------------------------------- */

static const char *text_at(const json_t *j, const char *a, const char *b)
{
	const json_t *in = json_object_get(j, a);
	const char *s = json_string_value(b ? json_object_get(in, b) : in);

	return s ? s : "";
}

/* alert.metadata holds arrays of one text. */
static const char *metadata(const json_t *j, const char *key)
{
	const json_t *m = json_object_get(json_object_get(j, "alert"),
					  "metadata");
	const char *s = json_string_value(json_array_get(json_object_get(m,
							 key), 0));

	return s ? s : "-";
}

static void set_target(struct logged *e)
{
	const char *address = text_at(e->json, "dest_ip", NULL);
	json_int_t port = json_integer_value(json_object_get(e->json,
							     "dest_port"));

	for (unsigned p = 0; p < PROTOCOLS; p++) {
		const char *name = text_at(e->json, protocols[p].word,
					   protocols[p].name_key);

		if (*name) {
			snprintf(e->target, sizeof(e->target), "%s", name);
			return;
		}
	}
	snprintf(e->target, sizeof(e->target),
		 strchr(address, ':') ? "[%s]:%lld" : "%s:%lld", address,
		 (long long)port);
}

/* The name that an answer leads to, where it is about one. */
static const char *answer_of(const json_t *event)
{
	const json_t *dns = json_object_get(event, "dns");
	const json_t *first = json_array_get(json_object_get(dns, "answers"),
					     0);

	return text_at(first, "rdata", NULL);
}

/* What a person wants to know of the target beside. */
static void set_shown(struct logged *e, const json_t *context)
{
	const char *after = text_at(context, "story", "refused");
	const char *address = text_at(e->json, "dest_ip", NULL);
	const char *led = answer_of(e->json);

	e->hint = text_at(context, "name", NULL);
	if (strcmp(metadata(e->json, "match_type"), "fallback") == 0) {
		e->via = "fallback";
		snprintf(e->shown, sizeof(e->shown), "%s (fallback after %s)",
			 e->target, after);
	} else if (*after) {
		snprintf(e->shown, sizeof(e->shown), "%s (asked again of %s)",
			 e->target, address);
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

/* What became of it, as people say; EVE knows "blocked" and "allowed". */
static const char *action_of(const json_t *event)
{
	if (strcmp(text_at(event, "alert", "action"), "blocked") == 0)
		return "blocked";
	return *metadata(event, "exception") == '-' ? "logged" : "excepted";
}

/* Sums of what forged lines say must not overflow. */
static json_int_t clamp(json_int_t n)
{
	return n < 1 ? 1 : n > REPEAT_MAX ? REPEAT_MAX : n;
}

/* False for a line that is no event of ours. */
static bool parse(struct logged *e, const char *line)
{
	const char *when, *proto;
	json_t *context;

	*e = (struct logged) { .raw = line, .count = 1 };
	e->json = json_loads(line, 0, NULL);
	when = text_at(e->json, "timestamp", NULL);
	if (!json_is_object(e->json) || !moment_parse(when, 0, &e->time))
		return false;
	e->client = text_at(e->json, "src_ip", NULL);
	e->action = action_of(e->json);
	e->vendor = metadata(e->json, "vendor");
	e->role = metadata(e->json, "role");
	proto = text_at(e->json, "app_proto", NULL);
	e->via = strcmp(proto, "failed") == 0 ? "address" : proto;
	context = json_object_get(json_object_get(e->json, "alert"),
				  "context");
	if (json_object_get(context, "repeat"))
		e->count = clamp(json_integer_value(json_object_get(context,
							"repeat")));
	set_target(e);
	set_shown(e, context);
	return true;
}

static bool take_line(struct eventlog *l, const char *path, ssize_t n,
		      eventlog_take *take, void *arg)
{
	struct logged e = { .json = NULL };
	bool go_on = true;

	if (n > LINE_LONGEST || !parse(&e, l->text))
		warnx("%s:%lu: not an event, passed over", path, l->line);
	else if (strcmp(text_at(e.json, "event_type", NULL), "alert") == 0)
		go_on = take(arg, &e);
	json_decref(e.json);
	return go_on;
}

/* --- files ----------------------------------------------------------- */

/* Reads whole lines to the end of `f`; the beginning of a line that is still
 * being written is left for the next time. */
static bool read_lines(struct eventlog *l, FILE *f, const char *path,
		       eventlog_take *take, void *arg)
{
	for (;;) {
		long at = ftell(f);
		ssize_t n = getline(&l->text, &l->size, f);

		if (n < 0)
			break;
		if (l->text[n - 1] != '\n') {
			fseek(f, at, SEEK_SET);
			break;
		}
		l->text[n - 1] = '\0';
		l->line++;
		if (!take_line(l, path, n, take, arg))
			return false;
	}
	clearerr(f);
	return true;
}

static bool read_rotated(struct eventlog *l, eventlog_take *take, void *arg)
{
	struct stat st;
	unsigned n = 0;
	bool go_on = true;

	l->old_read = true;
	for (unsigned i = 1; i <= ROTATED_MAX; i++) {
		char *path = xasprintf("%s.%u", l->path, i);

		if (stat(path, &st) == 0)
			n = i;
		free(path);
	}
	for (; n > 0 && go_on; n--) {
		char *path = xasprintf("%s.%u", l->path, n);
		FILE *f = stat(path, &st) == 0 && st.st_mtime >= l->since ?
			  fopen(path, "re") : NULL;

		l->line = 0;
		if (f) {
			l->any = true;
			go_on = read_lines(l, f, path, take, arg);
			fclose(f);
		}
		free(path);
	}
	return go_on;
}

/* Opens the current file, or the one that came in its place. */
static bool open_current(struct eventlog *l)
{
	struct stat st;

	if (stat(l->path, &st) < 0 || (l->f && st.st_ino == l->ino))
		return l->f != NULL;
	if (l->f)
		fclose(l->f);
	l->f = fopen(l->path, "re");
	l->ino = st.st_ino;
	l->line = 0;
	return l->f != NULL;
}

bool eventlog_read(struct eventlog *l, eventlog_take *take, void *arg)
{
	if (!l->old_read && !read_rotated(l, take, arg))
		return false;
	/* First the rest of the file that was open, then its successor. */
	if (l->f && !read_lines(l, l->f, l->path, take, arg))
		return false;
	if (!open_current(l))	/* just renamed, say */
		return l->any;
	return read_lines(l, l->f, l->path, take, arg);
}
