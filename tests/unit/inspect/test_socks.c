/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SOCKS requests of each version, and what only begins like one. */

#include "lib/array.h"
#include "nfq/inspect/proxy.h"
#include "nfq/inspect/socks.h"
#include "tests/unit/tap.h"

#define BYTES(s) s, sizeof(s) - 1

static struct finding f;

static enum inspect_result inspect(const void *bytes, size_t len)
{
	struct guard g = guard_copy(bytes, len);
	enum inspect_result r;

	memset(&f, 0xee, sizeof(f));
	r = socks_inspect(g.p, g.len, &f);
	guard_free(&g);
	return r;
}

static const struct {
	const char *what, *bytes;
	size_t len;
	const char *name;	/* NULL: none */
} good[] = {
	{ "4, an address", BYTES("\4\1\1\xbb\xc6\x33\x64\x09\0"),
	  "198.51.100.9" },
	{ "4, with a user", BYTES("\4\2\0\x50\xc6\x33\x64\x09me\0"),
	  "198.51.100.9" },
	{ "4a", BYTES("\4\1\1\xbb\0\0\0\1\0Www.Example.org.\0"),
	  "www.example.org" },
	{ "4a, with a user", BYTES("\4\1\1\xbb\0\0\0\xff user x\0a.b\0"),
	  "a.b" },
	{ "5, a name", BYTES("\5\1\0\5\1\0\3\17WWW.Example.org\1\xbb"),
	  "www.example.org" },
	{ "5, an IPv4 address", BYTES("\5\2\0\1\5\1\0\1\xc6\x33\x64\x09\0\x50"),
	  "198.51.100.9" },
	{ "5, an IPv6 address", BYTES("\5\1\0\5\1\0\4\x20\1\x0d\xb8\0\0\0\0"
				      "\0\0\0\0\0\0\0\7\0\x50"),
	  "2001:db8::7" },
	{ "5, with a password", BYTES("\5\3\0\1\2\1\4user\4pass"
				      "\5\1\0\3\3a.b\0\x50"), "a.b" },
	{ "5, no password after all", BYTES("\5\2\0\2\5\1\0\3\3a.b\0\x50"),
	  "a.b" },
	{ "5, an empty user", BYTES("\5\1\2\1\0\0\5\1\0\3\3a.b\0\x50"),
	  "a.b" },
	{ "5, bind", BYTES("\5\1\0\5\2\0\3\3a.b\0\x50"), "a.b" },
	{ "5, datagrams", BYTES("\5\1\0\5\3\0\1\0\0\0\0\0\0"), NULL },
	{ "5, the greeting not seen", BYTES("\5\1\0\3\3a.b\0\x50"), "a.b" },
	{ "5, nor before an address", BYTES("\5\1\0\1\xc6\x33\x64\x09\0\x50"),
	  "198.51.100.9" },
	{ "5, bytes that no terminal likes",
	  BYTES("\5\1\0\5\1\0\3\4\x9b\"\\z\0\x50"), "\\x9b\"\\x5cz" },
};

static void test_good(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		unsigned more = 0;
		char behind[100];

		is_number(inspect(good[i].bytes, good[i].len), good[i].name ?
			  INSPECT_FOUND : INSPECT_NONE, "%s", good[i].what);
		is_text(f.nnames ? f.names[0].text : NULL, good[i].name,
			": its destination");
		is_number(f.used, good[i].len, ": its length");
		is_number(f.body, BODY_TUNNEL, "a tunnel follows");
		for (size_t n = 0; n < good[i].len; n++)
			more += inspect(good[i].bytes, n) == INSPECT_MORE;
		is_number(more, good[i].len, "cut anywhere it needs more");
		memcpy(behind, good[i].bytes, good[i].len);
		behind[good[i].len] = 22;
		inspect(behind, good[i].len + 1);
		is_number(f.used, good[i].len, "what is behind is not of it");
	}
}

