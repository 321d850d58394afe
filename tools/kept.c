/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Measures what is kept. */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "lib/alloc.h"
#include "lib/folder.h"
#include "lib/moment.h"
#include "nfq/event/remembered.h"
#include "tools/archive/ledger.h"
#include "tools/archive/store.h"
#include "tools/kept.h"

enum {
	DAY = 86400, RECENT = 30 * DAY,
	AT_LEAST = 6 * 3600,	/* from which on a day can be told */
	FOREVER = 100 * 366,	/* days */
	NOTHING = 256 << 10,	/* bytes: less is no room */
};

/* --- measuring --------------------------------------------------------- */

static uint64_t size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
}

static void measure_plain(struct kept *k, const struct store *s)
{
	struct store_file *files;
	size_t n;

	k->plain = size_of(s->log);
	store_rotated(s, &files, &n);
	for (size_t i = 0; i < n; i++)
		k->plain += files[i].size;
	store_free(files, n);
}

static void measure_history(struct kept *k, const char *state)
{
	DIR *dir = opendir(state);
	struct dirent *e;

	while (dir && (e = readdir(dir))) {
		char *path = xasprintf("%s/%s", state, e->d_name);

		if (strncmp(e->d_name, "history", 7) == 0)
			k->history += size_of(path);
		free(path);
	}
	if (dir)
		closedir(dir);
}

/* What came in the last month, were it there all the time. */
static void measure_sealed(struct kept *k, const struct ledger *l, time_t now)
{
	uint64_t recent = 0;
	time_t began = 0, from, when;

	for (size_t i = 0; i < l->n; i++) {
		const struct ledger_entry *e = &l->entries[i];

		if (e->what != LEDGER_SEAL || !moment_parse(e->from, 0, &from))
			continue;
		if (!e->dropped) {
			k->sealed += e->packed;
			if (k->since == 0 || from < k->since)
				k->since = from;
		}
		if (!moment_parse(e->when, 0, &when) || when > now ||
		    when < now - RECENT || from < now - RECENT - DAY)
			continue;
		recent += e->packed;
		if (began == 0 || from < began)
			began = from;
	}
	if (began > 0 && now - began >= AT_LEAST)
		k->per_day = recent * DAY / (uint64_t)(now - began);
}

static void measure_remembered(struct kept *k, const struct config *c)
{
	char *folder = remembered_folder(c->log.file);
	char **paths;
	size_t n;

	k->remember = c->remember;
	k->remembered_most = c->remember_size;
	if (remembered_list(folder, &paths, &n) == 0) {
		for (size_t i = 0; i < n; i++)
			k->remembered += size_of(paths[i]);
		if (n > 0)
			k->remembered_since = remembered_hour(paths[0]);
		folder_list_free(paths, n);
	}
	free(folder);
}

void kept_measure(struct kept *k, const struct config *c, time_t since,
		  time_t now)
{
	const struct sealkey none = { .can_check = false };
	struct ledger l = { .n = 0 };
	struct statvfs fs;
	struct store s;

	*k = (struct kept) {
		.since = since, .sealed_most = c->log.sealed_size,
		.plain_most = c->log.max_size * (uint64_t)(c->log.keep + 1),
	};
	store_init(&s, c->log.file);
	measure_plain(k, &s);
	measure_history(k, c->state);
	measure_remembered(k, c);
	if (ledger_read(&l, s.ledger, &none) == 0)
		measure_sealed(k, &l, now);
	ledger_done(&l);
	if (statvfs(s.folder, &fs) == 0)
		k->free = (uint64_t)fs.f_bavail * fs.f_frsize;
	lastrun_read(&k->last, c->state);
	store_done(&s);
}

/* --- until when -------------------------------------------------------- */

static uint64_t less(uint64_t a, uint64_t b)
{
	return a > b ? a - b : 0;
}

time_t kept_full(const struct kept *k, time_t now, bool *disk)
{
	/* Rotated files grow as far as they may first. */
	uint64_t room = less(k->free, less(k->plain_most, k->plain));
	uint64_t until = less(k->sealed_most, k->sealed), days;

	*disk = room < until;
	if (k->per_day == 0)
		return 0;
	days = (*disk ? room : until) / k->per_day;
	return days > FOREVER ? 0 : now + (time_t)days * DAY;
}

