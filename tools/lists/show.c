/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon lists show, find, diff: what is in generations. */

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/json.h"
#include "lib/log.h"
#include "lib/name.h"
#include "ruleset/policy/rules.h"
#include "tools/cli/client.h"
#include "tools/cli/output.h"
#include "tools/lists/lists.h"
#include "tools/run.h"
#include "tools/sync/change.h"
#include "tools/sync/sync.h"

/* --- show ------------------------------------------------------------ */

static json_t *manifest(const char *state, unsigned number)
{
	struct buffer text = { 0 };
	json_t *j = NULL;

	if (generations_manifest(state, number, &text) == 0)
		j = json_loadb(text.p, text.len, 0, NULL);
	buffer_done(&text);
	return j;
}

static void put_number(char text[24], const json_t *j, const char *key)
{
	snprintf(text, 24, "%lld", (long long)client_number(j, key));
}

static int show_all(const struct args *a, const struct config *c)
{
	static const char *const columns[] = {
		"GENERATION", "", "CREATED", ">NAMES", ">PREFIXES",
	};
	struct output *o = output_begin(a, output_form_of(a), columns, 5);
	unsigned *numbers, current = generations_current(c->state);
	size_t n = generations_list(c->state, &numbers);

	for (size_t i = 0; i < n; i++) {
		json_t *j = manifest(c->state, numbers[i]);
		char number[24], names[24], prefixes[24];
		const char *cells[] = {
			number, numbers[i] == current ? "current" : "",
			client_text(j, "created"), names, prefixes,
		};

		snprintf(number, sizeof(number), "%u", numbers[i]);
		put_number(names, j, "names");
		put_number(prefixes, j, "prefixes");
		output_row(o, cells);
		json_decref(j);
	}
	output_end(o);
	free(numbers);
	return 0;
}

/* What one generation was made of. */
static int show_one(const struct args *a, const struct config *c,
		    unsigned number)
{
	static const char *const columns[] = { ">NAMES", ">PREFIXES",
					       "LIST" };
	json_t *j = manifest(c->state, number);
	const json_t *list;
	struct output *o;
	size_t i;

	if (!j)
		fatalx_status(EX_NOINPUT, "there is no generation %u; see "
			      "\"cordon lists show\"", number);
	o = output_begin(a, output_form_of(a), columns, 3);
	json_array_foreach(json_object_get(j, "lists"), i, list) {
		char names[24], prefixes[24];
		const char *cells[] = { names, prefixes,
					client_text(list, "path") };

		put_number(names, list, "names");
		put_number(prefixes, list, "prefixes");
		output_row(o, cells);
	}
	output_end(o);
	json_decref(j);
	return 0;
}

static int show_all_json(const struct config *c)
{
	unsigned *numbers, current = generations_current(c->state);
	size_t n = generations_list(c->state, &numbers);
	struct buffer out = { 0 };
	struct json j = json_into(&out);

	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.generations/1");
	json_number(&j, "current", current);
	json_open(&j, "generations", '[');
	for (size_t i = 0; i < n; i++) {
		json_t *m = manifest(c->state, numbers[i]);

		json_open(&j, NULL, '{');
		json_number(&j, "number", numbers[i]);
		json_bool(&j, "current", numbers[i] == current);
		json_text(&j, "created", client_text(m, "created"));
		json_signed(&j, "names", client_number(m, "names"));
		json_signed(&j, "prefixes", client_number(m, "prefixes"));
		json_close(&j, '}');
		json_decref(m);
	}
	json_close(&j, ']');
	json_close(&j, '}');
	puts(out.p);
	buffer_done(&out);
	free(numbers);
	return 0;
}

int lists_show_run(const struct args *a)
{
	struct buffer text = { 0 };
	struct config c;
	unsigned number;
	int status = 0;

	sync_config(&c, a);
	number = a->nwords > 1 ? lists_number(a->words[1]) : 0;
	if (a->as_json && number == 0)
		status = show_all_json(&c);
	else if (a->as_json &&
		 generations_manifest(c.state, number, &text) == 0)
		output_json_text(text.p);
	else if (a->as_json)
		fatalx_status(EX_NOINPUT, "there is no generation %u; see "
			      "\"cordon lists show\"", number);
	else
		status = number ? show_one(a, &c, number) : show_all(a, &c);
	buffer_done(&text);
	config_done(&c);
	return status;
}

/* --- find ------------------------------------------------------------ */

static size_t rules_of(const struct rules *r, const char *word,
		       struct candidate out[CANDIDATES_MAX])
{
	char name[256];
	struct prefix p;
	size_t n = 0;

	/* A prefix is looked up by its first address. */
	if (prefix_parse(word, &p))
		return policy_address_rules(r->policy, &p.addr, out);
	for (; n < sizeof(name) - 1 && word[n]; n++)
		name[n] = (char)ascii_lower((uint8_t)word[n]);
	if (n > 1 && name[n - 1] == '.')
		n--;
	name[n] = '\0';
	if (!name_is_hostname(name, n))
		fatalx_status(EX_USAGE, "\"%s\" is neither a name nor an "
			      "address", word);
	return policy_name_rules(r->policy, name, n, out);
}

