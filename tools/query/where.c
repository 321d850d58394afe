/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes conditions. */

#include <string.h>

#include "lib/array.h"
#include "lib/mac.h"
#include "nfq/event/tally.h"
#include "tools/centre/rows.h"
#include "tools/query/where.h"

const struct where where_sums = {
	.address = "address", .mac = "mac", .vendor = "vendor", .role = "role",
	.list = "list", .line = "line", .match = "match_value",
	.name = "name", .dest = "dest", .word = "word",
};

const struct where where_events = {
	.address = "client", .mac = "mac", .vendor = "vendor", .role = "role",
	.list = "list", .line = "line", .match = "match",
	.name = "substring(target, 1, 255)", .dest = "dest", .word = "via",
	.outcome = "outcome",
};

/* --- texts ------------------------------------------------------------- */

/* What a line does not say is "-" to who asks, and empty here. */
static void put_equal(struct buffer *sql, const char *column, const char *text)
{
	buffer_printf(sql, "%s = ", column);
	rows_quote(sql, text);
	if (strcmp(text, "-") == 0)
		buffer_printf(sql, " OR %s = ''", column);
}

/* Of a regular expression, between its quotes: the character itself. */
static void put_plain(struct buffer *regex, char c)
{
	if (strchr("\\.+*?()|[]{}^$", c))
		buffer_char(regex, '\\');
	buffer_char(regex, c);
}

static void put_match(struct buffer *sql, const char *column,
		      struct buffer *regex)
{
	buffer_char(regex, '\0');
	buffer_printf(sql, "match(%s, ", column);
	rows_quote(sql, regex->p);
	buffer_text(sql, ")");
	buffer_done(regex);
}

/* "[!a-c]" of a pattern; what is behind it, or NULL if it has no end. */
static const char *put_class(struct buffer *regex, const char *p)
{
	const char *start = p + 1 + (p[1] == '!' || p[1] == '^');
	const char *end = *start ? strchr(start + 1, ']') : NULL;

	if (!end)
		return NULL;
	buffer_text(regex, start > p + 1 ? "[^" : "[");
	for (const char *c = start; c < end; c++) {
		if (strchr("\\[]^", *c))
			buffer_char(regex, '\\');
		buffer_char(regex, *c);
	}
	buffer_char(regex, ']');
	return end + 1;
}

/* A pattern of fnmatch(3). */
static void put_glob(struct buffer *sql, const char *column, const char *glob)
{
	struct buffer regex = { 0 };
	const char *behind;

	buffer_text(&regex, "(?is)^");
	while (*glob) {
		behind = *glob == '[' ? put_class(&regex, glob) : NULL;
		if (behind) {
			glob = behind;
			continue;
		}
		if (*glob == '*')
			buffer_text(&regex, ".*");
		else if (*glob == '?')
			buffer_text(&regex, ".");
		else if (*glob == '\\' && glob[1])
			put_plain(&regex, *++glob);
		else
			put_plain(&regex, *glob);
		glob++;
	}
	buffer_text(&regex, "$");
	put_match(sql, column, &regex);
}

/* --- each option ------------------------------------------------------- */

static void put_hex(struct buffer *sql, const struct address *a)
{
	buffer_char(sql, '\'');
	for (size_t i = 0; i < sizeof(a->b); i++)
		buffer_printf(sql, "%02X", a->b[i]);
	buffer_char(sql, '\'');
}

/* Whole addresses by their text, as cordond writes it and as it was asked for:
 * that is how most are, and fast. */
static void put_prefix(struct buffer *sql, const char *column,
		       const struct prefix *p, const char *asked)
{
	bool v4 = address_is_v4(&p->addr);
	struct address last = p->addr;
	char text[ADDRESS_TEXT];

	if (p->len == 8 * sizeof(last.b)) {
		buffer_printf(sql, "%s IN (", column);
		rows_quote(sql, address_format(&p->addr, text));
		buffer_text(sql, ", ");
		rows_quote(sql, asked ? asked : text);
		buffer_text(sql, ")");
		return;
	}
	for (unsigned i = p->len; i < 8 * sizeof(last.b); i++)
		last.b[i / 8] |= (uint8_t)(0x80 >> i % 8);
	buffer_printf(sql, "%s != '' AND position(%s, ':') %s 0 AND "
		      "hex(IPv6StringToNum(concat('%s', %s))) BETWEEN ",
		      column, column, v4 ? "=" : ">", v4 ? "::ffff:" : "",
		      column);
	put_hex(sql, &p->addr);
	buffer_text(sql, " AND ");
	put_hex(sql, &last);
}

static void put_mac(struct buffer *sql, const char *column,
		    const uint8_t mac[6])
{
	char text[MAC_TEXT];

	buffer_printf(sql, "lower(%s) = ", column);
	rows_quote(sql, mac_format(mac, text));
}

static void put_client(struct buffer *sql, const struct where *of,
		       const struct choice *c)
{
	if (c->has_mac)
		put_mac(sql, of->mac, c->mac);
	else if (c->has_prefix)
		put_prefix(sql, of->address, &c->prefix, c->text);
	else
		buffer_text(sql, "0");
	for (unsigned i = 0; i < c->nhosts; i++) {
		const struct choice_host *h = &c->hosts[i];
		const struct prefix one = { h->address,
					    8 * sizeof(h->address.b) };

		buffer_text(sql, " OR ");
		if (h->has_mac)
			put_mac(sql, of->mac, h->mac);
		else
			put_prefix(sql, of->address, &one, NULL);
	}
}

