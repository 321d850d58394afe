/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_PRIVACY_H
#define NFQ_EVENT_PRIVACY_H

/*
 * Hides who asked, or for what, before anything is written: "privacy" of
 * cordon.conf(5). The rule that decided stays, with its entry, as without it
 * an event says nothing.
 *
 *	clients		truncated: the network, a /24 or a /48, without MAC;
 *			pseudonym: an address in PRIVACY_NETWORK and a MAC
 *			of nobody, the same each time; none: 0.0.0.0 or ::
 *	names		truncated: the rule's entry, or, where none covers the
 *			name, the last two labels; pseudonym: a label of the
 *			name's own before that entry; none: PRIVACY_HIDDEN
 *
 * Pseudonyms come of a secret in the state's folder: who has that can find
 * out whose they are, and nobody else.
 */

#include "lib/hash.h"
#include "nfq/event/event.h"

#define PRIVACY_NETWORK "100::/64"	/* RFC 6666: nothing comes from there */
#define PRIVACY_HIDDEN "_hidden"
#define PRIVACY_KEY "privacy.key"	/* in the state's folder */

struct privacy {
	enum privacy_level clients, names;
	struct hash_key key;
	bool has_key;
};

/* As is configured; the secret is read, or made (`make`) where pseudonyms are
 * asked for. Without one that is kept they are of this run alone: -errno. */
int privacy_set(struct privacy *p, const struct config *c, bool make);

/* For pseudonyms of clients, whatever is configured of what is written now:
 * 0, or -errno without a secret that is kept. */
int privacy_pseudonyms(struct privacy *p, const struct config *c);

bool privacy_hides(const struct privacy *p);

/* What is kept of a client, or of a MAC; false if nothing is of a MAC. */
struct address privacy_client(const struct privacy *p,
			      const struct address *client);
bool privacy_mac(const struct privacy *p, const uint8_t mac[6],
		 uint8_t out[6]);

/* All that must not be kept of an event is gone, or another. */
void privacy_hide(const struct privacy *p, struct event *e);

#endif
