/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon lists verify, import: are copies what they should be; another way in
 * for them. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "ruleset/generation.h"
#include "tools/lists.h"
#include "tools/reading.h"
#include "tools/source_state.h"
#include "tools/sync.h"

/* --- verify ---------------------------------------------------------- */

struct verdicts {
	const struct config *config;
	unsigned bad;
};

static void say(struct verdicts *v, bool good, const char *what,
		const char *why)
{
	printf("%-4s %s%s%s\n", good ? "ok" : "BAD", what, *why ? ": " : "",
	       why);
	v->bad += !good;
}

static void verify_generations(struct verdicts *v)
{
	const char *state = v->config->state;
	unsigned *numbers, current = generations_current(state);
	size_t n = generations_list(state, &numbers);

	for (size_t i = 0; i < n; i++) {
		struct generation g;
		char what[64];
		int ret = generation_open_number(&g, state, numbers[i],
						 GENERATION_VERIFY);

		snprintf(what, sizeof(what), "generation %u%s", numbers[i],
			 numbers[i] == current ? ", current" : "");
		say(v, ret == 0, what, ret == 0 ? g.digest :
		    strerror(-ret));
		if (ret == 0)
			generation_close(&g);
	}
	free(numbers);
}

static void verify_source(const struct config_source *s,
			  const struct source_state *st, void *arg)
{
	struct verdicts *v = arg;
	char *path = source_cached(v->config, s);
	char what[64];
	struct reading r;

	snprintf(what, sizeof(what), "source %s", s->id);
	reading_do(&r, path, s, NULL);
	if (!st->content[0])
		say(v, true, what, "has no copy yet");
	else if (strcmp(r.content, st->content) == 0)
		say(v, true, what, *st->key ? st->key : "not signed");
	else
		say(v, false, what, r.content[0] ? "its copy is not the one "
		    "that was accepted; \"cordon sync\" fetches it again" :
		    r.refused);
	free(path);
}

int lists_verify_run(const struct args *a)
{
	struct verdicts v = { .bad = 0 };
	struct config c;

	sync_config(&c, a);
	v.config = &c;
	verify_generations(&v);
	source_state_each(&c, verify_source, &v);
	config_done(&c);
	return v.bad ? EX_DATAERR : 0;
}

/* --- import ---------------------------------------------------------- */

/* The source that the file is for: named, the only one, or the one whose
 * origin ends in the file's name. */
static const struct config_source *find(const struct args *a,
					const struct config *c,
					const char *path)
{
	const struct config_source *s = c->sources.items, *found = NULL;
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	if (a->source) {
		found = source_find(c, a->source);
		if (!found)
			fatalx_status(EX_USAGE, "no source \"%s\" in %s",
				      a->source, a->config);
		return found;
	}
	if (c->sources.n == 1)
		return s;
	for (size_t i = 0; i < c->sources.n; i++) {
		const char *end = strrchr(source_origin(&s[i]), '/');

		if (!end || strcmp(end + 1, name) != 0)
			continue;
		if (found)
			fatalx_status(EX_USAGE, "both %s and %s have a file "
				      "of this name; say which: --source ID",
				      found->id, s[i].id);
		found = &s[i];
	}
	if (!found)
		fatalx_status(EX_USAGE, "for which source? --source ID; see "
			      "\"cordon lists status\"");
	return found;
}

int lists_import_run(const struct args *a)
{
	struct gather_options o = { .n = 1, .accept = a->accept };
	const struct config_source *s;
	struct config c;
	char *path;
	int lock, status;

	sync_config(&c, a);
	s = find(a, &c, a->words[1]);
	if (*s->folder)
		fatalx_status(EX_USAGE, "source \"%s\" is a folder: put the "
			      "file there, then cordon sync", s->id);
	path = realpath(a->words[1], NULL);
	if (!path)
		fatalx_status(EX_NOINPUT, "%s: cannot be found", a->words[1]);
	o.ids = (char **)(uintptr_t)&s->id;
	o.import = path;
	lock = sync_lock(&c, a);
	status = sync_now(a, &c, &o);
	close(lock);
	free(path);
	config_done(&c);
	return status;
}
