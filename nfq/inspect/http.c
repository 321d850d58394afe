/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hosts that an HTTP/1.x request names, and where the next begins. */

#include "lib/cursor.h"
#include "nfq/inspect/http.h"

enum {
	METHOD_MAX = 32,
	LINE_MAX_FIRST = 8192,	/* a first line longer than this is not HTTP */
};

/* RFC 9110 5.6.2 */
static bool is_token(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

static bool is_space(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The next line without its CRLF or lone LF (RFC 9112 2.2); false if its end
 * is not there yet. */
static bool take_line(struct cursor *c, struct span *line)
{
	const uint8_t *lf = c->left ? memchr(c->p, '\n', c->left) : NULL;

	if (!lf)
		return false;
	*line = cursor_take(c, (size_t)(lf - c->p));
	cursor_skip(c, 1);
	if (line->len > 0 && line->p[line->len - 1] == '\r')
		line->len--;
	return true;
}

/* The next line with those that continue it (RFC 9112 5.2), as one. */
static bool take_field(struct cursor *c, struct span *field)
{
	struct span more;

	if (!take_line(c, field))
		return false;
	while (field->len > 0 && c->left && is_blank(*c->p)) {
		if (!take_line(c, &more))
			return false;
		field->len = (size_t)(more.p + more.len - field->p);
	}
	return true;
}

static struct span trim(struct span s)
{
	while (s.len > 0 && is_space(s.p[0])) {
		s.p++;
		s.len--;
	}
	while (s.len > 0 && is_space(s.p[s.len - 1]))
		s.len--;
	return s;
}

/* A port, which ends at `end`; 0 if it is none. */
static uint16_t read_port(const uint8_t *p, const uint8_t *end)
{
	unsigned n = 0;

	for (; p < end && *p >= '0' && *p <= '9' && n <= UINT16_MAX; p++)
		n = n * 10 + (*p - '0');
	return p == end && n <= UINT16_MAX ? (uint16_t)n : 0;
}

/* "host", "host:port", "[v6]:port" without port and brackets (RFC 3986
 * 3.2.2). */
static struct span without_port(struct span s, uint16_t *port)
{
	bool brackets = s.len > 0 && s.p[0] == '[';
	const uint8_t *colon = memrchr(s.p, ':', s.len);
	const uint8_t *end = brackets ? memchr(s.p, ']', s.len) : colon;

	if (colon && end && colon >= end)
		*port = read_port(colon + 1, s.p + s.len);
	if (end)
		s.len = (size_t)(end - s.p);
	if (end && brackets) {
		s.p++;
		s.len--;
	}
	return s;
}

/* False if it cannot be kept: the request must not pass for one that does
 * not name it. */
static bool add_name(struct finding *f, struct span host)
{
	struct name *n = finding_name(f);

	host = without_port(trim(host), &f->port);
	if (host.len == 0)
		return true;
	if (!n || !name_from_text(n, host))
		return false;
	f->nnames++;
	return true;
}

/* RFC 3986 3.1 */
static size_t scheme_length(struct span s)
{
	size_t n = 0;

	while (n < s.len && ((ascii_lower(s.p[n]) >= 'a' &&
			      ascii_lower(s.p[n]) <= 'z') ||
			     (n > 0 && ((s.p[n] >= '0' && s.p[n] <= '9') ||
					s.p[n] == '+' || s.p[n] == '-' ||
					s.p[n] == '.'))))
		n++;
	return n;
}

/* RFC 9112 3.2.2: "http://user@host:port/path" */
static bool read_target(struct finding *f, struct span target)
{
	struct span authority = target;
	const uint8_t *slash, *at;

	if (!span_is(f->method, "CONNECT")) {
		size_t scheme = scheme_length(target);

		if (scheme == 0 || target.len < scheme + 4 ||
		    memcmp(target.p + scheme, "://", 3) != 0)
			return true;
		authority.p = target.p + scheme + 3;
		authority.len = target.len - scheme - 3;
		for (slash = authority.p; slash < target.p + target.len &&
		     *slash != '/' && *slash != '?' && *slash != '#'; slash++)
			;
		authority.len = (size_t)(slash - authority.p);
	}
	at = memrchr(authority.p, '@', authority.len);
	if (at) {
		authority.len -= (size_t)(at + 1 - authority.p);
		authority.p = at + 1;
	}
	return add_name(f, authority);
}

/* "METHOD target HTTP/1.x", with whatever some servers take for a space
 * (RFC 9112 3), also at the end. */
static enum inspect_result read_request_line(struct finding *f,
					     struct span line)
{
	const size_t version = sizeof("HTTP/1.1") - 1;
	struct span target;
	size_t n = 0;

	while (line.len > 0 && is_space(line.p[line.len - 1]))
		line.len--;
	while (n < line.len && n <= METHOD_MAX && is_token(line.p[n]))
		n++;
	if (n == 0 || n > METHOD_MAX || line.len < n + version + 2 ||
	    !is_space(line.p[n]))
		return INSPECT_FOREIGN;
	f->method = (struct span) { line.p, n };
	line.len -= version;
	if (memcmp(line.p + line.len, "HTTP/1.", version - 1) != 0 ||
	    !is_space(line.p[line.len - 1]))
		return INSPECT_FOREIGN;
	target = trim((struct span) { line.p + n, line.len - n });
	if (target.len == 0)
		return INSPECT_FOREIGN;
	return read_target(f, target) ? INSPECT_NONE :
					finding_bad(f, FIELD_TARGET);
}

/* RFC 9110 8.6; false for what is not one decimal number. */
static bool read_length(struct finding *f, struct span value)
{
	uint64_t n = 0;

	while (value.len > 1 && value.p[0] == '0') {
		value.p++;
		value.len--;
	}
	if (value.len == 0 || value.len > 18)
		return false;
	for (size_t i = 0; i < value.len; i++) {
		if (value.p[i] < '0' || value.p[i] > '9')
			return false;
		n = n * 10 + (value.p[i] - '0');
	}
	/* Two that differ would let a second request hide in the body. */
	if (f->body == BODY_LENGTH && f->body_length != n)
		return false;
	f->twofold = f->twofold || f->body == BODY_CHUNKED;
	if (f->body != BODY_CHUNKED) {
		f->body = BODY_LENGTH;
		f->body_length = n;
	}
	return true;
}

/* Is "chunked" the last coding of the list? */
static bool ends_in_chunked(struct span value)
{
	const uint8_t *comma = memrchr(value.p, ',', value.len);

	if (comma) {
		value.len -= (size_t)(comma + 1 - value.p);
		value.p = comma + 1;
	}
	return span_is_nocase(trim(value), "chunked");
}

/* RFC 9112 5: "name: value"; what is wrong if the framing or a host cannot be
 * known. */
static enum field read_field(struct finding *f, struct span line)
{
	const uint8_t *colon = memchr(line.p, ':', line.len);
	struct span name, value;

	if (!colon)
		return FIELD_NONE;	/* servers skip it or refuse it all */
	name = trim((struct span) { line.p, (size_t)(colon - line.p) });
	value = trim((struct span) {
		colon + 1, (size_t)(line.p + line.len - colon - 1) });
	if (span_is_nocase(name, "host"))
		return add_name(f, value) ? FIELD_NONE : FIELD_HOST;
	if (span_is_nocase(name, "content-length"))
		return read_length(f, value) ? FIELD_NONE :
					       FIELD_CONTENT_LENGTH;
	if (span_is_nocase(name, "transfer-encoding")) {
		f->twofold = f->twofold || f->body != BODY_NONE ||
			     !ends_in_chunked(value);
		if (!ends_in_chunked(value))
			return FIELD_NONE;
		f->body = BODY_CHUNKED;	/* over any Content-Length: 6.3 */
		f->body_length = 0;
	} else if (span_is_nocase(name, "upgrade") && f->body == BODY_NONE) {
		f->body = BODY_TUNNEL;	/* if the server agrees */
	}
	return FIELD_NONE;
}

/* Could these bytes be the start of a request line? */
static bool may_be_request(const uint8_t *p, size_t len)
{
	size_t i = 0;

	while (i < len && i <= METHOD_MAX && is_token(p[i]))
		i++;
	if (i == len)
		return i <= METHOD_MAX;
	return i > 0 && i <= METHOD_MAX && is_space(p[i]) &&
	       len <= LINE_MAX_FIRST;
}

enum inspect_result http_inspect(const uint8_t *p, size_t len,
				 struct finding *f)
{
	struct cursor c = cursor_over_cut(p, len);
	enum inspect_result r;
	enum field wrong;
	struct span line;

	finding_clear(f, PROTO_HTTP);
	while (c.left && (*c.p == '\r' || *c.p == '\n'))
		cursor_skip(&c, 1);	/* RFC 9112 2.2: before a request */
	if (c.left == 0)
		return INSPECT_MORE;
	if (!may_be_request(c.p, memchr(c.p, '\n', c.left) ? 1 : c.left))
		return INSPECT_FOREIGN;
	if (!take_line(&c, &line))
		return INSPECT_MORE;
	r = read_request_line(f, line);
	if (r != INSPECT_NONE)
		return r;

	for (;;) {
		if (!take_field(&c, &line))
			return INSPECT_MORE;
		if (line.len == 0)
			break;
		wrong = read_field(f, line);
		if (wrong != FIELD_NONE)	/* the next may continue it */
			return c.left ? finding_bad(f, wrong) : INSPECT_MORE;
	}
	f->used = (size_t)(c.p - p);
	if (span_is(f->method, "CONNECT")) {
		f->body = BODY_TUNNEL;	/* of no length: RFC 9110 9.3.6 */
		f->body_length = 0;
	}
	return f->nnames ? INSPECT_FOUND : INSPECT_NONE;
}

static int hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

enum inspect_result http_inspect_chunk(const uint8_t *p, size_t len,
				       struct finding *f)
{
	struct cursor c = cursor_over_cut(p, len);
	uint64_t size = 0;
	struct span line;
	size_t i;

	finding_clear(f, PROTO_HTTP);
	if (!take_line(&c, &line))
		return len > 256 ? finding_bad(f, FIELD_CHUNK_SIZE) :
				   INSPECT_MORE;
	for (i = 0; i < line.len && i < 15 && hex_digit(line.p[i]) >= 0; i++)
		size = size << 4 | (unsigned)hex_digit(line.p[i]);
	if (i == 0 || (i < line.len && line.p[i] != ';' &&
		       !is_blank(line.p[i])))
		return finding_bad(f, FIELD_CHUNK_SIZE);
	if (size > 0) {
		f->body = BODY_CHUNKED;
		f->used = (size_t)(c.p - p);
		f->body_length = size + 2;	/* and its CRLF */
		return INSPECT_FOUND;
	}
	do {
		if (!take_line(&c, &line))
			return INSPECT_MORE;	/* trailers */
	} while (line.len > 0);
	f->used = (size_t)(c.p - p);
	return INSPECT_FOUND;
}

void http_method_text(const struct finding *f, char text[DETAIL_SIZE])
{
	size_t len = f->method.len < DETAIL_SIZE ? f->method.len :
						   DETAIL_SIZE - 1;

	if (len > 0)
		memcpy(text, f->method.p, len);
	text[len] = '\0';
}
