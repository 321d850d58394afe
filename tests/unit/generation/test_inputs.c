/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files a generation is made from are read again only if they changed. */

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/file.h"
#include "ruleset/generation/inputs.h"
#include "tests/unit/tap.h"

static struct config config;

static void put(const char *text)
{
	file_write(config.block_list, text, strlen(text), 0644);
}

static void begin(void)
{
	config = (struct config) {
		.catalogue = xasprintf("%s/none", scratch()),
		.local_catalogue = xasprintf("%s/none", scratch()),
		.block_list = xasprintf("%s/block.list", scratch()),
		.allow_list = xasprintf("%s/allow.list", scratch()),
		.protect_list = xasprintf("%s/protect.list", scratch()),
		.state = xasprintf("%s", scratch()),
	};
	put("example.com\n");
}

static struct input *block(struct inputs *in)
{
	for (size_t i = 0; i < in->n; i++)
		if (strcmp(in->items[i].path, config.block_list) == 0)
			return &in->items[i];
	return NULL;
}

static void test_read(void)
{
	struct inputs in, again;
	uint8_t a[INPUT_DIGEST], b[INPUT_DIGEST];

	inputs_read(&in, &config, NULL);
	is_number(in.n, 3, "three lists");
	ok(!block(&in)->missing && block(&in)->size == 12, "one is there");
	ok(!block(&in)->settled, ": and too new to be trusted by its times");
	inputs_digest(&in, &config, a);

	block(&in)->settled = true;
	block(&in)->sum[0] ^= 1;
	inputs_read(&again, &config, &in);
	ok(memcmp(block(&in)->sum, block(&again)->sum, INPUT_DIGEST) == 0,
	   "what has not changed is not read again");
	inputs_digest(&again, &config, b);
	ok(memcmp(a, b, sizeof(a)) != 0, "contents make the digest");
	inputs_done(&again);

	block(&in)->settled = false;
	inputs_read(&again, &config, &in);
	ok(memcmp(block(&in)->sum, block(&again)->sum, INPUT_DIGEST) != 0,
	   "what may have is");
	inputs_done(&again);
	block(&in)->settled = true;
	put("example.org\n");
	inputs_read(&again, &config, &in);
	ok(block(&again)->inode != block(&in)->inode ||
	   block(&again)->ctime != block(&in)->ctime, ": it is another file");
	inputs_digest(&again, &config, b);
	ok(memcmp(a, b, sizeof(a)) != 0, "of other contents");
	inputs_done(&again);
	inputs_done(&in);
}

#define ZEROES "00000000000000000000000000000000"

static void test_file(void)
{
	static char bad[][200] = {
		"", "\n", "x", "00 1 2 3 4 /x\n",
		ZEROES ZEROES
		" 1 2 3 /x\n",
		ZEROES "0000000000000000000000000000000g"
		" 1 2 3 4 /x\n",
		ZEROES ZEROES
		" 1 2 3 fffffffffffffffff /x\n",
		ZEROES ZEROES
		" 1 2 3 4 /cut",
	};
	struct buffer text = { 0 };
	struct inputs in, got;

	inputs_read(&in, &config, NULL);
	inputs_write(&in, &text);
	ok(!text.p || text.len == 0, "what is too new is not written down");
	for (size_t i = 0; i < in.n; i++)
		in.items[i].settled = true;
	inputs_write(&in, &text);
	inputs_parse(&got, text.p);
	is_number(got.n, 1, "what is there is, once it has settled");
	is_text(got.items[0].path, config.block_list, "by its path");
	ok(memcmp(got.items[0].sum, block(&in)->sum, INPUT_DIGEST) == 0 &&
	   got.items[0].size == 12 && got.items[0].mtime == block(&in)->mtime &&
	   got.items[0].ctime == block(&in)->ctime &&
	   got.items[0].inode == block(&in)->inode, "all about it");
	inputs_done(&got);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		inputs_parse(&got, bad[i]);
		is_number(got.n, 0, "a damaged line, %zu", i);
		inputs_done(&got);
	}
	inputs_parse(&got, NULL);
	is_number(got.n, 0, "no file");
	inputs_done(&in);
	buffer_done(&text);
}

int main(void)
{
	begin();
	test_read();
	test_file();
	return done_testing();
}
