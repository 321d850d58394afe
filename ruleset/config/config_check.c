/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What must hold of a configuration beyond the types of its values. */

#include <net/if.h>
#include <string.h>

#include "lib/embedded.h"
#include "lib/prefix.h"
#include "ruleset/config/config_check.h"
#include "ruleset/config/organisation.h"
#include "ruleset/config/source.h"

/* Eight neighbouring bits; ruleset/table has what each means. */
static bool mask_is_valid(int64_t mask)
{
	for (int shift = 0; shift <= 24; shift++)
		if (mask == 0xffll << shift)
			return true;
	return false;
}

static void check_interfaces(struct config *c, const struct conf_list *list,
			     const char *key)
{
	char *const *names = list->items;

	for (size_t i = 0; i < list->n; i++)
		if (strlen(names[i]) == 0 || strlen(names[i]) >= IF_NAMESIZE)
			conf_complain_of(&c->report, list, "%s: \"%s\" cannot "
					 "be an interface name (1 to 15 "
					 "characters, '*' at the end stands "
					 "for any)", key, names[i]);
}

static void check_sources(struct config *c)
{
	const struct config_source *sources = c->sources.items;
	char *const *management = c->management.items;
	struct prefix p;

	for (size_t i = 0; i < c->sources.n; i++)
		source_check(&sources[i], &c->report);
	for (size_t i = 0; i < c->management.n; i++)
		if (!prefix_parse(management[i], &p))
			conf_complain_of(&c->report, &c->management,
					 "management: \"%s\" is not an address "
					 "or prefix", management[i]);
}

static void check_block_address(struct config *c, char *const *field,
				bool v4, const char *key)
{
	struct address a;

	if (!address_parse(*field, &a) || address_is_v4(&a) != v4)
		conf_complain_of(&c->report, field, "%s: \"%s\" is not an "
				 "IPv%c address", key, *field, v4 ? '4' : '6');
}

static void check_dns(struct config *c)
{
	char *const *resolvers = c->fallback_resolvers.items;
	struct address a;

	check_block_address(c, &c->dns_block_address4, true,
			    "dns_block_address4");
	check_block_address(c, &c->dns_block_address6, false,
			    "dns_block_address6");
	for (size_t i = 0; i < c->fallback_resolvers.n; i++)
		if (!address_parse(resolvers[i], &a))
			conf_complain_of(&c->report, &c->fallback_resolvers,
					 "fallback_resolvers: \"%s\" is not an "
					 "address", resolvers[i]);
}

static void check_nat64(struct config *c)
{
	char *const *prefixes = c->nat64.items;

	for (size_t i = 0; i < c->nat64.n; i++)
		if (!embedded_prefix_is_valid(prefixes[i]))
			conf_complain_of(&c->report, &c->nat64, "nat64: "
					 "\"%s\" is not an IPv6 prefix of "
					 "length 32, 64 or 96", prefixes[i]);
	if (c->nat64.n > EMBEDDED_NAT64_MAX)
		conf_complain_of(&c->report, &c->nat64, "nat64: more than %d "
				 "prefixes", EMBEDDED_NAT64_MAX);
}

static void check_profile(struct config *c)
{
	char *const *words = c->profile.items;
	char near[SUGGEST_TEXT];

	for (size_t i = 0; i < c->profile.n; i++) {
		if (organisation_is_known(words[i]))
			continue;
		organisation_suggest(words[i], near);
		conf_complain_of(&c->report, &c->profile, "profile: there is "
				 "no \"%s\"%s", words[i], near);
	}
}

void config_check(struct config *c)
{
	const struct config_exempt *exempt = c->exempt.items;
	struct prefix p;

	for (size_t i = 0; i < c->exempt.n; i++)
		if (exempt[i].client && !prefix_parse(exempt[i].client, &p))
			conf_complain(&c->report, exempt[i].file,
				      exempt[i].line, "client \"%s\" is not "
				      "an address or prefix",
				      exempt[i].client);
	if (!mask_is_valid(c->mark_mask))
		conf_complain_of(&c->report, &c->mark_mask,
				 "mark_mask is 0x%08llx; it must be eight "
				 "neighbouring bits such as the default, "
				 "0xff000000 (they were four before)",
				 (unsigned long long)c->mark_mask);
	check_profile(c);
	check_interfaces(c, &c->wan, "wan");
	check_interfaces(c, &c->lan, "lan");
	check_nat64(c);
	check_dns(c);
	check_sources(c);
}