static void put_vendor(struct buffer *sql, const struct where *of,
		       const struct choice *c)
{
	put_equal(sql, of->vendor, c->text);
}

static void put_role(struct buffer *sql, const struct where *of,
		     const struct choice *c)
{
	put_equal(sql, of->role, c->text);
}

static void put_via(struct buffer *sql, const struct where *of,
		    const struct choice *c)
{
	buffer_printf(sql, "%s = ", of->word);
	rows_quote(sql, c->text);
}

static void put_name(struct buffer *sql, const struct where *of,
		     const struct choice *c)
{
	struct buffer regex = { 0 };
	const char *name = of->name;

	buffer_printf(sql, "%s != '' AND ", name);
	if (strchr(c->text, '*')) {
		put_glob(sql, name, c->text);
	} else if (!strchr(c->text, '.')) {
		buffer_printf(sql, "(%d OR positionCaseInsensitive(%s, ",
			      *c->text == '\0', name);
		rows_quote(sql, c->text);
		buffer_text(sql, ") > 0)");
	} else {
		buffer_text(&regex, "(?is)(^|\\.)");
		for (const char *p = c->text; *p; p++)
			put_plain(&regex, *p);
		buffer_text(&regex, "$");
		put_match(sql, name, &regex);
	}
}

static void put_dest(struct buffer *sql, const struct where *of,
		     const struct choice *c)
{
	if (c->has_prefix)
		put_prefix(sql, of->dest, &c->prefix, c->text);
	else
		put_name(sql, of, c);
}

/* All of it, or what is behind its last slash, with or without an ending. */
static void put_list(struct buffer *sql, const struct where *of,
		     const char *text, size_t len)
{
	struct buffer whole = { 0 }, regex = { 0 };

	buffer_add(&whole, text, len);
	buffer_char(&whole, '\0');
	put_equal(sql, of->list, whole.p);
	buffer_done(&whole);
	if (memchr(text, '/', len))
		return;
	buffer_text(sql, " OR ");
	buffer_text(&regex, "(?s)^(.*/)?");
	for (size_t i = 0; i < len; i++)
		put_plain(&regex, text[i]);
	buffer_text(&regex, "(\\.[^./]*)?$");
	put_match(sql, of->list, &regex);
}

static void put_from_list(struct buffer *sql, const struct where *of,
			  const struct choice *c)
{
	put_list(sql, of, c->text, strlen(c->text));
}

static void put_rule(struct buffer *sql, const struct where *of,
		     const struct choice *c)
{
	const char *colon = strrchr(c->text, ':');

	buffer_printf(sql, "lower(%s) = lower(", of->match);
	rows_quote(sql, c->text);
	buffer_text(sql, ")");
	if (strcmp(c->text, "-") == 0)
		buffer_printf(sql, " OR %s = ''", of->match);
	if (!colon)
		return;
	buffer_printf(sql, " OR (toString(%s) = ", of->line);
	rows_quote(sql, colon[1] == '0' && !colon[2] ? "none" : colon + 1);
	buffer_text(sql, " AND (");
	put_list(sql, of, c->text, (size_t)(colon - c->text));
	buffer_text(sql, "))");
}

static void put_action(struct buffer *sql, const struct where *of,
		       const struct choice *c)
{
	buffer_printf(sql, "%s = ", of->outcome);
	rows_quote(sql, tally_words[c->action]);
}

static const struct {
	enum option option;
	unsigned which;
	void (*put)(struct buffer *sql, const struct where *of,
		    const struct choice *c);
} kinds[] = {
	{ OPTION_CLIENT, WHERE_CLIENT, put_client },
	{ OPTION_VENDOR, WHERE_PARTY, put_vendor },
	{ OPTION_ROLE, WHERE_PARTY, put_role },
	{ OPTION_FROM_LIST, WHERE_RULE, put_from_list },
	{ OPTION_RULE, WHERE_RULE, put_rule },
	{ OPTION_NAME, WHERE_TARGET, put_name },
	{ OPTION_DEST, WHERE_TARGET, put_dest },
	{ OPTION_VIA, WHERE_VIA, put_via },
	{ OPTION_ACTION, WHERE_ACTION, put_action },
};

void where_put(struct buffer *sql, const struct filter *f,
	       const struct where *of, unsigned which)
{
	const char *and = "";

	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
		const char *between = "(";

		if (!(kinds[k].which & which) ||
		    !filter_asks(f, kinds[k].option))
			continue;
		buffer_printf(sql, "%s(", and);
		and = " AND ";
		for (unsigned i = 0; i < f->n; i++) {
			if (f->choices[i].option != kinds[k].option)
				continue;
			buffer_text(sql, between);
			kinds[k].put(sql, of, &f->choices[i]);
			between = ") OR (";
		}
		buffer_text(sql, "))");
	}
	if (!*and)
		buffer_text(sql, "1");
}