/* Behind a greeting servers are not strict. */
static void test_odd(void)
{
	static const struct {
		const char *what, *bytes;
		size_t len;
		unsigned names;
	} rows[] = {
		{ "a method that is none",
		  BYTES("\5\2\xff\x63\5\1\0\3\x03" "a.b\0\x50"), 1 },
		{ "a reserved byte that is set",
		  BYTES("\5\1\0\5\1\1\3\x03" "a.b\0\x50"), 1 },
		{ "a NUL behind the name",
		  BYTES("\5\1\0\5\1\0\3\x04" "a.b\0\0\x50"), 1 },
		{ "and more behind that",
		  BYTES("\5\1\0\5\1\0\3\x05" "a.b\0x\0\x50"), 2 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		is_number(inspect(rows[i].bytes, rows[i].len), INSPECT_FOUND,
			  "%s", rows[i].what);
		is_text(f.names[0].text, "a.b", ": its name");
		is_number(f.nnames, rows[i].names, ": so many");
		is_number(f.port, 80, ": its port");
	}
}

static void test_foreign(void)
{
	static const struct {
		const char *what, *bytes;
		size_t len;
	} rows[] = {
		{ "TLS", BYTES("\x16\3\1") },
		{ "HTTP", BYTES("GET / HTTP/1.1\r\n") },
		{ "DCE/RPC", BYTES("\5\0\x0b\3\x10\0\0\0\x48\0") },
		{ "GSSAPI, which hides the request", BYTES("\5\1\1\1\1\0\1x") },
		{ "a command that is none", BYTES("\5\1\0\5\4\0\1") },
		{ "a reserved byte that is set", BYTES("\5\1\1\1\1") },
		{ "an address of no type", BYTES("\5\1\0\5\1\0\2\1") },
		{ "an empty name", BYTES("\5\1\0\5\1\0\3\0\0\x50") },
		{ "control characters", BYTES("\5\1\0\3\3a\nb\0\x50") },
		{ "4, a command that is none", BYTES("\4\3") },
		{ "4, port 0", BYTES("\4\1\0\0") },
		{ "4, no address", BYTES("\4\1\0\x50\0\0\0\0\0a.b\0") },
		{ "4, a user of control characters",
		  BYTES("\4\1\0\x50\1\1\1\1\3") },
		{ "4a, an empty name", BYTES("\4\1\0\x50\0\0\0\1\0\0") },
		{ "4a, a name with a space",
		  BYTES("\4\1\0\x50\0\0\0\1\0a b\0") },
	};
	char longest[300] = "\4\1\0\x50\1\1\1\1";

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		is_number(inspect(rows[i].bytes, rows[i].len),
			  INSPECT_FOREIGN, "%s", rows[i].what);
	memset(longest + 8, 'x', sizeof(longest) - 8);
	is_number(inspect(longest, sizeof(longest)), INSPECT_FOREIGN,
		  "4, a user that does not end");
}

static void test_proxy_header(void)
{
	static const struct {
		const char *what, *bytes;
		size_t len, want;
	} rows[] = {
		{ "1", BYTES("PROXY TCP4 1.2.3.4 5.6.7.8 9 10\r\nx"), 33 },
		{ "1, unknown", BYTES("PROXY UNKNOWN\r\n"), 15 },
		{ "1, cut", BYTES("PROXY TCP4 1.2.3.4"), 0 },
		{ "1, too long", BYTES("PROXY "
		  "........................................................"
		  "................................................\r\n"), 0 },
		{ "2", BYTES("\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c"
			     "\1\2\3\4\5\6\7\x08\0\1\0\2x"), 28 },
		{ "2, local", BYTES("\r\n\r\n\0\r\nQUIT\n\x20\0\0\0"), 16 },
		{ "2, cut", BYTES("\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\1"), 0 },
		{ "of another version",
		  BYTES("\r\n\r\n\0\r\nQUIT\n\x31\x11\0\0"), 0 },
		{ "none", BYTES("GET / HTTP/1.1\r\n"), 0 },
		{ "nothing", BYTES(""), 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct guard g = guard_copy(rows[i].bytes, rows[i].len);

		is_number(proxy_header(g.p, g.len), rows[i].want,
			  "PROXY header %s", rows[i].what);
		guard_free(&g);
	}
}

int main(void)
{
	test_good();
	test_odd();
	test_foreign();
	test_proxy_header();
	return done_testing();
}
