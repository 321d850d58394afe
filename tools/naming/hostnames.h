/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_NAMING_HOSTNAMES_H
#define TOOLS_NAMING_HOSTNAMES_H

/*
 * What machines are called here: by leases of DHCP servers, /etc/ethers,
 * /etc/hosts and a file for cordon (lease.h), in this order, those that hold
 * now before those that ended. Names may be anybody's: hostile text of up to
 * 255 bytes.
 */

#include "lib/buffer.h"
#include "lib/hash.h"
#include "ruleset/config/config.h"
#include "tools/naming/lease.h"

enum {
	HOSTNAMES_MAX = 1 << 16,	/* more are left out, and told */
	HOSTNAMES_BYTES = 16 << 20,	/* of a file; its end counts */
};

struct hostname {
	char mac[MAC_TEXT], address[ADDRESS_TEXT];	/* "" for none */
	char *name;		/* "": a lease without one */
	enum lease_form form;	/* lease_words[] has its word */
	bool past;		/* only the history has it */
	int64_t since, until;	/* seconds; 0: nobody says, no end */
};

struct hostnames {
	struct hostname *items;
	size_t n;
	int64_t now;		/* when they were read */
	uint32_t *by_card, *by_address;	/* numbers of items, in order */
	struct hash_key key;
	uint32_t *buckets;	/* of leases, by address; number + 1 */
	uint32_t *next;
	struct buffer unread;	/* files that could not be read, or not to
				   their end, and why: lines; empty */
};

/* A file of names; a form of LEASE_FORMS is to be found out. */
struct hostnames_file {
	const char *path;
	enum lease_form form;
};

/* Those of this machine as it is configured, or of these `n` files. What is
 * not there is not missed. */
void hostnames_load(struct hostnames *h, const struct config *c, int64_t now);
void hostnames_read(struct hostnames *h, const struct hostnames_file *files,
		    size_t n, int64_t now);
void hostnames_done(struct hostnames *h);

/* Adds one, of which everything is copied; hostnames_sort() comes behind the
 * last. */
void hostnames_add(struct hostnames *h, const struct hostname *item);
void hostnames_sort(struct hostnames *h);

/* Did it end before they were read? */
bool hostname_is_over(const struct hostname *n, const struct hostnames *h);

/* The name of who has this MAC address, and this address; of who has none ("")
 * the one that its address had `at` a time (0: whenever). NULL for none. */
const struct hostname *hostnames_find(const struct hostnames *h,
				      const char *mac, const char *address,
				      int64_t at);

/* The card that a lease of the address was given to, NULL for none. */
const char *hostnames_card(const struct hostnames *h, const char *address,
			   int64_t at);

/* The next behind item `*i` (0 to begin with) that is called so, whatever the
 * case, all of its name or what is before its first dot; NULL at the end. Who
 * has a MAC address is that, others an address. */
const struct hostname *hostnames_called(const struct hostnames *h,
					const char *name, size_t *i);

#endif
