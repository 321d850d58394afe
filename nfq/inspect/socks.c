/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The destination of a SOCKS request. Its first bytes are weak magic, so all
 * that has a fixed form is asked for. */

#include "lib/address.h"
#include "lib/cursor.h"
#include "nfq/inspect/host.h"
#include "nfq/inspect/socks.h"

enum {
	VERSION_4 = 4, VERSION_5 = 5, PASSWORD_1 = 1,
	CONNECT = 1, BIND = 2, UDP_ASSOCIATE = 3,
	IPV4 = 1, DOMAIN = 3, IPV6 = 4,
	TEXT_MAX = 255,

	METHOD_PASSWORD = 2,
};

static bool is_text(struct span s, uint8_t lowest)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i] < lowest || s.p[i] == 0x7f)
			return false;
	return true;
}

/* The request ends at `c`. */
static enum inspect_result found(struct finding *f, const struct cursor *c,
				 const uint8_t *start)
{
	f->used = (size_t)(c->p - start);
	f->body = BODY_TUNNEL;
	return f->nnames ? INSPECT_FOUND : INSPECT_NONE;
}

static enum inspect_result to_name(struct finding *f, struct span host,
				   const struct cursor *c,
				   const uint8_t *start)
{
	if (!name_from_text(&f->names[0], host))
		return finding_bad(f, FIELD_NAME);
	f->nnames = 1;
	return found(f, c, start);
}

/* Some servers end it at a NUL. */
static enum inspect_result to_host(struct finding *f, struct span host,
				   const struct cursor *c,
				   const uint8_t *start)
{
	uint16_t port = f->port;

	if (!host_add(f, host))
		return finding_bad(f, FIELD_NAME);
	f->port = port;
	return found(f, c, start);
}

static enum inspect_result to_address(struct finding *f, struct address a,
				      const struct cursor *c,
				      const uint8_t *start)
{
	char text[ADDRESS_TEXT];

	address_format(&a, text);
	return to_name(f, (struct span) { (uint8_t *)text, strlen(text) }, c,
		       start);
}

/* --- version 4 ------------------------------------------------------- */

/* Takes text up to a NUL. MORE if that is still to come, FOREIGN if it cannot
 * be text of this length. */
static enum inspect_result take_text(struct cursor *c, uint8_t lowest,
				     struct span *text)
{
	size_t most = c->left <= TEXT_MAX ? c->left : TEXT_MAX + 1;
	const uint8_t *end = most ? memchr(c->p, '\0', most) : NULL;

	*text = (struct span) { c->p, end ? (size_t)(end - c->p) : most };
	if (text->len > TEXT_MAX || !is_text(*text, lowest))
		return INSPECT_FOREIGN;
	if (!end)
		return INSPECT_MORE;
	cursor_skip(c, text->len + 1);
	return INSPECT_FOUND;
}

static enum inspect_result read_4(struct cursor c, struct finding *f)
{
	const uint8_t *start = c.p;
	uint8_t command = (cursor_skip(&c, 1), cursor_u8(&c));
	struct span address, user, host;
	enum inspect_result r;

	if (!c.bad && command != CONNECT && command != BIND)
		return INSPECT_FOREIGN;
	f->port = cursor_u16(&c);
	if (!c.bad && f->port == 0)
		return INSPECT_FOREIGN;
	address = cursor_take(&c, 4);
	if (c.bad)
		return INSPECT_MORE;
	r = take_text(&c, ' ', &user);
	if (r != INSPECT_FOUND)
		return r;
	if (memcmp(address.p, "\0\0\0", 3) != 0)
		return to_address(f, address_from_v4(address.p), &c, start);
	if (address.p[3] == 0)
		return INSPECT_FOREIGN;
	r = take_text(&c, '!', &host);		/* 4a */
	if (r != INSPECT_FOUND)
		return r;
	return host.len ? to_name(f, host, &c, start) : INSPECT_FOREIGN;
}

/* --- version 5 ------------------------------------------------------- */

/* RFC 1928 4; `start` is where all of it begins. Behind a greeting less tells
 * that it is one, as servers have it. */
static enum inspect_result read_request(struct cursor c, struct finding *f,
					const uint8_t *start)
{
	const bool greeted = c.p != start;
	uint8_t command, reserved, type;
	struct span to;

	cursor_skip(&c, 1);			/* version */
	command = cursor_u8(&c);
	if (!c.bad && (command < CONNECT || command > UDP_ASSOCIATE))
		return INSPECT_FOREIGN;
	reserved = cursor_u8(&c);
	if (reserved != 0 && !greeted)
		return INSPECT_FOREIGN;
	type = cursor_u8(&c);
	if (c.bad)
		return INSPECT_MORE;
	if (type != IPV4 && type != DOMAIN && type != IPV6)
		return INSPECT_FOREIGN;
	to = cursor_take(&c, type == IPV4 ? 4 : type == IPV6 ? 16 :
			 cursor_u8(&c));
	f->port = cursor_u16(&c);
	if (!c.bad && to.len == 0)
		return INSPECT_FOREIGN;
	if (type == DOMAIN && !greeted && !is_text(to, '!'))
		return INSPECT_FOREIGN;
	if (c.bad)
		return INSPECT_MORE;
	/* Not a destination: where the client will send from. */
	if (command == UDP_ASSOCIATE)
		return found(f, &c, start);
	if (type == DOMAIN)
		return to_host(f, to, &c, start);
	return to_address(f, type == IPV4 ? address_from_v4(to.p) :
			  address_from_v6(to.p), &c, start);
}

/* The methods that a client offers (RFC 1928 3). MORE, FOREIGN, or FOUND with
 * the cursor behind them. */
static enum inspect_result take_greeting(struct cursor *c, bool *password)
{
	uint8_t n = (cursor_skip(c, 1), cursor_u8(c));
	struct span methods;

	*password = false;
	if (!c->bad && n == 0)
		return INSPECT_FOREIGN;
	methods = (struct span) { c->p, n < c->left ? n : c->left };
	*password = methods.len > 0 &&
		    memchr(methods.p, METHOD_PASSWORD, methods.len);
	cursor_skip(c, n);
	return c->bad || c->left == 0 ? INSPECT_MORE : INSPECT_FOUND;
}

/* All that a client sends up to its request, from its greeting on. */
static enum inspect_result read_all(struct cursor c, struct finding *f)
{
	const uint8_t *start = c.p;
	bool password;
	enum inspect_result r = take_greeting(&c, &password);

	if (r != INSPECT_FOUND)
		return r;
	if (password && cursor_peek(&c) == PASSWORD_1) {
		cursor_skip(&c, 1);
		cursor_skip(&c, cursor_u8(&c));		/* name */
		cursor_skip(&c, cursor_u8(&c));		/* password */
		if (c.bad || c.left == 0)
			return INSPECT_MORE;
	}
	return cursor_peek(&c) == VERSION_5 ? read_request(c, f, start) :
					      INSPECT_FOREIGN;
}

enum inspect_result socks_inspect(const uint8_t *p, size_t len,
				  struct finding *f)
{
	struct cursor c = cursor_over_cut(p, len);
	enum inspect_result r;

	finding_clear(f, PROTO_SOCKS);
	switch (cursor_peek(&c)) {
	case -1:
		return INSPECT_MORE;
	case VERSION_4:
		return read_4(c, f);
	case VERSION_5:
		/* Without its greeting, which came by unseen, a request often
		 * looks like one. */
		r = read_all(c, f);
		return r == INSPECT_FOREIGN ? read_request(c, f, p) : r;
	default:
		return INSPECT_FOREIGN;
	}
}