static void put_rules(struct output *o, const struct rules *r,
		      const char *word, const struct candidate *rules,
		      size_t n)
{
	const struct legend *l = &r->generation.legend;

	for (size_t i = 0; i < n; i++) {
		const struct legend_class *class = &l->classes[rules[i].class];
		char place[512];
		const char *cells[] = {
			word, l->vendors[class->vendor].id,
			legend_action_words[class->action], class->role,
			place,
		};

		snprintf(place, sizeof(place), "%s:%u",
			 l->lists[class->list], rules[i].line);
		output_row(o, cells);
	}
}

static void put_json(struct json *j, const struct rules *r, const char *word,
		     const struct candidate *rules, size_t n)
{
	const struct legend *l = &r->generation.legend;

	for (size_t i = 0; i < n; i++) {
		const struct legend_class *class = &l->classes[rules[i].class];

		json_open(j, NULL, '{');
		json_text(j, "what", word);
		json_text(j, "vendor", l->vendors[class->vendor].id);
		json_text(j, "action", legend_action_words[class->action]);
		json_text(j, "role", class->role);
		json_text(j, "list", l->lists[class->list]);
		json_number(j, "line", rules[i].line);
		json_close(j, '}');
	}
}

/* 1 where something is listed nowhere, as grep(1). */
int lists_find_run(const struct args *a)
{
	static const char *const columns[] = { "WHAT", "VENDOR", "ACTION",
					       "ROLE", "LIST" };
	static struct candidate found[CANDIDATES_MAX];
	struct conf_report report = { .errors = 0 };
	struct buffer text = { 0 };
	struct json j = json_into(&text);
	struct output *o = NULL;
	struct rules *r;
	int status = 0;

	r = rules_load(a->config, RULES_CURRENT, NULL, &report);
	if (report.text.p)
		fputs(report.text.p, stderr);
	if (!r)
		fatalx_status(EX_CONFIG, "there are mistakes");
	if (!a->as_json)
		o = output_begin(a, output_form_of(a), columns, 5);
	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.lists.find/1");
	json_open(&j, "found", '[');
	for (int i = 1; i < a->nwords; i++) {
		size_t n = rules_of(r, a->words[i], found);

		if (n == 0)
			status = 1;
		if (a->as_json)
			put_json(&j, r, a->words[i], found, n);
		else
			put_rules(o, r, a->words[i], found, n);
	}
	json_close(&j, ']');
	json_close(&j, '}');
	if (a->as_json)
		puts(text.p);
	else
		output_end(o);
	buffer_done(&text);
	rules_free(r);
	conf_report_done(&report);
	return status;
}

/* --- diff ------------------------------------------------------------ */

static unsigned before(const char *state, unsigned number)
{
	unsigned *numbers, found = 0;
	size_t n = generations_list(state, &numbers);

	for (size_t i = 0; i < n; i++)
		if (numbers[i] < number)
			found = numbers[i];
	free(numbers);
	return found;
}

static void open_number(struct generation *g, const char *state,
			unsigned number)
{
	int ret = generation_open_number(g, state, number, GENERATION_TRUST);

	if (ret < 0)
		fatalx_status(ret == -ENOENT ? EX_NOINPUT : EX_DATAERR,
			      "generation %u %s", number,
			      generation_error(ret));
}

static void diff(const struct args *a, const struct config *c, unsigned from,
		 unsigned to)
{
	struct generation old, new;
	struct buffer out = { 0 };
	struct json j = json_into(&out);
	struct change ch;

	if (from)
		open_number(&old, c->state, from);
	open_number(&new, c->state, to);
	change_make(&ch, from ? &old : NULL, &new, c);
	if (a->as_json) {
		json_open(&j, NULL, '{');
		json_text(&j, "schema", "cordon.diff/1");
		json_number(&j, "from", from);
		json_number(&j, "to", to);
		change_put(&ch, &j);
		change_put_entries(&j, from ? &old : NULL, &new);
		json_close(&j, '}');
		puts(out.p);
	} else if (output_form_of(a) != OUTPUT_TABLE) {
		change_print_entries(a, from ? &old : NULL, &new);
	} else {
		bool same = from && strcmp(old.digest, new.digest) == 0;

		printf("generation %u -> %u%s\n", from, to,
		       same ? ": the same" : "");
		if (ch.n > 0) {
			change_print(&ch, a);
			putchar('\n');
		}
		if (!same)
			change_print_entries(a, from ? &old : NULL, &new);
	}
	buffer_done(&out);
	change_done(&ch);
	if (from)
		generation_close(&old);
	generation_close(&new);
}

int lists_diff_run(const struct args *a)
{
	struct config c;
	unsigned from, to;

	sync_config(&c, a);
	to = a->nwords > 2 ? lists_number(a->words[2]) :
	     generations_current(c.state);
	from = a->nwords > 1 ? lists_number(a->words[1]) : before(c.state, to);
	if (to == 0)
		fatalx_status(EX_NOINPUT, "there is no generation yet; "
			      "\"cordon sync\" makes one");
	diff(a, &c, from, to);
	config_done(&c);
	return 0;
}

/* --- numbers of generations ------------------------------------------ */

unsigned lists_number(const char *word)
{
	char *end;
	unsigned long n = strtoul(word, &end, 10);

	/* strtoul() would also take a sign and spaces. */
	if (*word < '0' || *word > '9' || *end || n == 0 || n > 999999999)
		fatalx_status(EX_USAGE, "\"%s\" is not the number of a "
			      "generation; see \"cordon lists show\"", word);
	return (unsigned)n;
}
