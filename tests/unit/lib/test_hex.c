/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes as text and back, to the last digit. */

#include <string.h>

#include "lib/array.h"
#include "lib/hex.h"
#include "tests/unit/tap.h"

static void test_there(void)
{
	static const uint8_t bytes[] = { 0x00, 0x09, 0x0a, 0xf0, 0xff };
	char text[HEX_TEXT(sizeof(bytes)) + 1];

	memset(text, 'x', sizeof(text));
	is_text(hex_format(bytes, sizeof(bytes), text), "00090af0ff",
		"two digits a byte, in lower case");
	ok(text[sizeof(text) - 1] == 'x', "and no byte behind the NUL");
	is_text(hex_format(bytes, 0, text), "", "nothing of nothing");
}

static void test_back(void)
{
	static const char *const bad[] = {
		"", "0", "000", "0g00", "0A00", "00 0", "-000", "0x00",
	};
	uint8_t got[2] = { 1, 2 };
	struct guard g = guard_copy("09af", 5);

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		ok(!hex_parse(bad[i], got, 2) && got[0] == 1 && got[1] == 2,
		   "\"%s\" is refused, the output kept", bad[i]);
	ok(hex_parse((const char *)g.p, got, 2) && got[0] == 0x09 &&
	   got[1] == 0xaf, "four digits are two bytes");
	ok(hex_parse("ffee rest", got, 2) && got[0] == 0xff && got[1] == 0xee,
	   "what stands behind them is not looked at");
	ok(hex_parse("", got, 0), "no byte needs no digit");
	guard_free(&g);
}

int main(void)
{
	test_there();
	test_back();
	return done_testing();
}
