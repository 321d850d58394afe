/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names that a DNS question asks for. */

#include <stdio.h>

#include "lib/cursor.h"
#include "nfq/inspect/dns.h"

enum {
	FLAG_QR = 0x8000,
	TYPE_OPT = 41,
	TLS_HANDSHAKE_3 = 0x1603, CLIENT_HELLO = 1,	/* RFC 8446 5.1 */
	NAME_WIRE_MAX = 255,	/* RFC 1035 2.3.4, with lengths and root */
};

/*
 * RFC 1035 4.1.2: labels up to the root. In a question there is nothing
 * before the name that a compression pointer could point to but the header,
 * and nobody sends one: a pointer is an error.
 */
static bool read_name(struct cursor *c, struct name *n)
{
	size_t wire = 1;
	uint8_t len;

	name_clear(n);
	while ((len = cursor_u8(c)) != 0) {
		struct span label = cursor_take(c, len);

		wire += 1u + len;
		if (len > 63 || c->bad || wire > NAME_WIRE_MAX ||
		    !name_append_label(n, label))
			return false;
	}
	return !c->bad;
}

static bool read_question(struct cursor *c, struct finding *f)
{
	struct name *n = finding_name(f);
	uint16_t type;

	if (!n || !read_name(c, n))
		return false;
	type = cursor_u16(c);
	cursor_skip(c, 2);			/* class */
	if (c->bad)
		return false;
	if (f->nnames == 0)
		f->dns.type = type;
	f->nnames++;
	return true;
}

/* RFC 6891 6.1.2: an OPT record belongs to the root and stands among the
 * additional ones; in a question they mostly are it alone. */
static bool has_edns(struct cursor c, uint16_t records)
{
	for (; records > 0 && c.left >= 11; records--) {
		struct name owner;
		uint16_t type;

		if (!read_name(&c, &owner))
			return false;
		type = cursor_u16(&c);
		cursor_skip(&c, 6);		/* class, TTL */
		cursor_skip(&c, cursor_u16(&c));
		if (c.bad)
			return false;
		if (type == TYPE_OPT)
			return true;
	}
	return false;
}

enum inspect_result dns_inspect(const uint8_t *p, size_t len,
				struct finding *f)
{
	struct cursor c = cursor_over(p, len);
	uint16_t questions, answers, authorities, additional;

	finding_clear(f, PROTO_DNS);
	f->used = len;
	f->dns.id = cursor_u16(&c);
	f->dns.flags = cursor_u16(&c);
	questions = cursor_u16(&c);
	answers = cursor_u16(&c);
	authorities = cursor_u16(&c);
	additional = cursor_u16(&c);
	if (c.bad || f->dns.flags & FLAG_QR || questions == 0)
		return INSPECT_FOREIGN;

	f->dns.question.p = c.p;
	for (uint16_t i = 0; i < questions; i++) {
		if (!read_question(&c, f))
			return INSPECT_BAD;
		f->dns.question.len = (size_t)(c.p - f->dns.question.p);
	}
	f->dns.edns = answers == 0 && authorities == 0 &&
		      has_edns(c, additional);
	return f->names[0].len > 0 || f->nnames > 1 ? INSPECT_FOUND :
						      INSPECT_NONE;
}

/*
 * Before all of a message is there: may its header be a question's? One of
 * 5,635 bytes with its last flag set is taken for the TLS ClientHello that
 * it also is, since only of that a server would make sense.
 */
static bool may_be_question(uint16_t size, struct cursor c)
{
	uint16_t flags, questions;

	if (c.left < DNS_HEADER)
		return true;
	cursor_skip(&c, 2);
	flags = cursor_u16(&c);
	questions = cursor_u16(&c);
	return !(flags & FLAG_QR) && questions >= 1 &&
	       questions <= FINDING_NAMES &&
	       !(size == TLS_HANDSHAKE_3 && (flags & 0xff) == CLIENT_HELLO);
}

enum inspect_result dns_inspect_tcp(const uint8_t *p, size_t len,
				    struct finding *f)
{
	struct cursor c = cursor_over_cut(p, len);
	uint16_t size = cursor_u16(&c);
	struct span message;
	enum inspect_result r;

	finding_clear(f, PROTO_DNS);
	if (!c.bad && (size < DNS_HEADER || !may_be_question(size, c)))
		return INSPECT_FOREIGN;
	message = cursor_take(&c, size);
	if (c.bad)
		return INSPECT_MORE;
	r = dns_inspect(message.p, message.len, f);
	f->used = 2u + size;
	return r;
}

static const struct {
	uint16_t type;
	const char *name;
} types[] = {
	{ 1, "A" }, { 2, "NS" }, { 5, "CNAME" }, { 6, "SOA" }, { 12, "PTR" },
	{ 15, "MX" }, { 16, "TXT" }, { 28, "AAAA" }, { 33, "SRV" },
	{ 35, "NAPTR" }, { 43, "DS" }, { 46, "RRSIG" }, { 48, "DNSKEY" },
	{ 52, "TLSA" }, { 64, "SVCB" }, { 65, "HTTPS" }, { 255, "ANY" },
};

const char *dns_type_name(uint16_t type, char text[DNS_TYPE_TEXT])
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].type == type)
			return types[i].name;
	snprintf(text, DNS_TYPE_TEXT, "TYPE%u", type);	/* RFC 3597 5 */
	return text;
}
