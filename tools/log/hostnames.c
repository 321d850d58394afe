/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads what machines are called. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/address.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/mac.h"
#include "tools/log/hostnames.h"

enum { WORDS = 8, NAMES_MAX = 1 << 16 };

static const struct hostnames_file here[] = {
	{ "/var/lib/misc/dnsmasq.leases", "dnsmasq", 1, 2, 3 },
	{ "/tmp/dhcp.leases", "dnsmasq", 1, 2, 3 },
	{ "/etc/ethers", "ethers", 0, -1, 1 },
	{ "/etc/hosts", "hosts", -1, 0, 1 },
};

static const char *word(char *const words[WORDS], int i)
{
	return i >= 0 && words[i] ? words[i] : "";
}

/* A line whose words are what they should be; "*" is no name. */
static void take_line(struct hostnames *h, const struct hostnames_file *f,
		      char *line)
{
	char *words[WORDS] = { NULL }, *rest = NULL;
	struct hostname item = { .source = f->source };
	struct address address;
	uint8_t mac[6];
	int n = 0;

	line[strcspn(line, "#\n")] = '\0';
	for (char *w = strtok_r(line, " \t", &rest); w && n < WORDS;
	     w = strtok_r(NULL, " \t", &rest))
		words[n++] = w;
	if (mac_parse(word(words, f->mac), mac))
		mac_format(mac, item.mac);
	if (address_parse(word(words, f->address), &address))
		address_format(&address, item.address);
	if ((!*item.mac && !*item.address) || !*word(words, f->name) ||
	    strcmp(word(words, f->name), "*") == 0 || h->n == NAMES_MAX)
		return;
	item.name = xstrdup(word(words, f->name));
	h->items = xgrow(h->items, h->n, sizeof(*h->items));
	h->items[h->n++] = item;
}

void hostnames_read(struct hostnames *h, const struct hostnames_file *files,
		    size_t n)
{
	char *line = NULL;
	size_t size = 0;

	*h = (struct hostnames) { .n = 0 };
	for (size_t i = 0; i < n; i++) {
		FILE *f = fopen(files[i].path, "re");

		while (f && getline(&line, &size, f) > 0)
			take_line(h, &files[i], line);
		if (f)
			fclose(f);
	}
	free(line);
}

void hostnames_load(struct hostnames *h)
{
	hostnames_read(h, here, ARRAY_SIZE(here));
}

void hostnames_done(struct hostnames *h)
{
	for (size_t i = 0; i < h->n; i++)
		free(h->items[i].name);
	free(h->items);
	*h = (struct hostnames) { .n = 0 };
}

const struct hostname *hostnames_find(const struct hostnames *h,
				      const char *mac, const char *address)
{
	for (size_t i = 0; i < h->n; i++) {
		const struct hostname *n = &h->items[i];

		if ((*n->mac && strcmp(n->mac, mac) == 0) ||
		    (!*n->mac && *n->address &&
		     strcmp(n->address, address) == 0))
			return n;
	}
	return NULL;
}
