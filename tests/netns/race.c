/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do packets slip through while the kernel's sets change?
 *
 *	race FOLDER SLOTS PACKETS UPDATES [gap]
 *
 * sends datagrams from this host to addresses that are listed before and after
 * every update, and to addresses that never are, over whatever the routes say
 * (a veth nobody reads). A datagram that the table refuses fails with EPERM
 * on the spot. Meanwhile apply_table() goes to and fro between generations:
 * single intervals come and go (A, B), others are split and joined (A, C), at
 * least UPDATES each way and until PACKETS are sent. Prints what happened; the
 * exit status is 0 if no datagram went the wrong way. With "gap" the sets are
 * emptied and filled in two transactions instead, which must show.
 *
 * Needs CAP_NET_ADMIN, a folder to write to, and nothing else.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "lib/log.h"
#include "ruleset/apply/apply.h"
#include "ruleset/apply/fill.h"
#include "ruleset/config/config_load.h"
#include "ruleset/nft/kernel.h"
#include "ruleset/policy/intervals_collect.h"
#include "ruleset/table/edition.h"

enum { A, B, C, GENERATIONS };

enum {
	PORT = 9,
	SLOT = 512,		/* addresses from one to the next */
	SLOTS_MOST = 400000,	/* from 11.0.0.0 */
	KEYS = 4096,		/* of each kind that are asked for */
};

/*
 * Slot i has addresses i * 512 and up. What is listed of it, in halves of its
 * first /24; the second /24 never is. Of eight slots
 */
static const struct {
	unsigned char first, second;	/* generations, as bits */
	unsigned char joined;		/* generations that list the /24 */
} kinds[8] = {
	{ .joined = 7 },		/* always */
	{ .joined = 7 },
	{ .joined = 7 },
	{ .joined = 1 << A | 1 << C },	/* goes and comes */
	{ .joined = 1 << B },		/* comes and goes */
	{ .joined = 1 << A | 1 << B,	/* is split and joined */
	  .first = 1 << C, .second = 1 << C },
	{ .first = 7, .second = 1 << B },	/* gets a neighbour */
	{ .first = 1 << B, .second = 7 },
};

/* Of large tables only a part changes: 1 of this many groups of eight. */
enum { CALM = 8 };

static const unsigned char *const always = (const unsigned char[]) {
	/* Which half of the /24 is listed in all: 1 first, 2 second. */
	3, 3, 3, 0, 0, 3, 1, 2,
};

static unsigned kind_of(unsigned slot)
{
	return slot / 8 % CALM == 0 ? slot % 8 : 0;
}

/* --- lists ----------------------------------------------------------- */

static void put_prefix(struct buffer *out, unsigned slot, unsigned offset,
		       unsigned len)
{
	uint32_t a = (11u << 24) + slot * SLOT + offset;

	buffer_printf(out, "%u.%u.%u.%u/%u\n", a >> 24, a >> 16 & 255,
		      a >> 8 & 255, a & 255, len);
	/* The same in IPv6, 96 bits further up. */
	buffer_printf(out, "2001:db8:%x:%x::/%u\n", a >> 16, a & 0xffff,
		      len + 32);
}

static void write_list(const char *path, unsigned slots, int generation)
{
	const unsigned bit = 1u << generation;
	struct buffer out = { 0 };

	for (unsigned i = 0; i < slots; i++) {
		unsigned kind = kind_of(i);

		if (kinds[kind].joined & bit)
			put_prefix(&out, i, 0, 24);
		if (kinds[kind].first & bit)
			put_prefix(&out, i, 0, 25);
		if (kinds[kind].second & bit)
			put_prefix(&out, i, 128, 25);
	}
	if (file_write(path, out.p, out.len, 0644) < 0)
		fatal("%s", path);
	buffer_done(&out);
}

struct rules_of {
	struct config config;
	struct generation generation;
	struct policy *policy;
	struct intervals intervals;
};

