/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_NAMING_LEASE_H
#define TOOLS_NAMING_LEASE_H

/*
 * Files that say what machines are called, line by line: leases of DHCP servers
 * (dnsmasq, Kea's CSV, ISC's dhcpd.leases, odhcpd's state), ethers(5),
 * hosts(5), and one that people keep for cordon. What they say is the machines'
 * own word, or anybody's. Pure: no clock, no file.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/address.h"
#include "lib/mac.h"
#include "lib/span.h"

/* In the order in which they are believed. */
enum lease_form {
	LEASE_DNSMASQ, LEASE_KEA, LEASE_ISC, LEASE_ODHCPD,
	LEASE_ETHERS, LEASE_HOSTS, LEASE_OWN, LEASE_FORMS
};

extern const char *const lease_words[LEASE_FORMS];

/* What a line, or the lines of a lease, say. */
struct lease {
	char mac[MAC_TEXT], address[ADDRESS_TEXT];	/* "" for none */
	struct span name;	/* borrowed; empty for none */
	int64_t since, until;	/* seconds since 1970; 0: nobody says */
	bool over;		/* given back, or taken away */
};

enum { LEASE_NAME = 256, LEASE_COLUMNS = 8 };

struct lease_reader {
	enum lease_form form;
	bool inside;		/* ISC: between the braces of a lease */
	struct lease open;	/* of it, so far */
	char name[LEASE_NAME];
	bool headed;		/* Kea: the heads were read */
	int columns[LEASE_COLUMNS], ncolumns;
};

/* Which form a file of leases has, by its first bytes. */
enum lease_form lease_guess(struct span head);

void lease_begin(struct lease_reader *r, enum lease_form form);

/* Takes the next line, without its newline. True if it ends what says of an
 * address or a MAC something; borrowed until the next call. */
bool lease_line(struct lease_reader *r, struct span line, struct lease *out);

/* By form. */
bool lease_words_line(enum lease_form form, struct span line,
		      struct lease *out);
bool lease_kea_line(struct lease_reader *r, struct span line,
		    struct lease *out);
bool lease_isc_line(struct lease_reader *r, struct span line,
		    struct lease *out);

#endif
