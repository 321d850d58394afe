/* SPDX-License-Identifier: GPL-2.0-or-later */
/* conf.d and the mode file: what counts over cordon.conf. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/file.h"
#include "lib/folder.h"
#include "ruleset/config/config.h"
#include "ruleset/config/config_load.h"
#include "ruleset/config/config_mode.h"
#include "tests/unit/tap.h"

/* Each test has a folder SCRATCH/case of its own, where state is too. */
static const char *folder;
static struct config c;

static const char *in(const char *name)
{
	static char paths[2][200];
	static int next;
	char *path = paths[next++ % 2];

	snprintf(path, sizeof(paths[0]), "%s/%s/%s", scratch(), folder, name);
	return path;
}

/* Writes a file; each STATE in it becomes this test's state folder. */
static void put(const char *name, const char *text)
{
	struct buffer b = { 0 };
	const char *at;

	for (; (at = strstr(text, "STATE")); text = at + strlen("STATE")) {
		buffer_add(&b, text, (size_t)(at - text));
		buffer_text(&b, in("state"));
	}
	buffer_text(&b, text);
	if (file_write(in(name), b.p, b.len, 0644) < 0)
		give_up("cannot write %s", name);
	buffer_done(&b);
}

static void begin(const char *name, const char *text)
{
	folder = name;
	folder_make(in("state"), 0755);
	folder_make(in("conf.d"), 0755);
	put("cordon.conf", text);
}

static bool load(void)
{
	return config_load(&c, in("cordon.conf"));
}

/* True if the report has SCRATCH/case/ and this behind it. */
static bool says(const char *rest)
{
	const char *text = c.report.text.p ? c.report.text.p : "(empty)\n";

	if (strstr(text, in(rest)))
		return true;
	diag("not in the report: %s", rest);
	diag("which is: %s", text);
	return false;
}

static void origin_is(const void *field, const char *want, const char *what)
{
	char text[300];

	is_text(config_origin(&c, field, text, sizeof(text)), want, "%s", what);
}

static void test_drop_ins(void)
{
	begin("dropins", "state = \"STATE\"; mode = \"enforce\";\n"
	      "wan = [ \"eth0\" ]; exempt = ( { client = \"10.0.0.1\"; "
	      "reason = \"old\"; } );\n"
	      "vendors = ( { id = \"a\"; bases = [ \"x\" ]; } );\n");
	put("conf.d/20-b.conf", "mode = \"off\"; workers = 2;\n");
	put("conf.d/10-a.conf", "mode = \"observe\"; workers = 1;\n"
	    "vendors = ( { id = \"b\"; }, { id = \"a\"; mode = \"off\"; } );\n"
	    "exempt = ( { client = \"10.0.0.1\"; reason = \"new\"; }, "
	    "{ client = \"10.0.0.2\"; reason = \"r\"; } );\n");
	put("conf.d/30-c.conf.bak", "mode = \"nonsense\";\n");
	put("conf.d/.hidden.conf", "mode = \"nonsense\";\n");
	ok(load(), "files beside the first");
	ok(c.mode == MODE_OFF && c.workers == 2,
	   ": are read in order of names");
	origin_is(&c.mode, in("conf.d/20-b.conf:1"), "the last one counts");
	origin_is(&c.wan, in("cordon.conf:2"), "where it says anything");
	ok(c.vendors.n == 3 && config_vendor(&c, "kaspersky") &&
	   config_vendor(&c, "b"), "vendors add up");
	ok(config_vendor(&c, "a")->mode == MODE_OFF &&
	   config_vendor(&c, "a")->bases.n == 0, "one of the same id replaces");
	ok(c.exempt.n == 2 && !strcmp(((struct config_exempt *)
				       c.exempt.items)->reason, "new"),
	   "clients too");
	config_done(&c);

	put("conf.d/40-d.conf", "mod = \"off\";\n");
	put("conf.d/50-e.conf", "strict = maybe;\n");
	ok(!load() && c.report.errors == 2, "mistakes in two of them");
	ok(says("conf.d/40-d.conf:1: unknown key \"mod\"; did you mean "
		"\"mode\"?") && says("conf.d/50-e.conf:1: "),
	   ": are told by the file they are in");
	config_done(&c);
}

