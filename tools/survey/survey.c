/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon survey: what enforcing would have refused, and for whom. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/array.h"
#include "lib/log.h"
#include "lib/plural.h"
#include "tools/cli/answer.h"
#include "tools/history/software.h"
#include "tools/report/inquiry.h"
#include "tools/report/share.h"
#include "tools/run.h"
#include "tools/survey/shared.h"

/* Events of other outcomes are not asked about. */
static void ask(struct inquiry *f, const struct args *a, struct args *own)
{
	*own = *a;
	own->action = tally_words[TALLY_WOULD_BLOCK];
	if (own->nvalues < ARGS_VALUES)
		own->values[own->nvalues++] = (struct args_value) {
			OPTION_ACTION, own->action,
		};
	inquiry_load(f, own);
}

/* --- vendors ----------------------------------------------------------- */

static int64_t observed(const struct inquiry *f, const char *vendor,
			int64_t sums[COVERAGE_STATES])
{
	inquiry_sums(f, vendor, sums);
	return sums[COVERAGE_OBSERVE];
}

static void put_vendors(struct answer *an, const struct inquiry *f)
{
	static const struct column columns[] = {
		{ .key = "vendor", .head = "VENDOR" },
		{ .key = "observed", .head = "OBSERVED", .right = true },
		{ .key = "enforced", .head = "ENFORCED", .right = true,
		  .give = 1 },
		{ .key = "not_measured", .head = "NOT MEASURED", .right = true,
		  .give = 2 },
		{ .key = "machines", .head = "MACHINES", .right = true },
		{ .key = "would_block", .head = "WOULD REFUSE", .right = true },
	};
	static const struct grid grid = {
		.key = "vendors", GRID_COLUMNS(columns),
		.in = IN_TABLE | IN_JSON,
	};
	int64_t whole = inquiry_whole(f);

	answer_table(an, &grid);
	for (size_t i = 0; i < f->nscope; i++) {
		const struct inquiry_vendor *v = &f->scope[i];
		int64_t sums[COVERAGE_STATES];
		char text[3][SHARE];

		share_text(observed(f, v->id, sums), whole, text[0]);
		share_text(sums[COVERAGE_ENFORCE], whole, text[1]);
		share_text(sums[COVERAGE_NONE], whole, text[2]);
		answer_row(an, cell_text(v->id), cell_text(text[0]),
			   cell_text(text[1]), cell_text(text[2]),
			   cell_number(v->machines), cell_signed(v->all));
	}
	answer_table_end(an);
}

/* --- machines ---------------------------------------------------------- */

static void put_machine(struct answer *an, const struct inquiry *f,
			const struct inquiry_machine *m,
			const struct client_vendor *v)
{
	struct client_tried one = {
		.vendors = (struct client_vendor *)(uintptr_t)v, .n = 1,
	};
	const char *suggests[SOFTWARES], *roles[ARGS_VALUES];
	size_t n = 0;

	for (; n < v->nroles && n < ARGS_VALUES; n++)
		roles[n] = v->roles[n].role;
	answer_row_from(an, !f->fleet,
		cell_text(f->gateways[m->gateway].name),
		cell_text(inquiry_name(f, m)), cell_text(m->mac),
		cell_text(m->address), cell_text(v->vendor),
		cell_signed(v->n), cell_list(roles, n),
		cell_list(suggests, software_list(&one, suggests)),
		cell_time(m->last));
}

static void put_machines(struct answer *an, const struct inquiry *f)
{
	static const struct column columns[] = {
		/* Of a fleet alone. */
		{ .key = "gateway", .head = "GATEWAY", .fold = 8 },
		{ .key = "machine", .head = "MACHINE", .fold = 15 },
		{ .key = "mac", .head = "MAC" },
		{ .key = "address", .head = "ADDRESS", .give = 3 },
		{ .key = "vendor", .head = "VENDOR" },
		{ .key = "would_block", .head = "WOULD REFUSE", .right = true },
		{ .key = "roles", .head = "ROLES", .fold = 12, .give = 2 },
		{ .key = "suggests", .head = "SUGGESTS", .fold = 10,
		  .give = 1 },
		{ .key = "last", .head = "LAST", .fold = 10, .give = 4 },
	};
	const struct grid grid = {
		.key = "machines", .columns = columns + !f->fleet,
		.n = ARRAY_SIZE(columns) - !f->fleet,
	};

	answer_table(an, &grid);
	for (size_t i = 0; i < f->nmachines; i++)
		for (size_t k = 0; k < f->machines[i].tried.n; k++)
			put_machine(an, f, &f->machines[i],
				    &f->machines[i].tried.vendors[k]);
	answer_table_end(an);
}

/* --- shared destinations ----------------------------------------------- */

static void put_shared(struct answer *an, const struct shared *s)
{
	static const struct column columns[] = {
		{ .key = "address", .head = "ADDRESS" },
		{ .key = "restricted", .head = "RESTRICTED NAMES", .fold = 20 },
		{ .key = "others", .head = "OTHER NAMES", .fold = 20 },
		{ .key = "events", .head = "OF OTHERS", .right = true },
	};
	static const struct grid grid = {
		.key = "shared", GRID_COLUMNS(columns),
		.in = IN_TABLE | IN_JSON,
	};

	answer_table(an, &grid);
	for (size_t i = 0; i < s->n; i++)
		answer_row(an, cell_text(s->items[i].address),
			   cell_list(s->items[i].restricted,
				     s->items[i].nrestricted),
			   cell_list(s->items[i].others, s->items[i].nothers),
			   cell_signed(s->items[i].n));
	answer_table_end(an);
}

