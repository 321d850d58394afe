/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's checks of queues. */

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/netlink.h>

#include "lib/alloc.h"
#include "lib/plural.h"
#include "tools/doctor/queues.h"

/* --- judging ---------------------------------------------------------- */

/* Of cordond's, by number and by reader. */
struct sums {
	unsigned n, foreign, dropped, waiting;
};

static bool is_ours(const struct facts *f, const struct queue_seen *q)
{
	return f->status ? q->pid == 0 ||
		q->pid == jsontree_number(f->status, "pid") :
		strcmp(q->name, "cordond") == 0;
}

static void find_foreign(struct diagnosis *d, const struct facts *f,
			 const struct queue_seen *q)
{
	char fix[512];

	snprintf(fix, sizeof(fix), "kill %ld, or set queue_base in %s to a "
		 "range that is free; then systemctl restart cordond", q->pid,
		 f->a->config);
	diagnosis_add(d, LEVEL_FAIL, fix, "%s (pid %ld) reads queue %u, which "
		      "is cordond's: packets to judge go to it", q->name,
		      q->pid, q->stat.queue);
	diagnosis_evidence(d, "/proc/net/netfilter/nfnetlink_queue: queue %u, "
			   "port %u", q->stat.queue, q->stat.portid);
}

static void find_sums(struct diagnosis *d, const struct facts *f,
		      const struct sums *all, unsigned first)
{
	char fix[400];

	snprintf(fix, sizeof(fix), "raise queue_length (now %lld) or workers "
		 "in %s, then systemctl restart cordond",
		 (long long)f->config.queue_length, f->a->config);
	if (all->dropped > 0)
		diagnosis_add(d, LEVEL_WARN, fix, "%u packet%s did not fit "
			      "into the queues and followed on_failure",
			      all->dropped, plural(all->dropped));
	else if (f->status && all->n == 0)
		diagnosis_add(d, LEVEL_FAIL, "systemctl restart cordond",
			      "cordond's queues are not in the kernel");
	else if (f->status)
		diagnosis_add(d, LEVEL_OK, NULL, "%u queue%s from %u on, %u "
			      "packet%s waiting", all->n, plural(all->n),
			      first, all->waiting, plural(all->waiting));
	else
		return;
	diagnosis_evidence(d, "/proc/net/netfilter/nfnetlink_queue: %u "
			   "queue%s of cordond, %u dropped", all->n,
			   plural(all->n), all->dropped);
}

void doctor_queues_judge(struct diagnosis *d, const struct facts *f,
			 const struct queue_seen *q, size_t n)
{
	struct queues ours = facts_queues(f);
	struct sums all = { .n = 0 };

	for (size_t i = 0; i < n; i++) {
		if (!queues_have(&ours, q[i].stat.queue))
			continue;
		if (!is_ours(f, &q[i])) {
			all.foreign++;
			find_foreign(d, f, &q[i]);
			continue;
		}
		all.n++;
		all.dropped += q[i].stat.dropped + q[i].stat.user_dropped;
		all.waiting += q[i].stat.waiting;
	}
	if (all.foreign == 0)
		find_sums(d, f, &all, ours.first);
}

void doctor_queues_judge_buffers(struct diagnosis *d, const struct facts *f,
				 long most)
{
	const struct jsontree_node *queues = jsontree_at(f->status, "queues");
	long long wanted = jsontree_number(queues, "receive_buffer");
	char fix[64], allowed[64] = "too little";

	if (!jsontree_member(queues, "forced_buffers"))
		return;
	if (jsontree_true(queues, "forced_buffers") ||
	    (most > 0 && most >= wanted)) {
		diagnosis_add(d, LEVEL_OK, NULL, "each queue's socket has a "
			      "buffer of %lld bytes", wanted);
		return;
	}
	if (most > 0)
		snprintf(allowed, sizeof(allowed), "%ld", most);
	snprintf(fix, sizeof(fix), "sysctl -w net.core.rmem_max=%lld", wanted);
	diagnosis_add(d, LEVEL_WARN, fix, "cordond may not force the buffer "
		      "of %lld bytes that its sockets need, and "
		      "net.core.rmem_max allows %s: a burst of packets will "
		      "not fit", wanted, allowed);
	if (most > 0)
		diagnosis_evidence(d, "net.core.rmem_max = %ld, wanted %lld",
				   most, wanted);
	else
		diagnosis_evidence(d, "wanted %lld; net.core.rmem_max is not "
				   "shown in this network namespace", wanted);
}

