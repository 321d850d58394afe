/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads DNS answers, and follows the names in them. */

#include <string.h>

#include "nfq/inspect/dns_answer.h"

enum {
	FLAG_QR = 0x8000, OPCODE_MASK = 0x7800,
	CLASS_IN = 1,
	IPV4HINT = 4, IPV6HINT = 6,	/* RFC 9460 14.3.2 */
};

/* --- the message ----------------------------------------------------- */

static bool skip_questions(struct dns_answer *a, struct cursor *c)
{
	size_t hops = a->message.len;
	struct name ignored;

	a->questions.p = c->p;
	for (unsigned i = 0; i < a->nnames; i++) {
		uint16_t type;

		if (dns_read_name(c, a->message, &ignored, &hops) !=
		    FIELD_NONE)
			return false;
		type = cursor_u16(c);
		cursor_skip(c, 2);		/* class */
		if (i == 0)
			a->type = type;
	}
	a->questions.len = (size_t)(c->p - a->questions.p);
	return !c->bad;
}

enum inspect_result dns_answer_open(struct dns_answer *a, const uint8_t *p,
				    size_t len)
{
	struct cursor c = cursor_over(p, len);

	a->message = (struct span) { p, len };
	a->hops = DNS_HOPS_MAX;
	a->id = cursor_u16(&c);
	a->flags = cursor_u16(&c);
	a->nnames = cursor_u16(&c);
	a->nrecords = cursor_u16(&c);
	a->nall = a->nrecords;
	a->nall += cursor_u16(&c);
	a->nall += cursor_u16(&c);
	if (c.bad || !(a->flags & FLAG_QR) || a->flags & OPCODE_MASK ||
	    a->nnames == 0)
		return INSPECT_FOREIGN;
	if (a->nnames > FINDING_NAMES || !skip_questions(a, &c))
		return INSPECT_BAD;
	a->records = c;
	dns_answer_rewind(a);
	return INSPECT_FOUND;
}

enum inspect_result dns_answer_open_tcp(struct dns_answer *a,
					const uint8_t *p, size_t len,
					size_t *used)
{
	struct cursor c = cursor_over_cut(p, len);
	uint16_t size = cursor_u16(&c);
	struct span message = cursor_take(&c, size);

	*used = 2u + size;
	if (c.bad)
		return INSPECT_MORE;
	return dns_answer_open(a, message.p, message.len);
}

/* --- its records ----------------------------------------------------- */

void dns_answer_rewind(struct dns_answer *a)
{
	a->at = a->records;
	a->left = a->nrecords < DNS_RECORDS_MAX ? a->nrecords :
						  DNS_RECORDS_MAX;
}

bool dns_answer_has_edns(const struct dns_answer *a)
{
	return dns_has_edns(a->records,
			    a->nall < DNS_RECORDS_MAX ? a->nall :
							DNS_RECORDS_MAX);
}

static bool is_service(uint16_t type)
{
	return type == DNS_SVCB || type == DNS_HTTPS;
}

/* RFC 9460 2.2: a target "." is the owner itself (2.5.2), or of an alias
 * none at all (2.5.1). Compression is not allowed there, and followed. */
static bool read_target(struct dns_answer *a, struct cursor data,
			struct dns_record *r)
{
	if (is_service(r->type))
		cursor_skip(&data, 2);		/* priority */
	/* A pointer leads out of the record: read up to the message's end. */
	data.left = (size_t)(a->message.p + a->message.len - data.p);
	if (data.bad ||
	    dns_read_name(&data, a->message, &r->target, &a->hops) !=
	    FIELD_NONE)
		return false;
	r->has_target = r->target.len > 0;
	r->params = data;
	return true;
}

static bool read_data(struct dns_answer *a, struct cursor data,
		      struct dns_record *r)
{
	const uint8_t *end = data.p + data.left;

	r->has_target = r->has_address = false;
	r->params = cursor_over(end, 0);
	switch (r->type) {
	case DNS_A:
		r->has_address = data.left == 4;
		if (r->has_address)
			r->address = address_from_v4(data.p);
		return r->has_address;
	case DNS_AAAA:
		r->has_address = data.left == 16;
		if (r->has_address)
			r->address = address_from_v6(data.p);
		return r->has_address;
	case DNS_CNAME:
	case DNS_DNAME:
	case DNS_SVCB:
	case DNS_HTTPS:
		if (!read_target(a, data, r) || r->params.p > end)
			return false;
		r->params.left = (size_t)(end - r->params.p);
		return true;
	}
	return true;
}

