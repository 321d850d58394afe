/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whom legal bases bind. */

#include <string.h>

#include "lib/array.h"
#include "ruleset/config/organisation.h"

static const char *const known[] = {
	"us-person", "us-federal-agency", "us-contractor", "us-defense",
	"us-intelligence", "us-commerce", "us-carrier",
	"us-state-al", "us-state-fl", "us-state-ia", "us-state-ks",
	"us-state-la", "us-state-md", "us-state-nj", "us-state-ny",
	"us-state-ok", "us-state-tx", "us-state-va", "us-state-vt",
	"au-government", "au-sa-government", "ca-government", "cz-critical",
	"cz-government", "de-telecom", "eu-critical", "eu-institution",
	"in-carrier", "it-government", "lt-critical", "nl-government",
	"pl-government", "ro-government", "tw-government",
	"uk-government", "uk-telecom",
	"own-policy",
};

bool organisation_is_known(const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (strcmp(known[i], word) == 0)
			return true;
	return false;
}

void organisation_suggest(const char *word, char near[SUGGEST_TEXT])
{
	suggest_text(suggest(word, known, ARRAY_SIZE(known), sizeof(*known)),
		     near);
}
