/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hosts that the head of an HTTP request names: a line at a time. */

#include <string.h>

#include "lib/array.h"
#include "lib/cursor.h"
#include "nfq/inspect/head_line.h"
#include "nfq/inspect/host.h"
#include "nfq/inspect/http.h"
#include "nfq/inspect/octet.h"
#include "nfq/inspect/request_line.h"

enum { VALUE_MAX = 8192 };	/* bytes of a field that counts */

enum at {
	AT_BEGIN,
	AT_LINE,		/* the first byte of the request line */
	IN_LINE,
	AT_FIELD,		/* the first byte of a field's line */
	AT_FOLDED,		/* the same behind its blanks */
	AT_VALUE,		/* behind the colon */
	IN_FIELD,		/* in one of no interest */
};

enum step {
	STEP_ON, STEP_MORE, STEP_END, STEP_FOREIGN, STEP_BAD,
};

/* --- lines ----------------------------------------------------------- */

/* What follows a bare CR may be a line of its own, or not. */
static void lose(struct http_state *s, bool bare)
{
	if (bare)
		s->framing.lost = FIELD_LINE_END;
}

/* All but a CR at the end, of which nobody knows yet what it is. */
static void skip_all(struct cursor *c)
{
	cursor_skip(c, c->p[c->left - 1] == '\r' ? c->left - 1 : c->left);
}

/* --- the request line ------------------------------------------------ */

static enum step begin(struct http_state *s, struct cursor *c)
{
	while (c->left && octet_is_gap(*c->p))
		cursor_skip(c, 1);	/* RFC 9112 2.2, and more */
	if (!c->left)
		return STEP_MORE;
	s->at = AT_LINE;
	return STEP_ON;
}

/* Could these bytes be the start of a request line? */
static bool may_be_line(const struct cursor *c)
{
	size_t n = 0;

	while (n < c->left && octet_is_token(c->p[n]))
		n++;
	return n == c->left || octet_is_gap(c->p[n]);
}

static void keep_method(struct http_state *s, struct finding *f,
			struct span method)
{
	f->method = method;
	s->method_len = method.len < sizeof(s->method) ?
			(uint8_t)method.len : sizeof(s->method);
	memcpy(s->method, method.p, s->method_len);
}

static enum step take_host(struct http_state *s, struct finding *f,
			   struct span text, enum field field)
{
	if (host_add_to(f, text, &s->hosts))
		return STEP_ON;
	f->wrong = field;
	return STEP_BAD;
}

static enum step take_target(struct http_state *s, struct finding *f,
			     const struct request_line *l)
{
	if (take_host(s, f, l->authority, FIELD_TARGET) == STEP_BAD)
		return STEP_BAD;
	if (host_add_words_to(f, l->odd, &s->hosts))
		return STEP_ON;
	f->wrong = FIELD_TARGET;
	return STEP_BAD;
}

static enum step request_line(struct http_state *s, struct cursor *c,
			      struct finding *f)
{
	size_t most = c->left < REQUEST_LINE_MAX ? c->left : REQUEST_LINE_MAX;
	const uint8_t *lf = memchr(c->p, '\n', most);
	struct span line = { c->p, lf ? (size_t)(lf - c->p) : most };
	struct request_line l;

	if (!lf && c->left < REQUEST_LINE_MAX)
		return may_be_line(c) ? STEP_MORE : STEP_FOREIGN;
	s->request = request_line_read(line, lf != NULL, &l);
	if (s->request == REQUEST_NOT || (!lf && s->request == REQUEST_GUESS))
		return STEP_FOREIGN;
	keep_method(s, f, l.method);
	cursor_skip(c, line.len + (lf != NULL));
	s->closes = l.is_1_0;
	s->at = lf ? AT_FIELD : IN_LINE;
	lose(s, head_line_has_bare_cr(line));
	if (s->request != REQUEST_SURE)
		return STEP_ON;
	if (!lf && l.authority.p + l.authority.len == line.p + line.len) {
		f->hides = true;
		f->wrong = FIELD_TARGET;
		return STEP_BAD;
	}
	return take_target(s, f, &l);
}

/* Of a line that is longer than those that are read. */
static enum step skip_rest(struct http_state *s, struct cursor *c)
{
	const uint8_t *lf = memchr(c->p, '\n', c->left);
	struct span rest = { c->p, lf ? (size_t)(lf - c->p) : c->left };

	lose(s, head_line_has_bare_cr(rest));
	cursor_skip(c, rest.len + (lf != NULL));
	s->at = lf ? AT_FIELD : IN_LINE;
	return STEP_ON;
}

/* --- fields ---------------------------------------------------------- */

/* A request that may be none goes on with fields only. */
static enum step not_a_field(const struct http_state *s)
{
	return s->request == REQUEST_BARE ? STEP_END : STEP_FOREIGN;
}

/* Of what is folded behind another field (RFC 9112 5.2) some servers make a
 * part of that, and others a field: nobody knows where the body ends. */
