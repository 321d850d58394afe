/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_EXCEPT_BOOK_H
#define TOOLS_EXCEPT_BOOK_H

/* The register of exceptions in the hands of a command. What is wrong ends the
 * program with a message. */

#include "nfq/event/audit.h"
#include "ruleset/policy/rules.h"
#include "tools/cli/args.h"

/* The register, open for a change: nobody else writes it meanwhile. */
struct book {
	struct rules *rules;
	struct exceptions all;
	struct audit audit;
	int lock;
	time_t now;
};

void book_open(struct book *f, const struct args *a, bool change);
void book_close(struct book *f);

/* Where the policy of the fleet leaves no exceptions to a gateway, none is
 * added (EX_NOPERM). */
void book_check_left(const struct book *f);

/* Writes it back. Whoever changed it then writes that into the audit and has
 * cordond take it up, in this order: it is changed even where cordond
 * refuses. */
void book_store(const struct book *f);

/* The exception of an id. */
struct exception *book_find(const struct book *f, const char *id);

/* Words that name nothing (EX_USAGE, with the nearest): a vendor; a role of it,
 * or of any where `vendor` is NULL; what is no client, or NULL. */
void book_check_vendor(const struct book *f, const char *id);
void book_check_role(const struct book *f, const char *vendor,
		     const char *role);
void book_check_client(const char *client);

#endif
