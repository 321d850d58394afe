/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Generations: the old one or the new one, and never a damaged one. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "ruleset/generation/generation.h"
#include "tests/unit/tap.h"

static struct config config;
static struct conf_report report;

/* SCRATCH/name; good until the fourth call behind it. */
static bool exists(const char *name)
{
	struct stat st;

	return lstat(scratch_in(name), &st) == 0;
}

/* A state folder of each test's own. */
static void begin(const char *state)
{
	char text[300];

	snprintf(text, sizeof(text), "id = \"acme\"; title = \"A\"; as_of = "
		 "\"1\"; bases = ( { id = \"b\"; authority = \"A\"; cite = "
		 "\"C\"; binds = \"B\"; dates = \"D\"; source = \"S\"; } );");
	folder_make(scratch_in("vendors"), 0755);
	scratch_put("vendors/1.conf", text);
	scratch_put("block.list", "first.test\n192.0.2.1\n");
	report = (struct conf_report) { 0 };
	config = (struct config){
		.catalogue = xstrdup(scratch_in("vendors")),
		.local_catalogue = xstrdup(scratch_in("none")),
		.block_list = xstrdup(scratch_in("block.list")),
		.allow_list = xstrdup(scratch_in("allow.list")),
		.protect_list = xstrdup(scratch_in("protect.list")),
		.state = xstrdup(scratch_in(state)),
	};
	folder_make(config.state, 0755);
}

static void end(void)
{
	free(config.catalogue);
	free(config.local_catalogue);
	free(config.block_list);
	free(config.allow_list);
	free(config.protect_list);
	free(config.state);
	conf_report_done(&report);
}

static bool has(const struct generation *g, const char *name)
{
	struct name_rule rules[NAME_RULES_MAX];

	return names_lookup(&g->names, name, strlen(name), rules) > 0;
}

/* Updates and closes again: the number, or what went wrong. */
static int update(void)
{
	struct generation g = { .number = 0 };
	int ret = generation_update(&g, &config, GENERATION_VERIFY, &report);

	if (ret < 0)
		return ret;
	ret = (int)g.number;
	generation_close(&g);
	return ret;
}

static int current(void)
{
	struct generation g;
	int ret = generation_open(&g, config.state, GENERATION_VERIFY);

	if (ret < 0)
		return ret;
	ret = (int)g.number;
	generation_close(&g);
	return ret;
}

static void test_first(void)
{
	struct generation g, memory;
	struct buffer b = { 0 };
	char target[64] = "", **names;
	size_t n;

	begin("first");
	is_number(current(), -ENOENT, "at first there is none");
	is_number(generation_update(&g, &config, GENERATION_VERIFY, &report),
		  0, ": it is made");
	ok(g.number == 1 && has(&g, "first.test") && has(&g, "x.first.test") &&
	   !has(&g, "second.test"), "the first, of what is listed");
	is_number(readlink(scratch_in("first/current"), target,
			   sizeof(target) - 1),
		  18, "the link is relative");
	is_text(target, "generations/000001", ": and leads to it");
	folder_list(scratch_in("first/generations/000001"), "", &names, &n);
	is_number(n, 4,
		  ": it has two indexes, a manifest, the inputs, no more");
	folder_list_free(names, n);
	ok(!exists("first/generations/new") && !exists("first/current.next"),
	   ": nothing half done is left");
	ok(file_read(scratch_in("first/current/manifest.json"), 10000, &b) ==
			   0 &&
		   strstr(b.p, "\"number\":1,") &&
		   strstr(b.p, "\"names\":1,") &&
		   strstr(b.p, "block.list\",\"names\":1,\"prefixes\":1,"),
	   "the manifest has number, lists and counts");
	ok(generation_compile(&memory, &config, &report) == 0 &&
	   memory.number == 0 && strcmp(memory.digest, g.digest) == 0 &&
	   strlen(g.digest) == 32, "one in memory has the same digest");
	generation_close(&memory);
	generation_close(&g);
	buffer_done(&b);
	end();
}