/* --- asking ----------------------------------------------------------- */

/* The inode of the netfilter socket with this port (netlink_seq_show() in
 * net/netlink/af_netlink.c); 0 if there is none. */
static unsigned long socket_of(uint32_t portid)
{
	FILE *f = fopen("/proc/net/netlink", "re");
	unsigned long inode = 0;
	char line[256];

	while (f && inode == 0 && fgets(line, sizeof(line), f)) {
		unsigned long at;
		unsigned port, protocol;

		if (sscanf(line, "%*s %u %u %*s %*s %*s %*s %*s %*s %lu",
			   &protocol, &port, &at) == 3 &&
		    protocol == NETLINK_NETFILTER && port == portid)
			inode = at;
	}
	if (f)
		fclose(f);
	return inode;
}

static bool holds(const char *pid, unsigned long inode)
{
	char *path = xasprintf("/proc/%s/fd", pid);
	DIR *fds = opendir(path);
	bool found = false;
	struct dirent *e;
	struct stat st;

	while (fds && !found && (e = readdir(fds)))
		found = fstatat(dirfd(fds), e->d_name, &st, 0) == 0 &&
			S_ISSOCK(st.st_mode) && st.st_ino == inode;
	if (fds)
		closedir(fds);
	free(path);
	return found;
}

static void read_name(struct queue_seen *q, const char *pid)
{
	char *path = xasprintf("/proc/%s/comm", pid);
	FILE *f = fopen(path, "re");

	q->pid = atol(pid);
	if (f && fgets(q->name, sizeof(q->name), f))
		q->name[strcspn(q->name, "\n")] = '\0';
	if (f)
		fclose(f);
	free(path);
}

/* The service manager keeps them for us, too, and reads nothing. */
static bool is_manager(const char *pid)
{
	return strcmp(pid, "1") == 0;
}

static void find_reader(struct queue_seen *q)
{
	unsigned long inode = socket_of(q->stat.portid);
	DIR *all = inode ? opendir("/proc") : NULL;
	struct dirent *e;

	while (all && q->pid == 0 && (e = readdir(all)))
		if (isdigit((unsigned char)e->d_name[0]) &&
		    !is_manager(e->d_name) && holds(e->d_name, inode))
			read_name(q, e->d_name);
	if (q->pid == 0 && inode && holds("1", inode))
		snprintf(q->name, sizeof(q->name), "cordond");
	if (all)
		closedir(all);
}

struct seen {
	struct queues ours;
	struct queue_seen *items;
	size_t n;
};

static void take(void *arg, const struct queuestat *q)
{
	struct seen *all = arg;

	if (!queues_have(&all->ours, q->queue))
		return;
	all->items = xgrow(all->items, all->n, sizeof(*all->items));
	all->items[all->n] = (struct queue_seen) {
		.stat = *q, .name = "another program",
	};
	find_reader(&all->items[all->n++]);
}

void doctor_queues_check(struct diagnosis *d, struct facts *f)
{
	struct seen all = { .ours = facts_queues(f) };
	int fd = queuestat_open();
	int ret = fd < 0 ? fd : queuestat_each(fd, take, &all);

	if (fd >= 0)
		close(fd);
	if (ret < 0)
		diagnosis_add(d, LEVEL_SKIP, NULL, "the kernel's queue "
			      "counters cannot be read: %s", strerror(-ret));
	else
		doctor_queues_judge(d, f, all.items, all.n);
	free(all.items);
}

void doctor_queues_buffers(struct diagnosis *d, struct facts *f)
{
	doctor_queues_judge_buffers(d, f, facts_sysctl("net/core/rmem_max"));
}
