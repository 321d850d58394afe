/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks a destination up in the rules. */

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "lib/log.h"
#include "lib/mac.h"
#include "lib/name.h"
#include "lib/prefix.h"
#include "tools/check/dest.h"
#include "tools/cli/target.h"

enum { EXIT_LOGGED = 10, EXIT_BLOCKED = 11 };

/* --- reading the question -------------------------------------------- */

/* "https://user@host:port/path" is the host of it; so is "host:port". */
static void host_of(const char *word, char out[256])
{
	const char *start = strstr(word, "://");
	const char *at;
	size_t len;

	start = start ? start + 3 : word;
	len = strcspn(start, "/?#");
	at = memrchr(start, '@', len);
	if (at && start != word) {
		len -= (size_t)(at + 1 - start);
		start = at + 1;
	}
	if (*start == '[' && memchr(start, ']', len)) {
		start++;
		len = strcspn(start, "]");
	} else if (memchr(start, ':', len) == memrchr(start, ':', len) &&
		   memchr(start, ':', len)) {
		len = strcspn(start, ":");
	}
	if (len > 255)
		fatalx_status(EX_USAGE, "\"%.60s...\" is longer than any name",
			      word);
	memcpy(out, start, len);
	out[len] = '\0';
	name_lower(out);
}

void dest_read(struct dest *t, const char *word)
{
	char name[TARGET_NAME];
	struct prefix p;

	*t = (struct dest) { .n = 0 };
	host_of(word, t->text);
	/* A prefix is looked up by its first address. */
	if (prefix_parse(word, &p)) {
		t->is_address = true;
		t->address = p.addr;
		prefix_format(&p, t->text);
	} else if (address_parse(t->text, &t->address)) {
		t->is_address = true;
	} else if (!target_asked(t->text, name)) {
		fatalx_status(EX_USAGE, "\"%s\" is neither a name nor an "
			      "address", word);
	} else {
		memcpy(t->text, name, strlen(name) + 1);
	}
}

/* --client is an address or, for exceptions, a MAC address. */
static void judge_client(struct dest *t, const struct rules *r,
			 const char *client)
{
	const struct config_exempt *e = r->config.exempt.items;
	struct restricted what = rules_restricted(r, &t->decision);
	struct address address = { { 0 } };
	uint8_t mac[6];
	bool by_mac = mac_parse(client, mac);
	const struct originator c = { &address, by_mac ? mac : NULL };
	struct prefix p;
	unsigned n;

	if (!by_mac && !address_parse(client, &address))
		fatalx_status(EX_USAGE, "--client \"%s\" is neither an "
			      "address nor a MAC address", client);
	for (size_t i = 0; i < r->config.exempt.n && !by_mac; i++)
		if (prefix_parse(e[i].client, &p) &&
		    prefix_contains(&p, &address))
			t->exempt = e[i].reason;
	if (!t->is_address) {
		what.name = t->text;
		what.len = strlen(t->text);
	}
	n = exceptions_find(&r->exceptions, &c, &what);
	if (n && t->decision.effect != EFFECT_PROTECT &&
	    t->decision.effect != EFFECT_IGNORE)
		t->exception = r->exceptions.active[n - 1];
}

/* An IPv6 address may be listed as the IPv4 one in it. */
static void explain_form(struct dest *t, const struct policy *p)
{
	char text[ADDRESS_TEXT];
	struct address v4;
	const struct embedded_form *f = embedded_find(&p->embedded,
						      &t->address, &v4);

	if (f && t->n > 0)
		snprintf(t->stands_for, sizeof(t->stands_for), "%s (%s)",
			 address_format(&v4, text), f->name);
}

void dest_judge(struct dest *t, const struct rules *r, const char *client)
{
	if (t->is_address) {
		t->n = policy_address_rules(r->policy, &t->address, t->rules);
		explain_form(t, r->policy);
	} else {
		t->n = policy_name_rules(r->policy, t->text, strlen(t->text),
					 t->rules);
	}
	t->decision = policy_decide(r->policy, t->rules, t->n);
	if (client)
		judge_client(t, r, client);
}

/* --- what happens ----------------------------------------------------- */

#define ALLOWED "ALLOWED", "allowed"
#define LOGGED "LOGGED", "logged"
#define WOULD_BLOCK "WOULD BLOCK", "would-block"

static const struct dest_outcome outcomes[EFFECTS] = {
	[EFFECT_BLOCK] = { "BLOCKED", "blocked", "restricted, and its vendor "
		"is enforced", COLOR_BAD, EXIT_BLOCKED },
	[EFFECT_OBSERVE] = { WOULD_BLOCK, "restricted, but its vendor is only "
		"observed", COLOR_WARN, EXIT_LOGGED },
	[EFFECT_LOG] = { LOGGED, "listed, but not sure enough to block",
		COLOR_WARN, EXIT_LOGGED },
	[EFFECT_LAWFUL] = { ALLOWED, "a role that no basis in force reaches",
		COLOR_GOOD, 0 },
	[EFFECT_ALLOW] = { ALLOWED, "allowed by a local rule", COLOR_GOOD,
		0 },
	[EFFECT_PROTECT] = { ALLOWED, "protected: never touched", COLOR_GOOD,
		0 },
};