static void test_next(void)
{
	struct generation old;
	char name[32];
	struct stat before, after;

	begin("next");
	update();
	generation_open(&old, config.state, GENERATION_VERIFY);
	stat(scratch_in("next/current/names.idx"), &before);
	scratch_put("block.list", "first.test\n192.0.2.1\n");
	is_number(update(), 1, "equal inputs make no new generation");
	stat(scratch_in("next/current/names.idx"), &after);
	ok(before.st_ino == after.st_ino, ": nor write its files again");
	for (int i = 2; i <= 8; i++) {
		snprintf(name, sizeof(name), "n%d.test\n", i);
		scratch_put("block.list", name);
		if (update() != i)
			ok(false, "each change makes the next, %d", i);
	}
	is_number(current(), 8, "seven changes later");
	ok(!exists("next/generations/000003") &&
	   exists("next/generations/000004") &&
	   exists("next/generations/000008"), "the last five stay");
	ok(has(&old, "first.test") && !has(&old, "n8.test"),
	   "one that is open stays readable");
	generation_close(&old);
	scratch_put("block.list", "first.test\n192.0.2.1\n");
	is_number(update(), 9, "old inputs make a new one again");
	end();
}

static void test_mistake(void)
{
	struct generation g;

	begin("mistake");
	update();
	scratch_put("block.list", "second.test\nnot a name\n");
	is_number(update(), -EINVAL, "a mistake in a list");
	ok(report.text.p && strstr(report.text.p, "block.list:2: "),
	   ": is told by file and line");
	ok(generation_open(&g, config.state, GENERATION_VERIFY) == 0 &&
	   g.number == 1 &&
	   has(&g, "first.test") && !has(&g, "second.test"),
	   "the current generation stays");
	generation_close(&g);
	ok(!exists("mistake/generations/000002"), ": and no other is there");
	scratch_put("block.list", "second.test\n");
	is_number(update(), 2, ": until it is mended");
	end();

	begin("file");
	rmdir(config.state);
	scratch_put("file", "not a folder");
	ok(update() < 0 && report.errors == 1 &&
	   strstr(report.text.p, "cannot store generation 1"),
	   "a state that cannot be written is told");
	end();
}

static void spoil(const char *path, size_t at, size_t cut)
{
	struct buffer b = { 0 };

	file_read(scratch_in(path), SIZE_MAX, &b);
	if (b.len > at)
		b.p[at] ^= 0x10;
	file_write(scratch_in(path), b.p, b.len - cut, 0644);
	buffer_done(&b);
}

static void test_damage(void)
{
	static const struct {
		const char *file;
		size_t at, cut;
		const char *what;
	} rows[] = {
		{ "names.idx", 700, 0, "a byte in names.idx" },
		{ "names.idx", 0, 0, "its magic" },
		{ "names.idx", 24, 0, "its seed" },
		{ "names.idx", 40, 0, "its checksum" },
		{ "names.idx", SIZE_MAX, 1, "its last byte gone" },
		{ "prefixes.idx", 140, 0, "a byte in prefixes.idx" },
		{ "prefixes.idx", 12, 0, "its number of sections" },
		{ "prefixes.idx", SIZE_MAX, 100, "most of it gone" },
	};
	struct generation g;
	char path[64];
	int last;

	begin("damage");
	last = update();
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(path, sizeof(path), "damage/current/%s",
			 rows[i].file);
		spoil(path, rows[i].at, rows[i].cut);
		ok(current() < 0, "%s is noticed", rows[i].what);
		ok(generation_update(&g, &config, GENERATION_VERIFY,
				     &report) == 0 &&
		   (int)g.number == last + 1 && has(&g, "first.test"),
		   ": and compiled anew");
		last = (int)g.number;
		generation_close(&g);
	}
	unlink(scratch_in("damage/current/names.idx"));
	ok(current() < 0, "a missing file is noticed");
	is_number(update(), last + 1, ": and compiled anew");
	end();
}

static void test_left_overs(void)
{
	begin("crash");
	update();
	folder_make(scratch_in("crash/generations/new"), 0755);
	scratch_put("crash/generations/new/names.idx", "half");
	folder_make(scratch_in("crash/generations/000002"), 0755);
	scratch_put("crash/generations/000002/names.idx", "never current");
	scratch_put("crash/current.next", "a file");
	is_number(current(), 1, "what a crash left is not current");
	scratch_put("block.list", "second.test\n");
	is_number(update(), 3, ": and in nobody's way");
	ok(!exists("crash/generations/new") && !exists("crash/current.next"),
	   ": and gone then");

	unlink(scratch_in("crash/current"));
	is_number(current(), -ENOENT, "without the link there is none");
	is_number(update(), 4, ": then the next one is made");
	unlink(scratch_in("crash/current"));
	ok(symlink("generations/000077", scratch_in("crash/current")) == 0 &&
		   current() < 0,
	   "a link to nowhere is noticed");
	ok(update() > 0 && current() > 0, ": and set right");
	unlink(scratch_in("crash/current"));
	ok(symlink("../etc", scratch_in("crash/current")) == 0 &&
		   current() == -ENOENT,
	   "one to elsewhere is not followed");
	end();
}

