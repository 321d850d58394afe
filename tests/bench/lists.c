/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Large lists, and what they cost:
 *
 *	lists names N [SEED]		prints N names as blocklists have them
 *	lists prefixes 4|6 N [SEED]	prints N prefixes, the same
 *	lists compile CONFIG		compiles a generation into its state
 *	lists merge CONFIG		the same, then prints its intervals
 *	lists read LIST			reads it, five times, into nothing
 *	lists open CONFIG		opens it, again and again
 *	lists lookup CONFIG LIST	looks up 10,000 names, half are listed
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/prefix.h"
#include "ruleset/config/config_load.h"
#include "ruleset/generation/generation.h"
#include "ruleset/list/list.h"

enum { ASKED = 10000, ROUNDS = 200 };

static uint64_t state = 1;

static uint64_t draw(uint64_t n)
{
	state = state * 6364136223846793005 + 1442695040888963407;
	return (state >> 33) % n;
}

static double seconds(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void fail(const char *what, const char *why)
{
	fprintf(stderr, "lists: %s: %s\n", what, why);
	exit(1);
}

/* --- lists that look like real ones ---------------------------------- */

static void print_word(uint64_t n)
{
	static const char *const parts[] = {
		"ad", "track", "click", "pix", "cdn", "stat", "media", "shop",
		"play", "go", "my", "top", "best", "news", "bet", "mail",
	};
	uint64_t pick = n * 0x9e3779b97f4a7c15 >> 20;

	printf("%s%s%" PRIx64, parts[pick % 16], parts[pick / 16 % 16],
	       n % (16 + pick / 256 % 65536));
}

/* Some domains are listed with many of their names, most with one. */
static void print_names(uint64_t n)
{
	static const char *const tlds[] = {
		"com", "com", "com", "com", "net", "org", "ru", "de", "info",
		"xyz", "top", "online", "co.uk", "com.br", "io", "site",
	};
	static const char *const hosts[] = {
		"www", "ads", "s", "img", "t", "cdn", "track", "m", "api",
		"static",
	};

	for (uint64_t i = 0; i < n; i++) {
		uint64_t domain = draw(4) ? i : draw(2000);

		if (domain != i)
			printf("%s%" PRIu64 ".", hosts[draw(10)], i);
		else if (draw(2))
			printf("%s.", hosts[draw(10)]);
		print_word(domain);
		printf("-%" PRIu64 ".%s\n", domain % 9973,
		       tlds[domain * 7 % 16]);
	}
}

static void print_v4(void)
{
	static const uint8_t lengths[] = {
		24, 24, 24, 24, 24, 24, 24, 24, 32, 32, 32, 32, 32, 32, 32, 22,
		23, 20, 28, 16,
	};
	unsigned len = lengths[draw(20)];
	uint32_t a = (uint32_t)((1 + draw(223)) << 24 | draw(1 << 24));

	a &= len < 32 ? ~(UINT32_MAX >> len) : UINT32_MAX;
	printf("%u.%u.%u.%u/%u\n", a >> 24, a >> 16 & 255, a >> 8 & 255,
	       a & 255, len);
}

static void print_v6(void)
{
	static const uint8_t lengths[] = { 48, 48, 48, 64, 64, 44, 32, 128 };
	unsigned len = lengths[draw(8)];
	uint8_t b[16];
	struct address a;
	struct prefix p;
	char text[ADDRESS_TEXT];

	for (size_t i = 0; i < 16; i++)
		b[i] = (uint8_t)draw(256);
	b[0] = (uint8_t)(0x20 | (b[0] & 0x1f));
	a = address_from_v6(b);
	p = prefix_around(&a, (uint8_t)len);
	printf("%s\n", prefix_format(&p, text));
}

/* --- what they cost -------------------------------------------------- */

static struct config config;

static void load(const char *path)
{
	if (!config_load(&config, path))
		fail(path, config.report.text.p);
}

static double megabytes(const char *folder, const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);
	struct stat st = { .st_size = 0 };

	stat(path, &st);
	free(path);
	return (double)st.st_size / 1e6;
}

static void compile_it(struct generation *g)
{
	struct conf_report report = { .errors = 0 };
	double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	double wall = seconds(CLOCK_MONOTONIC);
	struct rusage before, after;
	char *folder;

	getrusage(RUSAGE_SELF, &before);
	if (generation_update(g, &config, GENERATION_TRUST, &report) < 0)
		fail("generation", report.text.p);
	conf_report_done(&report);
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	wall = seconds(CLOCK_MONOTONIC) - wall;
	getrusage(RUSAGE_SELF, &after);
	folder = generations_folder(config.state, g->number);
	fprintf(stderr, "cpu %.2f s, wall %.2f s, peak %.1f MB; names.idx "
		"%.1f MB, prefixes.idx %.1f MB\n", cpu, wall,
		(double)after.ru_maxrss / 1e3, megabytes(folder, "names.idx"),
		megabytes(folder, "prefixes.idx"));
	free(folder);
}

static void print_intervals(const struct generation *g)
{
	static struct prefix_interval v;
	char a[ADDRESS_TEXT], b[ADDRESS_TEXT];

	for (size_t i = 0; i < prefixes_count(&g->prefixes); i++)
		if (prefixes_interval(&g->prefixes, i, &v))
			printf("%s-%s\n", address_format(&v.range.first, a),
			       address_format(&v.range.last, b));
}

