/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Completes values by what there is: the catalogue, lists, exceptions, the
 * log. What cannot be read is left out. */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/jsontree.h"
#include "lib/printable.h"
#include "lib/suggest.h"
#include "lib/visible.h"
#include "ruleset/config/catalogue.h"
#include "ruleset/config/config.h"
#include "ruleset/config/config_load.h"
#include "ruleset/config/exception.h"
#include "ruleset/config/source.h"
#include "ruleset/config/timed.h"
#include "ruleset/generation/generations.h"
#include "tools/cli/candidates.h"

enum { WORD_LONGEST = 255, LOG_TAIL = 1 << 16, LIST_MAX = 1 << 16 };

/* --- the words ------------------------------------------------------- */

static bool can_be_typed(const char *word)
{
	const uint8_t *p = (const uint8_t *)word;
	uint32_t code;
	size_t n;

	if (!*word || strlen(word) > WORD_LONGEST)
		return false;
	for (; *p; p += n) {
		n = printable_code(p, &code);
		if (n == 0 || printable_not(code))
			return false;
	}
	return true;
}

void candidates_add(struct candidate_words *c, const char *word,
		    const char *help)
{
	struct buffer safe = { 0 };

	if (c->n == CANDIDATES_SHOWN || !can_be_typed(word))
		return;
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->items[i].word, word) == 0)
			return;
	buffer_text(&safe, "");
	visible_text(&safe, help ? help : "");
	c->items = xgrow(c->items, c->n, sizeof(*c->items));
	c->items[c->n++] = (struct candidate_word) {
		xstrdup(word), buffer_take(&safe)
	};
}

void candidates_done(struct candidate_words *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->items[i].word);
		free(c->items[i].help);
	}
	free(c->items);
	*c = (struct candidate_words) { NULL, 0 };
}

/* What comes from files: a word that begins like an option is taken for one. */
static void add_found(struct candidate_words *c, const char *word,
		      const char *help)
{
	if (*word != '-')
		candidates_add(c, word, help);
}

/* --- the catalogue --------------------------------------------------- */

struct place {
	struct candidate_words *words;
	const struct config *config;
	const struct args *args;
};

static void add_vendors(const struct place *p, bool classes)
{
	struct conf_report report = { .errors = 0 };
	struct catalogue all;

	catalogue_load(&all, p->config, &report);
	for (size_t i = 0; i < all.n; i++) {
		const struct vendor *v = &all.vendors[i];
		char *help = xasprintf("%s, %s", v->is_class ? "class" :
			mode_words[config_vendor_mode(p->config, v->id)],
			v->title);

		if (classes || !v->is_class)
			add_found(p->words, v->id, help);
		free(help);
	}
	catalogue_done(&all);
	conf_report_done(&report);
}

/* Vendors that only lists describe. */
static void add_own_vendors(const struct place *p)
{
	const struct config_source *s = p->config->sources.items;

	for (size_t i = 0; i < p->config->sources.n; i++)
		if (!source_is_catalogue(&s[i]))
			add_found(p->words, s[i].vendor, s[i].title);
}

static void list_vendors(const struct place *p)
{
	add_vendors(p, false);
	add_own_vendors(p);
}

static void list_catalogue(const struct place *p)
{
	add_vendors(p, true);
}

/* Those of --vendor, or of all. */
static void list_roles(const struct place *p)
{
	struct conf_report report = { .errors = 0 };
	const struct config_source *s = p->config->sources.items;
	const char *id = p->args->vendor;
	struct catalogue all;

	catalogue_load(&all, p->config, &report);
	for (size_t i = 0; i < all.n; i++) {
		const struct vendor *v = &all.vendors[i];
		const struct vendor_name *names = v->names.items;
		const struct vendor_prefix *prefixes = v->prefixes.items;
		const struct vendor_port *ports = v->ports.items;

		if (id && strcmp(id, v->id) != 0)
			continue;
		for (size_t k = 0; k < v->names.n; k++)
			add_found(p->words, names[k].role, NULL);
		for (size_t k = 0; k < v->prefixes.n; k++)
			add_found(p->words, prefixes[k].role, NULL);
		for (size_t k = 0; k < v->ports.n; k++)
			add_found(p->words, ports[k].role, NULL);
	}
	for (size_t i = 0; !id && i < p->config->sources.n; i++)
		if (!source_is_catalogue(&s[i]))
			add_found(p->words, s[i].role, NULL);
	catalogue_done(&all);
	conf_report_done(&report);
}

/* --- lists ----------------------------------------------------------- */

static void list_sources(const struct place *p)
{
	const struct config_source *s = p->config->sources.items;
	char url[SOURCE_ORIGIN];

	for (size_t i = 0; i < p->config->sources.n; i++)
		add_found(p->words, s[i].id, source_origin(&s[i], url));
}

static void list_generations(const struct place *p)
{
	const char *state = p->config->state;
	unsigned *numbers, current = generations_current(state);
	size_t all = generations_list(state, &numbers);

	for (size_t i = all; i-- > 0;) {
		const struct jsontree_node *n = NULL;
		struct jsontree tree = { .n = 0 };
		struct buffer text = { 0 };
		char word[16], help[80];

		if (generations_manifest(state, numbers[i], &text) == 0)
			n = jsontree_parse(&tree, text.p, text.len);
		snprintf(word, sizeof(word), "%u", numbers[i]);
		snprintf(help, sizeof(help), "%s%s",
			 jsontree_text(n, "created"),
			 numbers[i] == current ? ", current" : "");
		add_found(p->words, word, help);
		jsontree_done(&tree);
		buffer_done(&text);
	}
	free(numbers);
}

