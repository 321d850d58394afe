/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor on disks, clock and exceptions. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/diagnosed.h"
#include "tests/unit/tap.h"
#include "tools/doctor/clock.h"
#include "tools/doctor/disk.h"
#include "tools/doctor/exceptions.h"

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

/* --- the clock -------------------------------------------------------- */

static void test_clock(void)
{
	struct witness w = { .what = (char *)"/x", .made = 1790151302 + 120 };
	struct facts f;

	facts_made(&f, NULL);
	doctor_clock_judge(&d, &f, &w);
	is_text(diagnosed(&d), "ok: the clock says 2026-09-23T08:15:02Z, after "
		"all that was written\n see: date: 2026-09-23T08:15:02Z; the "
		"newest of what is known, /x: 2026-09-23T08:17:02Z\n",
		"as far as clocks may differ");
	w.made++;
	doctor_clock_judge(&d, &f, &w);
	is_text(diagnosed(&d), "FAIL: the clock says 2026-09-23T08:15:02Z, but "
		"/x is of 2026-09-23T08:17:03Z: exceptions, refreshes and "
		"certificates go by the clock\n see: date: "
		"2026-09-23T08:15:02Z; the newest of what is known, /x: "
		"2026-09-23T08:17:03Z\n try: timedatectl set-ntp true; "
		"without a network, date -s\n", "a second more");
	facts_unmade(&f);
}

static void test_catalogue(void)
{
	struct witness w = { .what = NULL };
	struct facts f;

	facts_made(&f, "{\"vendors\":[{\"id\":\"a\",\"as_of\":\"2026-09-20\"},"
		   "{\"id\":\"b\",\"as_of\":\"2026-09-21\"},{\"id\":\"c\","
		   "\"as_of\":\"2026-09-19\"},{\"id\":\"d\",\"as_of\":\"soon\"}"
		   ",{\"id\":\"e\"}]}");
	doctor_clock_ask_catalogue(&w, &f);
	is_text(w.what, "the catalogue's entry of b", "the newest entry");
	is_number(w.made, 1789948800, ", from the first second of its day");
	free(w.what);
	facts_unmade(&f);
}

/* --- exceptions ------------------------------------------------------- */

static const char *exceptions(const struct exception *e, size_t n,
			      const struct fault *mistake)
{
	static const struct fault none;
	const struct exception *active[] = { e, e + 1 };
	const struct exceptions all = { .active = active, .nactive = n };
	struct facts f;

	facts_made(&f, NULL);
	facts_set(&f.config.state, "/state");
	doctor_exceptions_judge(&d, &f, &all, mistake ? mistake : &none);
	facts_unmade(&f);
	return diagnosed(&d);
}

static void test_exceptions(void)
{
	const struct exception e[2] = {
		{ .id = (char *)"ex-0001", .owner = (char *)"eve",
		  .until = (char *)"SOON", .end = 1790151302 + 86400 },
		{ .id = (char *)"ex-0002", .owner = (char *)"bob",
		  .until = (char *)"LATER", .end = 1790151302 + 86401 },
	};
	struct fault mistake = { .ret = 0 };

	is_text(exceptions(e, 0, NULL), "ok: 0 exceptions in force, none ends "
		"within a day\n", "none");
	is_text(exceptions(e + 1, 1, NULL), "ok: 1 exceptions in force, none "
		"ends within a day\n", "one that lasts");
	is_text(exceptions(e, 2, NULL), "note: exception ex-0001 of eve ends "
		"in 1 d\n see: cordon except list: ex-0001 until SOON\n"
		" try: cordon except extend ex-0001 --for 30d\n",
		"one that ends");
	fault_set(&mistake, 0, "no such key");
	fault_at(&mistake, "/state/exceptions.conf", 3);
	is_text(exceptions(e, 0, &mistake), "FAIL: the register of exceptions "
		"cannot be read: its exceptions do not count\n"
		" see: /state/exceptions.conf:3: no such key\n"
		" try: mend it: ${EDITOR:-vi} '/state/exceptions.conf'; then "
		"cordon reload\n", "a register that cannot be read");
}

int main(void)
{
	test_disk();
	test_log();
	test_clock();
	test_catalogue();
	test_exceptions();
	return done_testing();
}
