/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the types of indicators mean. */

#include "lib/array.h"
#include "lib/range.h"
#include "ruleset/list/addresses.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"
#include "ruleset/list/typed.h"
#include "ruleset/list/url.h"

enum what { NAME, ADDRESS, URL, BOTH, AS_NUMBER };

/* Of a pair with '|' between the second part is a port where the type says
 * so, or a thing of its own. */
static const struct {
	const char *word;
	enum what what;
} words[] = {
	{ "domain", NAME }, { "hostname", NAME }, { "host", NAME },
	{ "fqdn", NAME }, { "domain-name", NAME }, { "domain_name", NAME },
	{ "domainname", NAME }, { "domains", NAME }, { "dns", NAME },
	{ "host:port", NAME }, { "domain:port", NAME }, { "site", NAME },
	{ "hostname|port", NAME }, { "domain|port", NAME },
	{ "host-name", NAME }, { "hostnames", NAME },
	{ "domain name", NAME }, { "network.domain", NAME },
	{ "ip", ADDRESS }, { "ipv4", ADDRESS }, { "ipv6", ADDRESS },
	{ "ip-dst", ADDRESS }, { "ip-src", ADDRESS }, { "ip address", ADDRESS },
	{ "ip_address", ADDRESS }, { "ipaddress", ADDRESS },
	{ "ip-address", ADDRESS }, { "address", ADDRESS },
	{ "ipv4-addr", ADDRESS }, { "ipv6-addr", ADDRESS },
	{ "ipv4address", ADDRESS }, { "ipv6address", ADDRESS },
	{ "ip-dst|port", ADDRESS }, { "ip-src|port", ADDRESS },
	{ "ip|port", ADDRESS }, { "ip:port", ADDRESS },
	{ "ipv4:port", ADDRESS }, { "ipv6:port", ADDRESS },
	{ "ip_port", ADDRESS }, { "ipport", ADDRESS }, { "cidr", ADDRESS },
	{ "netblock", ADDRESS }, { "network", ADDRESS }, { "subnet", ADDRESS },
	{ "range", ADDRESS }, { "ip-range", ADDRESS }, { "ip range", ADDRESS },
	{ "ipv4-cidr", ADDRESS }, { "ipv6-cidr", ADDRESS },
	{ "ipv4_cidr", ADDRESS }, { "prefix", ADDRESS }, { "net", ADDRESS },
	{ "url", URL }, { "uri", URL }, { "link", URL },
	{ "domain|ip", BOTH }, { "hostname|ip", BOTH },
	{ "asn", AS_NUMBER }, { "as", AS_NUMBER },
	{ "autonomous-system", AS_NUMBER },
};

static size_t word_of(struct span type)
{
	size_t i = 0;

	while (i < ARRAY_SIZE(words) && !span_is_nocase(type, words[i].word))
		i++;
	return i;
}

bool typed_is_word(struct span type)
{
	return word_of(type) < ARRAY_SIZE(words);
}

/* A name, or an address that stands in its place. */
static void put_named(struct list_reader *r, struct span value)
{
	put_item(r, value, LIST_SUFFIX);
}

static void put_asn_text(struct list_reader *r, struct span value)
{
	struct span digits = value;
	uint64_t n = 0;

	if (span_begins(digits, "AS") || span_begins(digits, "as"))
		digits = (struct span) { digits.p + 2, digits.len - 2 };
	for (size_t i = 0; i < digits.len && n <= UINT32_MAX; i++)
		n = digits.p[i] >= '0' && digits.p[i] <= '9' ?
		    10 * n + (digits.p[i] - '0') : UINT32_MAX + 1ull;
	if (n == 0 || n > UINT32_MAX)
		remark_reject(r, &value, "not the number of an AS");
	else
		put_asn(r, value, (uint32_t)n);
}

void typed_put(struct list_reader *r, struct span type, struct span value)
{
	size_t i = word_of(type);
	struct span first = value, rest = value;

	first = span_trim(span_cut(&rest, '|'));
	if (i == ARRAY_SIZE(words)) {
		remark_skip(r, &value,
			    "of a type that is neither name nor address");
		return;
	}
	switch (words[i].what) {
	case NAME:
	case ADDRESS:
		put_named(r, first);
		break;
	case BOTH:
		put_named(r, first);
		put_named(r, span_trim(rest));
		break;
	case URL:
		put_host(r, value);
		break;
	case AS_NUMBER:
		put_asn_text(r, first);
		break;
	}
}
