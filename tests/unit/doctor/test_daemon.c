/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor on cordond. */

#include <errno.h>
#include <string.h>

#include "tests/unit/diagnosed.h"
#include "tests/unit/tap.h"
#include "tools/doctor/daemon.h"

static struct diagnosis d;

static const char *check(void (*run)(struct diagnosis *d, struct facts *f),
			 const char *status, int error)
{
	static struct facts f;

	facts_unmade(&f);
	facts_made(&f, status);
	facts_set(&f.config.run, "/run/test");
	if (error)
		f.client.fault.ret = -error;
	run(&d, &f);
	return diagnosed(&d);
}

#define RUNS "\"version\":\"" CORDON_VERSION "\",\"pid\":7,\"uptime\":90"

static void test_daemon(void)
{
	is_text(check(doctor_daemon_check, NULL, 0), "FAIL: cordond is not "
		"running: nothing is judged by name\n"
		" see: its socket below /run/test: No such file or "
		"directory\n try: systemctl start cordond\n", "none");
	is_text(check(doctor_daemon_check, NULL, EACCES), "FAIL: cordond does "
		"not answer: Permission denied\n"
		" see: its socket below /run/test\n"
		" try: systemctl restart cordond\n", "one that is silent");
	is_text(check(doctor_daemon_check, "{" RUNS "}", 0), "ok: cordond "
		CORDON_VERSION ", pid 7, up 1 m 30 s\n", "one that runs");
	is_text(check(doctor_daemon_check, "{\"version\":\"0.0.7\",\"pid\":7,"
		"\"uptime\":90}", 0), "warn: cordond is version 0.0.7, this "
		"program " CORDON_VERSION "\n"
		" see: \"version\" of cordon status --json: 0.0.7\n"
		" try: systemctl restart cordond\n"
		"ok: cordond 0.0.7, pid 7, up 1 m 30 s\n", "an older one");
	ok(strstr(check(doctor_daemon_check, "{" RUNS ",\"last_reload_well\":"
			"false,\"last_error\":\"x:7: no \\u001b[7m\"}", 0),
		  "warn: the last reload failed: what was in force before it "
		  "still is\n see: x:7: no \\x1b[7m\n"),
	   "one that did not reload");
	ok(strstr(check(doctor_daemon_check, "{" RUNS ",\"last_reload_well\":"
			"true,\"last_error\":\"cannot restore: busy\"}", 0),
		  "FAIL: another program changed the table, and cordond could "
		  "not put it back\n see: cannot restore: busy\n"
		  " try: cordon reload\n"), "one that lost its table");
}

static void test_mode(void)
{
	is_text(check(doctor_daemon_mode, "{\"mode\":\"enforce\","
		"\"mode_origin\":\"x.conf:3\"}", 0), "ok: restricted vendors "
		"are blocked\n see: mode enforce, from x.conf:3\n",
		"enforce");
	is_text(check(doctor_daemon_mode, "{\"mode\":\"off\",\"mode_origin\":"
		"\"x.conf:3\"}", 0), "warn: mode off: nothing is blocked\n"
		" see: mode off, from x.conf:3\n"
		" try: cordon mode enforce --confirm 5m\n", "off");
	is_text(check(doctor_daemon_mode, NULL, 0), "warn: mode observe: "
		"nothing is blocked\n see: mode observe, from cordon.conf\n"
		" try: cordon mode enforce --confirm 5m\n",
		"as configured, where none runs");
}

int main(void)
{
	test_daemon();
	test_mode();
	return done_testing();
}
