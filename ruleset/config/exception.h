/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_CONFIG_EXCEPTION_H
#define RULESET_CONFIG_EXCEPTION_H

/*
 * The register of exceptions: which client may reach what although it is
 * restricted, on whose word, and until when. It is STATE/exceptions.conf,
 * which "cordon except" writes; entries that are over stay in it, since
 * auditors ask for them.
 *
 * Ends are moments of UTC, so neither a reboot nor a step of the clock
 * lengthens one; an exception does not hold either while the clock stands
 * before its beginning.
 */

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "lib/conf.h"
#include "lib/prefix.h"
#include "ruleset/config/register.h"

struct exception {
	char *id;			/* "ex-0001" */
	char *client;			/* address, prefix or MAC address */
	char *vendor, *role, *name;	/* "": any; not all of them */
	char *owner, *reason, *ticket;
	char *created, *until;		/* RFC 3339, UTC */
	char *removed;			/* "", or when it was taken back */
	unsigned line;
	const char *file;

	/* The same, read. */
	bool by_mac;
	uint8_t mac[6];
	struct prefix prefix;
	time_t from, end;
	bool over;			/* removed */
};

extern const struct registry exceptions_register;

struct exceptions {
	struct conf_list list;		/* struct exception, all of them */
	const struct exception **active;	/* in force when it was read */
	size_t nactive;
	bool narrow;			/* some only reach a role or name */
	time_t read_at, next;		/* when `active` changes; 0: never */
};

/* Who connects; `mac` is NULL where it is not known. */
struct originator {
	const struct address *address;
	const uint8_t *mac;
};

/*
 * Reads the register of folder `state`; a missing one is empty. False if it
 * has a mistake, which `report` then tells. exceptions_done() frees in either
 * case.
 */
bool exceptions_read(struct exceptions *x, const char *state, time_t now,
		     struct conf_report *report);
void exceptions_done(struct exceptions *x);

/* Writes it back, whole or not at all: 0 or -errno. */
int exceptions_store(const struct exceptions *x, const char *state);

/* True if the exceptions in force at `now` may be others than those active. */
bool exceptions_changed(const struct exceptions *x, time_t now);

bool exception_holds(const struct exception *e, time_t now);

/* Whether it reaches less than all of a vendor, so that an address alone does
 * not tell. */
bool exception_is_narrow(const struct exception *e);

/* A destination under restriction: whose it is, in which role, and by which
 * name; `len` is 0 where there is none. */
struct restricted {
	const char *vendor, *role, *name;
	size_t len;
};

/* The number + 1 among the active ones of the first that lets the client
 * through, 0 if none does. */
unsigned exceptions_find(const struct exceptions *x, const struct originator *c,
			 const struct restricted *r);

#endif
