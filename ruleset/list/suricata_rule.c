/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "ACTION PROTOCOL SOURCE PORT -> DESTINATION PORT (OPTION; OPTION: VALUE; )":
 * about a name where the only thing looked for is the whole of a query, an SNI
 * or a Host, or its end; about addresses where nothing is looked for.
 */

#include "lib/array.h"
#include "lib/hex.h"
#include "lib/rangeset.h"
#include "ruleset/list/addresses.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"
#include "ruleset/list/suricata_rule.h"

static const char *const actions[] = {
	"alert ", "drop ", "reject ", "pass ", "rejectsrc ", "rejectdst ",
	"rejectboth ",
};

/* What a rule's options come to. */
struct options {
	char content[256];
	size_t len;
	unsigned contents;
	bool named;		/* a buffer that is a name */
	bool starts, ends, dot;	/* where the content stands in it */
	bool sized;		/* it is all of it */
	bool more;		/* something else is asked for */
};

bool suricata_rule_looks(struct span line)
{
	for (size_t i = 0; i < ARRAY_SIZE(actions); i++)
		if (span_begins(line, actions[i]))
			return memchr(line.p, '(', line.len);
	return false;
}

static bool is_any(struct span word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (span_is(word, words[i]))
			return true;
	return false;
}

/* Those that say nothing of what packets must hold. */
static bool is_remark(struct span word)
{
	static const char *const words[] = {
		"msg", "reference", "classtype", "sid", "rev", "gid",
		"metadata", "nocase", "fast_pattern", "flow", "priority",
		"target", "noalert", "threshold", "to_lowercase", "prefilter",
	};

	return is_any(word, words, ARRAY_SIZE(words));
}

static bool is_buffer(struct span word)
{
	static const char *const words[] = {
		"dns.query", "dns_query", "tls.sni", "tls_sni", "http.host",
		"http_host", "http.host.raw", "quic.sni",
	};

	return is_any(word, words, ARRAY_SIZE(words));
}

/* Two digits of either case. */
static bool read_byte(struct span s, uint8_t *out)
{
	char digits[3] = "";

	if (s.len < 2)
		return false;
	for (int i = 0; i < 2; i++)
		digits[i] = (char)ascii_lower(s.p[i]);
	return hex_parse(digits, out, 1);
}

/* A content without its quotes, "|2e 63|" in it being bytes; false if it is
 * turned round, or longer than a name. */
static bool take_content(struct options *o, struct span value)
{
	bool bytes = false;

	o->len = 0;
	if (value.len < 3 || value.p[0] != '"')
		return false;
	value = span_unquote(value);
	while (value.len > 0 && o->len < sizeof(o->content)) {
		bool pair = bytes && value.p[0] != ' ' && value.p[0] != '|';
		uint8_t c = value.p[0];

		if (pair && !read_byte(value, &c))
			return false;
		if (c == '|' && !pair)
			bytes = !bytes;
		else if (pair || !bytes)
			o->content[o->len++] = (char)c;
		value.p += 1 + pair;
		value.len -= 1 + pair;
	}
	return o->len > 0 && o->len < sizeof(o->content);
}

static void take_option(struct options *o, struct span option)
{
	struct span word = span_trim(span_cut(&option, ':'));
	struct span value = span_trim(option);

	if (is_buffer(word)) {
		o->named = true;
	} else if (span_is(word, "content")) {
		o->contents++;
		o->more |= !take_content(o, value);
	} else if (span_is(word, "isdataat")) {
		o->ends = span_begins(value, "!1");
		o->more |= !o->ends;
	} else if (span_is(word, "endswith")) {
		o->ends = true;
	} else if (span_is(word, "startswith")) {
		o->starts = true;
	} else if (span_is(word, "depth")) {
		o->starts = true;
	} else if (span_is(word, "dotprefix")) {
		o->dot = true;
	} else if (span_is(word, "bsize")) {
		o->sized = true;
	} else if (word.len > 0 && !is_remark(word)) {
		o->more = true;
	}
}