const struct dest_outcome *dest_outcome(const struct dest *t)
{
	static const struct dest_outcome exempt = {
		ALLOWED, "the client is exempt", COLOR_GOOD, 0
	}, excepted = {
		ALLOWED, "the client has an exception", COLOR_GOOD, 0
	}, idle = {
		ALLOWED, "listed, but nothing that acts on it", COLOR_GOOD, 0
	}, unlisted = {
		ALLOWED, "not listed", COLOR_GOOD, 0
	};

	if (t->exempt)
		return &exempt;
	if (t->exception)
		return &excepted;
	if (outcomes[t->decision.effect].word)
		return &outcomes[t->decision.effect];
	return t->n > 0 ? &idle : &unlisted;
}

static bool is_of_source(const struct legend_class *class)
{
	return strcmp(class->confidence, "list") == 0;
}

/* What compile() takes out of a source by itself. */
static bool is_excluded(const struct legend_class *class)
{
	return class->action == LEGEND_EXCEPT && is_of_source(class) &&
	       class->important == UINT8_MAX &&
	       strpbrk(class->source, "/.");	/* no id, but a file */
}

const char *dest_file(const struct legend *l, uint16_t class)
{
	const struct legend_class *c = &l->classes[class];

	return is_excluded(c) ? c->source : l->lists[c->list];
}

/* The exception by which nothing acts on it; NULL: another reason. */
static const struct candidate *find_hole(const struct dest *t,
					 const struct policy *p)
{
	for (size_t i = 0; i < t->n; i++)
		if (p->effects[t->rules[i].class] == EFFECT_HOLE)
			return &t->rules[i];
	return NULL;
}

/* Of a source, which list says so; of what a list leaves out, where. */
static bool why_of_list(const struct dest *t, const struct policy *p,
			char out[DEST_WHY])
{
	const struct legend *l = &p->generation->legend;
	const struct candidate *c = &t->decision.rule;
	const struct legend_class *class = &l->classes[c->class];
	const char *file = dest_file(l, c->class);

	if (t->decision.effect == EFFECT_IGNORE) {
		c = find_hole(t, p);
		class = c ? &l->classes[c->class] : NULL;
		if (c)
			snprintf(out, DEST_WHY, "listed, but left out by %s "
				 "(%s:%u)", is_excluded(class) ? "the "
				 "configuration" : "an exception of its list",
				 dest_file(l, c->class), c->line);
		return c;
	}
	if (!is_of_source(class))
		return false;
	if (t->decision.effect == EFFECT_LOG)
		snprintf(out, DEST_WHY, "list %s is set to log (%s:%u)",
			 class->source, file, c->line);
	else if (t->decision.effect == EFFECT_ALLOW)
		snprintf(out, DEST_WHY, "allowed by list %s (%s:%u)",
			 class->source, file, c->line);
	else
		return false;
	return true;
}

const char *dest_why(const struct dest *t, const struct policy *p,
		     char out[DEST_WHY])
{
	if (t->exempt || t->exception || !why_of_list(t, p, out))
		snprintf(out, DEST_WHY, "%s", dest_outcome(t)->why);
	return out;
}

/* --- its rules -------------------------------------------------------- */

void dest_rule(const struct dest *t, const struct candidate *c, char *out,
	       size_t size)
{
	char text[ADDRESS_TEXT];
	struct prefix p;

	if (t->is_address) {
		p = prefix_around(&t->address, c->len);
		snprintf(out, size, "prefix %s", prefix_format(&p, text));
	} else {
		snprintf(out, size, "%s %s", names_scope_words[c->scope],
			 t->text + c->start);
	}
}

const char *dest_why_not(const struct policy *p, const struct candidate *c,
			 char out[DEST_WHY])
{
	const struct legend_class *class =
		&p->generation->legend.classes[c->class];

	if (class->action == LEGEND_SHOW)
		return "only explains: others use the address too, so it "
		       "takes a name";
	switch (p->effects[c->class]) {
	case EFFECT_IGNORE:
		return "its vendor is off";
	case EFFECT_LOG:
		if (!is_of_source(class))
			return "not sure enough to block";
		snprintf(out, DEST_WHY, "list %s is set to log",
			 class->source);
		return out;
	case EFFECT_HOLE:
		return is_excluded(class) ?
		       "the configuration leaves it out of the list" :
		       "an exception of its own list";
	case EFFECT_LAWFUL:
		return "no basis in force reaches its role";
	default:
		return "another rule comes first";
	}
}

bool dest_is_decided_by(const struct dest *t, const struct candidate *c)
{
	const struct candidate *w = &t->decision.rule;

	return t->decision.effect != EFFECT_IGNORE && w->class == c->class &&
	       w->line == c->line && w->specific == c->specific;
}
