/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All sources together: which are asked, and what they may come to. */

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/file.h"
#include "tests/unit/tap.h"
#include "tools/sync/gather.h"

enum { N = 3 };

static char *empty = (char *)"", *paths[N];
static struct config_source sources[N];
static struct config c;

static void begin(void)
{
	static const char *const ids[N] = { "a", "b", "c" };

	for (int i = 0; i < N; i++) {
		paths[i] = xasprintf("%s/list-%s", scratch(), ids[i]);
		sources[i] = (struct config_source) {
			.id = (char *)(uintptr_t)ids[i], .url = empty,
			.path = paths[i], .folder = empty,
			.format = (char *)"auto", .column = empty,
			.sha256 = empty, .minisign = empty,
			.signature = empty, .min_entries = 1,
			.max_entries = 1000, .max_shrink = 50,
			.max_growth = 300, .widest4 = 8, .widest6 = 19,
			.max_size = 4096, .max_unpacked = 8192,
			.refresh = 3600,
		};
	}
	c = (struct config) {
		.state = xasprintf("%s/state", scratch()), .user = empty,
		.protect_list = empty, .sources = { sources, N },
		.lists = { .max_entries = 200, .max_shrink = 30,
			   .max_growth = 300 },
	};
}

static void write_list(int i, unsigned names)
{
	struct buffer b = { 0 };

	for (unsigned k = 0; k < names; k++)
		buffer_printf(&b, "bad%u-%d.test\n", k, i);
	file_write(paths[i], b.p, b.len, 0644);
	buffer_done(&b);
}

static struct gather_counts run(const struct gather_options *o)
{
	struct gather_counts counts;
	struct gather g;

	gather_begin(&g, &c, o);
	gather_fetch(&g, true);
	gather_take(&g);
	gather_weigh(&g);
	is_number(gather_promote(&g), 0, "stored");
	counts = gather_counts(&g);
	gather_end(&g);
	return counts;
}

/* As if all was tried so long ago. */
static void shift(int i, int64_t seconds, enum source_health health,
		  uint64_t failures)
{
	struct source_state st;

	source_state_read(&st, &c, &sources[i]);
	st.tried = time(NULL) - seconds;
	st.health = health;
	st.failures = failures;
	source_state_write(&st, &c, &sources[i]);
}

static void test_weight(void)
{
	struct gather_options o = { .n = 0 };
	struct gather_counts n;
	struct source_state st;

	for (int i = 0; i < N; i++)
		write_list(i, 50);
	n = run(&o);
	ok(n.fresh == 3 && n.kept == 0, "three new lists");
	n = run(&o);
	ok(n.same == 3, ": again, they are the same");
	for (int i = 0; i < N; i++)
		write_list(i, 30);
	n = run(&o);
	ok(n.refused == 3 && n.fresh == 0,
	   "each within its limits, together not within theirs");
	source_state_read(&st, &c, &sources[1]);
	ok(strcmp(st.verdict, "total") == 0 && st.names == 50 &&
	   strstr(st.why, "lists.max_shrink"), ": which says so: %s", st.why);
	o.accept = true;
	n = run(&o);
	ok(n.fresh == 3, "accepted, they are new");
	o.accept = false;
	write_list(0, 90);
	write_list(1, 90);
	n = run(&o);
	source_state_read(&st, &c, &sources[0]);
	ok(n.refused == 2 && n.same == 1 &&
	   strstr(st.why, "lists.max_entries"), ": too many together: %s",
	   st.why);
	write_list(0, 30);
	write_list(1, 30);
	n = run(&o);
	ok(n.same == 3, ": as before, all is well");
}

static void test_asked(void)
{
	char *ids[] = { (char *)"b" };
	struct gather_options o = { .ids = ids, .n = 1 };
	struct gather_counts n;

	write_list(0, 31);
	write_list(1, 31);
	n = run(&o);
	ok(n.fresh == 1 && n.skipped == 2, "the one that is named");
	o = (struct gather_options) { .due = true };
	n = run(&o);
	ok(n.skipped == 3, ": none is due");
	shift(0, 3599, SOURCE_WELL, 0);
	ok(run(&o).skipped == 3, ": nor just before its interval is over");
	shift(0, 3600, SOURCE_WELL, 0);
	n = run(&o);
	ok(n.fresh == 1 && n.skipped == 2, "one is");
	shift(0, -7200, SOURCE_WELL, 0);
	ok(run(&o).same == 1, "one of the future, too: the clock was wrong");
	shift(0, 599, SOURCE_FAILED, 1);
	ok(run(&o).skipped == 3, "one that has failed is waited for a while");
	shift(0, 601, SOURCE_FAILED, 1);
	ok(run(&o).same == 1, ": but not for its interval");
	shift(0, 1199, SOURCE_FAILED, 2);
	ok(run(&o).skipped == 3, ": then longer");
	shift(0, 1201, SOURCE_UNVERIFIED, 2);
	ok(run(&o).same == 1, ": and again");
	shift(0, 3599, SOURCE_FAILED, 1000);
	ok(run(&o).skipped == 3, "never longer than its interval");
	shift(0, 3601, SOURCE_FAILED, UINT64_MAX / 2);
	ok(run(&o).same == 1, "however often it failed");
	shift(0, 3500, SOURCE_REFUSED, 1);
	ok(run(&o).skipped == 3, "one that is refused is no hurry");
	sources[2].max_entries = 999;
	ok(run(&o).same == 1, "one with another limit is asked at once");
}

/* From now on nothing can be asked of the kernel. */
static void forbid_sockets(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = { ARRAY_SIZE(code), code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) < 0)
		give_up("no filter: %m");
}

static void test_blind(void)
{
	struct gather_options o = { .n = 0 };
	struct source_state before, st;
	struct gather_counts n;

	source_state_read(&before, &c, &sources[0]);
	write_list(0, 32);
	forbid_sockets();
	n = run(&o);
	ok(n.failed == 3 && n.fresh == 0,
	   "where this gateway's addresses are not known nothing is taken in");
	source_state_read(&st, &c, &sources[0]);
	is_text(st.why, "this gateway's addresses are not known, which no "
		"list may name: Operation not permitted", ": which says so");
	ok(st.names == before.names && strcmp(st.content, before.content) == 0,
	   ": the good copies stay");
	ok(strcmp(st.terms, before.terms) == 0,
	   ": and are not judged by what is not known");
}

int main(void)
{
	need_seccomp();
	if (!freopen("/dev/null", "w", stderr))
		give_up("it tells what it does");
	begin();
	test_weight();
	test_asked();
	test_blind();
	for (int i = 0; i < N; i++)
		free(paths[i]);
	free(c.state);
	return done_testing();
}
