/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon top: who tries most, which vendors, which names. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/hash.h"
#include "lib/json.h"
#include "lib/log.h"
#include "lib/units.h"
#include "ruleset/config/config.h"
#include "ruleset/config/config_load.h"
#include "tools/cli/output.h"
#include "tools/log/filter.h"
#include "tools/run.h"

enum { COLUMNS = 6, SHOWN = 20, REFRESH_SECONDS = 2 };

struct count {
	char *what;
	long long blocked, logged, excepted;
	time_t first, last;
	size_t next;		/* in the hash chain; number + 1 */
};

struct top {
	struct filter filter;
	const char *by;
	struct count *counts;
	size_t n;
	size_t *buckets;	/* number + 1 */
	size_t nbuckets;	/* a power of two */
	struct hash_key key;
};

/* --- counting -------------------------------------------------------- */

static size_t *bucket_of(struct top *t, const char *what)
{
	return &t->buckets[hash_bytes(&t->key, what, strlen(what)) &
			   (t->nbuckets - 1)];
}

static void grow(struct top *t)
{
	free(t->buckets);
	t->nbuckets *= 2;
	t->buckets = xcalloc(t->nbuckets, sizeof(*t->buckets));
	for (size_t i = 0; i < t->n; i++) {
		size_t *bucket = bucket_of(t, t->counts[i].what);

		t->counts[i].next = *bucket;
		*bucket = i + 1;
	}
}

static struct count *find(struct top *t, const char *what)
{
	size_t *bucket = bucket_of(t, what);

	for (size_t i = *bucket; i; i = t->counts[i - 1].next)
		if (strcmp(t->counts[i - 1].what, what) == 0)
			return &t->counts[i - 1];
	if (t->n == t->nbuckets) {
		grow(t);
		bucket = bucket_of(t, what);
	}
	t->counts = xgrow(t->counts, t->n, sizeof(*t->counts));
	t->counts[t->n] = (struct count) {
		.what = xstrdup(what), .next = *bucket,
	};
	*bucket = ++t->n;
	return &t->counts[t->n - 1];
}

static bool take(void *arg, const struct logged *e)
{
	struct top *t = arg;
	struct count *c;

	if (!filter_wants(&t->filter, e))
		return true;
	c = find(t, strcmp(t->by, "vendor") == 0 ? e->vendor :
		 strcmp(t->by, "name") == 0 ? e->target : e->client);
	if (strcmp(e->action, "blocked") == 0)
		c->blocked += e->count;
	else if (strcmp(e->action, "excepted") == 0)
		c->excepted += e->count;
	else
		c->logged += e->count;
	if (c->first == 0 || e->time < c->first)
		c->first = e->time;
	if (e->time > c->last)
		c->last = e->time;
	return true;
}

/* The most first; equals by what they are. */
static int compare(const void *pa, const void *pb)
{
	const struct count *a = pa, *b = pb;
	long long na = a->blocked + a->logged + a->excepted;
	long long nb = b->blocked + b->logged + b->excepted;

	if (na != nb)
		return na < nb ? 1 : -1;
	return strcmp(a->what, b->what);
}

/* --- showing --------------------------------------------------------- */

static void show_json(const struct top *t, size_t n)
{
	struct buffer out = { 0 };
	struct json j = json_into(&out);
	char when[MOMENT_TEXT];

	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.top/1");
	json_text(&j, "by", t->by);
	json_open(&j, "top", '[');
	for (size_t i = 0; i < n; i++) {
		const struct count *c = &t->counts[i];

		json_open(&j, NULL, '{');
		json_text(&j, t->by, c->what);
		json_signed(&j, "blocked", c->blocked);
		json_signed(&j, "logged", c->logged);
		json_signed(&j, "excepted", c->excepted);
		json_text(&j, "first", moment_format(c->first, when));
		json_text(&j, "last", moment_format(c->last, when));
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	puts(out.p);
	buffer_done(&out);
}

static void format_time(const struct args *a, time_t t, char out[MOMENT_TEXT])
{
	struct tm tm;

	if (output_form_of(a) != OUTPUT_TABLE) {
		moment_format(t, out);
		return;
	}
	if (a->utc)
		gmtime_r(&t, &tm);
	else
		localtime_r(&t, &tm);
	strftime(out, MOMENT_TEXT, "%Y-%m-%d %H:%M:%S", &tm);
}

static void show_table(const struct top *t, size_t n)
{
	static const char *const heads[] = { "CLIENT", "VENDOR", "NAME" };
	const struct args *a = t->filter.a;
	const char *columns[COLUMNS] = {
		*t->by == 'v' ? heads[1] : *t->by == 'n' ? heads[2] : heads[0],
		">BLOCKED", ">LOGGED", ">EXCEPTED", "FIRST", "LAST",
	};
	struct output *o = output_begin(a, output_form_of(a), columns,
					COLUMNS);

	for (size_t i = 0; i < n; i++) {
		const struct count *c = &t->counts[i];
		char first[MOMENT_TEXT], last[MOMENT_TEXT];
		char blocked[24], logged[24], excepted[24];
		const char *cells[] = { c->what, blocked, logged, excepted,
					first, last };

		snprintf(blocked, sizeof(blocked), "%lld", c->blocked);
		snprintf(logged, sizeof(logged), "%lld", c->logged);
		snprintf(excepted, sizeof(excepted), "%lld", c->excepted);
		format_time(a, c->first, first);
		format_time(a, c->last, last);
		output_row(o, cells);
	}
	output_end(o);
}

static void show(struct top *t)
{
	size_t n = t->filter.a->limit ? filter_limit(t->filter.a) : SHOWN;

	if (n > t->n)
		n = t->n;
	if (t->n > 0)
		qsort(t->counts, t->n, sizeof(*t->counts), compare);
	if (t->filter.a->as_json)
		show_json(t, n);
	else
		show_table(t, n);
}

static int count_once(const struct args *a, const char *file, const char *by)
{
	struct top t = { .by = by, .nbuckets = 1024,
			 .key = hash_key_random() };
	struct eventlog *l;
	int status = 0;

	filter_read(&t.filter, a);
	t.buckets = xcalloc(t.nbuckets, sizeof(*t.buckets));
	l = eventlog_open(file, t.filter.since);
	if (!eventlog_read(l, take, &t) && access(file, R_OK) < 0) {
		warnx("%s: %s; see \"cordon doctor\"", file,
		      strerror(errno));
		status = errno == EACCES ? EX_NOPERM : EX_NOINPUT;
	} else {
		show(&t);
	}
	eventlog_close(l);
	for (size_t i = 0; i < t.n; i++)
		free(t.counts[i].what);
	free(t.counts);
	free(t.buckets);
	return status;
}

static const char *read_by(const struct args *a)
{
	static const char *const words[] = { "client", "vendor", "name" };

	for (size_t i = 0; a->by && i < 3; i++)
		if (strcmp(words[i], a->by) == 0)
			return words[i];
	if (a->by)
		fatalx_status(EX_USAGE, "--by is client, vendor or name, not "
			      "\"%s\"", a->by);
	return words[0];
}

/* With -f the screen is drawn anew every two seconds. */
int top_run(const struct args *a)
{
	const char *by = read_by(a);
	struct config c;
	int status;

	config_load(&c, a->config);
	do {
		if (a->follow && isatty(STDOUT_FILENO))
			fputs("\033[H\033[2J", stdout);
		status = count_once(a, c.log.file, by);
	} while (a->follow && status == 0 && fflush(stdout) == 0 &&
		 sleep(REFRESH_SECONDS) == 0);
	config_done(&c);
	return status;
}
