/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Scans lines of cordond's own shape. */

#include <endian.h>
#include <string.h>

#include "lib/array.h"
#include "tools/record/scan.h"

enum step_kind {
	STEP_TEXT,		/* a string */
	STEP_TAG,		/* an array of one */
	STEP_NUMBER,		/* digits */
	STEP_WORD,		/* true */
	STEP_GROUP,		/* an object, or an array of one object */
};

struct step {
	const char *key;	/* with what is before the value's first byte */
	size_t len;
	enum step_kind kind;
	int part;		/* NONE: of no interest */
	const struct step *inside;
	size_t n;
	const char *end;	/* of a group */
};

enum { NONE = -1 };

#define KEYED(text, k, p) \
	.key = text, .len = sizeof(text) - 1, .kind = k, .part = p
#define TEXT(key, part) { KEYED("\"" key "\":\"", STEP_TEXT, part) }
#define TAG(key, part) { KEYED("\"" key "\":[\"", STEP_TAG, part) }
#define NUMBER(key, part) { KEYED("\"" key "\":", STEP_NUMBER, part) }
#define WORD(key) { KEYED("\"" key "\":true", STEP_WORD, NONE) }
#define GROUP(key, table) \
	{ KEYED("\"" key "\":{", STEP_GROUP, NONE), .inside = table, \
	  .n = ARRAY_SIZE(table), .end = "}" }
#define GROUPS(key, table) \
	{ KEYED("\"" key "\":[{", STEP_GROUP, NONE), .inside = table, \
	  .n = ARRAY_SIZE(table), .end = "}]" }

static const struct step ether[] = {
	TEXT("src_mac", PART_MAC),
};

static const struct step metadata[] = {
	TAG("vendor", PART_VENDOR), TAG("role", PART_ROLE),
	TAG("list", PART_LIST), TAG("line", PART_LINE),
	TAG("confidence", PART_CONFIDENCE),
	TAG("match_type", PART_MATCH_TYPE), TAG("match_value", PART_MATCH),
	TAG("exception", PART_EXCEPTION),
	TAG("exception_owner", PART_EXCEPTION_OWNER),
	TAG("exception_until", PART_EXCEPTION_UNTIL),
	TAG("basis", PART_BASIS), TAG("authority", PART_AUTHORITY),
	TAG("citation", PART_CITATION), TAG("duty", PART_DUTY),
	TAG("jurisdiction", PART_JURISDICTION), TAG("mode", PART_MODE),
	TAG("name_source", NONE),
};

static const struct step story[] = {
	TEXT("id", PART_STORY), TEXT("refused", PART_REFUSED),
	TEXT("text", NONE),
};

static const struct step context[] = {
	TEXT("schema", NONE), TEXT("decided_by", NONE),
	TEXT("origin", PART_ORIGIN), WORD("ech"), TEXT("wrong", NONE),
	TEXT("name", PART_HINT), TEXT("name_asked_by", NONE),
	GROUP("story", story), NUMBER("repeat", PART_REPEAT),
	TEXT("first", PART_FIRST), TEXT("last", PART_LAST),
};

static const struct step alert[] = {
	TEXT("action", PART_ACTION), NUMBER("gid", NONE),
	NUMBER("signature_id", NONE), NUMBER("rev", PART_GENERATION),
	TEXT("signature", NONE), TEXT("category", NONE),
	NUMBER("severity", PART_SEVERITY), GROUP("metadata", metadata),
	GROUP("context", context),
};

static const struct step verdict[] = {
	TEXT("action", NONE), TAG("reject", NONE), TEXT("reject_target", NONE),
};

static const struct step own[] = {
	TEXT("schema", NONE), TEXT("gateway", PART_GATEWAY),
	TEXT("stream", PART_STREAM), NUMBER("seq", PART_SEQ),
	TEXT("outcome", PART_OUTCOME), TEXT("duty", NONE),
	TEXT("jurisdiction", NONE), TEXT("source", PART_SOURCE),
};

static const struct step question[] = {
	TEXT("rrname", NONE), TEXT("rrtype", NONE),
};

static const struct step answer[] = {
	TEXT("rrname", NONE), TEXT("rrtype", NONE), TEXT("rdata", PART_LED),
};

static const struct step dns[] = {
	NUMBER("version", NONE), TEXT("type", NONE), NUMBER("id", NONE),
	TEXT("rrname", PART_ASKED), TEXT("rrtype", NONE),
	GROUPS("queries", question), GROUPS("answers", answer),
};

static const struct step tls[] = {
	TEXT("sni", PART_SNI), TEXT("version", NONE),
};

static const struct step dtls[] = {
	TEXT("sni", PART_SNI_DTLS), TEXT("version", NONE),
};

static const struct step quic[] = {
	TEXT("sni", PART_SNI_QUIC), TEXT("version", NONE),
};

