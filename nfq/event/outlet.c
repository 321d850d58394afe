/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes and counts lines. */

#include <string.h>

#include "lib/log.h"
#include "nfq/event/outlet.h"

enum { BATCH = 256 * 1024 };

bool outlet_open(struct outlet *o, const char *path, uint64_t max_size,
		 unsigned keep)
{
	bool ok = logfile_open(&o->log, path, max_size, keep);

	o->lines = (struct buffer) { 0 };
	o->losing = false;
	atomic_store(&o->written, 0);
	atomic_store(&o->lost, 0);
	atomic_store(&o->error, o->log.error);
	return ok;
}

void outlet_close(struct outlet *o)
{
	logfile_close(&o->log);
	buffer_done(&o->lines);
}

void outlet_limit(struct outlet *o, uint64_t max_size, unsigned keep)
{
	o->log.max_size = max_size;
	o->log.keep = keep;
}

bool outlet_is_full(const struct outlet *o)
{
	return o->lines.len > BATCH;
}

static size_t count_lines(const char *p, size_t len)
{
	size_t n = 0;

	for (const char *end = p + len; (p = memchr(p, '\n',
						    (size_t)(end - p))); p++)
		n++;
	return n;
}

static void note_lost(struct outlet *o, size_t lost)
{
	uint64_t all = atomic_fetch_add(&o->lost, lost) + lost;

	if (lost > 0 && !o->losing)
		warnx("%s: %s: events are being lost", o->log.path,
		      strerror(-o->log.error));
	else if (lost == 0 && o->losing)
		warnx("%s: writable again; %llu events were lost so far",
		      o->log.path, (unsigned long long)all);
	o->losing = lost > 0;
}

void outlet_flush(struct outlet *o)
{
	const char *p = o->lines.p;
	size_t len = o->lines.len, done;

	if (len == 0)
		return;
	done = logfile_write(&o->log, p, len);
	atomic_store(&o->error, o->log.error);
	atomic_fetch_add(&o->written, count_lines(p, done));
	note_lost(o, count_lines(p + done, len - done));
	buffer_reset(&o->lines);
}

void outlet_check(struct outlet *o, bool anew)
{
	if (anew)
		logfile_reopen(&o->log);
	else
		logfile_check(&o->log);
	atomic_store(&o->error, o->log.error);
}
