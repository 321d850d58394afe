/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's counters of queues: of a file like its own, and of its own. */

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include "lib/buffer.h"
#include "nfq/worker/queue.h"
#include "ruleset/nft/queuestat.h"
#include "ruleset/table/backlog.h"
#include "tests/unit/tap.h"

enum { OURS = 100, WORKERS = 5 };

static const struct queues ours = { OURS, WORKERS };

/* A file with the queues from 0 to `n`, in the form of seq_show(). */
static int file_of(unsigned n)
{
	struct buffer text = { 0 };

	for (unsigned i = 0; i < n; i++)
		buffer_printf(&text, "%5u %6u %5u %1u %5u %5u %5u %8u %2d\n",
			      i, 4000000000u, i, 2, 21504, 2, 3, 77, 1);
	scratch_put("queues", text.len ? text.p : "");
	buffer_done(&text);
	return open(scratch_in("queues"), O_RDONLY | O_CLOEXEC);
}

static void test_sums(void)
{
	int fd = file_of(1000);
	struct backlog b;

	is_number(backlog_read(&b, fd, &ours), 0, "a file larger than a "
		  "buffer is read");
	/* 100 + 101 + ... + 119 */
	is_number(b.waiting, 2190, "what waits in our queues alone");
	is_number(b.dropped, 40, "what was dropped");
	is_number(b.user_dropped, 60, "what its reader had no room for");
	is_number(backlog_read(&b, fd, &ours), 0, ": and is read again");
	is_number(b.waiting, 2190, "from its start");
	close(fd);
	fd = file_of(OURS);
	backlog_read(&b, fd, &ours);
	ok(b.waiting == 0 && b.dropped == 0, "without queues of ours: nothing");
	close(fd);
	ok(backlog_read(&b, -1, &ours) < 0 && b.waiting == 0,
	   "a file that is not open is an error");
}

static void test_broken(void)
{
	struct backlog b;
	int fd;

	scratch_put("queues", "  100 1 7 2 9 1 1 5 1\nnonsense\n  101 1\n"
		    "  102 1 5 2 9 0 0 5 1\n  103 1 9 2 9 0 0");
	fd = open(scratch_in("queues"), O_RDONLY | O_CLOEXEC);
	is_number(backlog_read(&b, fd, &ours), 0, "lines that are none");
	is_number(b.waiting, 12, ": are passed over, as is half a line");
	close(fd);
}

static void count(void *arg, const struct queuestat *q)
{
	*(unsigned *)arg += queues_have(&(struct queues) { 1, 50 }, q->queue);
}

/* More than the kernel shows in a page. */
static void test_kernel(void)
{
	struct queue *q;
	unsigned n = 0;
	int fd;

	if (unshare(CLONE_NEWNET) < 0 || !(q = queue_new(-1))) {
		skip_one("the kernel's own file", "it takes root");
		return;
	}
	for (uint16_t i = 1; i <= 200; i++)
		if (queue_bind(q, i, 16, false) < 0)
			ok(false, "queue %u is bound", i);
	fd = queuestat_open();
	ok(fd >= 0 && queuestat_each(fd, count, &n) == 0, "the kernel's file");
	is_number(n, 200, ": has all queues, however many");
	close(fd);
	queue_free(q);
}

int main(void)
{
	test_sums();
	test_broken();
	test_kernel();
	return done_testing();
}
