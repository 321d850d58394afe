/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a list loses, counted and shown. */

#include <stdlib.h>

#include "tests/unit/tap.h"
#include "tools/sync/losses.h"

static void gather(void *arg, const char *line)
{
	buffer_printf(arg, "%s|", line);
}

static char *samples(const struct losses *l, const char *copy, unsigned most)
{
	struct buffer out = { 0 };

	buffer_text(&out, "");
	losses_each(l, copy, most, gather, &out);
	return buffer_take(&out);
}

static void test_none(void)
{
	static const struct losses none = { .n = { 0 } };
	struct buffer text = { 0 };
	char *got = samples(&none, "/x", 3);

	losses_write(&none, &text);
	is_text(text.p, "", "nothing");
	is_text(got, "", ": and no samples");
	buffer_done(&text);
	free(got);
}

static void test_some(void)
{
	struct losses *l = calloc(1, sizeof(*l));
	struct buffer text = { 0 };
	char *got;

	losses_add(l, LOSS_SKIPPED, NULL, 7, "\"a*\": a pattern");
	for (unsigned i = 1; i <= 5; i++)
		losses_add(l, LOSS_REJECTED, NULL, i, "no");
	losses_add(l, LOSS_SPECIAL, "two", 9, "10.0.0.0/8");
	l->n[LOSS_URLS] = 2;
	losses_write(l, &text);
	is_text(text.p, "5 rejected, 1 skipped, 1 in private or other special "
		"space left out, 2 URLs, which mean exactly their hosts",
		"of each kind");
	buffer_done(&text);
	got = samples(l, "/x/good", 3);
	is_text(got, "/x/good:1: no|/x/good:2: no|/x/good:3: no|"
		"/x/good:7: \"a*\": a pattern|/x/good/two:9: 10.0.0.0/8|",
		": and the first of each, with file and line");
	free(got);
	got = samples(l, "/x/good", 1);
	is_text(got, "/x/good:1: no|/x/good:7: \"a*\": a pattern|"
		"/x/good/two:9: 10.0.0.0/8|", ": or fewer");
	free(got);
	free(l);
}

static void test_urls(void)
{
	struct losses *l = calloc(1, sizeof(*l));
	struct buffer text = { 0 };

	l->n[LOSS_URLS] = 1;
	losses_write(l, &text);
	is_text(text.p, "1 URL, which means exactly its host", "one URL");
	ok(!losses_have_samples(l), ": of which no line is shown");
	losses_add(l, LOSS_SHARED, NULL, 4, "github.io");
	ok(losses_have_samples(l), ": but of another kind");
	buffer_done(&text);
	free(l);
}

static void test_long(void)
{
	struct losses *l = calloc(1, sizeof(*l));
	char what[400];
	char *got;

	memset(what, 'x', sizeof(what));
	what[sizeof(what) - 1] = '\0';
	for (unsigned i = 0; i < 9; i++)
		losses_add(l, LOSS_REJECTED, what, 4000000000, what);
	got = samples(l, "/y", 9);
	ok(strlen(got) < LOSS_TEXT && l->n[LOSS_REJECTED] == 9,
	   "long ones are cut");
	free(got);
	free(l);
}

int main(void)
{
	test_none();
	test_some();
	test_urls();
	test_long();
	return done_testing();
}