static void list_timed(const struct place *p, enum timed_action action)
{
	struct conf_report report = { .errors = 0 };
	const struct timed_rule *r;
	struct timed timed;

	timed_read(&timed, p->config->state, &report);
	r = timed.rules.items;
	for (size_t i = 0; i < timed.rules.n; i++)
		if (r[i].action == action)
			add_found(p->words, r[i].entry, r[i].until);
	timed_done(&timed);
	conf_report_done(&report);
}

/* With --remove what there is to remove; a new entry is for people to say.
 * `action` is TIMED_ACTIONS where no rules end. */
static void list_entries(const struct place *p, enum timed_action action,
			 const char *path)
{
	struct buffer text = { 0 };
	char *next, *line;

	if (!p->args->remove)
		return;
	if (action != TIMED_ACTIONS)
		list_timed(p, action);
	if (file_read(path, LIST_MAX, &text) < 0)
		buffer_reset(&text);
	buffer_text(&text, "");
	next = text.p;
	while ((line = strsep(&next, "\n"))) {
		line[strcspn(line, "#")] = '\0';
		line += strspn(line, " \t");
		line[strcspn(line, " \t\r")] = '\0';
		add_found(p->words, line, path);
	}
	buffer_done(&text);
}

static void list_blocked(const struct place *p)
{
	list_entries(p, TIMED_BLOCK, p->config->block_list);
}

static void list_allowed(const struct place *p)
{
	list_entries(p, TIMED_ALLOW, p->config->allow_list);
}

static void list_protected(const struct place *p)
{
	list_entries(p, TIMED_ACTIONS, p->config->protect_list);
}

/* --- exceptions and clients ------------------------------------------ */

static void each_exception(const struct place *p,
			   void take(const struct place *p,
				     const struct exception *e))
{
	struct conf_report report = { .errors = 0 };
	const struct exception *e;
	struct exceptions all;

	exceptions_read(&all, p->config->state, time(NULL), &report);
	e = all.list.items;
	for (size_t i = 0; i < all.list.n; i++)
		if (e[i].id && e[i].client && !e[i].over)
			take(p, &e[i]);
	exceptions_done(&all);
	conf_report_done(&report);
}

static void add_exception(const struct place *p, const struct exception *e)
{
	char *help = xasprintf("%s, %s%s%s until %s", e->client, e->vendor,
			       *e->vendor && *e->name ? " " : "", e->name,
			       e->until);

	add_found(p->words, e->id, help);
	free(help);
}

static void list_exceptions(const struct place *p)
{
	each_exception(p, add_exception);
}

static void add_excepted(const struct place *p, const struct exception *e)
{
	add_found(p->words, e->client, e->reason);
}

/* The end of the log; its first line may not be whole. */
static void read_tail(const char *path, struct buffer *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	off_t from;
	ssize_t n;
	char *p;

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		from = st.st_size > LOG_TAIL ? st.st_size - LOG_TAIL : 0;
		p = buffer_extend(out, LOG_TAIL);
		n = pread(fd, p, LOG_TAIL, from);
		out->len = n > 0 ? (size_t)n : 0;
	}
	close(fd);
}

/* Who was in the log of late, the last first; who has an exception. */
static void list_clients(const struct place *p)
{
	struct jsontree tree = { .n = 0 };
	struct buffer log = { 0 };
	char *line, *end;

	read_tail(p->config->log.file, &log);
	buffer_text(&log, "");
	for (end = log.p + log.len; end > log.p; end = line) {
		const struct jsontree_node *n;

		line = memrchr(log.p, '\n', (size_t)(end - log.p));
		line = line ? line : log.p;
		n = jsontree_parse(&tree, line, (size_t)(end - line));
		add_found(p->words, jsontree_text(n, "src_ip"), "in the log");
	}
	buffer_done(&log);
	jsontree_done(&tree);
	each_exception(p, add_excepted);
}

/* --- kinds ----------------------------------------------------------- */

static void (*const lists[KINDS])(const struct place *p) = {
	[KIND_VENDOR] = list_vendors,
	[KIND_CATALOGUE] = list_catalogue,
	[KIND_ROLE] = list_roles,
	[KIND_SOURCE] = list_sources,
	[KIND_EXCEPTION] = list_exceptions,
	[KIND_GENERATION] = list_generations,
	[KIND_CLIENT] = list_clients,
	[KIND_BLOCKED] = list_blocked,
	[KIND_ALLOWED] = list_allowed,
	[KIND_PROTECTED] = list_protected,
};

void candidates_of_kind(struct candidate_words *c, enum kind k,
			const struct args *a)
{
	struct config config;
	const struct place place = { c, &config, a };
	const char *word, *help;

	for (size_t i = 0; (word = kind_word(k, i, &help)); i++)
		candidates_add(c, word, help);
	if (!lists[k])
		return;
	config_load(&config, a->config);
	lists[k](&place);
	config_done(&config);
}

char *candidates_miss(enum kind k, const struct args *a, const char *what,
		      const char *word)
{
	struct candidate_words all = { NULL, 0 };
	char *miss = NULL, near[SUGGEST_TEXT];
	size_t i = 0;

	/* The rules of this gateway are a vendor and a role, too. */
	if ((k == KIND_VENDOR || k == KIND_ROLE) &&
	    strcmp(word, "local") == 0)
		return NULL;
	candidates_of_kind(&all, k, a);
	while (i < all.n && strcmp(all.items[i].word, word) != 0)
		i++;
	if (i == all.n) {
		suggest_text(all.n ? suggest(word, (const char **)
					     &all.items->word, all.n,
					     sizeof(*all.items)) : NULL, near);
		miss = xasprintf("no %s \"%s\"%s", what, word, *near ? near :
				 ";");
	}
	candidates_done(&all);
	return miss;
}
