/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon check NAME|ADDRESS|URL: what would happen, and on whose authority. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/alloc.h"
#include "lib/json.h"
#include "lib/log.h"
#include "lib/name.h"
#include "ruleset/policy/rules.h"
#include "tools/cli/args.h"
#include "tools/cli/output.h"
#include "tools/run.h"

enum { EXIT_LOGGED = 10, EXIT_BLOCKED = 11 };

/* A destination, and every rule that covers it. */
struct target {
	char text[256];
	bool is_address;
	struct address address;
	struct candidate rules[CANDIDATES_MAX];
	size_t n;
	struct decision decision;
	const char *exempt;	/* why the client is left alone, or NULL */
	const struct exception *exception;	/* of the client, or NULL */
};

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
	if (len > 1 && start[len - 1] == '.')
		len--;
	if (len > 255)
		fatalx_status(EX_USAGE, "\"%.60s...\" is longer than any name",
			      word);
	for (size_t i = 0; i < len; i++)
		out[i] = (char)ascii_lower((uint8_t)start[i]);
	out[len] = '\0';
}

static void read_target(struct target *t, const char *word)
{
	struct prefix p;

	*t = (struct target) { .n = 0 };
	host_of(word, t->text);
	/* A prefix is looked up by its first address. */
	if (prefix_parse(word, &p)) {
		t->is_address = true;
		t->address = p.addr;
		prefix_format(&p, t->text);
	} else if (address_parse(t->text, &t->address)) {
		t->is_address = true;
	} else if (!name_is_hostname(t->text, strlen(t->text))) {
		fatalx_status(EX_USAGE, "\"%s\" is neither a name nor an "
			      "address", word);
	}
}

/* --client is an address or, for exceptions, a MAC address. */
static void judge_client(struct target *t, const struct rules *r,
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

static void judge(struct target *t, const struct rules *r, const char *client)
{

	if (t->is_address)
		t->n = policy_address_rules(r->policy, &t->address, t->rules);
	else
		t->n = policy_name_rules(r->policy, t->text, strlen(t->text),
					 t->rules);
	t->decision = policy_decide(r->policy, t->rules, t->n);
	if (client)
		judge_client(t, r, client);
}

/* --- answering ------------------------------------------------------- */

/* What happens, as one word and why it does. */
static const char *outcome(const struct target *t, const char **why)
{
	if (t->exempt) {
		*why = "the client is exempt";
		return "ALLOWED";
	}
	if (t->exception) {
		*why = "the client has an exception";
		return "ALLOWED";
	}
	switch (t->decision.effect) {
	case EFFECT_BLOCK:
		*why = "restricted, and its vendor is enforced";
		return "BLOCKED";
	case EFFECT_OBSERVE:
		*why = "restricted, but its vendor is only observed";
		return "LOGGED";
	case EFFECT_LOG:
		*why = "listed, but not sure enough to block";
		return "LOGGED";
	case EFFECT_LAWFUL:
		*why = "a role that no basis in force reaches";
		return "ALLOWED";
	case EFFECT_ALLOW:
		*why = "allowed by a local rule";
		return "ALLOWED";
	case EFFECT_PROTECT:
		*why = "protected: never touched";
		return "ALLOWED";
	default:
		*why = t->n ? "listed, but nothing that acts on it" :
			      "not listed";
		return "ALLOWED";
	}
}

static void rule_text(const struct target *t, const struct candidate *c,
		      char *out, size_t size)
{
	char text[ADDRESS_TEXT];
	struct prefix p;

	if (t->is_address) {
		p = prefix_around(&t->address, c->len);
		snprintf(out, size, "prefix %s", prefix_format(&p, text));
	} else {
		snprintf(out, size, "%s %s", c->exact ? "exact" : "suffix",
			 t->text + c->start);
	}
}

static void field(const char *name, const char *text)
{
	if (*text)
		printf("  %-11s%s\n", name, paint_safe(text));
}

/* The basis to cite in full, and where else it is restricted. */
static void print_bases(const struct policy *p, uint16_t class)
{
	const struct legend *l = &p->generation->legend;
	const struct legend_vendor *v =
		&l->vendors[l->classes[class].vendor];
	const struct legend_basis *cited = policy_basis(p, class);
	const char *label = "also under";

	if (!cited)
		return;
	field("authority", cited->authority);
	field("cite", cited->cite);
	field("dates", cited->dates);
	field("binds", cited->binds);
	for (size_t i = 0; i < v->nbases; i++) {
		const struct legend_basis *b = &l->bases[v->first_basis + i];

		if (b == cited || !p->bases[v->first_basis + i])
			continue;
		printf("  %-11s%s: %s\n", label, paint_safe(b->cite),
		       paint_safe(b->binds));
		label = "";
	}
}

static void print_rule(const struct target *t, const struct rules *r,
		       const struct candidate *c)
{
	const struct legend *l = &r->generation.legend;
	const struct legend_class *class = &l->classes[c->class];
	const struct legend_vendor *v = &l->vendors[class->vendor];
	char text[320], where[512];

	rule_text(t, c, text, sizeof(text));
	field("rule", text);
	snprintf(where, sizeof(where), "%s:%u", l->lists[class->list],
		 c->line);
	field("list", where);
	snprintf(text, sizeof(text), "%s, %s", v->id, v->title);
	field("vendor", text);
	snprintf(text, sizeof(text), "%s (mode %s)", class->role,
		 mode_words[r->policy->modes[class->vendor]]);
	field("role", text);
	if (class->ports[0])
		field("ports", class->ports);
	field("confidence", class->confidence);
	field("source", class->source);
	field("as of", v->as_of);
	print_bases(r->policy, c->class);
}

/* Why a rule that covers the target does not decide. */
static const char *loser(const struct policy *p, const struct candidate *c)
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
		return "not sure enough to block";
	case EFFECT_LAWFUL:
		return "no basis in force reaches its role";
	default:
		return "another rule comes first";
	}
}

