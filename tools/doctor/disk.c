/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's checks of disks. */

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "tools/archive/store.h"
#include "tools/doctor/disk.h"

enum { FREE_PERCENT = 5, NEGLECTED = 86400 };

bool doctor_disk_judge(struct diagnosis *d, const struct disk *x,
		       const char *fix)
{
	const char *folder = x->folder;
	char make[600];

	if (x->error) {
		snprintf(make, sizeof(make), "mkdir -p '%s'", folder);
		diagnosis_add(d, LEVEL_FAIL, make, "%s is not there", folder);
		diagnosis_evidence(d, "%s: %s", folder, strerror(x->error));
		return true;
	}
	if (x->percent < FREE_PERCENT) {
		diagnosis_add(d, x->bytes ? LEVEL_WARN : LEVEL_FAIL, fix,
			      "only %u %% of the disk below %s is free",
			      x->percent, folder);
		diagnosis_evidence(d, "df '%s': %llu bytes are free", folder,
				   x->bytes);
		return true;
	}
	if (!x->read_only && !x->write_error)
		return false;
	snprintf(make, sizeof(make), "mount -o remount,rw \"$(findmnt -nro "
		 "TARGET -T '%s')\"", folder);
	diagnosis_add(d, LEVEL_FAIL, make, "%s is not writable", folder);
	diagnosis_evidence(d, "%s: %s", folder, x->read_only ?
			   "on a file system mounted read-only" :
			   strerror(x->write_error));
	return true;
}

/* Only root knows by trying what root may write. */
static struct disk ask(const struct facts *f, const char *folder)
{
	struct disk x = { .folder = folder, .percent = 100 };
	struct statvfs fs;

	if (statvfs(folder, &fs) < 0) {
		x.error = errno;
		return x;
	}
	if (fs.f_blocks > 0)
		x.percent = (unsigned)(100ull * fs.f_bavail / fs.f_blocks);
	x.bytes = (unsigned long long)fs.f_bavail * fs.f_frsize;
	x.read_only = f->root && (fs.f_flag & ST_RDONLY);
	if (f->root && access(folder, W_OK) < 0)
		x.write_error = errno;
	return x;
}

void doctor_disk_state(struct diagnosis *d, struct facts *f)
{
	struct disk x;

	if (!f->config_ok)
		return;
	x = ask(f, f->config.state);
	if (!doctor_disk_judge(d, &x, "du -xah / | sort -h | tail, and remove "
			       "what is not needed: without room no new lists, "
			       "exceptions or modes are kept"))
		diagnosis_add(d, LEVEL_OK, NULL, "%s has room",
			      f->config.state);
}

static void find_failing_log(struct diagnosis *d, const struct facts *f,
			     const char *path, const char *error)
{
	char fix[700];

	snprintf(fix, sizeof(fix), "df -h '%s'; ls -la '%s': make room, or "
		 "give it to the user cordond runs as", path, path);
	diagnosis_add(d, LEVEL_FAIL, fix, "%s cannot be written: %s", path,
		      error);
	diagnosis_evidence(d, "\"lost\" of the events of cordon status "
			   "--json: %lld", jsontree_number(f->status,
							   "events.lost"));
}

static void check_log_folder(struct diagnosis *d, const struct facts *f)
{
	char *path = xstrdup(f->config.log.file);
	struct disk x = ask(f, dirname(path));

	if (!doctor_disk_judge(d, &x, "du -xah / | sort -h | tail, and remove "
			       "what is not needed; or lower log.keep"))
		diagnosis_add(d, LEVEL_OK, NULL, "%s is writable",
			      f->config.log.file);
	free(path);
}

/* A daemon that runs writes to the file that it was started with. */
void doctor_disk_log(struct diagnosis *d, struct facts *f)
{
	const char *written = jsontree_text(f->status, "events.file");
	const char *error = jsontree_text(f->status, "events.error");

	if (*error)
		find_failing_log(d, f, written, error);
	if (!*error || strcmp(written, f->config.log.file) != 0)
		check_log_folder(d, f);
}

/* What "cordon log index" could not do, or nobody has asked of it. */
void doctor_disk_archive_judge(struct diagnosis *d, const struct lastrun *r,
			       time_t now, bool waits)
{
	static const char fix[] = "cordon log index";

	if (*r->why) {
		diagnosis_add(d, LEVEL_FAIL, fix, "nothing is sealed, nor the "
			      "history filled: %s", r->why);
		diagnosis_evidence(d, "index.state in the state's folder says "
				   "so of the last \"cordon log index\"");
	} else if (waits && (r->at == 0 || now - r->at > NEGLECTED)) {
		diagnosis_add(d, LEVEL_WARN, "systemctl enable --now "
			      "cordon-history.timer", "rotated files of the "
			      "log wait to be sealed");
		diagnosis_evidence(d, "\"cordon log index\" %s", r->at == 0 ?
				   "never ran" : "ran more than a day ago");
	} else {
		diagnosis_add(d, LEVEL_OK, NULL, "the log is sealed, and the "
			      "history filled");
	}
}

/* Rotated more than a day ago, that is. */
static bool has_waiting(const struct facts *f)
{
	struct store_file *files;
	bool waits = false;
	struct store s;
	size_t n;

	store_init(&s, f->config.log.file);
	store_rotated(&s, &files, &n);
	for (size_t i = 0; i < n; i++)
		waits |= f->now - files[i].changed > NEGLECTED;
	store_free(files, n);
	store_done(&s);
	return waits;
}

void doctor_disk_archive(struct diagnosis *d, struct facts *f)
{
	struct lastrun r;

	if (!f->config_ok)
		return;
	lastrun_read(&r, f->config.state);
	doctor_disk_archive_judge(d, &r, f->now, has_waiting(f));
}