static const struct step http[] = {
	TEXT("hostname", PART_HOSTNAME), TEXT("http_method", NONE),
};

static const struct step socks[] = {
	TEXT("hostname", PART_HOSTNAME_SOCKS),
};

/* As the tables of eve.c and eve_protocol.c: each member at most once, in this
 * order; which of them there are is not asked. */
static const struct step line_steps[] = {
	TEXT("timestamp", PART_TIMESTAMP), NUMBER("flow_id", NONE),
	TEXT("in_iface", PART_IFACE), TEXT("event_type", PART_TYPE),
	TEXT("src_ip", PART_SRC), NUMBER("src_port", PART_SPORT),
	TEXT("dest_ip", PART_DST), NUMBER("dest_port", PART_DPORT),
	TEXT("proto", PART_TRANSPORT), NUMBER("ip_v", NONE),
	GROUP("ether", ether), TEXT("community_id", NONE),
	TEXT("direction", NONE), TEXT("host", PART_HOST),
	TEXT("app_proto", PART_APP), GROUP("alert", alert),
	GROUP("verdict", verdict), GROUP("cordon", own),
	GROUP("tls", tls), GROUP("dns", dns), GROUP("http", http),
	GROUP("quic", quic), GROUP("dtls", dtls), GROUP("socks", socks),
};

/* Behind the bytes of a string, at its quote; NULL if it is not plain. Eight
 * at a time: a byte that is '"', '\\', a control or above 0x7f has its high
 * bit in one of the four terms; the first that has one is one of those. */
static const char *skip_plain(const char *p, const char *end)
{
	const uint64_t ones = 0x0101010101010101, highs = ones << 7;

	for (; end - p >= 8; p += 8) {
		uint64_t w, quote, slash, odd;

		memcpy(&w, p, 8);
		w = le64toh(w);
		quote = w ^ (ones * '"');
		slash = w ^ (ones * '\\');
		odd = ((w - ones * 0x20) | (quote - ones) | (slash - ones) |
		       w) & highs;
		if (!odd)
			continue;
		p += __builtin_ctzll(odd) / 8;
		return *p == '"' ? p : NULL;
	}
	while (p < end && (int8_t)*p >= ' ' && *p != '"' && *p != '\\')
		p++;
	return p < end && *p == '"' ? p : NULL;
}

/* No leading zero; what comes behind has to fit anyway. */
static const char *skip_number(const char *p, const char *end)
{
	const char *start = p;

	while (p < end && *p >= '0' && *p <= '9')
		p++;
	return p == start || (*start == '0' && p > start + 1) ? NULL : p;
}

/* Most steps that are not there differ in the first bytes; no key has less
 * than four. */
static inline bool has_key(const struct step *s, const char *at,
			   const char *end)
{
	return (size_t)(end - at) >= s->len && at[1] == s->key[1] &&
	       at[3] == s->key[3] && memcmp(at, s->key, s->len) == 0;
}

static const char *take_steps(const struct step *s, size_t n, const char *p,
			      const char *end, struct span *part);

/* The value of a member whose key is behind `p`; NULL if it is not plain. */
static const char *take_value(const struct step *s, const char *p,
			      const char *end, struct span *part)
{
	const char *start = p, *close = s->end;

	if (s->kind == STEP_WORD)
		return p;
	if (s->kind == STEP_GROUP) {
		p = take_steps(s->inside, s->n, p, end, part);
		for (; p && *close; p++, close++)
			if (p == end || *p != *close)
				return NULL;
		return p;
	}
	p = s->kind == STEP_NUMBER ? skip_number(p, end) : skip_plain(p, end);
	if (!p)
		return NULL;
	if (s->part != NONE)
		part[s->part] = (struct span) { (const uint8_t *)start,
						(size_t)(p - start) };
	if (s->kind == STEP_NUMBER)
		return p;
	p++;
	if (s->kind == STEP_TAG && (p == end || *p++ != ']'))
		return NULL;
	return p;
}

/* The members that are there; where it stops what follows is for the caller to
 * judge. NULL if a value is not plain. */
static const char *take_steps(const struct step *s, size_t n, const char *p,
			      const char *end, struct span *part)
{
	bool first = true;

	for (; n > 0; n--, s++) {
		const char *at = p;

		if (!first && (at == end || *at++ != ','))
			break;
		if (!has_key(s, at, end))
			continue;
		p = take_value(s, at + s->len, end, part);
		if (!p)
			return NULL;
		first = false;
	}
	return p;
}

bool scan_line(struct span part[RECORD_PARTS], const char *line, size_t len)
{
	const char *end = line + len, *p;

	memset(part, 0, RECORD_PARTS * sizeof(*part));
	if (len < 2 || *line != '{')
		return false;
	p = take_steps(line_steps, ARRAY_SIZE(line_steps), line + 1, end,
		       part);
	return p && p + 1 == end && *p == '}';
}
