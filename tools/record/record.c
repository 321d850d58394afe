/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes lines of the log apart. */

#include <stdio.h>
#include <string.h>

#include "lib/array.h"
#include "lib/moment.h"
#include "tools/record/record.h"
#include "tools/record/scan.h"

enum { REPEAT_MAX = 1000000000, DIGITS_MAX = 19, SECOND = 1000000 };

/* --- by the tree ------------------------------------------------------- */

static const struct {
	const char *path;
	bool number;
} parts[RECORD_PARTS] = {
	[PART_TIMESTAMP] = { .path = "timestamp" },
	[PART_TYPE] = { .path = "event_type" },
	[PART_IFACE] = { .path = "in_iface" },
	[PART_SRC] = { .path = "src_ip" },
	[PART_SPORT] = { .path = "src_port", .number = true },
	[PART_DST] = { .path = "dest_ip" },
	[PART_DPORT] = { .path = "dest_port", .number = true },
	[PART_TRANSPORT] = { .path = "proto" },
	[PART_MAC] = { .path = "ether.src_mac" },
	[PART_HOST] = { .path = "host" },
	[PART_APP] = { .path = "app_proto" },
	[PART_ACTION] = { .path = "alert.action" },
	[PART_GENERATION] = { .path = "alert.rev", .number = true },
	[PART_SEVERITY] = { .path = "alert.severity", .number = true },
	[PART_VENDOR] = { .path = "alert.metadata.vendor.0" },
	[PART_ROLE] = { .path = "alert.metadata.role.0" },
	[PART_LIST] = { .path = "alert.metadata.list.0" },
	[PART_LINE] = { .path = "alert.metadata.line.0" },
	[PART_CONFIDENCE] = { .path = "alert.metadata.confidence.0" },
	[PART_MATCH_TYPE] = { .path = "alert.metadata.match_type.0" },
	[PART_MATCH] = { .path = "alert.metadata.match_value.0" },
	[PART_EXCEPTION] = { .path = "alert.metadata.exception.0" },
	[PART_EXCEPTION_OWNER] = { .path = "alert.metadata.exception_owner.0" },
	[PART_EXCEPTION_UNTIL] = { .path = "alert.metadata.exception_until.0" },
	[PART_BASIS] = { .path = "alert.metadata.basis.0" },
	[PART_AUTHORITY] = { .path = "alert.metadata.authority.0" },
	[PART_CITATION] = { .path = "alert.metadata.citation.0" },
	[PART_DUTY] = { .path = "alert.metadata.duty.0" },
	[PART_JURISDICTION] = { .path = "alert.metadata.jurisdiction.0" },
	[PART_MODE] = { .path = "alert.metadata.mode.0" },
	[PART_ORIGIN] = { .path = "alert.context.origin" },
	[PART_HINT] = { .path = "alert.context.name" },
	[PART_STORY] = { .path = "alert.context.story.id" },
	[PART_REFUSED] = { .path = "alert.context.story.refused" },
	[PART_REPEAT] = { .path = "alert.context.repeat", .number = true },
	[PART_FIRST] = { .path = "alert.context.first" },
	[PART_LAST] = { .path = "alert.context.last" },
	[PART_GATEWAY] = { .path = "cordon.gateway" },
	[PART_STREAM] = { .path = "cordon.stream" },
	[PART_SEQ] = { .path = "cordon.seq", .number = true },
	[PART_OUTCOME] = { .path = "cordon.outcome" },
	[PART_SOURCE] = { .path = "cordon.source" },
	[PART_ASKED] = { .path = "dns.rrname" },
	[PART_LED] = { .path = "dns.answers.0.rdata" },
	[PART_SNI] = { .path = "tls.sni" },
	[PART_SNI_DTLS] = { .path = "dtls.sni" },
	[PART_SNI_QUIC] = { .path = "quic.sni" },
	[PART_HOSTNAME] = { .path = "http.hostname" },
	[PART_HOSTNAME_SOCKS] = { .path = "socks.hostname" },
	[PART_EVENT] = { .path = "cordon.event" },
	[PART_DETAIL] = { .path = "cordon.detail" },
	[PART_ALL_MODE] = { .path = "cordon.mode" },
	[PART_ALL_GENERATION] = { .path = "cordon.generation", .number = true },
	[PART_ALL_DIGEST] = { .path = "cordon.digest" },
	[PART_LOST] = { .path = "cordon.lost", .number = true },
	[PART_FLOOD_COUNT] = { .path = "cordon.count", .number = true },
	[PART_AWAY] = { .path = "cordon.away_ms", .number = true },
	[PART_UNJUDGED_PASSED] = { .path = "cordon.passed", .number = true },
	[PART_UNJUDGED_REFUSED] = { .path = "cordon.refused", .number = true },
};

