/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The addresses of providers, as each publishes them in JSON: AWS, Google,
 * Azure, Fastly, Cloudflare, GitHub, Oracle, Atlassian, Microsoft 365; and
 * servers of botnets by Feodo. All that is told apart is under which key
 * addresses stand.
 */

#include "lib/array.h"
#include "lib/range.h"
#include "ruleset/list/addresses.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/json.h"
#include "ruleset/list/put.h"

static const char *const keys[] = {
	"ip_prefix", "ipv6_prefix", "ipv4Prefix", "ipv6Prefix",
	"addressPrefixes", "addresses", "ipv6_addresses", "ipv4_cidrs",
	"ipv6_cidrs", "ip_address", "cidr", "cidrs", "ips", "ip_ranges",
	"ipv4_addresses", "addressPrefix", "ip_addresses", "ip_range",
};

/* Those by which such a text is known; the others are others' too. */
static const char *const signs[] = {
	"\"ip_prefix\"", "\"ipv6_prefix\"", "\"ipv4Prefix\"",
	"\"ipv6Prefix\"", "\"addressPrefixes\"", "\"ipv6_addresses\"",
	"\"ipv4_cidrs\"", "\"ipv6_cidrs\"", "\"ip_address\"", "\"cidrs\"",
	"\"hooks\"", "\"ips\"", "\"ip_ranges\"", "\"mask_len\"",
};

static bool begins(struct span head)
{
	for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
		if (json_has_key(head, signs[i]))
			return true;
	return false;
}

/* The key of a value, or of the array that it stands in. */
static const char *key_of(const struct json_reader *j)
{
	unsigned at = j->depth;

	while (at > 0 && j->path[at].bracket == '[')
		at--;
	return at > 0 ? j->path[at].key : "";
}

static bool is_key(const char *key)
{
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (strcmp(key, keys[i]) == 0)
			return true;
	return false;
}

/* Of GitHub: arrays of prefixes under the names of its services. */
static bool is_prefix(struct span text)
{
	struct range range;

	return memchr(text.p, '/', text.len) && !addresses_read(text, &range);
}

static void parse(struct list_reader *r)
{
	struct json_reader j;
	enum json_event e;

	json_read(&j, r->in);
	while ((e = json_next(&j)) > JSON_BAD) {
		r->line = r->in->line;
		if (e == JSON_STRING && j.len > 0 &&
		    (is_key(key_of(&j)) ||
		     (j.path[j.depth].bracket == '[' &&
		      is_prefix(json_value(&j)))))
			put_item(r, json_value(&j), LIST_EXACT);
	}
	json_end(r, &j, e);
}

const struct list_format cloud_format = {
	.word = "cloud", .begins = begins, .parse = parse,
};