static bool is_folded(struct http_state *s)
{
	static const uint8_t fields[] = {
		[HEADER_LENGTH] = FIELD_CONTENT_LENGTH,
		[HEADER_CODING] = FIELD_TRANSFER_ENCODING,
		[HEADER_UPGRADE] = FIELD_TRANSFER_ENCODING,
	};

	if (!s->folded || s->field >= ARRAY_SIZE(fields) || !fields[s->field])
		return false;
	s->framing.lost = fields[s->field];
	return true;
}

static enum step take_value(struct http_state *s, struct finding *f,
			    struct span value)
{
	if (is_folded(s))
		return STEP_ON;
	switch ((enum header)s->field) {
	case HEADER_HOST:
		return take_host(s, f, value, FIELD_HOST);
	case HEADER_FORWARDED:
		if (host_add_words_to(f, value, &s->hosts))
			break;
		f->wrong = FIELD_HOST;
		return STEP_BAD;
	case HEADER_LENGTH:
		framing_length(&s->framing, value);
		break;
	case HEADER_CODING:
		framing_coding(&s->framing, value);
		break;
	case HEADER_UPGRADE:
		framing_upgrade(&s->framing);
		break;
	case HEADER_PERSISTENCE:
		s->closes = false;
		break;
	case HEADER_NOT:
	case HEADER_OTHER:
		break;
	}
	return STEP_ON;
}

/* Of a host only its beginning counts, whatever fills it up. */
static enum step too_long(struct http_state *s, struct cursor *c,
			  struct finding *f)
{
	s->at = IN_FIELD;
	if (s->field == HEADER_HOST)
		return take_host(s, f, cursor_take(c, VALUE_MAX), FIELD_HOST);
	if (s->field == HEADER_PERSISTENCE) {
		s->closes = false;
		return STEP_ON;
	}
	s->framing.lost = s->field == HEADER_LENGTH ? FIELD_CONTENT_LENGTH :
						     FIELD_TRANSFER_ENCODING;
	return STEP_ON;
}

/* A CR in the midst of a line is a blank for some servers: so it may be a Host
 * field whose name or value goes on behind it. */
static enum step take_with_cr(struct http_state *s, struct cursor *c,
			      struct finding *f, bool is_value)
{
	struct span line, value;
	const uint8_t *start;
	bool odd;

	if (!head_line_take_whole(*c, &line))
		return c->left > VALUE_MAX ? too_long(s, c, f) : STEP_MORE;
	value = line;
	if (!is_value) {
		if (head_line_field(line, true, &start, &odd) != HEADER_HOST)
			return STEP_ON;
		value.p = start;
		value.len = (size_t)(line.p + line.len - start);
	}
	return take_host(s, f, value, FIELD_HOST);
}

/* A field of interest, or what is folded behind one (RFC 9112 5.2), which may
 * also be a field by itself and is read as that first. */
static bool find_value(struct http_state *s, struct cursor *c,
		       enum header which, const uint8_t *value)
{
	if (which > HEADER_OTHER) {
		s->field = which;
		s->folded = s->at == AT_FOLDED;
		cursor_skip(c, (size_t)(value - c->p));
	} else if (s->at != AT_FOLDED || s->field <= HEADER_OTHER) {
		return false;
	}
	s->at = AT_VALUE;
	return true;
}

static enum step empty_line(struct http_state *s, bool bare)
{
	bool end = s->at == AT_FIELD && !bare;

	lose(s, bare);
	s->at = AT_FIELD;
	return end ? STEP_END : STEP_ON;
}

/* What a line that is a field has: a value that counts, or the end of it. */
static enum step take_field(struct http_state *s, struct cursor *c,
			    enum header which, const uint8_t *value)
{
	struct span line;
	bool bare;

	s->fields = true;
	if (find_value(s, c, which, value))
		return STEP_ON;
	if (s->at == AT_FIELD)
		s->field = which;
	s->at = IN_FIELD;
	if (head_line_take(c, &line, &bare)) {
		s->at = AT_FIELD;
		lose(s, bare);
	}
	return STEP_ON;
}

static enum step field(struct http_state *s, struct cursor *c,
		       struct finding *f)
{
	struct cursor behind = *c;
	struct span line = { c->p, c->left };
	const uint8_t *value;
	enum header which;
	enum step did;
	bool odd, bare, whole = head_line_take(&behind, &line, &bare);

	if (whole && line.len == 0) {
		if (bare && s->at == AT_FOLDED && s->field == HEADER_HOST) {
			did = take_with_cr(s, c, f, true);
			if (did != STEP_ON || s->at == IN_FIELD)
				return did;
		}
		*c = behind;
		return empty_line(s, bare);
	}
	if (!whole && line.len < HEAD_LINE_NAME_MAX &&
	    !memchr(line.p, ':', line.len))
		return STEP_MORE;
	which = head_line_field(line, s->request == REQUEST_SURE || s->hosts,
				&value, &odd);
	/* So it is however it ends. */
	if (which == HEADER_NOT && s->at == AT_FIELD &&
	    (value || line.len >= HEAD_LINE_NAME_MAX))
		return not_a_field(s);
	if (whole && bare && which != HEADER_HOST) {
		did = take_with_cr(s, c, f, false);
		if (did != STEP_ON || s->at == IN_FIELD)
			return did;
	}
	if (which == HEADER_NOT && s->at == AT_FIELD)
		return not_a_field(s);
	if (odd && (which == HEADER_LENGTH || which == HEADER_CODING))
		s->framing.twofold = true;
	return take_field(s, c, which, value);
}

