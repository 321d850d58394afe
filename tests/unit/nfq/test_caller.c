/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who calls, as a line and back. */

#include <stdio.h>
#include <string.h>

#include "nfq/caller.h"
#include "tests/unit/tap.h"

static struct caller back(const struct caller *c, size_t room)
{
	char line[1024];
	struct caller r;

	if (!caller_write(c, line, room)) {
		r = (struct caller) { .user = "" };
		return r;
	}
	ok(strlen(line) < room, "the line has room");
	ok(!strpbrk(line, "\r\n"), ": and is one");
	caller_parse(&r, line);
	return r;
}

static void test_back(void)
{
	const struct caller c = {
		"alice", "", "pts/3", "cordon mode enforce --for 2h",
	};
	struct caller r = back(&c, 512);

	is_text(r.user, "alice", "user");
	is_text(r.sudo_user, "", "nobody else");
	is_text(r.tty, "pts/3", "terminal");
	is_text(r.command, "cordon mode enforce --for 2h", "command");
	r = back(&c, 30);
	is_text(r.user, "alice", "in less room: user");
	is_text(r.command, "cordon mode ", ": and as much of it");
	ok(!caller_write(&c, (char [8]) { 0 }, 8), "no room, no line");
}

/* A name with blanks must not shift what is behind it, nor a command's newline
 * begin a line. */
static void test_hostile(void)
{
	struct caller c = {
		"a b\nc", "-", "", "x\ny\r{\"by\"}", }, r = back(&c, 512);

	is_text(r.user, "a_b_c", "blanks");
	is_text(r.sudo_user, "", "a dash is nobody");
	is_text(r.tty, "", "no terminal");
	is_text(r.command, "x y {\"by\"}", "newlines");
	memset(c.command, 'x', sizeof(c.command) - 1);
	r = back(&c, 1024);
	is_number(strlen(r.command), sizeof(c.command) - 1, "a long one");
}

static void test_bad(void)
{
	static const char *const lines[] = {
		"", "by", "by ", "by a", "by a b", "by a b c", "by  a b c d",
		"bye a b c d", "mode enforce",
		("by 0123456789012345678901234567890123456789"
		 "012345678901234567890123456789 b c d"),
		"by a b 0123456789012345678901234567890123456789 d",
	};
	struct caller r;

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		memset(&r, 'x', sizeof(r));
		ok(!caller_parse(&r, lines[i]), "\"%s\" is none", lines[i]);
		ok(!*r.user && !*r.command, ": and empty");
	}
	ok(caller_parse(&r, "by a b c "), "a command may be empty");
}

int main(void)
{
	test_back();
	test_hostile();
	test_bad();
	return done_testing();
}