static struct span part_of(const struct jsontree_node *n,
			   enum record_part part)
{
	const struct jsontree_node *at = jsontree_at(n, parts[part].path);
	enum jsontree_type type = parts[part].number ? JSONTREE_NUMBER :
						       JSONTREE_TEXT;

	if (!at || at->type != type)
		return (struct span) { NULL, 0 };
	return (struct span) { (const uint8_t *)at->text, strlen(at->text) };
}

/* --- times ------------------------------------------------------------- */

static bool is_digits(const uint8_t *p, const char *shape)
{
	for (; *shape; p++, shape++)
		if (*shape == '0' ? *p < '0' || *p > '9' :
		    *p != (uint8_t)*shape)
			return false;
	return true;
}

static int two(const uint8_t *p)
{
	return (p[0] - '0') * 10 + p[1] - '0';
}

/* Days from 1970 to a day of the Gregorian calendar, year 1 and later. */
static int64_t days_to(int y, int m, int d)
{
	static const int before[] = {
		0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334,
	};
	int years = y - (m <= 2);	/* whose leap day is over */

	return 365ll * (y - 1970) + years / 4 - years / 100 + years / 400 -
	       477 + before[m - 1] + d - 1;
}

static bool is_leap(int y)
{
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

/* As cordond writes it; false leaves all else to moment_parse(). */
static bool quick_time(struct span s, int64_t *time)
{
	static const char shape[] = "0000-00-00T00:00:00.000000+0000";
	static const int last[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31,
	};
	const uint8_t *p = s.p;
	int y, m, d, micro = 0;

	if (s.len != sizeof(shape) - 1 || !is_digits(p, shape) ||
	    memcmp(p + 26, "+0000", 5) != 0)
		return false;
	y = two(p) * 100 + two(p + 2);
	m = two(p + 5);
	d = two(p + 8);
	if (y < 1970 || m < 1 || m > 12 || d < 1 ||
	    d > last[m - 1] + (m == 2 && is_leap(y)) ||
	    two(p + 11) > 23 || two(p + 14) > 59 || two(p + 17) > 59)
		return false;
	for (int i = 20; i < 26; i++)
		micro = micro * 10 + p[i] - '0';
	*time = (days_to(y, m, d) * 86400 + two(p + 11) * 3600 +
		 two(p + 14) * 60 + two(p + 17)) * SECOND + micro;
	return true;
}

/* What stands behind the seconds' dot, in microseconds. */
static int fraction(const char *text)
{
	const char *dot = strchr(text, '.');
	int micro = 0, n = 0;

	for (dot = dot ? dot + 1 : ""; *dot >= '0' && *dot <= '9' && n < 6;
	     dot++, n++)
		micro = micro * 10 + *dot - '0';
	while (n++ < 6)
		micro *= 10;
	return micro;
}

bool record_time(struct span text, int64_t *time)
{
	char copy[64];
	time_t t;

	if (text.p && quick_time(text, time))
		return true;
	if (!text.p || text.len == 0 || text.len >= sizeof(copy))
		return false;
	snprintf(copy, sizeof(copy), "%.*s", (int)text.len,
		 (const char *)text.p);
	/* "2h" is none: those of lines do not go with the clock. */
	if (!strchr(copy, '-') || !moment_parse(copy, 0, &t))
		return false;
	*time = (int64_t)t * SECOND + fraction(copy);
	return true;
}

/* --- a line ------------------------------------------------------------ */

static enum record_kind judge(struct record *r)
{
	struct span type = r->part[PART_TYPE];

	r->kind = !record_time(r->part[PART_TIMESTAMP], &r->time) ?
		  RECORD_BAD : !type.p ? RECORD_OTHER :
		  span_is(type, "alert") ? RECORD_EVENT :
		  span_is(type, "cordon") ? RECORD_NOTICE : RECORD_OTHER;
	return r->kind;
}

enum record_kind record_read_tree(struct record *r, struct jsontree *tree,
				  const char *line, size_t len)
{
	const struct jsontree_node *n = jsontree_parse(tree, line, len);

	for (enum record_part i = 0; i < RECORD_PARTS; i++)
		r->part[i] = part_of(n, i);
	r->vendors = jsontree_at(n, "cordon.vendors");
	r->time = 0;
	return judge(r);
}

enum record_kind record_read(struct record *r, struct jsontree *tree,
			     const char *line, size_t len)
{
	if (!scan_line(r->part, line, len))
		return record_read_tree(r, tree, line, len);
	tree->why[0] = '\0';
	r->vendors = NULL;
	r->time = 0;
	return judge(r);
}

/* --- what it says ------------------------------------------------------ */

uint64_t record_number(const struct record *r, enum record_part part)
{
	struct span s = r->part[part];
	uint64_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return 0;
		if (i == DIGITS_MAX)
			return INT64_MAX;
		n = n * 10 + (uint64_t)(s.p[i] - '0');
	}
	return n > INT64_MAX ? INT64_MAX : n;
}

