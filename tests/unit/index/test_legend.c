/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The legend: what is put in comes back, equal things once. */

#include <errno.h>
#include <stdlib.h>

#include "lib/array.h"
#include "ruleset/index/legend.h"
#include "tests/unit/tap.h"

static struct legend_basis basis(const char *id, const char *off)
{
	return (struct legend_basis) {
		id, "Authority", "1 X 2", "all", "2026", "US-TX",
		" us-person ", {
			.duty = DUTY_SUPPLY, .status = BASIS_ENJOINED,
			.only = true, .roles = " update ", .off = off,
		},
	};
}

static struct guard written(struct legend_builder *b)
{
	struct index_writer w;
	struct guard g;

	index_write_begin(&w, -1, INDEX_NAMES, 0, LEGEND_SECTIONS);
	legend_build_write(b, &w);
	index_write_finish(&w);
	g = guard_copy(w.out.p, w.out.len);
	buffer_done(&w.out);
	legend_build_done(b);
	return g;
}

/* Three vendors: two bases, none, one. */
static struct guard sample(void)
{
	struct legend_builder b;
	struct legend_basis bases[] = {
		basis("b1", " web  intel "), basis("b2", NULL),
		basis("b3", ""),
	};
	struct legend_class c = {
		.vendor = 2, .list = 1, .action = LEGEND_PROTECT,
		.role = "web", .source = "S", .confidence = "registry",
		.ports = "443 853",
	};

	legend_build_begin(&b);
	legend_add_vendor(&b, "one", "One Inc", "2026-01-01");
	legend_add_basis(&b, &bases[0]);
	legend_add_basis(&b, &bases[1]);
	legend_count_name(&b, 0, 1);
	legend_count_name(&b, 0, 1);
	legend_count_prefix(&b, 0, 1);
	legend_add_vendor(&b, "two", "Two Inc", "");
	legend_add_vendor(&b, "three", "One Inc", "2026-01-01");
	legend_add_basis(&b, &bases[2]);
	legend_count_prefix(&b, 2, 1);
	legend_count_name(&b, 0, 1);
	legend_add_list(&b, "/a/list");
	legend_add_list(&b, "/b/list");
	legend_add_class(&b, &c);
	c.action = LEGEND_BLOCK;
	c.vendor = c.list = 0;
	c.role = c.ports = NULL;
	legend_add_class(&b, &c);
	legend_add_port(&b, &(struct legend_port) { 1, 853, 17, 77 });
	legend_add_port(&b, &(struct legend_port) { 0, 65535, 6, 78 });
	return written(&b);
}

static void test_round_trip(void)
{
	struct guard g = sample();
	struct index ix;
	struct legend l;
	const struct legend_basis *b;

	ok(index_over(&ix, g.p, g.len, INDEX_NAMES, true) == 0 &&
	   legend_open(&l, &ix) == 0, "a legend opens");
	ok(l.nvendors == 3 && l.nbases == 3 && l.nlists == 2 &&
	   l.nclasses == 2, ": with all there is");
	is_text(l.vendors[0].id, "one", "a vendor's id");
	is_text(l.vendors[2].title, "One Inc", "a title");
	is_text(l.vendors[1].as_of, "", "an empty date");
	ok(l.vendors[0].names == 3 && l.vendors[0].prefixes == 1 &&
	   l.vendors[1].names == 0 && l.vendors[2].prefixes == 1,
	   "counts of each vendor");
	ok(l.vendors[0].first_basis == 0 && l.vendors[0].nbases == 2 &&
	   l.vendors[1].nbases == 0 && l.vendors[2].first_basis == 2 &&
	   l.vendors[2].nbases == 1, "bases of each vendor");
	b = &l.bases[0];
	ok(!strcmp(b->id, "b1") && !strcmp(b->authority, "Authority") &&
	   !strcmp(b->cite, "1 X 2") && !strcmp(b->binds, "all") &&
	   !strcmp(b->dates, "2026"), "all of a basis");
	is_text(b->reach.off, " web  intel ", ": its roles too");
	is_text(l.bases[1].reach.off, "", "no roles are an empty text");
	is_text(b->reach.roles, " update ", "the roles it reaches");
	is_text(b->jurisdiction, "US-TX", "where it counts");
	is_text(b->profiles, " us-person ", "whom it binds");
	ok(b->reach.duty == DUTY_SUPPLY && b->reach.only &&
	   b->reach.status == BASIS_ENJOINED, "what it demands");
	is_text(l.lists[1], "/b/list", "a list");
	ok(l.classes[0].vendor == 2 && l.classes[0].list == 1 &&
	   l.classes[0].action == LEGEND_PROTECT, "a class");
	is_text(l.classes[0].role, "web", ": its role");
	is_text(l.classes[0].source, "S", ": its source");
	is_text(l.classes[0].confidence, "registry", ": its confidence");
	is_text(l.classes[0].ports, "443 853", ": its ports");
	is_text(l.classes[1].role, "", "nothing is an empty text");
	is_text(l.classes[1].ports, "", "no ports are one too");
	ok(l.nports == 2 && l.ports[0].class == 1 && l.ports[0].port == 853 &&
	   l.ports[0].transport == 17 && l.ports[0].line == 77 &&
	   l.ports[1].port == 65535 && l.ports[1].transport == 6,
	   "rules for ports");
	ok(l.vendors[0].title == l.vendors[2].title,
	   "equal texts are kept once");
	legend_close(&l);
	legend_close(&l);
	ok(l.nvendors == 0 && !l.classes, "a closed one is empty");
	guard_free(&g);
}