static void test_modes(void)
{
	static const enum mode modes[] = {
		MODE_OFF, MODE_OBSERVE, MODE_ENFORCE
	};
	unsigned wrong = 0;

	begin("modes", "state = \"STATE\";\n");
	load();
	for (int i = 0; i < 3; i++) {
		config_set_mode(&c, NULL, modes[i], "command", 0);
		for (enum mode v = MODE_OFF; v <= MODE_INHERIT; v++) {
			enum mode want = modes[i] == MODE_OFF ? MODE_OFF :
					 v == MODE_INHERIT ? modes[i] :
					 v;

			config_set_mode(&c, "acme", v, "x", 0);
			wrong += config_vendor_mode(&c, "acme") != want;
		}
		c.on_failure = FAIL_AUTO;
		wrong += config_on_failure(&c) != (modes[i] == MODE_ENFORCE ?
						   FAIL_CLOSED : FAIL_OPEN);
		c.on_failure = FAIL_OPEN;
		wrong += config_on_failure(&c) != FAIL_OPEN;
		c.on_failure = FAIL_CLOSED;
		wrong += config_on_failure(&c) != FAIL_CLOSED;
	}
	is_number(wrong, 0, "a vendor's mode holds but where all is off");
	origin_is(&c.mode, "command", "a mode set says who set it");
	config_done(&c);
}

static void test_mode_file(void)
{
	char *path;

	begin("stored", "state = \"STATE\"; mode = \"observe\";\n"
	      "log = { file = \"STATE-log/eve.json\"; };\n"
	      "vendors = ( { id = \"a\"; mode = \"off\"; bases = [ \"x\" ]; "
	      "} );\n");
	folder_make(in("state-log"), 0755);
	load();
	path = config_mode_file(&c);
	is_text(path, in("state/mode.conf"), "the mode has a file");
	ok(config_store_mode(&c, NULL, MODE_ENFORCE) == 0 &&
	   config_store_mode(&c, "a", MODE_OBSERVE) == 0 &&
	   config_store_mode(&c, "new", MODE_ENFORCE) == 0, ": it is stored");
	is_number(c.mode, MODE_OBSERVE, "what is loaded stays");
	config_done(&c);
	ok(load() && c.mode == MODE_ENFORCE, "the next start has it");
	origin_is(&c.mode, path, "and says from where");
	ok(config_vendor_mode(&c, "a") == MODE_OBSERVE &&
	   config_vendor(&c, "a")->bases.n == 1, "a vendor's mode only");
	ok(config_vendor_mode(&c, "new") == MODE_ENFORCE, "a new one's too");
	config_store_mode(&c, NULL, MODE_OFF);
	config_done(&c);
	ok(load() && c.mode == MODE_OFF && config_vendor(&c, "new")->mode ==
	   MODE_ENFORCE, "storing one keeps the others");
	config_done(&c);

	put("state/mode.conf", "mode = \"enforc\";\nvendors = (");
	ok(!load() && says("state/mode.conf:2: "), "a broken one is told");
	ok(c.mode == MODE_OBSERVE, ": and does not count");
	is_number(config_store_mode(&c, NULL, MODE_ENFORCE), 0,
		  "storing writes it anew");
	config_done(&c);
	ok(load() && c.mode == MODE_ENFORCE, ": and whole");
	ok(!c.mode_recalled, ": from where it belongs");
	config_store_mode(&c, "a", MODE_ENFORCE);
	config_done(&c);
	ok(unlink(path) == 0 && load() && c.mode == MODE_ENFORCE &&
	   config_vendor_mode(&c, "a") == MODE_ENFORCE,
	   "the state is lost: what was set is recalled");
	ok(c.mode_recalled, ": which is said");
	origin_is(&c.mode, in("state-log/mode.conf"), ": and from where");
	ok(config_store_mode(&c, NULL, MODE_OFF) == 0, "another mode");
	config_done(&c);
	ok(load() && c.mode == MODE_OFF && !c.mode_recalled &&
	   config_vendor(&c, "a")->mode == MODE_ENFORCE,
	   ": ends that, and keeps the others");
	config_done(&c);
	unlink(path);
	put("cordon.conf", "state = \"STATE-other\"; mode = \"observe\";\n"
	    "log = { file = \"STATE-log/eve.json\"; };\n");
	ok(load() && c.mode == MODE_OBSERVE && !c.mode_recalled,
	   "of another state folder nothing is recalled");
	free(c.state);
	c.state = strdup(in("gone"));
	is_number(config_store_mode(&c, NULL, MODE_OFF), -ENOENT,
		  "no state folder, no mode stored");
	config_done(&c);
	free(path);
}

int main(void)
{
	test_drop_ins();
	test_modes();
	test_mode_file();
	return done_testing();
}
