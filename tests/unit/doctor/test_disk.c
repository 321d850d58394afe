/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor on disks. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/diagnosed.h"
#include "tests/unit/tap.h"
#include "tools/doctor/disk.h"

static struct diagnosis d;

/* --- disks ------------------------------------------------------------ */

static const char *disk(struct disk x)
{
	bool found = doctor_disk_judge(&d, &x, "make room");

	ok(found == (d.n > 0), "it is said whether there is something");
	return diagnosed(&d);
}

static void test_disk(void)
{
	struct disk x = { .folder = "/f", .percent = 5, .bytes = 1000 };

	is_text(disk(x), "", "room enough");
	x.percent = 4;
	is_text(disk(x), "warn: only 4 % of the disk below /f is free\n"
		" see: df '/f': 1000 bytes are free\n try: make room\n",
		"little room");
	x.percent = 0;
	x.bytes = 0;
	is_text(disk(x), "FAIL: only 0 % of the disk below /f is free\n"
		" see: df '/f': 0 bytes are free\n try: make room\n", "none");
	x.error = ENOENT;
	is_text(disk(x), "FAIL: /f is not there\n"
		" see: /f: No such file or directory\n try: mkdir -p '/f'\n",
		"no folder");
	x = (struct disk) { .folder = "/f", .percent = 50, .read_only = true };
	is_text(disk(x), "FAIL: /f is not writable\n"
		" see: /f: on a file system mounted read-only\n"
		" try: mount -o remount,rw \"$(findmnt -nro TARGET -T "
		"'/f')\"\n", "read-only");
	x.read_only = false;
	x.write_error = EPERM;
	ok(strstr(disk(x), " see: /f: Operation not permitted\n"),
	   "not even for root");
}

static void test_log(void)
{
	static const char status[] = "{\"events\":{\"file\":\"/old/eve.json\","
		"\"error\":\"No space left on device\",\"lost\":12}}";
	const char *said;
	struct facts f;

	facts_made(&f, status);
	facts_set(&f.config.log.file, "/old/eve.json");
	doctor_disk_log(&d, &f);
	said = diagnosed(&d);
	ok(strncmp(said, "FAIL: /old/eve.json cannot be written: No space "
		   "left on device\n see: \"lost\" of the events of cordon "
		   "status --json: 12\n", 113) == 0 && !strstr(said, "there"),
	   "a log that the daemon cannot write");
	facts_set(&f.config.log.file, "/nowhere/eve.json");
	doctor_disk_log(&d, &f);
	ok(strstr(diagnosed(&d), "FAIL: /nowhere is not there\n"),
	   "and the one that is configured");
	facts_unmade(&f);
}

static const char *archive(struct lastrun r, bool waits)
{
	doctor_disk_archive_judge(&d, &r, 1000000, waits);
	return diagnosed(&d);
}

static void test_archive(void)
{
	struct lastrun r = { .at = 1000000 - 100 };

	ok(strstr(archive(r, true), "ok: "), "sealed a while ago");
	r.at -= 86400;
	ok(strstr(archive(r, false), "ok: "), "more than a day ago, and "
	   "nothing waits");
	is_text(archive(r, true), "warn: rotated files of the log wait to be "
		"sealed\n see: \"cordon log index\" ran more than a day ago\n"
		" try: systemctl enable --now cordon-history.timer\n",
		": with what waits");
	r.at = 0;
	ok(strstr(archive(r, true), "never ran"), "never");
	snprintf(r.why, sizeof(r.why), "no room");
	ok(strstr(archive(r, false), "FAIL: nothing is sealed, nor the history "
		  "filled: no room\n"), "what failed");
}

int main(void)
{
	test_disk();
	test_log();
	test_archive();
	return done_testing();
}
