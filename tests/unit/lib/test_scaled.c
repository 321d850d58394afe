/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Durations and sizes: what people write, and nothing else. */

#include "lib/array.h"
#include "lib/duration.h"
#include "lib/size.h"
#include "tests/unit/tap.h"

struct reading {
	const char *text;
	uint64_t want;
};

static void check(const char *what,
		  bool (*parse)(const char *text, uint64_t *out),
		  const struct reading *good, size_t ngood,
		  const char *const *bad, size_t nbad)
{
	for (size_t i = 0; i < ngood; i++) {
		uint64_t n = 12345;

		ok(parse(good[i].text, &n) && n == good[i].want,
		   "\"%s\" is a %s", good[i].text, what);
	}
	for (size_t i = 0; i < nbad; i++) {
		uint64_t n = 12345;

		ok(!parse(bad[i], &n) && n == 12345,
		   "\"%s\" is no %s, the output kept", bad[i], what);
	}
}

static void test_durations(void)
{
	static const struct reading good[] = {
		{ "0", 0 }, { "90", 90 }, { "90s", 90 }, { "15m", 900 },
		{ "2h", 7200 }, { "7d", 604800 }, { "4w", 2419200 },
		{ "0w", 0 }, { "00090s", 90 }, { "36600d", 3162240000 },
	};
	static const char *const bad[] = {
		"", "s", "h2", "-1", "+1", " 1", "1 ", "1 h", "1x", "1hh",
		"1h30m", "1.5h", "0x10", "1H", "36601d", "101y", "3162240001",
		"18446744073709551615", "18446744073709551616w",
		"9999999999999999999w", "99999999999999999999999999",
	};

	check("duration", duration_parse, good, ARRAY_SIZE(good), bad,
	      ARRAY_SIZE(bad));
}

static void test_sizes(void)
{
	static const struct reading good[] = {
		{ "0", 0 }, { "1", 1 }, { "64M", 64 << 20 }, { "1K", 1024 },
		{ "3G", 3ull << 30 }, { "1T", 1ull << 40 },
		{ "8388607T", 8388607ull << 40 },
		{ "9223372036854775807", INT64_MAX },
	};
	static const char *const bad[] = {
		"", "M", "64 M", "64MB", "64m", "1.5G", "-1", "1P", "64Mi",
		"8388608T", "9223372036854775808", "18446744073709551616",
	};

	check("size", size_parse, good, ARRAY_SIZE(good), bad, ARRAY_SIZE(bad));
}

static void test_duration_format(void)
{
	static const struct {
		uint64_t seconds;
		const char *want;
	} rows[] = {
		{ 0, "0 s" }, { 59, "59 s" }, { 60, "1 m" }, { 61, "1 m 1 s" },
		{ 3599, "59 m 59 s" }, { 3600, "1 h" }, { 3659, "1 h" },
		{ 3660, "1 h 1 m" }, { 100800, "1 d 4 h" },
		{ 86399, "23 h 59 m" }, { 604800, "1 w" },
		{ 604800 + 86400 + 3600, "1 w 1 d" },
		{ UINT64_MAX, "30500568904943 w" },
	};
	char text[DURATION_TEXT];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		is_text(duration_format(rows[i].seconds, text), rows[i].want,
			": so long is %s", rows[i].want);
}

static void test_size_format(void)
{
	static const struct {
		uint64_t bytes;
		const char *want;
	} rows[] = {
		{ 0, "0 B" }, { 1023, "1023 B" }, { 1024, "1.0 KiB" },
		{ 1536, "1.5 KiB" }, { 64 << 20, "64.0 MiB" },
		{ 5ull << 30, "5.0 GiB" }, { 1ull << 40, "1.0 TiB" },
		{ UINT64_MAX, "16777216.0 TiB" },
	};
	char text[SIZE_TEXT];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		is_text(size_format(rows[i].bytes, text), rows[i].want,
			": so much is %s", rows[i].want);
}

int main(void)
{
	test_durations();
	test_sizes();
	test_duration_format();
	test_size_format();
	return done_testing();
}