/* --- what to think about ----------------------------------------------- */

/* Programs that would not do what they did: who has some must decide. A
 * command is made of the id, which must be one. */
static bool needs_thought(const struct client_vendor *v)
{
	if (!*v->vendor || v->vendor[strspn(v->vendor, "abcdefghijklmnopqrs"
						     "tuvwxyz0123456789-")] ||
	    *v->vendor == '-')
		return false;
	for (size_t r = 0; r < v->nroles; r++)
		if (software_of(v->roles[r].role) <= SOFTWARE_RESOLVER)
			return true;
	return false;
}

static void put_thought(struct answer *an, const struct inquiry *f,
			const struct inquiry_machine *m,
			const struct client_vendor *v)
{
	struct client_tried one = {
		.vendors = (struct client_vendor *)(uintptr_t)v, .n = 1,
	};
	bool card = *m->mac && !(m->is && m->is->behind);
	const char *suggests[SOFTWARES];
	char command[200];

	snprintf(command, sizeof(command), "cordon except add --client %s "
		 "--vendor %.40s --for 30d --reason TEXT", card ? m->mac :
		 m->address, v->vendor);
	answer_row_from(an, !f->fleet,
		cell_text(f->gateways[m->gateway].name),
		cell_text(inquiry_name(f, m)), cell_text(v->vendor),
		cell_signed(v->n),
		cell_list(suggests, software_list(&one, suggests)),
		cell_text(command));
}

static void put_thoughts(struct answer *an, const struct inquiry *f)
{
	static const struct column columns[] = {
		/* Of a fleet alone: where it is to be typed. */
		{ .key = "gateway", .head = "GATEWAY", .fold = 8 },
		{ .key = "machine", .head = "MACHINE", .fold = 15 },
		{ .key = "vendor", .head = "VENDOR" },
		{ .key = "events", .head = "WOULD REFUSE", .right = true,
		  .give = 1 },
		{ .key = "suggests", .head = "SUGGESTS", .fold = 10,
		  .give = 2 },
		{ .key = "command", .head = "TO LET IT GO ON", .fold = 20 },
	};
	const struct grid grid = {
		.key = "exceptions", .columns = columns + !f->fleet,
		.n = ARRAY_SIZE(columns) - !f->fleet,
		.in = IN_TABLE | IN_JSON,
	};

	answer_table(an, &grid);
	for (size_t i = 0; i < f->nmachines; i++)
		for (size_t k = 0; k < f->machines[i].tried.n; k++)
			if (needs_thought(&f->machines[i].tried.vendors[k]))
				put_thought(an, f, &f->machines[i],
					    &f->machines[i].tried.vendors[k]);
	answer_table_end(an);
}

/* --- the command ------------------------------------------------------- */

static void say_finding(struct answer *an, const struct inquiry *f)
{
	int64_t whole = inquiry_whole(f), any = 0;
	char share[SHARE];

	for (size_t i = 0; i < f->nscope; i++) {
		int64_t sums[COVERAGE_STATES];
		int64_t one = observed(f, f->scope[i].id, sums);

		any = one > any ? one : any;
	}
	if (any == 0 && f->all == 0)
		answer_say(an, "nothing was observed: no vendor was in observe "
			   "mode in this period, as far as the log tells\n");
	else if (f->all == 0)
		answer_say(an, "enforcing would have refused nothing, in the "
			   "%s of %s that was observed\n",
			   share_text(any, whole, share), inquiry_time(f));
	else
		answer_say(an, "enforcing would have refused %lld attempt%s of "
			   "%zu machine%s; observed was up to %s of %s\n",
			   f->all, plural(f->all), f->nmachines,
			   plural((long long)f->nmachines),
			   share_text(any, whole, share), inquiry_time(f));
}

int survey_run(const struct args *a)
{
	char text[FAULT_TEXT];
	struct shared shared;
	struct answer *an;
	struct fault why;
	struct inquiry f;
	struct args own;
	int status;

	ask(&f, a, &own);
	if (!shared_find(&shared, &f.query, &f.filter, &why))
		fatalx_status(EX_TEMPFAIL, "%s", fault_text(&why, text));
	an = answer_begin(a, "cordon.survey/1");
	answer_put(an, "since", cell_time(f.since));
	answer_put(an, "until", cell_time(f.until));
	answer_put(an, "would_block", cell_signed(f.all));
	say_finding(an, &f);
	put_vendors(an, &f);
	if (f.nmachines > 0)
		answer_say(an, "\nfor whom\n");
	put_machines(an, &f);
	if (shared.n > 0)
		answer_say(an, "\naddresses that are shared: restricted by the "
			   "address, names that nobody restricts would be "
			   "refused there, too\n");
	put_shared(an, &shared);
	if (f.nmachines > 0)
		answer_say(an, "\nexceptions to think about: where something "
			   "seems to be installed, it would fail\n");
	put_thoughts(an, &f);
	answer_end(an);
	status = query_tell(&f.query);
	shared_done(&shared);
	inquiry_done(&f);
	return status;
}
