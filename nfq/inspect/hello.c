/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads a ClientHello field by field. */

#include <string.h>

#include "nfq/inspect/hello.h"
#include "nfq/inspect/host.h"

enum {
	CLIENT_HELLO = 1,
	EXT_HEADER = 4, EXT_SERVER_NAME = 0, EXT_KEY_SHARE = 51,
	EXT_ENCRYPTED_CLIENT_HELLO = 0xfe0d,
	HOST_NAME = 0,
	VERSION_BYTES = 2 + 32,		/* with the random ones behind */
	SECP256R1 = 23, X25519 = 29,
};

/* What is read at once, between what is passed over. */
enum at {
	AT_HEADER,		/* type and length of the message */
	AT_VERSION,		/* version, random, length of the session id */
	AT_COOKIE,		/* the length of each, and so on */
	AT_CIPHERS,
	AT_COMPRESSION, AT_EXTENSIONS,
	AT_EXTENSION,		/* type and length */
	AT_BODY,		/* of an extension that counts */
	AT_END,
};

static const uint8_t sizes[] = {
	[AT_HEADER] = 4, [AT_VERSION] = 2 + 32 + 1,
	[AT_COOKIE] = 1, [AT_CIPHERS] = 2,
	[AT_COMPRESSION] = 1, [AT_EXTENSIONS] = 2, [AT_EXTENSION] = 4,
	[AT_BODY] = 0, [AT_END] = 0,
};

enum step { STEP_ON, STEP_MORE, STEP_END, STEP_FOREIGN, STEP_BAD };

/* `n` bytes of no interest come next; then this. */
static enum step pass(struct hello_state *s, size_t n, enum at next)
{
	if (n > s->left)
		return STEP_BAD;
	s->skip = (uint16_t)n;
	s->left -= (uint32_t)n;
	s->at = next;
	return STEP_ON;
}

/* --- extensions ------------------------------------------------------ */

/* A name of one label is nobody's on the Internet, and kept as it stands. */
static bool add_name(struct hello_state *s, struct finding *f,
		     struct span text)
{
	struct name *n = finding_name(f);
	unsigned before = f->nnames;

	if (!host_add_to(f, text, &s->names))
		return false;
	if (f->nnames != before + 1 || n->len == text.len ||
	    memchr(n->text, '.', n->len) || name_from_text(n, text))
		return true;
	f->nnames--;
	s->names--;
	return false;
}

/* RFC 6066 3: ServerNameList, of which one server reads the first and another
 * the last. */
static enum step read_names(struct hello_state *s, struct cursor body,
			    struct finding *f)
{
	struct cursor list = cursor_sub(&body, cursor_u16(&body));
	bool kept = true;

	while (list.left > 0 && kept) {
		uint8_t type = cursor_u8(&list);
		struct span name = cursor_take(&list, cursor_u16(&list));

		if (type != HOST_NAME || list.bad)
			continue;
		s->crowded = s->names == FINDING_NAMES;
		kept = !s->crowded && add_name(s, f, name);
	}
	f->port = 0;
	return body.bad || list.bad || !kept ? STEP_BAD : STEP_ON;
}

/* RFC 8446 4.2.8: is there a key of a group that all servers know? */
static void read_shares(struct hello_state *s, struct cursor body)
{
	s->shares = true;
	cursor_skip(&body, 2);
	while (body.left > 0) {
		uint32_t head = cursor_u32(&body), group = head >> 16;

		cursor_skip(&body, head & 0xffff);
		if ((group == X25519 || group == SECP256R1) && !body.bad) {
			s->known = true;
			break;
		}
	}
}

static bool counts(uint16_t type)
{
	if (type < EXT_KEY_SHARE)		/* as most are */
		return type == EXT_SERVER_NAME;
	return type == EXT_KEY_SHARE || type == EXT_ENCRYPTED_CLIENT_HELLO;
}

/* An extension that counts, as a whole. */
static enum step read_body(struct hello_state *s, uint16_t type,
			   struct cursor body, struct finding *f)
{
	switch (type) {
	case EXT_SERVER_NAME:
		return read_names(s, body, f);
	case EXT_KEY_SHARE:
		read_shares(s, body);
		break;
	case EXT_ENCRYPTED_CLIENT_HELLO:
		s->ech = true;
		break;
	}
	return STEP_ON;
}

/* RFC 8446 4.2 */
static enum step extension(struct hello_state *s, struct cursor *c)
{
	uint16_t type = cursor_u16(c), size = cursor_u16(c);

