/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names that a DNS question asks for. */

#include <stdio.h>

#include "lib/array.h"
#include "lib/cursor.h"
#include "nfq/inspect/dns.h"

enum {
	FLAG_QR = 0x8000,
	POINTER = 0xc0,
	TYPE_OPT = 41,
	NAME_WIRE_MAX = 255,	/* RFC 1035 2.3.4, with lengths and root */
	/* All flags but RD, AD and CD, with opcode and error. */
	NOT_IN_QUESTION = 0xfecf,
};

enum field dns_read_name(struct cursor *c, struct span message,
			 struct name *n, size_t *hops)
{
	struct cursor at = *c;
	bool jumped = false;
	size_t wire = 1;
	uint8_t len;

	name_clear(n);
	while ((len = cursor_u8(&at)) != 0) {
		if (len >= POINTER) {
			size_t to = (len & 0x3fu) << 8 | cursor_u8(&at);

			if (!jumped)
				*c = at;
			jumped = true;
			if (at.bad || *hops == 0 || to >= message.len)
				return FIELD_POINTER;
			--*hops;
			at = cursor_over(message.p + to, message.len - to);
			continue;
		}
		wire += 1u + len;
		if (wire > NAME_WIRE_MAX)
			return FIELD_NAME;
		if (len > 63 || !name_append_label(n, cursor_take(&at, len)) ||
		    at.bad)
			return FIELD_LABEL;
	}
	if (!jumped)
		*c = at;
	return at.bad ? FIELD_LABEL : FIELD_NONE;
}

static enum field read_question(struct cursor *c, struct span message,
				size_t *hops, struct finding *f)
{
	struct name *n = finding_name(f);
	enum field wrong;
	uint16_t type;

	if (!n)
		return FIELD_QUESTIONS;
	wrong = dns_read_name(c, message, n, hops);
	if (wrong != FIELD_NONE)
		return wrong;
	type = cursor_u16(c);
	cursor_skip(c, 2);			/* class */
	if (c->bad)
		return FIELD_QUESTION;
	if (f->nnames == 0)
		f->dns.type = type;
	f->nnames++;
	return FIELD_NONE;
}

/* Behind a name, wherever its pointer leads. */
static bool skip_name(struct cursor *c)
{
	uint8_t len;

	while ((len = cursor_u8(c)) != 0 && len < POINTER)
		cursor_skip(c, len);
	cursor_skip(c, len >= POINTER);
	return !c->bad;
}

bool dns_has_edns(struct cursor c, unsigned records)
{
	for (; records > 0 && c.left >= 11; records--) {
		uint16_t type;

		if (!skip_name(&c))
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

/* The names of `n` questions, as far as they are there; what is wrong with the
 * next. `size`: of all the message. */
static enum field read_questions(struct cursor *c, struct span there,
				 size_t size, uint16_t n, struct finding *f)
{
	enum field wrong = FIELD_NONE;
	size_t hops = size;

	f->dns.question.p = c->p;
	for (; n > 0 && wrong == FIELD_NONE; n--) {
		wrong = read_question(c, there, &hops, f);
		if (wrong == FIELD_NONE)
			f->dns.question.len = (size_t)(c->p -
						       f->dns.question.p);
	}
	return wrong;
}

/* More bytes make no shorter name, and no fewer. */
static bool is_final(enum field wrong)
{
	return wrong == FIELD_NAME || wrong == FIELD_QUESTIONS;
}

enum inspect_result dns_inspect_part(struct span there, size_t size,
				     struct finding *f)
{
	struct cursor c = cursor_over(there.p, there.len);
	bool cut = there.len < size && there.len < DNS_REACH;
	uint16_t questions, records, additional;
	enum field wrong;

	finding_clear(f, PROTO_DNS);
	f->dns.id = cursor_u16(&c);
	f->dns.flags = cursor_u16(&c);
	questions = cursor_u16(&c);
	records = cursor_u16(&c);
	records |= cursor_u16(&c);
	additional = cursor_u16(&c);
	if (c.bad || questions == 0)
		return c.bad && cut ? INSPECT_MORE : INSPECT_FOREIGN;
	wrong = read_questions(&c, there, size, questions, f);
	if (wrong != FIELD_NONE && cut && !is_final(wrong))
		return INSPECT_MORE;
	/* What is broken may be no DNS at all; a header with as few questions
	 * as one may have tells that it is. */
	if (wrong != FIELD_NONE && f->nnames == 0 && questions > FINDING_NAMES)
		return INSPECT_FOREIGN;
	f->sure = true;
	if (wrong != FIELD_NONE)
		return finding_bad(f, wrong);
	f->dns.edns = records == 0 && dns_has_edns(c, additional);
	return f->names[0].len > 0 || f->nnames > 1 ? INSPECT_FOUND :
						      INSPECT_NONE;
}

enum inspect_result dns_inspect(const uint8_t *p, size_t len,
				struct finding *f)
{
	struct cursor c = cursor_over(p, len);
	enum inspect_result r = INSPECT_FOREIGN;

	cursor_skip(&c, 2);			/* id */
	if (cursor_u16(&c) & FLAG_QR)
		finding_clear(f, PROTO_DNS);
	else
		r = dns_inspect_part((struct span) { p, len }, len, f);
	f->used = len;
	return r;
}

/* --- where nothing says that it is DNS ------------------------------- */

bool dns_is_plain(struct cursor c)
{
	static const uint16_t want[] = { 0, 1, 0, 0 };

	cursor_skip(&c, 2);			/* id */
	for (size_t i = 0; i < ARRAY_SIZE(want); i++) {
		uint16_t field = cursor_u16(&c);

		if (c.bad)
			return true;
		if ((i == 0 ? field & NOT_IN_QUESTION : field) != want[i])
			return false;
	}
	return cursor_u16(&c) <= 2 || c.bad;
}

enum inspect_result dns_inspect_elsewhere(const uint8_t *p, size_t len,
					  struct finding *f)
{
	enum inspect_result r = INSPECT_FOREIGN;

	if (len > DNS_HEADER && dns_is_plain(cursor_over(p, len)))
		r = dns_inspect(p, len, f);
	else
		finding_clear(f, PROTO_DNS);
	/* With EDNS, an OPT record stands behind the question. */
	if (r == INSPECT_BAD || (r != INSPECT_FOREIGN && !f->dns.edns &&
	    f->dns.question.p + f->dns.question.len != p + len)) {
		f->nnames = 0;
		f->wrong = FIELD_NONE;
		return INSPECT_FOREIGN;
	}
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
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (types[i].type == type)
			return types[i].name;
	snprintf(text, DNS_TYPE_TEXT, "TYPE%u", type);	/* RFC 3597 5 */
	return text;
}