static void put(const char *folder, const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", folder, name);

	if (file_write(path, text, strlen(text), 0644) < 0)
		fatal("%s", path);
	free(path);
}

static void write_config(const char *f)
{
	char *vendors = xasprintf("%s/vendors", f);
	char *text = xasprintf("mode = \"enforce\"; catalogue = \"%s/vendors\";"
		"local_catalogue = \"%s/none\"; state = \"%s/state\"; "
		"run = \"%s\"; block_list = \"%s/block.list\"; "
		"allow_list = \"%s/none\"; protect_list = \"%s/none\"; "
		"log = { file = \"%s/eve.json\"; };\n", f, f, f, f, f, f, f, f);

	if (folder_make(vendors, 0755) < 0)
		fatal("%s", vendors);
	put(f, "vendors/none.conf", "id = \"none\"; title = \"None\"; "
	    "as_of = \"2026-01-01\"; bases = ( { id = \"b\"; "
	    "authority = \"A\"; cite = \"C\"; binds = \"B\"; dates = \"D\"; "
	    "source = \"S\"; roles_off = [ ]; } );\n");
	put(f, "cordon.conf", text);
	free(text);
	free(vendors);
}

/* Compiles generation `g` into the folder and opens it. */
static void make_rules(struct rules_of *r, const char *folder, unsigned slots,
		       int g)
{
	char *list = xasprintf("%s/block.list", folder);
	char *conf = xasprintf("%s/cordon.conf", folder);
	struct conf_report report = { .errors = 0 };

	write_list(list, slots, g);
	if (!config_load(&r->config, conf))
		fatalx("%s", r->config.report.text.p);
	if (generation_update(&r->generation, &r->config, GENERATION_TRUST,
			      &report) < 0)
		fatalx("%s", report.text.p);
	conf_report_done(&report);
	r->policy = policy_new(&r->generation, &r->config);
	intervals_collect(&r->intervals, r->policy, &r->config);
	free(list);
	free(conf);
}

/* --- packets --------------------------------------------------------- */

struct key {
	struct sockaddr_storage to;
	socklen_t len;
	bool listed;
};

struct race {
	struct key *keys;
	size_t nkeys;
	atomic_ulong sent, misses, false_hits, errors;
	atomic_bool stop;
	char wrong[128];	/* the first */
};

/* An address of a slot that is always listed, or never. */
static bool key_of(struct key *k, unsigned slot, bool listed, bool v6,
		   uint64_t random)
{
	unsigned halves = always[kind_of(slot)];
	uint32_t a = (11u << 24) + slot * SLOT;

	if (listed && halves == 0)
		return false;
	if (!listed)
		a += 256 + random % 256;
	else if (halves == 3)
		a += random % 256;
	else
		a += random % 128 + (halves == 2 ? 128 : 0);
	*k = (struct key) { .listed = listed };
	if (v6) {
		struct sockaddr_in6 *s = (void *)&k->to;
		uint32_t words[4] = { htonl(0x20010db8), htonl(a),
				      (uint32_t)(random >> 32), 1 };

		s->sin6_family = AF_INET6;
		s->sin6_port = htons(PORT);
		memcpy(&s->sin6_addr, words, sizeof(words));
		k->len = sizeof(*s);
	} else {
		struct sockaddr_in *s = (void *)&k->to;

		s->sin_family = AF_INET;
		s->sin_port = htons(PORT);
		s->sin_addr.s_addr = htonl(a);
		k->len = sizeof(*s);
	}
	return true;
}

static uint64_t next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state ^ *state >> 29;
}

/* Half of the keys in slots that change or lie beside such, half anywhere. */
static void make_keys(struct race *r, unsigned slots)
{
	uint64_t state = 42;

	r->keys = xcalloc(2 * KEYS, sizeof(*r->keys));
	while (r->nkeys < 2 * KEYS) {
		uint64_t random = next_random(&state);
		unsigned slot = (unsigned)((random >> 20) % slots);

		if (r->nkeys / 2 % 2)
			slot = slot / (8 * CALM) * (8 * CALM) + slot % 8;
		if (key_of(&r->keys[r->nkeys], slot, r->nkeys % 2,
			   r->nkeys / 4 % 2, next_random(&state)))
			r->nkeys++;
	}
}