	if (s->extensions < 4u + size || size > s->left ||
	    (type == EXT_SERVER_NAME && size > HELLO_BODY_MAX))
		return STEP_BAD;
	s->extensions = (uint16_t)(s->extensions - 4 - size);
	s->type = type;
	if (counts(type) && size <= HELLO_BODY_MAX)
		return pass(s, size, AT_BODY);
	s->shares = s->shares || type == EXT_KEY_SHARE;
	s->ech = s->ech || type == EXT_ENCRYPTED_CLIENT_HELLO;
	return pass(s, size, AT_EXTENSION);
}

/* One that does not lie there as a whole. */
static enum step gather_body(struct hello_state *s, struct handshake *h,
			     struct finding *f)
{
	uint8_t buf[HELLO_BODY_MAX];
	struct cursor body = cursor_over(handshake_take(h, s->skip, buf),
					 s->skip);

	if (!body.p)
		return STEP_MORE;
	s->skip = 0;
	if (read_body(s, s->type, body, f) != STEP_ON)
		return STEP_BAD;
	s->at = AT_EXTENSION;
	return STEP_ON;
}

/* --- the hello ------------------------------------------------------- */

static enum step read_field(struct hello_state *s, struct cursor *c)
{
	switch ((enum at)s->at) {
	case AT_HEADER:
		if (cursor_u8(c) != CLIENT_HELLO)
			return STEP_FOREIGN;
		s->left = cursor_u24(c);
		s->at = AT_VERSION;
		return STEP_ON;
	case AT_VERSION:
		s->version = cursor_u16(c);
		cursor_skip(c, 32);			/* random */
		return pass(s, cursor_u8(c), s->cookie ? AT_COOKIE :
							 AT_CIPHERS);
	case AT_COOKIE:
		return pass(s, cursor_u8(c), AT_CIPHERS);
	case AT_CIPHERS:
		return pass(s, cursor_u16(c), AT_COMPRESSION);
	case AT_COMPRESSION:
		return pass(s, cursor_u8(c), AT_EXTENSIONS);
	case AT_EXTENSIONS:
		s->extensions = cursor_u16(c);
		s->at = AT_EXTENSION;
		return s->extensions > s->left ? STEP_BAD : STEP_ON;
	case AT_EXTENSION:
		return extension(s, c);
	case AT_BODY:
	case AT_END:
		break;
	}
	return STEP_END;
}

/* Extensions are optional before TLS 1.3. */
static bool is_at_end(const struct hello_state *s)
{
	return (s->at == AT_EXTENSION && s->extensions == 0) ||
	       (s->at == AT_EXTENSIONS && s->left == 0) || s->at == AT_END;
}

static enum step step(struct hello_state *s, struct handshake *h,
		      struct finding *f)
{
	uint8_t buf[2 + 32 + 1];
	struct cursor c;
	size_t n;

	if (s->at == AT_BODY)
		return gather_body(s, h, f);
	if (s->skip > 0)
		s->skip = (uint16_t)(s->skip - handshake_skip(h, s->skip));
	if (s->skip > 0)
		return STEP_MORE;
	if (is_at_end(s)) {
		s->at = AT_END;
		return STEP_END;
	}
	n = sizes[s->at];
	if (s->at != AT_HEADER && n > s->left)
		return STEP_BAD;
	c = cursor_over(handshake_take(h, n, buf), n);
	if (!c.p)
		return STEP_MORE;
	if (s->at != AT_HEADER)
		s->left -= (uint32_t)n;
	return read_field(s, &c);
}

/* What is broken there, if the hello has not just ended too early. */
static enum field field_at(const struct hello_state *s, enum step did)
{
	if (did == STEP_MORE || s->at < AT_EXTENSIONS)
		return FIELD_HELLO;
	return s->at == AT_BODY ? FIELD_SERVER_NAME : FIELD_EXTENSIONS;
}

enum inspect_result hello_read(struct hello_state *s, struct handshake *h,
			       struct finding *f)
{
	enum step did;

	do
		did = step(s, h, f);
	while (did == STEP_ON);
	if (did == STEP_FOREIGN)
		return INSPECT_FOREIGN;
	if (did == STEP_BAD && s->names > 0 && !s->crowded)
		s->at = AT_END;		/* nobody reads on there */
	f->tls.version = s->version;
	f->tls.ech = s->ech;
	f->tls.retry = !s->known && (s->shares || s->at != AT_END);
	if (s->names > 0 && !s->crowded)
		return INSPECT_FOUND;
	if (did == STEP_MORE && !h->ended)
		return INSPECT_MORE;
	if (s->at == AT_HEADER && !h->bare)
		return INSPECT_FOREIGN;
	f->hides = did != STEP_END;
	return did == STEP_END ? INSPECT_NONE :
				 finding_bad(f, field_at(s, did));
}

/* --- in one piece ---------------------------------------------------- */

