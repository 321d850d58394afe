/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DNS over TCP. */

#include "nfq/inspect/dns_tcp.h"

enum { ELSEWHERE_MAX = 1024 };	/* bytes of a question; a name has 255 */

/* Before all of a message is there: may its header be a question's? */
static bool may_be_question(struct cursor c)
{
	uint16_t questions;

	if (c.left < DNS_HEADER)
		return true;
	cursor_skip(&c, 4);			/* id, flags */
	questions = cursor_u16(&c);
	return questions >= 1 && questions <= FINDING_NAMES;
}

/* Takes what is there of a message of `size` bytes. */
static struct span take_part(struct cursor *c, uint16_t size)
{
	return cursor_take(c, size < c->left ? size : c->left);
}

/* How many bytes of the stream are read of a message with questions. */
static size_t behind_questions(const struct finding *f, const uint8_t *start)
{
	return (size_t)(f->dns.question.p + f->dns.question.len - start);
}

enum inspect_result dns_inspect_tcp(const uint8_t *p, size_t len,
				    struct finding *f)
{
	struct cursor c = cursor_over(p, len);
	uint16_t size = cursor_u16(&c);
	enum inspect_result r;
	struct span there;
	bool sure;

	finding_clear(f, PROTO_DNS);
	if (c.bad)
		return INSPECT_MORE;
	if (size < DNS_HEADER || !may_be_question(c))
		return INSPECT_FOREIGN;
	sure = c.left > DNS_HEADER && dns_is_plain(c);
	there = take_part(&c, size);
	r = dns_inspect_part(there, size, f);
	f->sure = f->sure || (sure && r == INSPECT_MORE);
	if (r == INSPECT_MORE)
		return r;
	f->used = 2u + there.len;
	if (there.len < size && r != INSPECT_BAD) {
		f->used = behind_questions(f, p);
		f->body = BODY_LENGTH;
		f->body_length = 2u + size - f->used;
	}
	return r;
}

enum inspect_result dns_inspect_tcp_elsewhere(const uint8_t *p, size_t len,
					      struct finding *f)
{
	struct cursor c = cursor_over_cut(p, len);
	uint16_t size = cursor_u16(&c);
	struct span message;
	enum inspect_result r;

	finding_clear(f, PROTO_DNS);
	if (!c.bad && (size <= DNS_HEADER || size > ELSEWHERE_MAX ||
		       !dns_is_plain(c)))
		return INSPECT_FOREIGN;
	message = cursor_take(&c, size);
	if (c.bad)
		return INSPECT_MORE;
	r = dns_inspect_elsewhere(message.p, message.len, f);
	f->used = 2u + size;
	return r;
}

/* --- whatever stands in the stream ----------------------------------- */

/* The next message, as far as it is there. FOREIGN and NONE: go on behind
 * what *used tells. */
static enum inspect_result read_next(struct dns_stream *s, struct cursor c,
				     size_t *used, struct finding *f)
{
	const uint8_t *start = c.p;
	uint16_t size = cursor_u16(&c);
	struct span there;
	enum inspect_result r;

	if (c.bad)
		return INSPECT_MORE;
	there = take_part(&c, size);
	r = dns_inspect_part(there, size, f);
	if (r == INSPECT_MORE)
		return r;
	*used = r == INSPECT_FOUND ? behind_questions(f, start) : 2;
	s->left = (uint16_t)(2u + size - *used);
	return r;
}

enum inspect_result dns_stream_read(struct dns_stream *s, const uint8_t *p,
				    size_t len, struct finding *f)
{
	struct cursor c = cursor_over(p, len);
	enum inspect_result r = INSPECT_NONE;

	finding_clear(f, PROTO_DNS);
	while (c.left > 0 && (r == INSPECT_NONE || r == INSPECT_FOREIGN)) {
		size_t used = s->left < c.left ? s->left : c.left;

		s->left = (uint16_t)(s->left - used);
		cursor_skip(&c, used);
		s->later = s->later || (used > 0 && s->left == 0);
		used = 0;
		if (s->left == 0 && c.left > 0)
			r = read_next(s, c, &used, f);
		cursor_skip(&c, used);
	}
	f->used = (size_t)(c.p - p);
	if (r == INSPECT_FOUND || r == INSPECT_BAD)
		return r;
	f->nnames = 0;
	f->wrong = FIELD_NONE;
	return INSPECT_MORE;
}
