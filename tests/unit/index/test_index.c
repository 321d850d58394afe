/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The index container: sections come back, damage is noticed. */

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/array.h"
#include "lib/file.h"
#include "ruleset/index/index.h"
#include "tests/unit/tap.h"

#define KIND "CORDONTI"
#define TAG_A INDEX_TAG('A', 'A', 'A', 'A')
#define TAG_B INDEX_TAG('B', 'B', 'B', 'B')
#define TAG_C INDEX_TAG('C', 'C', 'C', 'C')
#define TAG_X INDEX_TAG('X', 'X', 'X', 'X')

enum { ROW_A = 64, ROW_B = 88, ROW_C = 112 };

static struct guard written(void)
{
	struct index_writer w;
	struct guard g;

	index_write_begin(&w, -1, KIND, 0x1122334455667788, 3);
	index_write_section(&w, TAG_A, "hello", 5);
	index_write_section(&w, TAG_B, NULL, 0);
	index_write_section(&w, TAG_C, "0123456789abcdefg", 17);
	index_write_finish(&w);
	g = guard_copy(w.out.p, w.out.len);
	buffer_done(&w.out);
	return g;
}

static int open_over(const struct guard *g, size_t len, bool verify)
{
	struct guard part = guard_copy(g->p, len);
	struct index ix = { .seed = 4711 };
	int ret = index_over(&ix, part.p, len, KIND, verify);

	if (ret < 0 && (ix.seed != 4711 || ix.p))
		ret = -1;
	guard_free(&part);
	return ret;
}

static void test_sections(void)
{
	struct guard g = written();
	struct index ix;
	struct span a, c;

	is_number(index_over(&ix, g.p, g.len, KIND, true), 0, "what is "
		  "written opens");
	ok(ix.p == g.p && ix.len == g.len && !ix.mapped, "in place");
	ok(ix.seed == 0x1122334455667788, ": with its seed");
	a = index_section(&ix, TAG_A);
	c = index_section(&ix, TAG_C);
	ok(span_is(a, "hello") && span_is(c, "0123456789abcdefg"),
	   "sections hold what was put in");
	ok((a.p - g.p) % 64 == 0 && (c.p - g.p) % 64 == 0,
	   ": and start at multiples of 64");
	is_number(index_section(&ix, TAG_B).len, 0, "an empty one is empty");
	ok(index_section(&ix, TAG_X).len == 0 && index_section(&ix, TAG_X).p,
	   ": so is one that is not there");
	ok(memcmp(g.p, KIND "\4\0\0\0\3\0\0\0", 16) == 0 &&
	   index_u64(g.p + 16) == g.len, "the header is as documented");
	ok(index_digest(&ix) == g.p + 32, "the digest stands there too");
	index_close(&ix);
	index_close(&ix);
	is_number(index_section(&ix, TAG_A).len, 0,
		  "a closed one has no sections");
	guard_free(&g);
}

/* The same, sent to a file bit by bit. */
static void test_streamed(void)
{
	enum { LARGE = 700001 };
	char *large = calloc(1, LARGE);
	struct index_writer w[2];
	struct buffer file = { 0 };
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%s/streamed.idx", scratch());
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	for (int i = 0; i < 2; i++) {
		index_write_begin(&w[i], i ? fd : -1, KIND, 7, 3);
		index_section_begin(&w[i], TAG_A);
		for (uint32_t k = 0; k < 300000; k++) {
			index_put_u32(&w[i].out, k);
			index_write_some(&w[i]);
		}
		index_write_section(&w[i], TAG_B, large, LARGE);
		index_section_begin(&w[i], TAG_C);
		is_number(index_write_finish(&w[i]), 0, "written");
	}
	close(fd);
	free(large);
	ok(file_read(path, SIZE_MAX, &file) == 0 && file.len == w[0].out.len &&
	   memcmp(file.p, w[0].out.p, file.len) == 0,
	   "a file sent on bit by bit is the one made in memory");
	is_number(open_over(&(struct guard) { .p = (uint8_t *)file.p },
			    file.len, true), 0, ": and opens");
	buffer_done(&file);
	buffer_done(&w[0].out);

	fd = open("/dev/full", O_RDWR | O_CLOEXEC);
	index_write_begin(&w[0], fd, KIND, 7, 1);
	index_write_section(&w[0], TAG_A, path, sizeof(path));
	is_number(index_write_finish(&w[0]), -ENOSPC, "a full disk is told");
	close(fd);
}

static void test_kind(void)
{
	struct guard g = written();
	struct index ix;

	is_number(index_over(&ix, g.p, g.len, INDEX_NAMES, true), -EPROTO,
		  ": another kind is refused");
	g.p[8] = 1;
	is_number(open_over(&g, g.len, false), -EPROTO,
		  ": another version is refused");
	guard_free(&g);
}

static void test_truncated(void)
{
	struct guard g = written();
	unsigned wrong = 0;

	for (size_t len = 0; len < g.len; len++)
		for (int verify = 0; verify < 2; verify++) {
			int ret = open_over(&g, len, verify);

			wrong += ret != -EBADMSG;
		}
	is_number(wrong, 0, "no part of a file opens, whatever its length");
	guard_free(&g);
}

