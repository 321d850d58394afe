/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which bases bind here, and which of them is cited. */

#include <stdlib.h>
#include <string.h>

#include "ruleset/config/profile.h"

/* Whoever is one of these is a person of the United States too. */
static const char us[] = "us-";

const struct legend_basis profile_own_policy = {
	.id = "own-policy", .authority = "your own policy",
	.cite = "your own policy", .binds = "this network",
	.dates = "since the vendor is on", .jurisdiction = "",
	.profiles = "", .reach = { .duty = DUTY_OWN },
};

void profile_read(struct profile *p, const struct config *c)
{
	char *const *words = c->profile.items;
	struct buffer all = { 0 };
	bool person = false;

	*p = (struct profile) { .set = c->profile.n > 0 };
	for (size_t i = 0; i < c->profile.n; i++) {
		buffer_printf(&all, " %s ", words[i]);
		person = person || strncmp(words[i], us, strlen(us)) == 0;
		p->own = p->own || strcmp(words[i], "own-policy") == 0;
	}
	buffer_text(&all, person ? " us-person " : "");
	p->words = buffer_take(&all);
}

void profile_done(struct profile *p)
{
	free(p->words);
	*p = (struct profile) { .set = false };
}

/* Do two texts of words have one in common? */
static bool share_word(const char *a, const char *b)
{
	char word[64];

	while (a && *(a += strspn(a, " "))) {
		size_t len = strcspn(a, " ");

		if (len < sizeof(word)) {
			memcpy(word, a, len);
			word[len] = '\0';
			if (reach_has(b, word))
				return true;
		}
		a += len;
	}
	return false;
}

/* What "bases" says of a basis: named, taken away ("-ID"), or nothing. */
enum wish { WISH_NONE, WISH_ADD, WISH_TAKE };

static enum wish wish_of(const struct config_vendor *cv, const char *id,
			 bool *adds)
{
	enum wish wish = WISH_NONE;

	*adds = false;
	for (size_t i = 0; cv && i < cv->bases.n; i++) {
		const char *s = ((char *const *)cv->bases.items)[i];

		if (*s != '-')
			*adds = true;
		if (strcmp(s + (*s == '-'), id) == 0)
			wish = *s == '-' ? WISH_TAKE : WISH_ADD;
	}
	return wish;
}

bool profile_holds(const struct profile *p, const struct config_vendor *cv,
		   const struct legend_basis *b)
{
	bool adds;
	enum wish wish = wish_of(cv, b->id, &adds);

	if (wish != WISH_NONE)
		return wish == WISH_ADD;
	if (!p->set)
		return !adds;
	return b->reach.duty == DUTY_OWN || share_word(b->profiles, p->words);
}

static bool touches(const struct profile_bases *b, size_t i, const char *role)
{
	return b->holds[i] && reach_covers(&b->bases[i].reach, role);
}

/* Less is nearer to the traffic. */
static unsigned distance(const struct profile *p, const struct legend_basis *b)
{
	enum reach_duty duty = b->reach.duty;

	if (!p->set && duty != DUTY_ADVICE)
		return 0;
	return duty == DUTY_OWN ? DUTY_SUPPLY : duty;
}

const struct legend_basis *profile_cites(const struct profile *p,
					 const struct profile_bases *b,
					 const char *role)
{
	const struct legend_basis *best = NULL;

	for (size_t i = 0; i < b->n; i++)
		if (touches(b, i, role) &&
		    (!best ||
		     distance(p, &b->bases[i]) < distance(p, best)))
			best = &b->bases[i];
	return best;
}

bool profile_leaves(const struct profile *p, const struct profile_bases *b,
		    const char *role)
{
	if (p->own || b->n == 0 || profile_cites(p, b, role))
		return false;
	if (p->set)
		return true;
	for (size_t i = 0; i < b->n; i++)
		if (b->holds[i] && reach_has(b->bases[i].reach.off, role))
			return true;
	return false;
}
