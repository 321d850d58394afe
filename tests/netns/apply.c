/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Brings this network namespace's table to a generation, for tests and
 * measurements:
 *
 *	apply CONF compile		makes the next generation, prints it
 *	apply CONF plan [N]		what the next would do
 *	apply CONF apply [N]		applies generation N, or the current one
 *	apply CONF repair [N]		the same, trusting nothing
 *
 * N 0 is the current one too; ROOM behind it makes the send buffer smaller.
 * apply and repair print one line of words and numbers, with what the process
 * itself used, the kernel's work for it included.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "lib/log.h"
#include "ruleset/apply/apply.h"
#include "ruleset/config/config_load.h"
#include "ruleset/generation/generation.h"
#include "ruleset/nft/kernel.h"
#include "ruleset/policy/intervals_collect.h"

struct made {
	struct config config;
	struct generation generation;
	struct policy *policy;
	struct intervals intervals;
	struct exceptions none;
	struct conf_list wan;
	struct netlink netlink;
	struct table table;
};

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static void make_table(struct made *m, const char *number)
{
	struct kernel kernel;
	unsigned n = number ? (unsigned)atol(number) : 0;
	int ret = n ? generation_open_number(&m->generation, m->config.state,
					     n, GENERATION_TRUST) :
		      generation_open(&m->generation, m->config.state,
				      GENERATION_TRUST);

	if (ret < 0)
		fatalx("generation %u: %s", n, strerror(-ret));
	m->policy = policy_new(&m->generation, &m->config);
	intervals_collect(&m->intervals, m->policy, &m->config);
	if (netlink_open(&m->netlink) < 0)
		fatalx("netlink");
	kernel_probe(&kernel, &m->netlink);
	m->table = (struct table) {
		.config = &m->config, .policy = m->policy,
		.intervals = &m->intervals, .exceptions = &m->none,
		.wan = &m->wan, .queues = { 7100, 1 },
		.native_queue = kernel.native_queue, .fib = kernel.fib,
	};
}

static int compile_next(struct made *m)
{
	struct conf_report report = { .errors = 0 };

	if (generation_update(&m->generation, &m->config, GENERATION_TRUST,
			      &report) < 0)
		fatalx("%s", report.text.p);
	conf_report_done(&report);
	printf("%u\n", m->generation.number);
	return 0;
}

static int print_plan(struct made *m)
{
	struct table_plan p;
	int ret = apply_plan(&p, &m->table, &m->netlink);

	if (ret < 0)
		fatalx("%s", strerror(-ret));
	printf("way %s rules %d intervals %zu added %zu removed %zu bytes %llu"
	       " known %d: %s\n", table_way_words[p.way], p.rules,
	       p.intervals, p.difference.added, p.difference.removed,
	       (unsigned long long)p.bytes, p.known,
	       p.reason ? p.reason : "");
	for (size_t i = 0; i < p.difference.nchains; i++) {
		const struct chain_change *c = &p.difference.chains[i];

		printf("%s +%zu -%zu v4 +%.0f -%.0f v6 +%.3g -%.3g\n",
		       c->name, c->added, c->removed, c->added4, c->removed4,
		       c->added6, c->removed6);
	}
	plan_done(&p);
	return 0;
}

static int apply(struct made *m, bool trust)
{
	const struct table_distrust d = { .sets = !trust, .rules = !trust };
	struct apply_report r;
	struct fault fault;
	char text[FAULT_TEXT];
	struct timespec start, end;
	struct rusage u;

	clock_gettime(CLOCK_MONOTONIC, &start);
	if (!apply_table(&m->table, &m->netlink, d, &r, &fault)) {
		printf("failed: %s\n", fault_text(&fault, text));
		return 1;
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	getrusage(RUSAGE_SELF, &u);
	printf("way %s rules %d added %zu removed %zu bytes %llu "
	       "transactions %u asked %zu drift %d user %.3f sys %.3f "
	       "rss %ld ms %.1f: %s\n", table_way_words[r.way], r.rules,
	       r.added, r.removed, (unsigned long long)r.bytes,
	       r.transactions, r.asked, r.drift, seconds(u.ru_utime),
	       seconds(u.ru_stime), u.ru_maxrss,
	       (double)(end.tv_sec - start.tv_sec) * 1000 +
	       (double)(end.tv_nsec - start.tv_nsec) / 1e6, r.detail);
	return 0;
}

int main(int argc, char **argv)
{
	static struct made m;
	const char *verb = argc > 2 ? argv[2] : "";

	if (argc < 3) {
		fprintf(stderr, "usage: apply CONF "
			"compile|plan|apply|repair [N [ROOM]]\n");
		return 2;
	}
	if (!config_load(&m.config, argv[1]))
		fatalx("%s", m.config.report.text.p);
	if (strcmp(verb, "compile") == 0)
		return compile_next(&m);
	make_table(&m, argc > 3 ? argv[3] : NULL);
	m.netlink.most = argc > 4 ? (size_t)atol(argv[4]) : 0;
	if (strcmp(verb, "plan") == 0)
		return print_plan(&m);
	return apply(&m, strcmp(verb, "repair") != 0);
}