bool dns_answer_next(struct dns_answer *a, struct dns_record *r)
{
	struct cursor *c = &a->at;

	while (a->left > 0 && c->left > 0) {
		uint16_t class;
		struct cursor data;
		bool good;

		a->left--;
		if (dns_read_name(c, a->message, &r->owner, &a->hops) !=
		    FIELD_NONE)
			break;
		r->type = cursor_u16(c);
		class = cursor_u16(c);
		r->ttl = cursor_u32(c);
		data = cursor_sub(c, cursor_u16(c));
		if (c->bad)
			break;
		if (r->ttl >> 31)		/* RFC 2181 8 */
			r->ttl = 0;
		good = read_data(a, data, r);
		if (good && class == CLASS_IN)
			return true;
	}
	a->left = 0;
	return false;
}

/* --- addresses of services ------------------------------------------- */

struct dns_hints dns_hints_of(const struct dns_record *r)
{
	struct dns_hints h = { .list = cursor_over(NULL, 0) };

	h.params = is_service(r->type) ? r->params : cursor_over(NULL, 0);
	return h;
}

bool dns_hint_next(struct dns_hints *h, struct address *out)
{
	while (h->list.left > 0 || h->params.left > 0) {
		struct span s;

		if (h->list.left == 0) {
			h->key = cursor_u16(&h->params);
			h->list = cursor_sub(&h->params,
					     cursor_u16(&h->params));
			if (h->key != IPV4HINT && h->key != IPV6HINT)
				h->list.left = 0;
			continue;
		}
		s = cursor_take(&h->list, h->key == IPV4HINT ? 4 : 16);
		if (s.len == 0)
			continue;
		*out = s.len == 4 ? address_from_v4(s.p) :
				    address_from_v6(s.p);
		return true;
	}
	return false;
}

/* --- where they lead ------------------------------------------------- */

static bool equal(const struct name *a, const struct name *b)
{
	return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
}

bool dns_chain_has(const struct dns_chain *c, const struct name *n)
{
	for (unsigned i = 0; i < c->n; i++)
		if (equal(&c->names[i], n))
			return true;
	return false;
}

static bool is_below(const struct name *n, const struct name *zone)
{
	return n->len > zone->len &&
	       (zone->len == 0 || n->text[n->len - zone->len - 1] == '.') &&
	       memcmp(n->text + n->len - zone->len, zone->text,
		      zone->len) == 0;
}

/* RFC 6672 2.3: what is below the owner of a DNAME is renamed, not itself. */
static bool leads_on(const struct dns_chain *c, const struct dns_record *r)
{
	if (r->type != DNS_DNAME)
		return dns_chain_has(c, &r->owner);
	for (unsigned i = 0; i < c->n; i++)
		if (is_below(&c->names[i], &r->owner))
			return true;
	return false;
}

static void begin_chain(struct dns_chain *c, const struct dns_answer *a)
{
	struct cursor at = cursor_over(a->questions.p, a->questions.len);
	size_t hops = a->message.len;

	c->n = 0;
	while (c->n < a->nnames &&
	       dns_read_name(&at, a->message, &c->names[c->n], &hops) ==
	       FIELD_NONE) {
		cursor_skip(&at, 4);		/* type, class */
		c->n++;
	}
	c->asked = c->n;
}

void dns_chain_follow(struct dns_chain *c, struct dns_answer *a)
{
	struct dns_record r;
	unsigned before;

	begin_chain(c, a);
	/* Once more as long as that finds more, should they be out of order:
	 * no more often than there is room for names. */
	do {
		before = c->n;
		dns_answer_rewind(a);
		while (c->n < DNS_CHAIN_MAX && dns_answer_next(a, &r))
			if (r.has_target && leads_on(c, &r) &&
			    !dns_chain_has(c, &r.target))
				c->names[c->n++] = r.target;
	} while (c->n > before && c->n < DNS_CHAIN_MAX);
	dns_answer_rewind(a);
}
