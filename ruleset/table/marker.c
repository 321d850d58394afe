/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text that says what the kernel holds. */

#include <stdio.h>
#include <string.h>

#include "ruleset/table/marker.h"

void marker_format(const struct marker *m, char text[MARKER_TEXT])
{
	snprintf(text, MARKER_TEXT,
		 "generation %u digest %s edition %u sets %s rules %s",
		 m->generation, m->digest, m->edition,
		 m->sets[0] ? m->sets : "-", m->rules);
}

bool marker_parse(struct marker *m, const char *text)
{
	struct marker got = { .generation = 0 };
	char again[MARKER_TEXT];

	if (sscanf(text, "generation %u digest %32[0-9a-f] edition %u sets "
		   "%16[-0-9a-f] rules %16[0-9a-f]", &got.generation,
		   got.digest, &got.edition, got.sets, got.rules) != 5)
		return false;
	if (strcmp(got.sets, "-") == 0)
		got.sets[0] = '\0';
	/* Only what marker_format() writes, to the last character. */
	marker_format(&got, again);
	if (strcmp(again, text) != 0)
		return false;
	*m = got;
	return true;
}

bool marker_equal(const struct marker *a, const struct marker *b)
{
	char ta[MARKER_TEXT], tb[MARKER_TEXT];

	marker_format(a, ta);
	marker_format(b, tb);
	return strcmp(ta, tb) == 0;
}
