/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_QUERY_FILTER_H
#define TOOLS_QUERY_FILTER_H

/*
 * Which events a command line asks for: --client --vendor --role --name --dest
 * --action --via --list --rule --since --until --limit. Of an option that
 * is given more than once any value is meant; of several options all.
 */

#include "lib/fault.h"
#include "lib/prefix.h"
#include "tools/cli/answer.h"
#include "tools/cli/args.h"
#include "tools/cli/option.h"
#include "tools/naming/hostnames.h"
#include "tools/record/logged.h"

/* Who has a name: a card, or an address where no card is known. */
struct choice_host {
	bool has_mac;
	uint8_t mac[6];
	struct address address;
};

enum { CHOICE_HOSTS = 32 };	/* of one name; the youngest */

/* One value of an option. */
struct choice {
	enum option option;
	const char *text;
	bool has_prefix, has_mac;
	bool is_name;			/* of the hosts below */
	struct choice_host hosts[CHOICE_HOSTS];
	unsigned nhosts;
	struct prefix prefix;
	uint8_t mac[6];
	int action;		/* enum tally_outcome */
};

struct filter {
	struct choice choices[ARGS_VALUES];
	unsigned n;
	time_t since, until;		/* 0: no limit */
	size_t limit;			/* SIZE_MAX without one */
};

/* By the options and the clock; false, and what is wrong with one. Who has a
 * name filter_names() has to find. */
bool filter_make(struct filter *f, const struct args *a, time_t now,
		 struct fault *why);

/* One more value of an option, borrowed; false, and the filter is as it was,
 * where it is none, or a name of a client. */
bool filter_add(struct filter *f, enum option option, const char *text);

/* Finds the clients that are asked for by name; false where nobody has it. */
bool filter_names(struct filter *f, const struct hostnames *names,
		  struct fault *why);

/* Both, with names of now and of the history; ends the program with a message
 * (EX_USAGE) where an option is wrong. */
void filter_read(struct filter *f, const struct args *a);

/* Ends the program likewise where a vendor or role is none that anybody
 * knows. */
void filter_check_known(const struct filter *f, const struct args *a);

/* Where `file`, whose lines begin at `begins` (0: it has none), holds nothing
 * that is asked for, no "event" or no "machine": says so to people, and from
 * when on it was looked for.
 * Ends the program as above if the vendor is none that anybody knows: the log
 * may have one that the catalogue has no more. */
void filter_nothing(const struct filter *f, const struct args *a,
		    struct answer *an, const char *what, const char *file,
		    time_t begins);

/* Beside what was found: from when on there was anything to look at, and how
 * many files could not be read. */
void filter_covered(const struct filter *f, const struct args *a,
		    struct answer *an, time_t begins, unsigned unread);

bool filter_wants(const struct filter *f, const struct logged *e);

/* --- what sums are by --------------------------------------------------
 * The same of what the history has numbers for: does the filter, as far as it
 * is about that, take it? Where a network or "others" stand for what was too
 * many, nobody knows. Times are for who asks to look at. */

enum filter_sure { FILTER_NO, FILTER_MAYBE, FILTER_YES };

enum filter_sure filter_client(const struct filter *f, const char *mac,
			       const char *address);
enum filter_sure filter_target(const struct filter *f, const char *name);

/* A rule, or a party with "" for all but the first two. */
struct filter_rule_texts {
	const char *vendor, *role, *list, *line, *match;
};

bool filter_rule(const struct filter *f, const struct filter_rule_texts *r);
bool filter_via(const struct filter *f, const char *word);
bool filter_action(const struct filter *f, enum tally_outcome o);

/* Is an option among those that were given? */
bool filter_asks(const struct filter *f, enum option option);

/* Do sums have all that is asked for? Not whose address it was. */
bool filter_is_summed(const struct filter *f);

#endif
