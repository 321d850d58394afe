/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Archives, and what a bundle takes of them. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/file.h"
#include "tests/unit/tap.h"
#include "tools/bundle/bundle.h"
#include "tools/bundle/ustar.h"

static struct buffer made;

static void begin(void)
{
	buffer_reset(&made);
	ustar_put(&made, "manifest", "m", 1);
	ustar_put(&made, "policy.conf", "p", 1);
}

static bool well(struct fault *fault)
{
	struct guard g = guard_copy(made.p, made.len);
	bool good = bundle_check((struct span) { g.p, g.len }, fault);

	guard_free(&g);
	return good;
}

static void refused(const char *why, const char *what)
{
	struct fault fault = { .ret = 0 };
	char text[FAULT_TEXT];

	ok(!well(&fault), "%s", what);
	if (!ok(strstr(fault.what, why), ": and why"))
		diag("%s", fault_text(&fault, text));
}

/* The sum of a header anew, after a byte of it was changed. */
static void mend_sum(size_t at)
{
	unsigned sum = 0;
	char *h = made.p + at;

	memset(h + 148, ' ', 8);
	for (int i = 0; i < 512; i++)
		sum += (unsigned char)h[i];
	snprintf(h + 148, 8, "%06o", sum);
}

static void test_round(void)
{
	static const char text[] = "a text";
	struct buffer out = { 0 };
	struct ustar_member m;
	struct cursor c;
	char big[1024];

	memset(big, 'x', sizeof(big));
	ustar_put(&out, "lists/a", text, sizeof(text));
	ustar_put(&out, "lists/empty", "", 0);
	ustar_put(&out, "lists/big", big, sizeof(big));
	ustar_end(&out);
	is_number(out.len % 512, 0, "whole blocks");
	c = cursor_over(out.p, out.len);
	is_number(ustar_next(&c, &m), USTAR_MEMBER, "the first");
	is_text(m.name, "lists/a", ": its name");
	is_text((const char *)m.data.p, text, ": its contents");
	is_number(ustar_next(&c, &m), USTAR_MEMBER, "an empty one");
	is_number(m.data.len, 0, ": is empty");
	is_number(ustar_next(&c, &m), USTAR_MEMBER, "one of two blocks");
	is_number(m.data.len, 1024, ": all of it");
	is_number(ustar_next(&c, &m), USTAR_END, "the end");
	buffer_done(&out);
}

/* Any part of a good one is none, and nothing is read behind it. */
static void test_parts(void)
{
	unsigned taken = 0;

	begin();
	ustar_end(&made);
	for (size_t n = 0; n < made.len; n++) {
		struct guard g = guard_copy(made.p, n);
		struct fault fault;

		taken += bundle_check((struct span) { g.p, n }, &fault);
		guard_free(&g);
	}
	is_number(taken, 0, "no part of one is taken");
}

static void test_damaged(void)
{
	unsigned taken = 0;

	begin();
	ustar_end(&made);
	for (size_t i = 0; i < 512; i++) {
		struct fault fault;

		/* Behind the sum anything may stand. */
		if (i == 155)
			continue;
		made.p[i] ^= 1;
		taken += well(&fault);
		made.p[i] ^= 1;
	}
	is_number(taken, 0, "no bit of a header may be another");
}

static void test_kinds(void)
{
	static const char kinds[] = "1234567xgLK";

	for (size_t i = 0; kinds[i]; i++) {
		begin();
		made.p[1024 + 156] = kinds[i];
		mend_sum(1024);
		ustar_end(&made);
		refused("no plain file", "a member that is no file");
	}
	begin();
	made.p[1024 + 345] = 'x';
	mend_sum(1024);
	ustar_end(&made);
	refused("more than 100 bytes", "a name in two parts");
	begin();
	memcpy(made.p + 1024 + 124, "77777777777", 11);
	mend_sum(1024);
	ustar_end(&made);
	refused("ends too early", "a size beyond the end");
	begin();
	memcpy(made.p + 1024 + 124, "\200\0\0\0\0\0\0\0\0\0\1", 11);
	mend_sum(1024);
	ustar_end(&made);
	refused("no archive of tar", "a size that is not octal");
}