/* Opens the current generation over and over until the pipe closes: always
 * whole, its names and prefixes of one list. */
static int watch(int fd)
{
	char byte, name[32];
	int bad = 0;

	while (read(fd, &byte, 1) < 0 && errno == EAGAIN) {
		struct prefix_rule rules[PREFIX_RULES_MAX];
		struct generation g;

		if (generation_open(&g, config.state, GENERATION_VERIFY) < 0)
			return 1;
		for (int i = 0; i <= 15; i++) {
			uint8_t v4[4] = { 10, 0, 0, (uint8_t)i };
			struct address a = address_from_v4(v4);

			snprintf(name, sizeof(name), "n%d.test", i);
			bad += has(&g, name) !=
			       (prefixes_lookup(&g.prefixes, &a, rules) > 0);
		}
		generation_close(&g);
	}
	return bad != 0;
}

/* The only writer's files are taken as they are, unless told to look. */
static void test_trust(void)
{
	struct generation g;

	begin("trust");
	update();
	chmod(scratch_in("trust/current/names.idx"), 0600);
	spoil("trust/current/names.idx", 700, 0);
	chmod(scratch_in("trust/current/names.idx"), 0644);
	ok(generation_open(&g, config.state, GENERATION_VERIFY) == -EBADMSG,
	   "reading it through finds what is spoilt");
	ok(generation_open(&g, config.state, GENERATION_TRUST) == 0,
	   "trusting it does not");
	generation_close(&g);
	chmod(scratch_in("trust/current/names.idx"), 0664);
	ok(generation_open(&g, config.state, GENERATION_TRUST) == -EBADMSG,
	   "what others may write to is not trusted");
	end();
}

/* As a pin, or a rollback: what is in force with new inputs. */
static void test_rollback(void)
{
	struct generations_hold h;
	struct generation g;

	begin("back");
	update();
	scratch_put("block.list", "second.test\n");
	is_number(update(), 2, "a second one");
	is_number(generation_rollback(&config, 7, ""), -ENOENT,
		  "back to one that is not there");
	is_number(current(), 2, "changes nothing");
	is_number(generation_rollback(&config, 1, "false alarms"), 0,
		  "back to the first");
	generations_hold(config.state, &h);
	ok(h.kind == HOLD_ROLLBACK && h.number == 1, ": is noted");
	is_text(h.reason, "false alarms", ": and why");
	is_number(update(), 1, "equal inputs do not undo it");
	ok(generation_open(&g, config.state, GENERATION_VERIFY) == 0 &&
	   has(&g, "first.test"), "what it lists is in force");
	generation_close(&g);
	scratch_put("block.list", "third.test\n");
	is_number(update(), 3, "other inputs do, under a new number");
	generations_hold(config.state, &h);
	ok(h.kind == HOLD_NONE, ": and nothing is held any more");
	spoil("back/generations/000002/names.idx", 700, 0);
	is_number(generation_rollback(&config, 2, ""), -EBADMSG,
		  "no way back to a damaged one");
	is_number(current(), 3, ": which changes nothing");
	end();
}

/* The vendor's file with one name and prefixes. */
static void put_vendor(const char *name)
{
	char text[1400];

	snprintf(text, sizeof(text), "id = \"acme\"; title = \"A\"; as_of = "
		 "\"1\"; bases = ( { id = \"b\"; authority = \"A\"; cite = "
		 "\"C\"; binds = \"B\"; dates = \"D\"; source = \"S\"; } );\n"
		 "names = ( { name = \"%s\"; match = \"suffix\"; role = "
		 "\"web\"; source = \"N\"; confidence = \"registry\"; "
		 "enforce = true; } );\n"
		 "prefixes = ( { prefix = \"198.51.0.0/16\"; role = \"web\"; "
		 "source = \"N\"; confidence = \"registry\"; enforce = true; "
		 "}, { prefix = \"198.51.100.0/24\"; role = \"intel\"; source "
		 "= \"N\"; confidence = \"registry\"; enforce = true; } );",
		 name);
	scratch_put("vendors/1.conf", text);
}

/* The lengths of the prefixes that cover an address, "16 24". */
static const char *lengths(const struct generation *g, const char *text)
{
	static struct prefix_rule rules[PREFIX_RULES_MAX];
	static char out[64];
	struct address a;
	size_t n;

	address_parse(text, &a);
	n = prefixes_lookup(&g->prefixes, &a, rules);
	out[0] = '\0';
	for (size_t i = 0; i < n && i < 8; i++)
		sprintf(out + strlen(out), "%s%d", i ? " " : "",
			rules[i].len - 96);
	return out;
}

