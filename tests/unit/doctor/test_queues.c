/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor on queues and buffers. */

#include <string.h>

#include "lib/array.h"
#include "tests/unit/diagnosed.h"
#include "tests/unit/tap.h"
#include "tools/doctor/queues.h"

static struct diagnosis d;

#define RUNS "{\"pid\":77,\"queues\":{\"first\":100,\"workers\":1}}"

static const char *queues(const struct queue_seen *q, size_t n,
			  const char *status)
{
	static struct facts f;

	facts_unmade(&f);
	facts_made(&f, status);
	f.config.queue_base = 100;
	f.config.queue_length = 2048;
	f.config.workers = 1;
	doctor_queues_judge(&d, &f, q, n);
	return diagnosed(&d);
}

static void test_ours(void)
{
	struct queue_seen q[] = {
		{ { .queue = 100, .portid = 1, .waiting = 3 }, 77, "cordond" },
		{ { .queue = 101, .portid = 2, .waiting = 1 }, 0, "another" },
		{ { .queue = 99, .portid = 3, .dropped = 9 }, 5, "other" },
		{ { .queue = 104, .portid = 4, .dropped = 9 }, 5, "other" },
	};

	is_text(queues(q, ARRAY_SIZE(q), RUNS), "ok: 2 queues from 100 on, 4 "
		"packets waiting\n"
		" see: /proc/net/netfilter/nfnetlink_queue: 2 queues of "
		"cordond, 0 dropped\n", "by number alone");
	q[0].stat.dropped = 5;
	q[1].stat.user_dropped = 2;
	is_text(queues(q, ARRAY_SIZE(q), RUNS), "warn: 7 packets did not fit "
		"into the queues and followed on_failure\n"
		" see: /proc/net/netfilter/nfnetlink_queue: 2 queues of "
		"cordond, 7 dropped\n"
		" try: raise queue_length (now 2048) or workers in "
		"cordon.conf, then systemctl restart cordond\n", "too full");
	is_text(queues(q, 0, RUNS), "FAIL: cordond's queues are not in the "
		"kernel\n see: /proc/net/netfilter/nfnetlink_queue: 0 queues "
		"of cordond, 0 dropped\n try: systemctl restart cordond\n",
		"none");
	is_text(queues(q, 0, NULL), "", "none, and nobody to read them");
}

static void test_foreign(void)
{
	struct queue_seen q[] = {
		{ { .queue = 100, .portid = 1 }, 77, "cordond" },
		{ { .queue = 103, .portid = 9, .dropped = 4 }, 5, "snort" },
	};

	is_text(queues(q, ARRAY_SIZE(q), RUNS), "FAIL: snort (pid 5) reads "
		"queue 103, which is cordond's: packets to judge go to it\n"
		" see: /proc/net/netfilter/nfnetlink_queue: queue 103, port "
		"9\n try: kill 5, or set queue_base in cordon.conf to a range "
		"that is free; then systemctl restart cordond\n",
		"another program's");
	ok(strstr(queues(q, ARRAY_SIZE(q), NULL), "FAIL: snort (pid 5)"),
	   "also where no cordond runs");
	ok(!strstr(queues(q, 1, NULL), "FAIL"),
	   "but not what is left of one that was called so");
}

static const char *buffers(const char *status, long most)
{
	static struct facts f;

	facts_unmade(&f);
	facts_made(&f, status);
	doctor_queues_judge_buffers(&d, &f, most);
	return diagnosed(&d);
}

#define BUFFERS(forced) "{\"queues\":{\"receive_buffer\":1000," \
	"\"forced_buffers\":" forced "}}"

static void test_buffers(void)
{
	static const char good[] = "ok: each queue's socket has a buffer of "
				   "1000 bytes\n";

	is_text(buffers(BUFFERS("true"), 10), good, "forced");
	is_text(buffers(BUFFERS("false"), 1000), good, "allowed");
	is_text(buffers(BUFFERS("false"), 999), "warn: cordond may not force "
		"the buffer of 1000 bytes that its sockets need, and "
		"net.core.rmem_max allows 999: a burst of packets will not "
		"fit\n see: net.core.rmem_max = 999, wanted 1000\n"
		" try: sysctl -w net.core.rmem_max=1000\n", "neither");
	ok(strstr(buffers(BUFFERS("false"), -1), "allows too little: a burst "
		  "of packets will not fit\n see: wanted 1000; "
		  "net.core.rmem_max is not shown in this network namespace\n"),
	   "unknown");
	is_text(buffers("{}", 10), "", "of an older daemon");
	is_text(buffers(NULL, 10), "", "of none");
}

int main(void)
{
	test_ours();
	test_foreign();
	test_buffers();
	return done_testing();
}