static void test_equal_numbers(void)
{
	struct legend_builder b;
	struct legend_class c = { .role = "web", .source = "S",
				  .confidence = "x" };
	struct legend_class d = c;
	struct guard g;
	unsigned first[4];

	legend_build_begin(&b);
	is_number(legend_add_vendor(&b, "v", "V", "d"), 0, "a vendor");
	is_number(legend_add_vendor(&b, "w", "V", "d"), 1, ": another");
	is_number(legend_add_list(&b, "x"), 0, "a list");
	is_number(legend_add_list(&b, "y"), 1, ": another");
	is_number(legend_add_list(&b, "x"), 0, "the first again");
	first[0] = legend_add_class(&b, &c);
	d.action = LEGEND_LOG;
	first[1] = legend_add_class(&b, &d);
	d = c;
	d.vendor = 1;
	first[2] = legend_add_class(&b, &d);
	d = c;
	d.source = "T";
	first[3] = legend_add_class(&b, &d);
	ok(first[0] == 0 && first[1] == 1 && first[2] == 2 && first[3] == 3,
	   "classes that differ have numbers of their own");
	is_number(legend_add_class(&b, &d), 3, "equal ones the same");
	is_number(legend_add_class(&b, &c), 0, "however far back");
	g = written(&b);
	guard_free(&g);
}

static void test_words(void)
{
	unsigned missing = 0;

	for (int i = 0; i < LEGEND_ACTIONS; i++)
		missing += !legend_action_words[i];
	is_number(missing, 0, "each action has a word");
}

/* Where a section starts in the sample, to be spoilt. */
static uint8_t *section(const struct guard *g, uint32_t tag, size_t at)
{
	struct index ix;

	index_over(&ix, g->p, g->len, INDEX_NAMES, false);
	return g->p + (index_section(&ix, tag).p - ix.p) + at;
}

static int open_spoilt(const struct guard *g)
{
	struct index ix;
	struct legend l;
	int ret = index_over(&ix, g->p, g->len, INDEX_NAMES, false);

	if (ret == 0)
		ret = legend_open(&l, &ix);
	if (ret == 0)
		legend_close(&l);
	return ret;
}

static void test_spoilt(void)
{
	static const struct {
		uint32_t tag;
		size_t at;
		uint8_t byte;
		const char *what;
	} rows[] = {
		{ INDEX_TAG('V', 'E', 'N', 'D'), 3, 0x7f,
		  "a text outside of the texts" },
		{ INDEX_TAG('V', 'E', 'N', 'D'), 12, 9,
		  "a first basis behind the last" },
		{ INDEX_TAG('V', 'E', 'N', 'D'), 36, 4,
		  "bases that do not go up" },
		{ INDEX_TAG('C', 'L', 'A', 'S'), 0, 3, "a fourth vendor" },
		{ INDEX_TAG('C', 'L', 'A', 'S'), 2, 2, "a third list" },
		{ INDEX_TAG('C', 'L', 'A', 'S'), 4, LEGEND_ACTIONS,
		  "an action there is not" },
		{ INDEX_TAG('C', 'L', 'A', 'S'), 10, 1, "a source outside" },
		{ INDEX_TAG('L', 'I', 'S', 'T'), 3, 0xff, "a list outside" },
		{ INDEX_TAG('B', 'A', 'S', 'E'), 22, 1, "roles outside" },
	};
	struct legend_builder b;
	struct index ix;
	struct guard g;
	struct span s;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		g = sample();
		*section(&g, rows[i].tag, rows[i].at) = rows[i].byte;
		is_number(open_spoilt(&g), -EBADMSG, "%s is refused",
			  rows[i].what);
		guard_free(&g);
	}
	g = sample();
	index_over(&ix, g.p, g.len, INDEX_NAMES, false);
	s = index_section(&ix, INDEX_TAG('S', 'T', 'R', 'S'));
	g.p[s.p - g.p + (ptrdiff_t)s.len - 1] = 'x';
	is_number(open_spoilt(&g), -EBADMSG, "texts without end are refused");
	guard_free(&g);
	b = (struct legend_builder) { .strings = { 0 } };
	g = written(&b);
	is_number(open_spoilt(&g), -EBADMSG, "no texts at all too");
	guard_free(&g);
}

