/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which field of a message is wrong, as each parser tells it. */

#include "lib/array.h"
#include "nfq/inspect/chunk.h"
#include "nfq/inspect/dns.h"
#include "nfq/inspect/http.h"
#include "nfq/inspect/tls.h"
#include "tests/unit/tap.h"

#define DNS	"\0\1\1\0\0\1\0\0\0\0\0\0"
#define LINE	"GET / HTTP/1.1\r\n"
#define HELLO	"\3\3" "01234567890123456789012345678901" "\0\0\2\0\1\1\0"

typedef enum inspect_result parser(const uint8_t *p, size_t len,
				   struct finding *f);

struct row {
	enum field wrong;
	parser *parser;
	const char *text;
	size_t len;
	const char *what;
};

#define ROW(field, parser, text, what) \
	{ FIELD_##field, parser, text, sizeof(text) - 1, what }

static enum inspect_result bare_hello(const uint8_t *p, size_t len,
				      struct finding *f)
{
	finding_clear(f, PROTO_TLS);
	return tls_inspect_hello(p, len, false, f);
}

static const struct row rows[] = {
	ROW(NONE, dns_inspect, DNS "\1a\0\0\1\0\1", "a question"),
	ROW(QUESTION, dns_inspect, DNS "\1a\0\0\1\0", "half a class"),
	ROW(QUESTIONS, dns_inspect, "\0\1\1\0\0\5\0\0\0\0\0\0"
	    "\0\0\1\0\1" "\0\0\1\0\1" "\0\0\1\0\1" "\0\0\1\0\1" "\0\0\1\0\1",
	    "five questions"),
	ROW(LABEL, dns_inspect, DNS "\100a\0\0\1\0\1", "a label of 64"),
	ROW(LABEL, dns_inspect, DNS "\4a", "a label that is cut"),
	ROW(LABEL, dns_inspect, DNS "\1a", "a name without an end"),
	ROW(POINTER, dns_inspect, DNS "\300\377\0\1\0\1", "to nowhere"),
	ROW(NONE, bare_hello, "\1\0\0\51" HELLO, "a hello"),
	ROW(HELLO, bare_hello, "\1\0\0\61" HELLO, "of which there is less"),
	ROW(HELLO, bare_hello, "\1\0\0\5\3\3abc", "a hello of five bytes"),
	ROW(EXTENSIONS, bare_hello, "\1\0\0\52" HELLO "\0",
	    "half a length of extensions"),
	ROW(EXTENSIONS, bare_hello, "\1\0\0\55" HELLO "\0\3\0\1",
	    "fewer of them than it says"),
	ROW(EXTENSIONS, bare_hello, "\1\0\0\56" HELLO "\0\3\0\1\0",
	    "half of one"),
	ROW(SERVER_NAME, bare_hello, "\1\0\0\65" HELLO
	    "\0\12\0\0\0\6\0\4\0\0\2a", "a name longer than its list"),
	ROW(HOST, http_inspect, LINE "Host: a\r\nHost: b\r\nHost: c\r\n"
	    "Host: d\r\nHost: e\r\n\r\n", "five hosts"),
	ROW(LINE_END, http_inspect, LINE "A: b\rC: d\r\n\r\n",
	    "a CR amid a line"),
	ROW(CONTENT_LENGTH, http_inspect, LINE "Content-Length: x\r\n\r\n",
	    "a length that is no number"),
	ROW(CHUNK_SIZE, chunk_inspect, "x\r\n", "a size that is none"),
};

static void test_rows(void)
{
	static struct finding f;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct row *row = &rows[i];
		struct guard g = guard_copy(row->text, row->len);
		enum inspect_result r = row->parser(g.p, g.len, &f);

		ok((r == INSPECT_BAD || r == INSPECT_LOST) ==
		   (row->wrong != FIELD_NONE),
		   "%s: %s", field_words[row->wrong], row->what);
		is_text(field_words[f.wrong], field_words[row->wrong],
			": is told so");
		guard_free(&g);
	}
}

/* A name that takes more room than there is: 1,024 bytes as \xNN. */
static void test_long_names(void)
{
	static char text[2000];
	static struct finding f;

	memcpy(text, "GET http://", 11);
	memset(text + 11, '\1', 300);
	memcpy(text + 311, "/ HTTP/1.1\r\n\r\n", 15);
	http_inspect((const uint8_t *)text, strlen(text), &f);
	is_number(f.wrong, FIELD_TARGET, "a target's host that is too long");

	memcpy(text, DNS, 12);
	for (size_t i = 0; i < 5; i++) {
		text[12 + i * 64] = 63;
		memset(text + 13 + i * 64, 'a', 63);
	}
	dns_inspect((const uint8_t *)text, 500, &f);
	is_number(f.wrong, FIELD_NAME, "a name of five labels of 63");
}

static void test_words(void)
{
	unsigned missing = 0, same = 0;

	is_text(field_words[FIELD_NONE], "", "nothing is wrong");
	for (unsigned i = 1; i < FIELDS; i++) {
		missing += !field_words[i] || !field_words[i][0];
		for (unsigned k = 0; k < i && field_words[i]; k++)
			same += strcmp(field_words[i], field_words[k]) == 0;
	}
	is_number(missing, 0, "every field has a word");
	is_number(same, 0, "of its own");
}

int main(void)
{
	test_rows();
	test_long_names();
	test_words();
	return done_testing();
}
