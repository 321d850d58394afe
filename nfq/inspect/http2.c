/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The frames of HTTP/2: start at http2_read(), at the end. */

#include <string.h>

#include "nfq/inspect/host.h"
#include "nfq/inspect/http2.h"

/* RFC 9113 3.4; its first line is enough to know it by. */
static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
enum { PREFACE = sizeof(preface) - 1, PREFACE_LINE = 16, PREFACE_HEAD = 18 };

/* RFC 9113 4.1, 6 */
enum {
	FRAME_HEADER = 9, PRIORITY = 5,
	HEADERS = 1, PUSH_PROMISE = 5, CONTINUATION = 9,
	FLAG_END_HEADERS = 0x04, FLAG_PADDED = 0x08, FLAG_PRIORITY = 0x20,
};

enum at {
	AT_PREFACE,
	AT_FRAME,		/* in its header */
	AT_PADDING,		/* before the length of what fills it up */
	AT_PRIORITY,
	IN_HEADERS,
	IN_FRAME,		/* in what is of no interest */
	AT_WRONG,
};

enum step { STEP_ON, STEP_END, STEP_FOREIGN, STEP_BAD };

static enum step wrong(struct http2_state *s, enum field field)
{
	s->wrong = field;
	s->at = AT_WRONG;
	return STEP_BAD;
}

/* --- frames ---------------------------------------------------------- */

/* RFC 9113 3.4, where some servers take a bare LF for the end of a line. How
 * much of it stands behind its first `have` bytes; *c is behind that. */
static size_t match_preface(struct cursor *c, size_t have)
{
	for (; c->left > 0 && have < PREFACE; have++) {
		if (preface[have] == '\r' && *c->p == '\n')
			have++;
		if (*c->p != (uint8_t)preface[have])
			break;
		cursor_skip(c, 1);
	}
	return have;
}

/* Empty lines may stand before it. Behind a request that had its line, it goes
 * on with its second part; how much lies before that. */
static size_t begin_preface(struct cursor *c, bool behind)
{
	while (cursor_peek(c) == '\r' || cursor_peek(c) == '\n')
		cursor_skip(c, 1);
	return behind && cursor_peek(c) == preface[PREFACE_HEAD] ?
	       PREFACE_HEAD : 0;
}

static enum step read_preface(struct http2_state *s, struct cursor *c)
{
	if (s->have == 0)
		s->have = (uint8_t)begin_preface(c, true);
	s->have = (uint8_t)match_preface(c, s->have);
	if (s->have < PREFACE)
		return c->left > 0 ? STEP_FOREIGN : STEP_ON;
	s->have = 0;
	s->at = AT_FRAME;
	return STEP_ON;
}

/* A request's headers begin, or what stands before them in the frame. */
static void begin_headers(struct http2_state *s)
{
	s->hosts = 0;
	s->asks = false;
	s->method_len = 0;
	s->padding = 0;
	s->at = s->flags & FLAG_PADDED ? AT_PADDING :
		s->flags & FLAG_PRIORITY ? AT_PRIORITY : IN_HEADERS;
}

/* RFC 9113 6.10: headers end before anything else begins. */
static enum step begin_frame(struct http2_state *s)
{
	s->have = 0;
	if (s->open != (s->type == CONTINUATION) || s->type == PUSH_PROMISE)
		return wrong(s, FIELD_FRAME);
	s->at = IN_FRAME;
	if (s->type != HEADERS && s->type != CONTINUATION)
		return STEP_ON;
	s->open = !(s->flags & FLAG_END_HEADERS);
	s->padding = 0;
	if (s->type == HEADERS)
		begin_headers(s);
	else
		s->at = IN_HEADERS;
	return STEP_ON;
}

/* RFC 9113 4.1: 24 bits of length, type, flags, stream. */
static enum step read_frame(struct http2_state *s, struct cursor *c)
{
	while (c->left > 0 && s->have < FRAME_HEADER) {
		uint8_t byte = cursor_u8(c);

		if (s->have < 3)
			s->left = (s->left << 8 | byte) & 0xffffff;
		else if (s->have == 3)
			s->type = byte;
		else if (s->have == 4)
			s->flags = byte;
		s->have++;
	}
	return s->have == FRAME_HEADER ? begin_frame(s) : STEP_ON;
}

static enum step read_padding(struct http2_state *s, struct cursor *c)
{
	uint8_t n;

	if (s->left == 0)
		return wrong(s, FIELD_FRAME);
	n = cursor_u8(c);
	s->left--;
	if (n > s->left)
		return wrong(s, FIELD_FRAME);
	s->padding = n;
	s->left -= n;
	s->at = s->flags & FLAG_PRIORITY ? AT_PRIORITY : IN_HEADERS;
	return STEP_ON;
}

static enum step read_priority(struct http2_state *s, struct cursor *c)
{
	size_t n = PRIORITY - s->have;

	if (s->have == 0 && s->left < PRIORITY)
		return wrong(s, FIELD_FRAME);
	n = c->left < n ? c->left : n;
	cursor_skip(c, n);
	s->left -= (uint32_t)n;
	s->have = (uint8_t)(s->have + n);
	if (s->have < PRIORITY)
		return STEP_ON;
	s->have = 0;
	s->at = IN_HEADERS;
	return STEP_ON;
}

