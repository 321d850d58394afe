/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What others change of our table is seen; what we do, and what they do to
 * their own, is not. */

#include <errno.h>
#include <linux/capability.h>
#include <net/if.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/array.h"
#include "nfq/watch.h"
#include "ruleset/nft/object.h"
#include "tests/unit/kernel_made.h"
#include "tests/unit/tap.h"

static struct netlink own, other;
static struct watch w;
static struct made made;

static struct table_distrust seen(void)
{
	struct table_distrust d = { .sets = false };

	watch_tables(&w, &d);
	return d;
}

static void is_seen(bool sets, bool rules, const char *what)
{
	struct table_distrust d = seen();

	ok(d.sets == sets && d.rules == rules, "%s: sets %d, rules %d", what,
	   d.sets, d.rules);
}

static void change_chain(struct netlink *n, const char *table, bool remove)
{
	const struct object_chain chain = { .name = "another" };
	struct batch b;

	batch_begin(&b, n);
	if (remove)
		object_delete_chain(&b, table, chain.name);
	else
		object_add_chain(&b, table, &chain);
	if (batch_send(&b, n) < 0)
		give_up("cannot change %s", b.failed);
	batch_done(&b);
}

static void test_tables(void)
{
	struct table t = kernel_table(&made, "192.0.2.0/24\n", "");
	unsigned edition;
	struct batch b;

	is_seen(false, false, "nothing has happened");
	kernel_apply(&t, &own);
	edition = t.marker.edition;
	is_seen(false, false, "what we do ourselves");
	kernel_change(&other, edition, SET_LISTED, "198.51.100.0/24",
		      "vendor-local", false);
	is_seen(true, false, "an element more");
	is_seen(false, false, "once is enough");
	kernel_change(&other, edition, SET_LISTED, "198.51.100.0/24", NULL,
		      true);
	is_seen(true, false, "an element less");
	change_chain(&other, TABLE_NAME, false);
	is_seen(false, true, "a chain more");
	change_chain(&own, TABLE_NAME, true);
	is_seen(false, false, "which we delete");

	batch_begin(&b, &other);
	object_add_table(&b, "cordon2");
	batch_send(&b, &other);
	batch_done(&b);
	change_chain(&other, "cordon2", false);
	is_seen(false, false, "a table whose name begins like ours");
}

/* While paused nothing comes, and the number of the ruleset tells. */
static void test_pause(void)
{
	uint32_t before, after;

	watch_pause(&w);
	netlink_genid(&own, &before);
	change_chain(&other, TABLE_NAME, false);
	is_seen(false, false, "nothing is seen while paused");
	netlink_genid(&own, &after);
	ok(before != after, ": but the ruleset has moved on");
	watch_resume(&w);
	change_chain(&other, TABLE_NAME, true);
	is_seen(false, true, "it is again when resumed");
}

/* Whether we have what it takes; without any it is given up for a while. */
static void set_capabilities(bool some)
{
	static struct __user_cap_data_struct all[_LINUX_CAPABILITY_U32S_3];
	static const struct __user_cap_data_struct none[ARRAY_SIZE(all)];
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct now[ARRAY_SIZE(all)];

	if (!some && syscall(SYS_capget, &head, all) < 0)
		give_up("capget: %m");
	memcpy(now, some ? all : none, sizeof(now));
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		now[i].permitted = all[i].permitted;
	if (syscall(SYS_capset, &head, now) < 0)
		give_up("capset: %m");
}

static void test_refused(void)
{
	struct watch without;

	watch_pause(&w);
	set_capabilities(false);
	is_number(watch_resume(&w), -EPERM, "a watch that may not go on");
	ok(w.paused, ": is paused still");
	is_number(watch_open(&without, 0), -EPERM, ": nor be begun");
	set_capabilities(true);
	is_number(watch_resume(&w), 0, ": later it may");
	ok(!w.paused, ": and does");
}

static void test_removed(void)
{
	struct fault fault;
	struct table_distrust d;

	apply_remove(&other, &fault);
	d = seen();
	ok(d.rules && d.sets, "the table is deleted");
}

/* Too much to be kept: then all may have changed. */
static void test_flood(void)
{
	int small = 4096;

	setsockopt(watch_tables_fd(&w), SOL_SOCKET, SO_RCVBUF, &small,
		   sizeof(small));
	for (int i = 0; i < 200; i++) {
		struct batch b;

		batch_begin(&b, &other);
		object_add_table(&b, "cordon2");
		change_chain(&other, "cordon2", i % 2 == 0);
		batch_send(&b, &other);
		batch_done(&b);
	}
	is_seen(true, true, "when messages are lost all is in doubt");
	is_seen(false, false, "until it has been looked at");
}

static void test_routes(void)
{
	struct ifreq r = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	struct pollfd p = { watch_routes_fd(&w), POLLIN, 0 };

	watch_routes(&w);
	ok(!watch_routes(&w), "no route has changed");
	r.ifr_flags = IFF_UP;
	if (ioctl(fd, SIOCSIFFLAGS, &r) < 0)
		give_up("lo does not go up");
	poll(&p, 1, 5000);
	ok(watch_routes(&w), "an interface goes up");
	close(fd);
}

int main(void)
{
	kernel_begin(&own);
	if (netlink_open(&other) < 0 ||
	    watch_open(&w, mnl_socket_get_portid(own.nl)) < 0)
		skip_all("no socket to watch with");
	test_tables();
	test_pause();
	test_refused();
	test_removed();
	test_flood();
	test_routes();
	watch_close(&w);
	made_end(&made);
	netlink_close(&other);
	netlink_close(&own);
	return done_testing();
}
