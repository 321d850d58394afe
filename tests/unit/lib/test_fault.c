/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A reason and how it reads: whole, in part, too long, hostile. */

#include <errno.h>

#include "lib/fault.h"
#include "tests/unit/tap.h"

static char text[FAULT_TEXT];

static void test_pieces(void)
{
	struct fault f = { .ret = 0 };

	ok(!fault_any(&f), "zeroes are no fault");
	is_text(fault_text(&f, text), "", ": and read as nothing");
	is_number(fault_set(&f, -ENOENT, "set %s", "blocked4"), -ENOENT,
		  "what it is set to comes back");
	ok(fault_any(&f), "now it is one");
	is_text(fault_text(&f, text), "set blocked4: No such file or "
		"directory", "what and the kernel's word");
	fault_at(&f, "/etc/a.conf", 7);
	is_text(fault_text(&f, text), "/etc/a.conf:7: set blocked4: No such "
		"file or directory", "behind its place");
	fault_at(&f, "/etc/a.conf", 0);
	is_text(fault_text(&f, text), "/etc/a.conf: set blocked4: No such "
		"file or directory", ": and one without line");
	fault_set(&f, 0, "unknown key \"x\"");
	is_text(fault_text(&f, text), "unknown key \"x\"",
		"set anew it forgets place and number");
	fault_set(&f, -EPERM, "%s", "");
	ok(fault_any(&f), "a number alone is a fault");
	is_text(fault_text(&f, text), "Operation not permitted",
		": and reads without a colon");
}

static void test_long(void)
{
	char longer[2 * FAULT_WHAT], place[2 * FAULT_PLACE];
	struct fault f;
	size_t n;

	memset(longer, '\a', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	memset(place, '\n', sizeof(place));
	memcpy(place + sizeof(place) - 6, "x.conf", 6);
	place[sizeof(place) - 1] = '\0';
	fault_set(&f, -EPERM, "%s", longer);
	fault_at(&f, place, 4294967295u);
	fault_text(&f, text);
	n = strlen(text);
	ok(n > 2500 && n < FAULT_TEXT - 1, "the longest fits: %zu bytes", n);
	is_text(text + n - 25, ": Operation not permitted", ": to its end");
	ok(strstr(text, "\\x0ax.con:4294967295: \\x07"),
	   "the end of a long place is kept");
	ok(strncmp(text, "...\\x0a", 7) == 0, ": and that it is one is shown");
	ok(!strpbrk(text, "\n\a"), ": nothing steers the terminal");
}

int main(void)
{
	test_pieces();
	test_long();
	return done_testing();
}