static enum step skip(struct http2_state *s, struct cursor *c)
{
	size_t n = s->left < c->left ? s->left : c->left;

	cursor_skip(c, n);
	s->left -= (uint32_t)n;
	if (s->left == 0)
		s->at = AT_FRAME;
	return STEP_ON;
}

/* --- headers --------------------------------------------------------- */

static enum step take_field(struct http2_state *s, struct finding *f,
			    const struct hpack_field *field)
{
	struct span v = field->value;

	if (field->name != HPACK_METHOD)
		return host_add_to(f, v, &s->hosts) ? STEP_ON :
		       wrong(s, FIELD_HOST);
	s->asks = true;
	s->method_len = v.len < sizeof(s->method) ? (uint8_t)v.len :
						    sizeof(s->method);
	if (s->method_len > 0)
		memcpy(s->method, v.p, s->method_len);
	return STEP_ON;
}

/* The end of what a frame has of them. */
static enum step end_of_part(struct http2_state *s)
{
	s->left = s->padding;
	s->at = s->left > 0 ? IN_FRAME : AT_FRAME;
	if (s->open)
		return STEP_ON;
	if (!hpack_may_end(&s->hpack))
		return wrong(s, FIELD_HEADERS);
	return s->hosts > 0 || s->asks ? STEP_END : STEP_ON;
}

static enum step read_headers(struct http2_state *s, struct cursor *c,
			      struct finding *f)
{
	struct hpack_field field;
	struct cursor part = *c;
	enum hpack_result r;

	part.left = s->left < c->left ? s->left : c->left;
	do {
		r = hpack_read(&s->hpack, &part, &field);
		if (r == HPACK_BAD)
			return wrong(s, FIELD_HEADERS);
		if (r == HPACK_FIELD && take_field(s, f, &field) == STEP_BAD)
			return STEP_BAD;
	} while (r == HPACK_FIELD);
	s->left -= (uint32_t)(part.p - c->p);
	cursor_skip(c, (size_t)(part.p - c->p));
	return s->left == 0 ? end_of_part(s) : STEP_ON;
}

/* --- the connection -------------------------------------------------- */

static enum step step(struct http2_state *s, struct cursor *c,
		      struct finding *f)
{
	switch ((enum at)s->at) {
	case AT_PREFACE:
		return read_preface(s, c);
	case AT_FRAME:
		return read_frame(s, c);
	case AT_PADDING:
		return read_padding(s, c);
	case AT_PRIORITY:
		return read_priority(s, c);
	case IN_HEADERS:
		return read_headers(s, c, f);
	case IN_FRAME:
		return skip(s, c);
	case AT_WRONG:
		break;
	}
	return STEP_BAD;
}

/* There may be nothing more to read of a frame: an empty one, or headers. */
static bool is_due(const struct http2_state *s, const struct cursor *c)
{
	return c->left > 0 || s->at == AT_WRONG ||
	       (s->left == 0 && (s->at == IN_HEADERS || s->at == IN_FRAME));
}

/* What is left of a frame need not be shown. */
static void pass_rest(struct http2_state *s, struct finding *f)
{
	if (s->at != IN_FRAME)
		return;
	f->body = BODY_LENGTH;
	f->body_length = s->left;
	s->left = 0;
	s->at = AT_FRAME;
}

enum inspect_result http2_read(struct http2_state *s, const uint8_t *p,
			       size_t len, struct finding *f)
{
	struct cursor c = cursor_over(p, len);
	enum step did = STEP_ON;

	finding_clear(f, PROTO_HTTP);
	while (did == STEP_ON && is_due(s, &c))
		did = step(s, &c, f);
	f->sure = s->at != AT_PREFACE || s->have >= PREFACE_LINE;
	f->method = (struct span) { (uint8_t *)s->method, s->method_len };
	f->used = did == STEP_FOREIGN || did == STEP_BAD ? len :
		  (size_t)(c.p - p);
	switch (did) {
	case STEP_END:
		pass_rest(s, f);
		return s->hosts > 0 ? INSPECT_FOUND : INSPECT_NONE;
	case STEP_FOREIGN:
		return INSPECT_FOREIGN;
	case STEP_BAD:
		f->wrong = s->wrong;
		return INSPECT_BAD;
	case STEP_ON:
		break;
	}
	pass_rest(s, f);
	return INSPECT_MORE;
}

static enum inspect_result inspect(const uint8_t *p, size_t len, bool behind,
				   struct finding *f)
{
	struct cursor c = cursor_over(p, len);
	size_t before = begin_preface(&c, behind);
	size_t have = match_preface(&c, before);

	finding_clear(f, PROTO_HTTP);
	if (have < PREFACE && c.left > 0)
		return INSPECT_FOREIGN;
	f->sure = have >= (before ? PREFACE : PREFACE_LINE);
	return INSPECT_MORE;
}

enum inspect_result http2_inspect(const uint8_t *p, size_t len,
				  struct finding *f)
{
	return inspect(p, len, false, f);
}

enum inspect_result http2_inspect_behind(const uint8_t *p, size_t len,
					 struct finding *f)
{
	return inspect(p, len, true, f);
}