/* --- saying so --------------------------------------------------------- */

static const char *bytes(uint64_t n, char text[16])
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB" };
	double value = (double)n / 1024;
	size_t unit = 0;

	while (value >= 1000 && unit < 3) {
		value /= 1024;
		unit++;
	}
	snprintf(text, 16, "%.1f %s", value, units[unit]);
	return text;
}

static void day(time_t t, char text[16])
{
	struct tm tm;

	localtime_r(&t, &tm);
	strftime(text, 16, "%Y-%m-%d", &tm);
}

static void say_full(struct answer *an, const struct kept *k, time_t now)
{
	char when[16];
	bool disk;
	time_t full = kept_full(k, now, &disk);

	day(full, when);
	if (k->free < NOTHING)
		answer_say(an, "            the disk is full: make room\n");
	else if (full == 0)
		return;
	else if (disk)
		answer_say(an, "            the disk is full on %s: make room, "
			   "or lower log.sealed_size\n", when);
	else if (k->sealed >= k->sealed_most - k->sealed_most / 50)
		answer_say(an, "            it is full: the oldest leaves as "
			   "more comes\n");
	else
		answer_say(an, "            it is full on %s; from then on the "
			   "oldest leaves\n", when);
}

/* Where it is off, only if some is left. */
static void say_remembered(struct answer *an, const struct kept *k)
{
	char since[16], size[16], most[16];

	if (!k->remember && !k->remembered_since)
		return;
	if (k->remembered_since)
		day(k->remembered_since, since);
	answer_say(an, "  %-10s%s; %s%s: %s of %s; ask with \"cordon "
		   "log rescan\"\n", "remember", k->remember ?
		   "on, what is let through is kept" : "off by now",
		   k->remembered_since ? "since " : "nothing yet",
		   k->remembered_since ? since : "",
		   bytes(k->remembered, size),
		   bytes(k->remembered_most, most));
}

void kept_say(struct answer *an, const struct kept *k, time_t now)
{
	char since[16] = "", plain[16], sealed[16], most[16], history[16];
	char at[MOMENT_TEXT];

	if (k->since)
		day(k->since, since);
	answer_say(an, "  %-10s%s%s: log %s, sealed %s of %s, history %s\n",
		   "kept", k->since ? "since " : "nothing yet", since,
		   bytes(k->plain, plain), bytes(k->sealed, sealed),
		   bytes(k->sealed_most, most), bytes(k->history, history));
	say_full(an, k, now);
	if (*k->last.why)
		answer_say(an, "            nothing is sealed, nor the history "
			   "filled (%s): %s\n", moment_format(k->last.at, at),
			   paint_safe(k->last.why));
	say_remembered(an, k);
}

void kept_put(struct answer *an, const struct kept *k, time_t now)
{
	bool disk;
	time_t full = kept_full(k, now, &disk);

	answer_open(an, "kept", '{');
	if (k->since)
		answer_put(an, "since", cell_time(k->since));
	answer_put(an, "log_bytes", cell_number(k->plain));
	answer_put(an, "sealed_bytes", cell_number(k->sealed));
	answer_put(an, "sealed_most", cell_number(k->sealed_most));
	answer_put(an, "history_bytes", cell_number(k->history));
	answer_put(an, "free_bytes", cell_number(k->free));
	answer_put(an, "remember", cell_bool(k->remember));
	if (k->remembered_since)
		answer_put(an, "remembered_since",
			   cell_time(k->remembered_since));
	answer_put(an, "remembered_bytes", cell_number(k->remembered));
	answer_put(an, "remembered_most", cell_number(k->remembered_most));
	if (full) {
		answer_put(an, "full", cell_time(full));
		answer_put(an, "full_is_disk", cell_bool(disk));
	}
	if (k->last.at)
		answer_put(an, "indexed", cell_time(k->last.at));
	if (*k->last.why)
		answer_put(an, "index_error", cell_text(k->last.why));
	answer_close(an);
}