static void note(struct race *r, const struct key *k, const char *what)
{
	const struct sockaddr_in6 *six = (const void *)&k->to;
	const struct sockaddr_in *four = (const void *)&k->to;
	char text[INET6_ADDRSTRLEN];

	if (r->wrong[0])
		return;
	if (k->to.ss_family == AF_INET)
		inet_ntop(AF_INET, &four->sin_addr, text, sizeof(text));
	else
		inet_ntop(AF_INET6, &six->sin6_addr, text, sizeof(text));
	snprintf(r->wrong, sizeof(r->wrong), "%s %s", text, what);
}

static void *send_all(void *arg)
{
	struct race *r = arg;
	int four = socket(AF_INET, SOCK_DGRAM, 0);
	int six = socket(AF_INET6, SOCK_DGRAM, 0);

	if (four < 0 || six < 0)
		fatal("socket");
	for (size_t i = 0; !atomic_load(&r->stop); i = (i + 1) % r->nkeys) {
		const struct key *k = &r->keys[i];
		int fd = k->to.ss_family == AF_INET ? four : six;
		ssize_t n = sendto(fd, "race", 4, 0, (const void *)&k->to,
				   k->len);
		bool refused = n < 0 && errno == EPERM;

		if (n < 0 && !refused) {
			atomic_fetch_add(&r->errors, 1);
			note(r, k, strerror(errno));
		} else if (k->listed && !refused) {
			atomic_fetch_add(&r->misses, 1);
			note(r, k, "passed");
		} else if (!k->listed && refused) {
			atomic_fetch_add(&r->false_hits, 1);
			note(r, k, "was refused");
		}
		atomic_fetch_add(&r->sent, 1);
	}
	return NULL;
}

/* --- updates --------------------------------------------------------- */