/* The next extension that counts, as far as they are there; false if there is
 * none. *declared is how many bytes of them there should be. */
static bool next_that_counts(struct cursor *extensions, size_t *declared,
			     uint16_t *type, struct span *body)
{
	struct cursor c = *extensions;
	const uint8_t *at = c.p;
	uint32_t head = 0;
	size_t left, size;

	while (c.left >= EXT_HEADER) {
		head = cursor_u32(&c);
		if ((head & 0xffff) > c.left || counts((uint16_t)(head >> 16)))
			break;
		cursor_skip(&c, head & 0xffff);
		at = c.p;
		head = 0;
	}
	if (c.p == at)
		cursor_skip(&c, EXT_HEADER);		/* it is not there */
	size = head & 0xffff;
	*type = (uint16_t)(head >> 16);
	*body = cursor_take(&c, size);
	left = *declared - (size_t)((c.bad ? at : c.p) - extensions->p);
	/* Would it be broken when it comes? */
	if (c.bad && (4 + size > left ||
		      (counts(*type) && size > HELLO_BODY_MAX)))
		c.cut = false;
	*extensions = c;
	*declared = left;
	return !c.bad;
}

/* Of a hello of `size` bytes, the beginning of which is there: does it end
 * before its extensions, and all that is there fit? */
static bool is_only_cut(struct cursor c, size_t size, bool cookie)
{
	/* Of the lengths of the session id, the cookie and so on. */
	static const uint8_t widths[] = { 1, 1, 2, 1, 2 };
	size_t passed = VERSION_BYTES;

	cursor_skip(&c, passed);
	for (size_t i = 0; i < sizeof(widths); i++) {
		size_t length;

		if (i == 1 && !cookie)
			continue;
		passed += widths[i];
		if (passed > size)
			return false;
		length = widths[i] == 1 ? cursor_u8(&c) : cursor_u16(&c);
		if (c.bad)
			return c.cut;
		passed += length;
		if (passed > size)
			return false;
		cursor_skip(&c, length);
	}
	return false;
}

/* A hello of `size` bytes behind its header, as far as it is there. */
static bool read_plain(struct cursor hello, size_t size, bool cookie,
		       struct finding *f, enum inspect_result *r)
{
	struct hello_state s = { .at = AT_END };
	struct cursor whole = hello, extensions;
	struct span body;
	size_t declared;
	uint16_t type;

	s.version = cursor_u16(&hello);
	cursor_skip(&hello, 32);			/* random */
	cursor_skip(&hello, cursor_u8(&hello));		/* session id */
	if (cookie)
		cursor_skip(&hello, cursor_u8(&hello));
	cursor_skip(&hello, cursor_u16(&hello));	/* cipher suites */
	cursor_skip(&hello, cursor_u8(&hello));		/* compressions */
	declared = cursor_u16(&hello);
	extensions = cursor_sub(&hello, declared);
	if (hello.bad && is_only_cut(whole, size, cookie)) {
		f->tls.version = whole.left > VERSION_BYTES ? s.version : 0;
		f->tls.retry = true;
		*r = INSPECT_MORE;
		return true;
	}
	if (hello.bad || declared > size - (size_t)(extensions.p - whole.p))
		return false;
	while (next_that_counts(&extensions, &declared, &type, &body))
		if (body.len > HELLO_BODY_MAX ||
		    read_body(&s, type, cursor_over(body.p, body.len), f) !=
		    STEP_ON)
			break;
	if (!extensions.bad || (declared > 0 && !extensions.cut)) {
		f->nnames = 0;
		return false;
	}
	f->tls.version = s.version;
	f->tls.ech = s.ech;
	f->tls.retry = !s.known && (s.shares || extensions.cut);
	*r = f->nnames > 0 ? INSPECT_FOUND :
	     extensions.cut ? INSPECT_MORE : INSPECT_NONE;
	return true;
}

bool hello_read_plain(struct cursor c, struct finding *f,
		      enum inspect_result *r)
{
	bool is_hello = cursor_u8(&c) == CLIENT_HELLO;
	size_t size = cursor_u24(&c);

	return is_hello && read_plain(cursor_sub(&c, size), size, false, f, r);
}

enum inspect_result hello_inspect_datagram(struct span there, size_t size,
					   struct finding *f)
{
	bool cut = there.len < size;
	struct cursor c = cut ? cursor_over_cut(there.p, there.len) :
				cursor_over(there.p, size);
	struct handshake h = { .c = c, .bare = true, .ended = !cut };
	struct hello_state s = {
		.at = AT_VERSION, .cookie = true, .left = (uint32_t)size,
	};
	enum inspect_result r;

	if (read_plain(c, size, true, f, &r))
		return r;
	return hello_read(&s, &h, f);
}
