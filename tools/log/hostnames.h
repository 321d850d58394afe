/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LOG_HOSTNAMES_H
#define TOOLS_LOG_HOSTNAMES_H

/*
 * What machines are called here: by the leases of dnsmasq, /etc/ethers and
 * /etc/hosts, in this order. Names of leases are the machines' own word.
 */

#include <stddef.h>

/* A file of lines of words: which word is what, -1 for none. */
struct hostnames_file {
	const char *path, *source;
	int mac, address, name;
};

struct hostname {
	char mac[18], address[50];	/* "" for none */
	char *name;
	const char *source;	/* the file's word for itself */
};

struct hostnames {
	struct hostname *items;
	size_t n;
};

/* Those of this machine, or of these `n` files. */
void hostnames_load(struct hostnames *h);
void hostnames_read(struct hostnames *h, const struct hostnames_file *files,
		    size_t n);
void hostnames_done(struct hostnames *h);

/* The name of who has this MAC address, or this address; NULL. */
const struct hostname *hostnames_find(const struct hostnames *h,
				      const char *mac, const char *address);

#endif