static void test_names(void)
{
	static const char *const bad[] = {
		"../policy.conf", "/etc/passwd", "lists/../../x", "lists/a/b",
		"lists/", "lists/.hidden", "lists/-rf", "vendors/a",
		"vendors/a.conf/b", "digest", "current", "lists/a b", "",
		"lists/\xc3\xa9", "policy.conf/", "./policy.conf", "lists",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		begin();
		ustar_put(&made, bad[i], "x", 1);
		ustar_end(&made);
		refused("may not have", bad[i]);
	}
	ok(bundle_may_have("lists/a.txt"), "a list");
	ok(bundle_may_have("vendors/zte.conf"), "a vendor");
}

static void test_whole(void)
{
	struct fault fault;

	begin();
	ustar_put(&made, "lists/a", "x", 1);
	ustar_put(&made, "vendors/a.conf", "x", 1);
	ustar_end(&made);
	ok(well(&fault), "a good one");
	buffer_char(&made, '\0');
	ok(well(&fault), ": zeroes behind it");
	made.p[made.len - 1] = 'x';
	refused("goes on behind", "more behind it");
	begin();
	ustar_put(&made, "policy.conf", "q", 1);
	ustar_end(&made);
	refused("twice", "a name twice");
	buffer_reset(&made);
	ustar_end(&made);
	refused("is empty", "an empty one");
	buffer_reset(&made);
	refused("ends too early", "nothing");
	ustar_put(&made, "manifest", "m", 1);
	ustar_end(&made);
	refused("no policy.conf", "without a policy");
	buffer_reset(&made);
	ustar_put(&made, "policy.conf", "p", 1);
	ustar_put(&made, "manifest", "m", 1);
	ustar_end(&made);
	refused("begins with", "the manifest behind it");
	begin();
	for (int i = 0; i < BUNDLE_FILES; i++) {
		char name[32];

		snprintf(name, sizeof(name), "lists/%d", i);
		ustar_put(&made, name, "", 0);
	}
	ustar_end(&made);
	refused("more than", "too many files");
}

static void test_content(void)
{
	char one[BUNDLE_DIGEST_TEXT], other[BUNDLE_DIGEST_TEXT];
	struct buffer b = { 0 };

	begin();
	ustar_end(&made);
	bundle_content((struct span) { (uint8_t *)made.p, made.len }, one);
	ustar_put(&b, "manifest", "another", 7);
	ustar_put(&b, "policy.conf", "p", 1);
	ustar_end(&b);
	bundle_content((struct span) { (uint8_t *)b.p, b.len }, other);
	is_text(one, other, "contents are the same whatever the manifest");
	buffer_reset(&b);
	ustar_put(&b, "policy.conf", "q", 1);
	ustar_end(&b);
	bundle_content((struct span) { (uint8_t *)b.p, b.len }, other);
	ok(strcmp(one, other) != 0, "and others of another policy");
	buffer_done(&b);
}

static void test_unpack(void)
{
	char folder[200], path[300];
	struct buffer text = { 0 };

	snprintf(folder, sizeof(folder), "%s/un", scratch());
	begin();
	ustar_put(&made, "lists/a", "bad.example\n", 12);
	ustar_end(&made);
	is_number(bundle_unpack((struct span) { (uint8_t *)made.p, made.len },
				folder), 0, "it is unpacked");
	snprintf(path, sizeof(path), "%s/lists/a", folder);
	is_number(file_read(path, 100, &text), 0, ": a list");
	is_number(text.len, 12, ": all of it");
	buffer_done(&text);
}

int main(void)
{
	test_round();
	test_parts();
	test_damaged();
	test_kinds();
	test_names();
	test_whole();
	test_content();
	test_unpack();
	buffer_done(&made);
	return done_testing();
}
