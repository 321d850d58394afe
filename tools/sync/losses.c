/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts and samples of what a list loses. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tools/sync/losses.h"

static const char *const words[LOSSES] = {
	[LOSS_REJECTED] = "rejected", [LOSS_SKIPPED] = "skipped",
	[LOSS_SPECIAL] = "in private or other special space left out",
	[LOSS_SHARED] = "covering what customers of a hoster have",
	[LOSS_URLS] = "URLs, which mean exactly their hosts",
};

static const char *word_of(const struct losses *l, enum loss kind)
{
	return kind == LOSS_URLS && l->n[kind] == 1 ?
	       "URL, which means exactly its host" : words[kind];
}

static size_t count_lines(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

void losses_add(struct losses *l, enum loss kind, const char *file,
		unsigned line, const char *what)
{
	char *text = l->samples[kind], number[16] = "";
	size_t have = strlen(text);

	l->n[kind]++;
	if (count_lines(text) == LOSS_SAMPLES)
		return;
	if (line > 0)
		snprintf(number, sizeof(number), "%u: ", line);
	snprintf(text + have, LOSS_TEXT - have, "%.40s%s%s%.90s\n",
		 file ? file : "", file ? ":" : "", number, what);
}

void losses_write(const struct losses *l, struct buffer *out)
{
	size_t before = out->len;

	for (enum loss i = 0; i < LOSSES; i++)
		if (l->n[i] > 0)
			buffer_printf(out, "%s%" PRIu64 " %s",
				      out->len > before ? ", " : "", l->n[i],
				      word_of(l, i));
	if (out->len == before)
		buffer_text(out, "");
}

bool losses_have_samples(const struct losses *l)
{
	for (enum loss i = 0; i < LOSSES; i++)
		if (*l->samples[i])
			return true;
	return false;
}

/* "COPY:LINE: what", "FOLDER/FILE:LINE: what" */
static void say_sample(const char *copy, const char *sample, size_t len,
		       void (*say)(void *arg, const char *line), void *arg)
{
	size_t digits = strspn(sample, "0123456789");
	bool folder = sample[digits] != ':';
	struct buffer line = { 0 };

	buffer_printf(&line, "%s%c%.*s", copy, folder ? '/' : ':', (int)len,
		      sample);
	say(arg, line.p);
	buffer_done(&line);
}

void losses_each(const struct losses *l, const char *copy, unsigned most,
		 void (*say)(void *arg, const char *line), void *arg)
{
	for (enum loss i = 0; i < LOSSES; i++) {
		const char *rest = l->samples[i], *end;

		for (unsigned k = 0; k < most && (end = strchr(rest, '\n'));
		     k++) {
			say_sample(copy, rest, (size_t)(end - rest), say, arg);
			rest = end + 1;
		}
	}
}
