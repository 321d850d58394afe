/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text that says what the kernel holds, there and back. */

#include <string.h>

#include "lib/array.h"
#include "ruleset/table/marker.h"
#include "tests/unit/tap.h"

#define DIGEST "0123456789abcdef0123456789abcdef"
#define GOOD "generation 7 digest " DIGEST " edition 3 sets " \
	"00112233445566ff rules ffeeddccbbaa0099"

static void test_round(void)
{
	struct marker m = { .generation = 0 }, again;
	char text[MARKER_TEXT];

	ok(marker_parse(&m, GOOD), "a marker is read");
	ok(m.generation == 7 && m.edition == 3 &&
	   strcmp(m.digest, DIGEST) == 0 &&
	   strcmp(m.sets, "00112233445566ff") == 0 &&
	   strcmp(m.rules, "ffeeddccbbaa0099") == 0, ": with its parts");
	marker_format(&m, text);
	is_text(text, GOOD, ": and written the same");
	m.sets[0] = '\0';
	marker_format(&m, text);
	ok(marker_parse(&again, text) && again.sets[0] == '\0',
	   "sets that are not known stay so");
	ok(marker_equal(&m, &again), "equal ones are equal");
	again.edition++;
	ok(!marker_equal(&m, &again), ": others are not");
	m.generation = m.edition = UINT32_MAX;
	memset(m.sets, 'a', sizeof(m.sets) - 1);
	marker_format(&m, text);
	ok(strlen(text) < MARKER_TEXT - 1 && marker_parse(&again, text) &&
	   marker_equal(&m, &again), "the longest fits");
}

static void test_hostile(void)
{
	static const char *const bad[] = {
		"", "generation", "generation 7 digest " DIGEST,
		GOOD " ", GOOD "0", " " GOOD,
		"generation 07 digest " DIGEST " edition 3 sets - rules 1",
		"generation -1 digest " DIGEST " edition 3 sets - rules 1",
		"generation 7 digest x edition 3 sets - rules 1",
		"generation 7 digest " DIGEST "0 edition 3 sets - rules 1",
		"generation 99999999999 digest " DIGEST
		" edition 3 sets - rules 1",
		"generation 7 digest " DIGEST " edition 3 sets -- rules 1x",
	};
	struct marker m = { .generation = 42 };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		ok(!marker_parse(&m, bad[i]) && m.generation == 42,
		   "refused: \"%s\"", bad[i]);
}

int main(void)
{
	test_round();
	test_hostile();
	return done_testing();
}
