/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor on a pair of gateways. */

#include <stdio.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/file.h"
#include "tests/unit/diagnosed.h"
#include "tests/unit/tap.h"
#include "tools/doctor/pair.h"

static struct diagnosis d;

static bool any(const char *path)
{
	return *path == '/';
}

static bool none(const char *path)
{
	(void)path;
	return false;
}

static const char *shipped(const char *name, struct buffer *text)
{
	char path[200];

	snprintf(path, sizeof(path), "packaging/fleet/pair/%s", name);
	if (file_read(path, 65536, text) < 0)
		give_up("cannot read %s", path);
	buffer_char(text, '\0');
	return text->p;
}

static const char *judge(const struct doctor_pair *p)
{
	doctor_pair_judge(&d, p);
	return diagnosed(&d);
}

static void test_shipped(void)
{
	struct buffer k = { 0 }, c = { 0 };
	struct doctor_pair p = {
		.keepalived = shipped("keepalived.conf", &k),
		.conntrackd = shipped("conntrackd.conf", &c),
		.answers = true, .may_run = any,
	};
	char value[100];

	is_text(judge(&p), "ok: what is decided here goes to the gateway that "
		"takes over\n see: keepalived, conntrackd\n", "as shipped");
	ok(doctor_pair_value(p.keepalived, "notify_master", value,
			     sizeof(value)), "who is told");
	is_text(value, "/etc/cordon/pair/notify", ": without its word");
	ok(doctor_pair_value(p.conntrackd, "Path", value, sizeof(value)),
	   "its socket");
	is_text(value, "/run/conntrackd.ctl", ": where");
	p.may_run = none;
	ok(strstr(judge(&p), "FAIL: keepalived cannot run /etc/cordon/pair/"
		  "notify"), "it cannot be run");
	p.may_run = any;
	p.answers = false;
	ok(strstr(judge(&p), "FAIL: conntrackd does not run"), "not running");
	buffer_done(&k);
	buffer_done(&c);
}

static void test_lacking(void)
{
	struct doctor_pair p = { .may_run = any };
	const char *said;

	is_text(judge(&p), "ok: no other gateway takes over from this one\n "
		"see: /etc/keepalived/keepalived.conf is not there\n", "none");
	p.keepalived = "vrrp_instance x { }\n# notify_master \"/x\"\n";
	said = judge(&p);
	ok(strstr(said, "warn: another gateway may take over"),
	   "without conntrackd");
	ok(strstr(said, "has no notify_master"), ": nor told");
	p.conntrackd = "Sync { Mode FTFW {\n DisableExternalCache off\n} }\n";
	p.answers = true;
	said = judge(&p);
	ok(strstr(said, "warn: what was decided comes into the kernel"),
	   "only at the fail-over");
	ok(strstr(said, "note: packets of connections"), ": with windows");
	p.conntrackd = "\n\n   disableexternalcache\tOn # yes\n"
		       "TCPWindowTracking Off";
	p.keepalived = "notify_master /a b\n\tnotify_backup \"/a c\"";
	ok(strstr(judge(&p), "ok: what is decided"), "in other words");
}

int main(void)
{
	test_shipped();
	test_lacking();
	return done_testing();
}
