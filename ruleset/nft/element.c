/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Elements of sets and maps, written straight as netlink attributes. */

#include <arpa/inet.h>
#include <linux/netfilter/nf_tables.h>
#include <stdio.h>

#include "ruleset/nft/element.h"

size_t element_key_size(enum family f)
{
	return f == FAMILY_V4 ? 4 : 16;
}

/* The bytes of a key, in an address. */
static uint8_t *key_bytes(const struct address *a, enum family f)
{
	return (uint8_t *)a->b + sizeof(a->b) - element_key_size(f);
}

static void put_key(struct nlmsghdr *nlh, const struct address *a,
		    enum family f)
{
	struct nlattr *key = mnl_attr_nest_start(nlh, NFTA_SET_ELEM_KEY);

	mnl_attr_put(nlh, NFTA_DATA_VALUE, element_key_size(f),
		     key_bytes(a, f));
	mnl_attr_nest_end(nlh, key);
}

static void put_verdict(struct nlmsghdr *nlh, const char *chain)
{
	struct nlattr *data = mnl_attr_nest_start(nlh, NFTA_SET_ELEM_DATA);
	struct nlattr *v = mnl_attr_nest_start(nlh, NFTA_DATA_VERDICT);

	mnl_attr_put_u32(nlh, NFTA_VERDICT_CODE, htonl((uint32_t)NFT_GOTO));
	mnl_attr_put_strz(nlh, NFTA_VERDICT_CHAIN, chain);
	mnl_attr_nest_end(nlh, v);
	mnl_attr_nest_end(nlh, data);
}

void element_put(struct nlmsghdr *nlh, const struct address *a, enum family f,
		 bool end, const char *chain)
{
	struct nlattr *e = mnl_attr_nest_start(nlh, NFTA_LIST_ELEM);

	if (end)
		mnl_attr_put_u32(nlh, NFTA_SET_ELEM_FLAGS,
				 htonl(NFT_SET_ELEM_INTERVAL_END));
	put_key(nlh, a, f);
	if (chain && !end)
		put_verdict(nlh, chain);
	mnl_attr_nest_end(nlh, e);
}

bool element_end_of(const struct address *last, struct address *end)
{
	*end = *last;
	return address_next(end) && address_is_v4(end) == address_is_v4(last);
}

struct nlattr *element_list(struct nlmsghdr *nlh, const char *table,
			    const char *set)
{
	mnl_attr_put_strz(nlh, NFTA_SET_ELEM_LIST_TABLE, table);
	mnl_attr_put_strz(nlh, NFTA_SET_ELEM_LIST_SET, set);
	return mnl_attr_nest_start(nlh, NFTA_SET_ELEM_LIST_ELEMENTS);
}

/* --- reading ---------------------------------------------------------- */

static void read_verdict(const struct nlattr *data, struct element *e)
{
	const struct nlattr *v, *a;

	mnl_attr_for_each_nested(v, data) {
		if (mnl_attr_get_type(v) != NFTA_DATA_VERDICT)
			continue;
		mnl_attr_for_each_nested(a, v)
			if (mnl_attr_get_type(a) == NFTA_VERDICT_CHAIN)
				snprintf(e->chain, sizeof(e->chain), "%.*s",
					 (int)mnl_attr_get_payload_len(a),
					 (const char *)mnl_attr_get_payload(a));
	}
}

static bool read_key(const struct nlattr *key, struct address *out)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, key) {
		if (mnl_attr_get_type(a) != NFTA_DATA_VALUE)
			continue;
		if (mnl_attr_get_payload_len(a) == 4)
			*out = address_from_v4(mnl_attr_get_payload(a));
		else if (mnl_attr_get_payload_len(a) == 16)
			*out = address_from_v6(mnl_attr_get_payload(a));
		else
			return false;
		return true;
	}
	return false;
}

bool element_read(const struct nlattr *elem, struct element *e)
{
	const struct nlattr *a;
	bool key = false;

	*e = (struct element) { .end = false };
	mnl_attr_for_each_nested(a, elem) {
		switch (mnl_attr_get_type(a)) {
		case NFTA_SET_ELEM_KEY:
			key = read_key(a, &e->key);
			break;
		case NFTA_SET_ELEM_DATA:
			read_verdict(a, e);
			break;
		case NFTA_SET_ELEM_FLAGS:
			e->end = ntohl(mnl_attr_get_u32(a)) &
				 NFT_SET_ELEM_INTERVAL_END;
			break;
		}
	}
	return key;
}
