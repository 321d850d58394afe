/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_EMBEDDED_H
#define LIB_EMBEDDED_H

/*
 * IPv6 addresses that stand for an IPv4 one: a translator or a relay on the
 * way makes it of them, so what is listed as IPv4 is listed in these forms
 * too. NAT64 (RFC 6052, RFC 8215, and the network's own prefix), 6to4 (RFC
 * 3056), Teredo (RFC 4380), ISATAP (RFC 5214), mapped, translated and
 * compatible addresses (RFC 4291 2.5.5, RFC 2765 2.1).
 */

#include "lib/address.h"
#include "lib/conf.h"

struct embedded_form {
	const char *name;	/* "NAT64" */
	uint8_t mask[16];	/* bits of the address that tell the form, */
	uint8_t value[16];	/* and what they are */
	uint8_t at;		/* where the four bytes stand */
	bool flipped;		/* all of their bits are */
};

enum { EMBEDDED_NAT64_MAX = 16, EMBEDDED_FORMS_MAX = 24 };

struct embedded {
	struct embedded_form forms[EMBEDDED_FORMS_MAX];
	size_t n;
};

/* Those that everybody has, and a NAT64 form for each of these prefixes
 * (char *), which embedded_prefix_is_valid() has found good. */
void embedded_init(struct embedded *e, const struct conf_list *nat64);

/* A prefix of /32, /64 or /96: with other lengths (RFC 6052 2.2) the four
 * bytes do not stand side by side, and the kernel cannot look them up. */
bool embedded_prefix_is_valid(const char *text);

/* The first form that `a` has, and the IPv4 address in it; NULL: none. */
const struct embedded_form *embedded_find(const struct embedded *e,
					  const struct address *a,
					  struct address *v4);

#endif