static void hold(enum hold kind, unsigned number)
{
	const struct generations_hold h = { .kind = kind, .number = number };

	generations_set_hold(config.state, &h);
}

static void test_held(void)
{
	struct generation g;
	struct origin o;

	begin("held");
	put_vendor("lists.test");
	update();
	hold(HOLD_PIN, 1);
	put_vendor("newer.test");
	is_number(update(), 1, "the pinned one stays, whatever lists say");
	scratch_put("block.list", "second.test\n198.51.128.0/17\n");
	is_number(generation_update(&g, &config, GENERATION_VERIFY, &report),
		  0, "local rules count all the same");
	ok(g.number == 2 && current() == 2 && has(&g, "second.test") &&
	   !has(&g, "first.test"), ": in a generation of their own");
	ok(has(&g, "lists.test") && !has(&g, "newer.test"),
	   ": with the lists that are pinned");
	is_text(lengths(&g, "198.51.100.1"), "16 24", ": and their prefixes");
	is_text(lengths(&g, "198.51.200.1"), "16 17", ": around a local one");
	ok(g.legend.vendors[0].names == 1 &&
	   g.legend.vendors[0].prefixes == 2 &&
	   g.legend.vendors[0].nbases == 1, ": counted as they were");
	generation_close(&g);
	generations_origin(config.state, 2, &o);
	is_text(o.why, "local rules", ": for local rules");
	is_number(o.base, 1, ": over the pinned one");
	is_number(update(), 2, "which then stays");
	scratch_put("block.list", "first.test\n192.0.2.1\n");
	is_number(update(), 1, "local rules as they were, it is the first");
	scratch_put("block.list", "second.test\n198.51.128.0/17\n");
	is_number(update(), 2, ": and as they are, the second");
	hold(HOLD_FREEZE, 2);
	scratch_put("block.list", "third.test\n");
	is_number(update(), 3, "frozen, local rules count too");
	hold(HOLD_NONE, 0);
	is_number(update(), 4, "let go, lists count as they are");
	ok(generation_open(&g, config.state, GENERATION_VERIFY) == 0 &&
	   has(&g, "newer.test") && has(&g, "third.test"), ": with all rules");
	generation_close(&g);
	generations_origin(config.state, 4, &o);
	is_text(o.why, "lists: 1.conf", ": for a list that changed");
	conf_report_done(&report);
	report = (struct conf_report) { 0 };
	hold(HOLD_PIN, 99);
	scratch_put("block.list", "fourth.test\n");
	ok(update() == 4 && report.errors == 1,
	   "a pinned one that is gone is told, and the current stays");
	end();
}

/* A handful of local rules does not push yesterday's lists out. */
static void test_local_and_lists(void)
{
	char text[64];

	begin("many");
	put_vendor("yesterday.test");
	update();
	put_vendor("today.test");
	update();
	for (int i = 0; i < 12; i++) {
		snprintf(text, sizeof(text), "local%d.test\n", i);
		scratch_put("block.list", text);
		update();
	}
	ok(exists("many/generations/000001"), "the lists before are there");
	ok(!exists("many/generations/000005"), "old local rules are not");
	ok(exists("many/generations/000010") &&
	   exists("many/generations/000014"), "the last five are");
	end();
}

static void test_whole(void)
{
	char text[64];
	int fds[2], status, wrong = 0;
	pid_t child;

	begin("whole");
	scratch_put("block.list", "n0.test\n10.0.0.0\n");
	update();
	if (pipe2(fds, O_NONBLOCK) < 0)
		return;
	fflush(stdout);
	child = fork();
	if (child == 0) {
		close(fds[1]);
		_exit(watch(fds[0]));
	}
	close(fds[0]);
	for (int i = 1; i <= 15; i++) {
		snprintf(text, sizeof(text), "n%d.test\n10.0.0.%d\n", i, i);
		scratch_put("block.list", text);
		wrong += update() != i + 1;
	}
	close(fds[1]);
	is_number(wrong, 0, "fifteen generations are published");
	ok(child > 0 && waitpid(child, &status, 0) == child && status == 0,
	   "who opens one meanwhile gets the old or the new");
	end();
}

int main(void)
{
	test_first();
	test_next();
	test_mistake();
	test_damage();
	test_left_overs();
	test_trust();
	test_rollback();
	test_held();
	test_local_and_lists();
	test_whole();
	return done_testing();
}