static void open_it(void)
{
	enum { TIMES = 1000 };
	double start = seconds(CLOCK_MONOTONIC);
	struct generation g;

	for (int i = 0; i < TIMES; i++) {
		if (generation_open(&g, config.state, GENERATION_TRUST) < 0)
			fail(config.state, "cannot be opened");
		generation_close(&g);
	}
	printf("open %.3f ms\n", (seconds(CLOCK_MONOTONIC) - start) * 1e3 /
	       TIMES);
}

/* Lines of the list drawn at random, each second one made another name. */
static char **read_names(const char *path)
{
	FILE *f = fopen(path, "re");
	char **names = xcalloc(ASKED, sizeof(*names));
	char line[512];
	uint64_t seen = 0;

	if (!f)
		fail(path, "cannot be read");
	while (fgets(line, sizeof(line), f)) {
		uint64_t i = seen < ASKED ? seen : draw(seen + 1);

		seen++;
		line[strcspn(line, "\n")] = '\0';
		if (i >= ASKED)
			continue;
		free(names[i]);
		names[i] = i % 2 ? xasprintf("x%s", line) : xstrdup(line);
	}
	fclose(f);
	if (seen < ASKED)
		fail(path, "too short");
	return names;
}

/* A name made another may still be below one that is listed: as many labels
 * as it takes are made others, from the left. */
static char *unlist(const struct names *n, char *name)
{
	static struct name_rule rules[NAME_RULES_MAX];
	char *dot = strchr(name, '.'), *other;

	while (dot && names_lookup(n, name, strlen(name), rules) > 0) {
		other = xasprintf("%.*s.x%s", (int)(dot - name), name,
				  dot + 1);
		dot = strchr(other + (dot - name) + 1, '.');
		free(name);
		name = other;
	}
	return name;
}

static void look_up(const char *path)
{
	static struct name_rule rules[NAME_RULES_MAX];
	char **names = read_names(path);
	size_t found = 0;
	struct generation g;
	double best = 1e9;

	if (generation_open(&g, config.state, GENERATION_TRUST) < 0)
		fail(config.state, "cannot be opened");
	for (size_t i = 1; i < ASKED; i += 2)
		names[i] = unlist(&g.names, names[i]);
	for (int round = 0; round < ROUNDS; round++) {
		double start = seconds(CLOCK_PROCESS_CPUTIME_ID), took;

		found = 0;
		for (size_t i = 0; i < ASKED; i++)
			found += names_lookup(&g.names, names[i],
					      strlen(names[i]), rules) > 0;
		took = (seconds(CLOCK_PROCESS_CPUTIME_ID) - start) * 1e9 /
		       ASKED;
		if (round == 0)
			printf("look-up, first of each name %.0f ns; ", took);
		best = took < best ? took : best;
	}
	printf("again %.0f ns (%zu of %d listed)\n", best, found, ASKED);
	generation_close(&g);
}

/* --- reading --------------------------------------------------------- */

struct counted {
	size_t entries, lines;
};

static void count(void *arg, const struct list_entry *e)
{
	struct counted *c = arg;

	c->entries++;
	c->lines = e->line > c->lines ? e->line : c->lines;
}

static void read_it(const char *path)
{
	struct conf_report report = { .errors = 0 };
	struct list_result r = { .format = NULL };
	double best = 1e9, start;
	struct counted c;

	for (int i = 0; i < 5; i++) {
		c = (struct counted) { 0 };
		start = seconds(CLOCK_PROCESS_CPUTIME_ID);
		r = list_read(path, NULL, &report, count, &c);
		start = seconds(CLOCK_PROCESS_CPUTIME_ID) - start;
		best = start < best ? start : best;
	}
	printf("%-14s %8zu lines %8zu entries %6.3f s %5.2f M lines a "
	       "second\n", r.format ? r.format : "?", c.lines, c.entries,
	       best, (double)c.lines / best / 1e6);
	conf_report_done(&report);
}

int main(int argc, char **argv)
{
	const char *verb = argc > 2 ? argv[1] : "";
	bool prefixes = strcmp(verb, "prefixes") == 0 && argc > 3;
	struct generation g;
	uint64_t n;

	if (strcmp(verb, "names") == 0 || prefixes) {
		n = strtoull(argv[2 + prefixes], NULL, 10);
		state = argc > 3 + prefixes ?
			strtoull(argv[3 + prefixes], NULL, 10) : 1;
		if (!prefixes)
			print_names(n);
		for (uint64_t i = 0; prefixes && i < n; i++)
			argv[2][0] == '4' ? print_v4() : print_v6();
		return 0;
	}
	if (argc < 3)
		return 2;
	if (strcmp(verb, "read") == 0) {
		read_it(argv[2]);
		return 0;
	}
	load(argv[2]);
	if (strcmp(verb, "compile") == 0 || strcmp(verb, "merge") == 0) {
		compile_it(&g);
		if (strcmp(verb, "merge") == 0)
			print_intervals(&g);
		generation_close(&g);
	} else if (strcmp(verb, "open") == 0) {
		open_it();
	} else if (strcmp(verb, "lookup") == 0 && argc > 3) {
		look_up(argv[3]);
	} else {
		return 2;
	}
	return 0;
}
