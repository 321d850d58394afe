/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's checks of queues: who reads them, and how much they hold. */

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/netlink.h>

#include "lib/alloc.h"
#include "ruleset/nft/queuestat.h"
#include "ruleset/table/queues.h"
#include "tools/cli/client.h"
#include "tools/doctor/doctor.h"

/* The program at the other end of a queue. */
struct reader {
	long pid;		/* 0: not found */
	char name[32];
};

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

static void read_name(struct reader *r, const char *pid)
{
	char *path = xasprintf("/proc/%s/comm", pid);
	FILE *f = fopen(path, "re");

	r->pid = atol(pid);
	if (f && fgets(r->name, sizeof(r->name), f))
		r->name[strcspn(r->name, "\n")] = '\0';
	if (f)
		fclose(f);
	free(path);
}

static void find_reader(struct reader *r, uint32_t portid)
{
	unsigned long inode = socket_of(portid);
	DIR *all = inode ? opendir("/proc") : NULL;
	struct dirent *e;

	*r = (struct reader) { .name = "another program" };
	while (all && r->pid == 0 && (e = readdir(all)))
		if (isdigit((unsigned char)e->d_name[0]) &&
		    holds(e->d_name, inode))
			read_name(r, e->d_name);
	if (all)
		closedir(all);
}

/* Queues that are ours by number. */
struct numbers {
	struct doctor *d;
	struct queues ours;
	unsigned n, foreign, dropped, waiting;
};

static void look_at(void *arg, const struct queuestat *q)
{
	struct numbers *all = arg;
	struct doctor *d = all->d;
	struct reader r;
	char fix[512];

	if (!queues_have(&all->ours, q->queue))
		return;
	find_reader(&r, q->portid);
	if (d->status ? r.pid == 0 || r.pid == client_number(d->status, "pid") :
	    strcmp(r.name, "cordond") == 0) {
		all->n++;
		all->dropped += q->dropped + q->user_dropped;
		all->waiting += q->waiting;
		return;
	}
	all->foreign++;
	snprintf(fix, sizeof(fix), "kill %ld, or set queue_base in %s to a "
		 "range that is free; then systemctl restart cordond", r.pid,
		 d->a->config);
	doctor_find(d, LEVEL_FAIL, fix, "%s (pid %ld) reads queue %u, which "
		    "is cordond's: packets to judge go to it", r.name, r.pid,
		    q->queue);
	doctor_evidence(d, "/proc/net/netfilter/nfnetlink_queue: queue %u, "
			"port %u", q->queue, q->portid);
}

static void say(const struct numbers *all)
{
	struct doctor *d = all->d;
	char fix[400];

	snprintf(fix, sizeof(fix), "raise queue_length (now %lld) or workers "
		 "in %s, then systemctl restart cordond",
		 (long long)d->config.queue_length, d->a->config);
	if (all->dropped > 0)
		doctor_find(d, LEVEL_WARN, fix, "%u packets did not fit into "
			    "the queues and followed on_failure",
			    all->dropped);
	else if (d->status && all->n == 0)
		doctor_find(d, LEVEL_FAIL, "systemctl restart cordond",
			    "cordond's queues are not in the kernel");
	else if (d->status)
		doctor_find(d, LEVEL_OK, NULL, "%u queues from %u on, %u "
			    "packets waiting, none dropped", all->n,
			    all->ours.first, all->waiting);
	else
		return;
	doctor_evidence(d, "/proc/net/netfilter/nfnetlink_queue: %u queues "
			"of cordond, %u dropped", all->n, all->dropped);
}

/* A daemon that runs has what it started with. */
struct queues doctor_queues(const struct doctor *d)
{
	struct queues q = queues_of(&d->config);

	if (d->status) {
		q.first = (uint16_t)client_number(d->status, "queues.first");
		q.workers = (unsigned)client_number(d->status,
						    "queues.workers");
	}
	return q;
}

void doctor_check_queues(struct doctor *d)
{
	struct numbers all = { .d = d, .ours = doctor_queues(d) };
	int fd = queuestat_open();
	int ret = fd < 0 ? fd : queuestat_each(fd, look_at, &all);

	if (fd >= 0)
		close(fd);
	if (ret < 0)
		doctor_find(d, LEVEL_SKIP, NULL, "the kernel's queue counters "
			    "cannot be read: %s", strerror(-ret));
	else if (all.foreign == 0)
		say(&all);
}

/* Whether the daemon's sockets got the buffer they asked for. */
void doctor_check_buffers(struct doctor *d)
{
	long max = doctor_sysctl("net/core/rmem_max");
	const json_t *queues = d->status ?
		json_object_get(d->status, "queues") : NULL;
	const json_t *forced = json_object_get(queues, "forced_buffers");
	long long wanted = client_number(queues, "receive_buffer");
	char fix[64], allowed[64] = "too little";

	if (!forced)
		return;
	if (json_is_true(forced) || (max > 0 && max >= wanted)) {
		doctor_find(d, LEVEL_OK, NULL, "each queue's socket has a "
			    "buffer of %lld bytes", wanted);
		return;
	}
	if (max > 0)
		snprintf(allowed, sizeof(allowed), "%ld", max);
	snprintf(fix, sizeof(fix), "sysctl -w net.core.rmem_max=%lld", wanted);
	doctor_find(d, LEVEL_WARN, fix, "cordond may not force the buffer of "
		    "%lld bytes that its sockets need, and net.core.rmem_max "
		    "allows %s: a burst of packets will not fit", wanted,
		    allowed);
	if (max > 0)
		doctor_evidence(d, "net.core.rmem_max = %ld, wanted %lld", max,
				wanted);
	else
		doctor_evidence(d, "wanted %lld; net.core.rmem_max is not "
				"shown in this network namespace", wanted);
}