/* Sums of what forged lines say must not overflow. */
int64_t record_count(const struct record *r)
{
	uint64_t n = record_number(r, PART_REPEAT);

	return n < 1 ? 1 : n > REPEAT_MAX ? REPEAT_MAX : (int64_t)n;
}

/* Lines of cordon.eve/1 do not say what would have been refused; but severity
 * and mode do. */
static enum tally_outcome outcome_before(const struct record *r)
{
	enum { SEVERITY_BLOCK = 1 };

	if (span_is(r->part[PART_ACTION], "blocked"))
		return TALLY_BLOCKED;
	if (r->part[PART_EXCEPTION].p)
		return TALLY_EXCEPTED;
	return span_is(r->part[PART_MODE], "observe") &&
	       record_number(r, PART_SEVERITY) == SEVERITY_BLOCK ?
	       TALLY_WOULD_BLOCK : TALLY_LOGGED;
}

enum tally_outcome record_outcome(const struct record *r)
{
	for (enum tally_outcome o = 0; o < TALLY_OUTCOMES; o++)
		if (span_is(r->part[PART_OUTCOME], tally_words[o]))
			return o;
	return outcome_before(r);
}

struct span record_name(const struct record *r)
{
	static const enum record_part names[] = {
		PART_LED, PART_SNI, PART_HOSTNAME, PART_HOSTNAME_SOCKS,
		PART_ASKED, PART_SNI_QUIC, PART_SNI_DTLS,
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (r->part[names[i]].len > 0)
			return r->part[names[i]];
	return (struct span) { NULL, 0 };
}

struct span record_target(const struct record *r)
{
	struct span name = record_name(r);

	if (name.len == 0)
		name = r->part[PART_HINT];
	if (name.len == 0 && span_is(r->part[PART_MATCH_TYPE], "ip"))
		name = r->part[PART_MATCH];
	return name.len > 0 ? name : r->part[PART_DST];
}

static struct span word(const char *s)
{
	return (struct span) { (const uint8_t *)s, strlen(s) };
}

struct span record_via(const struct record *r)
{
	struct span app = r->part[PART_APP];

	if (span_is(r->part[PART_MATCH_TYPE], "fallback"))
		return word("fallback");
	return span_is(app, "failed") ? word("address") : app;
}

bool record_seq(const struct record *r, uint64_t *seq)
{
	*seq = record_number(r, PART_SEQ);
	return r->part[PART_STREAM].len > 0 && *seq > 0;
}