static bool is_winner(const struct target *t, const struct candidate *c)
{
	const struct candidate *w = &t->decision.rule;

	return t->decision.effect != EFFECT_IGNORE && w->class == c->class &&
	       w->line == c->line && w->specific == c->specific;
}

static void print_losers(const struct target *t, const struct rules *r)
{
	const struct legend *l = &r->generation.legend;
	const char *label = "not used";

	for (size_t i = 0; i < t->n; i++) {
		const struct candidate *c = &t->rules[i];
		const struct legend_class *class = &l->classes[c->class];
		char text[320];

		if (is_winner(t, c))
			continue;
		rule_text(t, c, text, sizeof(text));
		printf("  %-11s%s (%s, %s:%u): %s\n", label,
		       paint_safe(text), paint_safe(class->role),
		       paint_safe(l->lists[class->list]), c->line,
		       loser(r->policy, c));
		label = "";
	}
}

static void print_exception(const struct exception *e)
{
	char text[512];

	snprintf(text, sizeof(text), "%s of %s until %s, owner %s: %s", e->id,
		 e->client, e->until, e->owner, e->reason);
	field("exception", text);
}

static void print_target(const struct args *a, const struct target *t,
			 const struct rules *r)
{
	const char *why, *word = outcome(t, &why);

	printf("%s  %s: %s\n", paint_safe(t->text),
	       paint_text(a, *word == 'B' ? COLOR_BAD :
			    *word == 'L' ? COLOR_WARN : COLOR_GOOD, word),
	       why);
	if (t->exempt)
		field("exempt", t->exempt);
	if (t->exception)
		print_exception(t->exception);
	if (t->decision.effect != EFFECT_IGNORE)
		print_rule(t, r, &t->decision.rule);
	print_losers(t, r);
}

/* --- as JSON --------------------------------------------------------- */

static void json_rule(struct json *j, const struct target *t,
		      const struct rules *r, const struct candidate *c)
{
	const struct legend *l = &r->generation.legend;
	const struct legend_class *class = &l->classes[c->class];
	const struct legend_basis *b = policy_basis(r->policy, c->class);
	char text[320];

	rule_text(t, c, text, sizeof(text));
	json_open(j, NULL, '{');
	json_text(j, "rule", text);
	json_bool(j, "decides", is_winner(t, c));
	json_text(j, "effect", effect_words[r->policy->effects[c->class]]);
	json_text(j, "vendor", l->vendors[class->vendor].id);
	json_text(j, "role", class->role);
	if (class->ports[0])
		json_text(j, "ports", class->ports);
	json_text(j, "list", l->lists[class->list]);
	json_number(j, "line", c->line);
	json_text(j, "confidence", class->confidence);
	json_text(j, "source", class->source);
	if (b) {
		json_text(j, "basis", b->id);
		json_text(j, "authority", b->authority);
		json_text(j, "citation", b->cite);
	}
	json_close(j, '}');
}

static void json_target(struct json *j, const struct target *t,
			const struct rules *r)
{
	const char *why, *word = outcome(t, &why);

	json_open(j, NULL, '{');
	json_text(j, "target", t->text);
	json_text(j, "outcome", *word == 'B' ? "blocked" :
		  *word == 'L' ? "logged" : "allowed");
	json_text(j, "why", why);
	if (t->exception)
		json_text(j, "exception", t->exception->id);
	json_open(j, "rules", '[');
	for (size_t i = 0; i < t->n; i++)
		json_rule(j, t, r, &t->rules[i]);
	json_close(j, ']');
	json_close(j, '}');
}

static int exit_status(const struct target *t)
{
	const char *why, *word = outcome(t, &why);

	return *word == 'B' ? EXIT_BLOCKED : *word == 'L' ? EXIT_LOGGED : 0;
}

int check_run(const struct args *a)
{
	struct conf_report report = { .errors = 0 };
	struct rules *r = rules_load(a->config, RULES_CURRENT, NULL, &report);
	struct buffer out = { 0 };
	struct json j = json_into(&out);
	int status = 0;

	if (!r) {
		fputs(report.text.p, stderr);
		return EX_CONFIG;
	}
	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.check/1");
	json_number(&j, "generation", r->generation.number);
	json_open(&j, "targets", '[');
	for (int i = 0; i < a->nwords; i++) {
		struct target t;

		read_target(&t, a->words[i]);
		judge(&t, r, a->client);
		if (a->as_json)
			json_target(&j, &t, r);
		else
			print_target(a, &t, r);
		if (exit_status(&t) > status)
			status = exit_status(&t);
	}
	json_close(&j, ']');
	json_close(&j, '}');
	if (a->as_json)
		puts(out.p);
	buffer_done(&out);
	rules_free(r);
	conf_report_done(&report);
	return a->exit_code ? status : 0;
}