/* The next option; a ';' may stand in quotes, or behind a backslash. */
static struct span next_option(struct span *rest)
{
	bool quoted = false;
	size_t i = 0;
	struct span option;

	for (; i < rest->len && (quoted || rest->p[i] != ';'); i++) {
		if (rest->p[i] == '\\')
			i++;
		else if (rest->p[i] == '"')
			quoted = !quoted;
	}
	i = i < rest->len ? i : rest->len;
	option = (struct span) { rest->p, i };
	i += i < rest->len;
	*rest = (struct span) { rest->p + i, rest->len - i };
	return span_trim(option);
}

static struct options read_options(struct span rest)
{
	struct options o = { .contents = 0 };

	while (rest.len > 0)
		take_option(&o, next_option(&rest));
	return o;
}

/* "content" ends the name: ".x" is what is below x, with a dot put in front of
 * the name x as well, "x" that name. */
static bool put_content(struct list_reader *r, const struct options *o)
{
	struct span name = { (const uint8_t *)o->content, o->len };
	bool below = span_begins(name, ".");

	if (!o->ends && !o->sized && !(o->starts && o->ends))
		return false;
	if (below)
		span_cut(&name, '.');
	put_name(r, name, !below ? LIST_EXACT : o->dot ? LIST_SUFFIX :
		 LIST_BELOW);
	return true;
}

/* A word, which brackets may hold together. */
static struct span next_word(struct span *rest)
{
	struct span word = span_trim(*rest);
	size_t n = 0;

	if (word.len > 0 && word.p[0] == '[') {
		while (n < word.len && word.p[n] != ']')
			n++;
		n += n < word.len;
	} else {
		while (n < word.len && !ascii_is_blank(word.p[n]))
			n++;
	}
	*rest = (struct span) { word.p + n, word.len - n };
	word.len = n;
	return word;
}

/* "192.0.2.0/24", "[192.0.2.0/24,!192.0.2.7]" as what is in it and what is
 * taken out; false if there is something else. */
static bool read_addresses(struct span list, struct rangeset *in,
			   struct rangeset *out)
{
	struct range range;

	if (list.len > 2 && list.p[0] == '[')
		list = (struct span) { list.p + 1, list.len - 2 };
	while (list.len > 0) {
		struct span one = span_trim(span_cut(&list, ','));
		bool not = span_begins(one, "!");

		if (not)
			span_cut(&one, '!');
		if (addresses_read(one, &range))
			return false;
		rangeset_add(not ? out : in, &range);
	}
	return in->v4.n + in->v6.n > 0;
}

static void put_ranges(struct list_reader *r, const struct range_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		put_range(r, &list->items[i]);
}

static bool put_addresses(struct list_reader *r, struct span list)
{
	struct rangeset in = { .v4.n = 0 }, out = { .v4.n = 0 };
	bool good = read_addresses(list, &in, &out);

	if (good) {
		if (out.v4.n + out.v6.n > 0) {
			rangeset_merge(&in);
			rangeset_merge(&out);
			rangeset_subtract(&in, &out);
		}
		put_ranges(r, &in.v4);
		put_ranges(r, &in.v6);
	}
	rangeset_done(&in);
	rangeset_done(&out);
	return good;
}

void suricata_rule_put(struct list_reader *r, struct span line)
{
	struct span options = line, head = span_cut(&options, '(');
	struct span action = next_word(&head), destination, port;
	struct options o;
	bool arrow;

	next_word(&head);	/* the protocol */
	next_word(&head);	/* from where, */
	next_word(&head);	/* and which port */
	arrow = span_is(next_word(&head), "->");
	destination = next_word(&head);
	port = next_word(&head);
	if (span_ends(options, ")"))
		options.len--;
	o = read_options(options);
	r->entry.allow = span_is(action, "pass");
	if (o.named && o.contents == 1 && !o.more && put_content(r, &o))
		;
	else if (arrow && o.contents == 0 && !o.named && !o.more &&
		 span_is(port, "any") && put_addresses(r, destination))
		;
	else
		remark_skip(r, &line, "a rule that asks for more than a name "
			    "or an address");
	r->entry.allow = false;
}