static void put64(struct guard *g, size_t at, uint64_t v)
{
	v = htole64(v);
	memcpy(g->p + at, &v, sizeof(v));
}

static void test_outside(void)
{
	static const struct {
		size_t row;
		uint64_t at, len;
		const char *what;
	} rows[] = {
		{ ROW_A, 10000, 1, "behind the file" },
		{ ROW_A, 192, 10000, "longer than the file" },
		{ ROW_A, 192, UINT64_MAX - 191, "as long as to wrap around" },
		{ ROW_A, UINT64_MAX - 7, 8, "ending where numbers end" },
		{ ROW_A, UINT64_MAX - 7, 144, "wrapping to the header" },
		{ ROW_B, 128, 8, "inside the table" },
		{ ROW_B, 0, 8, "at the header" },
		{ ROW_B, 137, 1, "at no multiple of 8" },
		{ ROW_C, 256, 18, "one byte too long" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct guard g = written();

		put64(&g, rows[i].row + 8, rows[i].at);
		put64(&g, rows[i].row + 16, rows[i].len);
		is_number(open_over(&g, g.len, false), -EBADMSG,
			  "a section %s is refused", rows[i].what);
		guard_free(&g);
	}
}

static void test_counts(void)
{
	static const uint32_t counts[] = { 5, 64, 65, 0x7fffffff, UINT32_MAX };

	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		struct guard g = written();
		uint32_t n = htole32(counts[i]);

		memcpy(g.p + 12, &n, sizeof(n));
		is_number(open_over(&g, g.len, false), -EBADMSG,
			  "%u sections do not fit", counts[i]);
		guard_free(&g);
	}
}

static void test_every_bit(void)
{
	struct guard g = written();
	unsigned unnoticed = 0, header = 0;

	for (size_t bit = 0; bit < g.len * 8; bit++) {
		g.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
		if (open_over(&g, g.len, true) == 0) {
			header += bit / 8 < 64;
			unnoticed += bit / 8 >= 64;
		}
		g.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	is_number(unnoticed, 0, "no bit behind the header flips unnoticed");
	is_number(header, 0, ": nor one in the header");
	g.p[g.len - 1] ^= 1;
	is_number(open_over(&g, g.len, false), 0,
		  "without verifying, contents are not read");
	is_number(open_over(&g, g.len, true), -EBADMSG, "verifying reads all");
	guard_free(&g);
}

static void test_files(void)
{
	struct guard g = written();
	char path[128];
	struct index ix;

	snprintf(path, sizeof(path), "%s/x.idx", scratch());
	is_number(index_open(&ix, path, KIND, true), -ENOENT, "no file");
	file_write(path, g.p, g.len, 0644);
	is_number(index_open(&ix, path, KIND, true), 0, "a good file");
	ok(ix.mapped && span_is(index_section(&ix, TAG_A), "hello"),
	   ": is mapped");
	index_close(&ix);
	file_write(path, g.p, g.len - 1, 0644);
	is_number(index_open(&ix, path, KIND, false), -EBADMSG, "a cut one");
	file_write(path, g.p, 63, 0644);
	is_number(index_open(&ix, path, KIND, false), -EBADMSG,
		  "less than a header");
	file_write(path, NULL, 0, 0644);
	is_number(index_open(&ix, path, KIND, false), -EBADMSG, ": nothing");
	g.p[g.len - 1] ^= 1;
	file_write(path, g.p, g.len, 0644);
	is_number(index_open(&ix, path, KIND, true), -EBADMSG,
		  "a damaged one");
	is_number(index_open(&ix, path, INDEX_NAMES, true), -EPROTO,
		  "one of another kind");
	ok(index_open(&ix, scratch(), KIND, false) < 0, "a folder");
	guard_free(&g);
}

static void test_numbers(void)
{
	static const uint8_t bytes[] = {
		0xff, 1, 2, 3, 4, 5, 6, 7, 0x88
	};
	struct guard g = guard_copy(bytes, sizeof(bytes));
	struct buffer b = { 0 };

	ok(index_u16(g.p + 7) == 0x8807 && index_u32(g.p + 5) == 0x88070605 &&
	   index_u64(g.p + 1) == 0x8807060504030201,
	   "numbers are little-endian and may stand anywhere");
	index_put_u16(&b, 0x8807);
	index_put_u32(&b, 0x88070605);
	index_put_u64(&b, 0x8807060504030201);
	ok(b.len == 14 && memcmp(b.p, "\x07\x88\x05\x06\x07\x88", 6) == 0 &&
	   memcmp(b.p + 6, bytes + 1, 8) == 0, ": and are written so");
	buffer_done(&b);
	guard_free(&g);
}

int main(void)
{
	test_sections();
	test_streamed();
	test_kind();
	test_truncated();
	test_outside();
	test_counts();
	test_every_bit();
	test_files();
	test_numbers();
	return done_testing();
}
