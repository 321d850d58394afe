/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CHECK_DEST_H
#define TOOLS_CHECK_DEST_H

/* What "cordon check" is asked about, and what would become of it. */

#include "ruleset/policy/rules.h"
#include "tools/cli/paint.h"

/* A destination, and every rule that covers it. */
struct dest {
	char text[256];
	bool is_address;
	struct address address;
	char stands_for[80];	/* "192.0.2.7 (NAT64)", where rules cover that;
				 * else empty */
	struct candidate rules[CANDIDATES_MAX];
	size_t n;
	struct decision decision;
	const char *exempt;	/* why the client is left alone, or NULL */
	const struct exception *exception;	/* of the client, or NULL */
};

/* Reads a name, an address, a prefix, a URL or host:port; ends the program
 * where it is none of these (EX_USAGE). */
void dest_read(struct dest *t, const char *word);

/* Looks its rules up, and decides; `client` is an address, a MAC address or
 * NULL for any. */
void dest_judge(struct dest *t, const struct rules *r, const char *client);

/* What happens, and why it does. */
struct dest_outcome {
	const char *word, *key, *why;
	enum color color;
	int status;		/* of --exit-code */
};

const struct dest_outcome *dest_outcome(const struct dest *t);

/* Its why, and which list it is by; returns `out`. */
enum { DEST_WHY = 700 };
const char *dest_why(const struct dest *t, const struct policy *p,
		     char out[DEST_WHY]);

/* The file that a rule's line is of: its list, or, of what a source's "exclude"
 * and its kin take out, the configuration. */
const char *dest_file(const struct legend *l, uint16_t class);

/* "suffix example.org", "prefix 192.0.2.0/24". */
void dest_rule(const struct dest *t, const struct candidate *c, char *out,
	       size_t size);

/* Is this the rule that decides? And why it does not, if it is another. */
bool dest_is_decided_by(const struct dest *t, const struct candidate *c);
const char *dest_why_not(const struct policy *p, const struct candidate *c,
			 char out[DEST_WHY]);

#endif