/* Reads all texts of a legend: they must end inside the index. */
static size_t weigh(const struct legend *l)
{
	size_t sum = 0;

	for (size_t i = 0; i < l->nvendors; i++) {
		const struct legend_vendor *v = &l->vendors[i];

		sum += strlen(v->id) + strlen(v->title) + strlen(v->as_of);
		for (size_t k = 0; k < v->nbases; k++) {
			const struct legend_basis *b =
				&l->bases[v->first_basis + k];

			sum += strlen(b->id) + strlen(b->authority) +
			       strlen(b->cite) + strlen(b->binds) +
			       strlen(b->dates) +
			       strlen(b->reach.off) + strlen(b->reach.roles);
		}
	}
	for (size_t i = 0; i < l->nclasses; i++) {
		const struct legend_class *c = &l->classes[i];

		sum += strlen(c->ports);
		sum += strlen(l->vendors[c->vendor].id) +
		       strlen(l->lists[c->list]) + strlen(c->role) +
		       strlen(c->source) + strlen(c->confidence) +
		       strlen(legend_action_words[c->action]);
	}
	for (size_t i = 0; i < l->nports; i++)
		sum += strlen(l->classes[l->ports[i].class].role);
	return sum;
}

/* The sample with its texts at the end, at the guard page. */
static struct guard sample_texts_last(void)
{
	static const uint32_t tags[] = {
		INDEX_TAG('V', 'E', 'N', 'D'), INDEX_TAG('B', 'A', 'S', 'E'),
		INDEX_TAG('L', 'I', 'S', 'T'), INDEX_TAG('C', 'L', 'A', 'S'),
		INDEX_TAG('P', 'O', 'R', 'T'), INDEX_TAG('S', 'T', 'R', 'S'),
	};
	struct guard g = sample(), moved;
	struct index_writer w;
	struct index ix;

	index_over(&ix, g.p, g.len, INDEX_NAMES, false);
	index_write_begin(&w, -1, INDEX_NAMES, 0, LEGEND_SECTIONS);
	for (size_t i = 0; i < ARRAY_SIZE(tags); i++) {
		struct span s = index_section(&ix, tags[i]);

		index_write_section(&w, tags[i], s.p, s.len);
	}
	index_write_finish(&w);
	guard_free(&g);
	moved = guard_copy(w.out.p, w.out.len);
	buffer_done(&w.out);
	return moved;
}

static void test_damage(void)
{
	struct guard g = sample_texts_last();
	uint8_t *saved = malloc(g.len);
	unsigned opened = 0;
	size_t most = 0;

	memcpy(saved, g.p, g.len);
	for (int round = 0; round < 20000; round++) {
		size_t flips = 1 + random_next() % 4;
		struct index ix;
		struct legend l;

		while (flips-- > 0)
			g.p[64 + random_next() % (g.len - 64)] =
				(uint8_t)(random_next() % (round % 2 ? 256 :
							   8));
		if (index_over(&ix, g.p, g.len, INDEX_NAMES, false) == 0 &&
		    legend_open(&l, &ix) == 0) {
			size_t sum = weigh(&l);

			opened++;
			most = sum > most ? sum : most;
			legend_close(&l);
		}
		memcpy(g.p, saved, g.len);
	}
	ok(opened > 0 && most < 40 * g.len, "damage never leads outside");
	free(saved);
	guard_free(&g);
}

int main(void)
{
	test_round_trip();
	test_equal_numbers();
	test_words();
	test_spoilt();
	test_damage();
	return done_testing();
}