static void skip_blanks(struct cursor *c)
{
	while (c->left && octet_is_blank(*c->p))
		cursor_skip(c, 1);
}

static enum step fold(struct http_state *s, struct cursor *c,
		      struct finding *f)
{
	skip_blanks(c);
	return c->left ? field(s, c, f) : STEP_MORE;
}

/* What a field says in folded lines is that many values: nobody joins them
 * within a name. */
static enum step value(struct http_state *s, struct cursor *c,
		       struct finding *f)
{
	struct cursor behind;
	struct span line;
	enum step did;
	bool bare;

	skip_blanks(c);
	behind = *c;
	if (c->left && head_line_take(&behind, &line, &bare)) {
		if (line.len > VALUE_MAX)
			return too_long(s, c, f);
		if (bare && s->field == HEADER_HOST) {
			did = take_with_cr(s, c, f, true);
			if (did != STEP_ON || s->at == IN_FIELD)
				return did;
		}
		lose(s, bare);
		*c = behind;
		s->at = AT_FIELD;
		return take_value(s, f, line);
	}
	return c->left > VALUE_MAX + 1 ? too_long(s, c, f) : STEP_MORE;
}

static enum step skip_field(struct http_state *s, struct cursor *c)
{
	struct span line;
	bool bare;

	if (!head_line_take(c, &line, &bare)) {
		skip_all(c);
		return STEP_MORE;
	}
	lose(s, bare);
	s->at = AT_FIELD;
	return STEP_ON;
}

/* --- the head -------------------------------------------------------- */

static enum step step(struct http_state *s, struct cursor *c,
		      struct finding *f)
{
	switch ((enum at)s->at) {
	case AT_BEGIN:
		return begin(s, c);
	case AT_LINE:
		return request_line(s, c, f);
	case IN_LINE:
		return skip_rest(s, c);
	case AT_FIELD:
		if (!octet_is_blank(*c->p))
			return field(s, c, f);
		s->at = AT_FOLDED;
		return STEP_ON;
	case AT_FOLDED:
		return fold(s, c, f);
	case AT_VALUE:
		return value(s, c, f);
	case IN_FIELD:
		return skip_field(s, c);
	}
	return STEP_FOREIGN;
}

static enum inspect_result end_of_head(struct http_state *s,
				       struct finding *f)
{
	static const char connect[] = "CONNECT";

	if ((s->request == REQUEST_GUESS && s->hosts == 0) ||
	    (s->request == REQUEST_PREFACE && !s->fields))
		return INSPECT_FOREIGN;
	if (s->request == REQUEST_PREFACE)
		s->framing = (struct framing) { .upgrade = false };
	if (s->method_len == sizeof(connect) - 1 &&
	    memcmp(s->method, connect, s->method_len) == 0)
		framing_connect(&s->framing);
	framing_end(&s->framing);
	f->twofold = s->framing.twofold;
	f->changes = s->framing.upgrade;
	f->unread = s->framing.length > 0 && !s->closes &&
		    !request_method_has_content(f->method);
	/* RFC 9112 9.3 */
	f->last = s->closes && s->framing.body == BODY_NONE;
	if (s->framing.lost != FIELD_NONE) {
		f->wrong = s->framing.lost;
		return INSPECT_LOST;
	}
	f->body = s->framing.body;
	f->body_length = s->framing.length;
	return s->hosts ? INSPECT_FOUND : INSPECT_NONE;
}

enum inspect_result http_read(struct http_state *s, const uint8_t *p,
			      size_t len, struct finding *f)
{
	struct cursor c = cursor_over(p, len);
	enum step did = STEP_ON;

	finding_clear(f, PROTO_HTTP);
	if (s->at > AT_LINE)
		f->method = (struct span) { (uint8_t *)s->method,
					    s->method_len };
	while (did == STEP_ON && c.left > 0)
		did = step(s, &c, f);
	f->used = (size_t)(c.p - p);
	f->sure = s->request == REQUEST_SURE || s->hosts > 0;
	switch (did) {
	case STEP_FOREIGN:
		return INSPECT_FOREIGN;
	case STEP_BAD:
		return INSPECT_BAD;
	case STEP_END:
		return end_of_head(s, f);
	case STEP_ON:
	case STEP_MORE:
		break;
	}
	return INSPECT_MORE;
}

enum inspect_result http_inspect(const uint8_t *p, size_t len,
				 struct finding *f)
{
	struct http_state s = { .at = AT_BEGIN };
	enum inspect_result r = http_read(&s, p, len, f);

	if (r == INSPECT_MORE)
		f->used = 0;
	return r;
}

void http_method_text(const struct finding *f, char text[DETAIL_SIZE])
{
	size_t len = f->method.len < DETAIL_SIZE ? f->method.len :
						   DETAIL_SIZE - 1;

	if (len > 0)
		memcpy(text, f->method.p, len);
	text[len] = '\0';
}
