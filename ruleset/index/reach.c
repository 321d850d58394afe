/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What duties and roles mean for traffic. */

#include <stdio.h>
#include <string.h>

#include "lib/array.h"
#include "ruleset/index/reach.h"

const char *const reach_duty_words[REACH_DUTIES + 1] = {
	[DUTY_OWN] = "own-policy", [DUTY_NETWORK] = "network",
	[DUTY_USE] = "use", [DUTY_SUPPLY] = "supply",
	[DUTY_PURCHASE] = "purchase", [DUTY_EXPORT] = "export",
	[DUTY_DEALINGS] = "dealings", [DUTY_ADVICE] = "advice",
};

const char *const reach_status_words[REACH_STATUSES + 1] = {
	[BASIS_IN_FORCE] = "in-force", [BASIS_ENDED] = "ended",
	[BASIS_PROPOSED] = "proposed", [BASIS_ENJOINED] = "enjoined",
};

/* What may be the product's: whom that is barred to wants to know of it. */
static const struct {
	const char *role, *text;
} unsure[] = {
	{ "evidence", "seen once, by somebody; no proof of whose it is" },
	{ "network-unconfirmed", "addresses of which nobody has shown that "
	  "the vendor uses them itself" },
};

/* The roles that no duty touches by itself. */
static const struct {
	const char *role, *text;
} others[] = {
	{ "web", "pages of the maker, which anybody may read" },
	{ "information", "articles and news that only inform" },
	{ "threat-intel", "what is known of attacks, for who looks it up" },
	{ "training", "courses" },
	{ "mail", "mail to the firm and from it" },
	{ "sister-app", "another product of the same group" },
	{ "ddos-protected-customers", "sites of others, whose traffic passes "
	  "through the vendor's protection" },
	{ "captive-portal", "by which a device asks whether it is online" },
	{ "sdk-config", "asked by programs of others that contain a part of "
	  "the vendor's" },
	{ "mail-of-third-parties", "mailboxes of others, and the servers that "
	  "take mail for them" },
	{ "cloud", "hosts of the vendor's customers" },
	{ "carriage", "a carrier's own site or network, and whoever it "
	  "carries" },
	{ "certificates", "whether a certificate is still good" },
};

bool reach_has(const char *words, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = words; p && *p; p++) {
		p = strstr(p, word);
		if (!p)
			break;
		if (p > words && p[-1] == ' ' && p[len] == ' ')
			return len > 0;
	}
	return false;
}

bool reach_is_product(const char *role)
{
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (strcmp(others[i].role, role) == 0)
			return false;
	return true;
}

const char *reach_role_text(const char *role)
{
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (strcmp(others[i].role, role) == 0)
			return others[i].text;
	for (size_t i = 0; i < ARRAY_SIZE(unsure); i++)
		if (strcmp(unsure[i].role, role) == 0)
			return unsure[i].text;
	return NULL;
}

bool reach_covers(const struct reach *r, const char *role)
{
	if (r->status != BASIS_IN_FORCE || reach_has(r->off, role))
		return false;
	if (reach_has(r->roles, role))
		return true;
	if (r->only)
		return false;
	return r->duty == DUTY_OWN ||
	       ((r->duty == DUTY_NETWORK || r->duty == DUTY_USE) &&
		reach_is_product(role));
}