struct updates {
	struct rules_of rules[GENERATIONS];
	struct netlink netlink;
	struct kernel kernel;
	struct conf_list wan;
	unsigned done[TABLE_WAYS];
	double seconds[TABLE_WAYS];
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void go_to(struct updates *u, int g, enum table_way expected)
{
	struct rules_of *r = &u->rules[g];
	struct exceptions none = { 0 };
	struct table t = {
		.config = &r->config, .policy = r->policy,
		.intervals = &r->intervals, .exceptions = &none,
		.wan = &u->wan, .queues = { 7100, 1 },
		.native_queue = u->kernel.native_queue,
		.fib = u->kernel.fib,
	};
	const struct table_distrust trust = { .sets = false };
	struct apply_report report;
	struct fault fault;
	char text[FAULT_TEXT];
	double start = now();

	if (!apply_table(&t, &u->netlink, trust, &report, &fault))
		fatalx("%s", fault_text(&fault, text));
	if (report.way != expected || report.drift)
		fatalx("generation %c went the way \"%s\", not \"%s\": %s",
		       'A' + g, table_way_words[report.way],
		       table_way_words[expected], report.detail);
	u->done[expected]++;
	u->seconds[expected] += now() - start;
}

static void put_all(struct batch *b, const struct intervals *iv,
		    unsigned edition, enum interval_set set, enum family f,
		    bool remove)
{
	struct interval_walk w = intervals_walk(iv, set, f);
	struct edition_name n = edition_set_name(edition, set, f);
	struct nftset s = edition_set(&n, set, f);
	struct nftset_writer out = { .b = b, .set = &s, .remove = remove };
	struct interval v;

	while (intervals_next(&w, &v))
		nftset_put(&out, &v);
	nftset_end(&out);
}

/* What must not be done: nothing is listed from one transaction to the next.
 * The interval is each the first of its set. */
static void empty_and_fill(struct updates *u)
{
	const struct intervals *iv = &u->rules[A].intervals;
	struct present held;
	struct batch b;

	if (present_read(&held, &u->netlink) < 0 || !held.marked)
		fatalx("no marker");
	for (int remove = 1; remove >= 0; remove--) {
		batch_begin(&b, &u->netlink);
		for_each_family(f) {
			put_all(&b, iv, held.marker.edition, SET_LISTED, f,
				remove);
			put_all(&b, iv, held.marker.edition, SET_LARGE, f,
				remove);
		}
		if (batch_send(&b, &u->netlink) < 0)
			fatalx("cannot %s: %s", remove ? "empty" : "fill",
			       b.failed);
		batch_done(&b);
	}
	present_done(&held);
}

static void run(struct updates *u, struct race *r, unsigned long packets,
		unsigned updates, bool gap)
{
	const unsigned *done = u->done;

	while (atomic_load(&r->sent) < packets ||
	       (!gap && (done[WAY_DIFFERENCE] < updates ||
			 done[WAY_NEW] < updates))) {
		if (gap) {
			empty_and_fill(u);
			continue;
		}
		go_to(u, B, WAY_DIFFERENCE);
		go_to(u, A, WAY_DIFFERENCE);
		go_to(u, C, WAY_NEW);
		go_to(u, A, WAY_NEW);
	}
}

static void print(const struct updates *u, struct race *r, double seconds)
{
	printf("packets %lu misses %lu false_hits %lu errors %lu "
	       "difference %u new %u\n", atomic_load(&r->sent),
	       atomic_load(&r->misses), atomic_load(&r->false_hits),
	       atomic_load(&r->errors), u->done[WAY_DIFFERENCE],
	       u->done[WAY_NEW]);
	printf("# %zu intervals, %.1f s, %.1f ms a difference, %.1f ms a new "
	       "edition\n", intervals_total(&u->rules[A].intervals), seconds,
	       u->done[WAY_DIFFERENCE] ? 1000 * u->seconds[WAY_DIFFERENCE] /
	       u->done[WAY_DIFFERENCE] : 0,
	       u->done[WAY_NEW] ? 1000 * u->seconds[WAY_NEW] /
	       u->done[WAY_NEW] : 0);
	if (r->wrong[0])
		printf("# first: %s\n", r->wrong);
}

int main(int argc, char **argv)
{
	static struct updates u;
	static struct race r;
	unsigned slots = argc > 2 ? (unsigned)atol(argv[2]) : 0;
	bool gap = argc > 5 && strcmp(argv[5], "gap") == 0;
	struct fault fault;
	pthread_t sender;
	double start;

	if (argc < 5 || slots < 64 || slots > SLOTS_MOST) {
		fprintf(stderr, "usage: race FOLDER SLOTS PACKETS UPDATES "
			"[gap]\n");
		return 2;
	}
	write_config(argv[1]);
	for (int g = 0; g < GENERATIONS; g++)
		make_rules(&u.rules[g], argv[1], slots, g);
	if (netlink_open(&u.netlink) < 0)
		fatalx("netlink");
	kernel_probe(&u.kernel, &u.netlink);
	make_keys(&r, slots);
	/* A run before this one may have left the same there. */
	apply_remove(&u.netlink, &fault);
	go_to(&u, A, WAY_NEW);
	memset(u.done, 0, sizeof(u.done));
	memset(u.seconds, 0, sizeof(u.seconds));

	start = now();
	if (pthread_create(&sender, NULL, send_all, &r) != 0)
		fatalx("no thread");
	run(&u, &r, strtoul(argv[3], NULL, 10), (unsigned)atol(argv[4]), gap);
	atomic_store(&r.stop, true);
	pthread_join(sender, NULL);
	print(&u, &r, now() - start);
	return atomic_load(&r.misses) + atomic_load(&r.false_hits) +
	       atomic_load(&r.errors) ? 1 : 0;
}
