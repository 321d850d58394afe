/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is a line the first of a request, and whom does it ask for? */

#include <string.h>

#include "lib/array.h"
#include "nfq/inspect/octet.h"
#include "nfq/inspect/request_line.h"

/* Of these a request may be told without its version. */
static const char *const methods[] = {
	"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "CONNECT", "PATCH",
	"TRACE", "COPY", "LOCK", "MKCOL", "MOVE", "PROPFIND", "PROPPATCH",
	"SEARCH", "UNLOCK", "REPORT", "MERGE", "CHECKOUT", "MKACTIVITY",
	"MKCALENDAR", "M-SEARCH", "NOTIFY", "SUBSCRIBE", "UNSUBSCRIBE",
	"PURGE", "LINK", "UNLINK", "BIND", "REBIND", "UNBIND", "ACL",
};

static bool is_known(struct span method)
{
	for (size_t i = 0; i < ARRAY_SIZE(methods); i++)
		if (span_is(method, methods[i]))
			return true;
	return false;
}

bool request_method_has_content(struct span method)
{
	static const char *const those[] = {
		"POST", "PUT", "PATCH", "PROPFIND", "PROPPATCH", "REPORT",
		"SEARCH", "LOCK", "MKCALENDAR", "ACL", "NOTIFY",
	};

	for (size_t i = 0; i < ARRAY_SIZE(those); i++)
		if (span_is(method, those[i]))
			return true;
	return false;
}

/* --- the version ----------------------------------------------------- */

enum version { VERSION_NONE, VERSION_HTTP, VERSION_OTHER };

static size_t digits(struct span s)
{
	size_t n = 0;

	while (n < s.len && octet_is_digit(s.p[n]))
		n++;
	return n;
}

/* "HTTP/1.1", "HTTP/1.01", "http/3"; or RTSP's, which some servers take. */
static enum version version_of(struct span word)
{
	const uint8_t *slash = memchr(word.p, '/', word.len);
	struct span name, number;
	size_t n;

	if (!slash)
		return VERSION_NONE;
	name = (struct span) { word.p, (size_t)(slash - word.p) };
	number = (struct span) { slash + 1, word.len - name.len - 1 };
	n = digits(number);
	if (n == 0)
		return VERSION_NONE;
	if (n < number.len) {
		if (number.p[n] != '.')
			return VERSION_NONE;
		number.p += n + 1;
		number.len -= n + 1;
		if (number.len == 0 || digits(number) < number.len)
			return VERSION_NONE;
	}
	if (span_is_nocase(name, "http"))
		return VERSION_HTTP;
	return span_is_nocase(name, "rtsp") || span_is_nocase(name, "ice") ?
	       VERSION_OTHER : VERSION_NONE;
}

static struct span trim(struct span s)
{
	while (s.len > 0 && octet_is_gap(s.p[0])) {
		s.p++;
		s.len--;
	}
	while (s.len > 0 && octet_is_gap(s.p[s.len - 1]))
		s.len--;
	return s;
}

static struct span last_word(struct span s)
{
	size_t at = s.len;

	while (at > 0 && !octet_is_gap(s.p[at - 1]))
		at--;
	return (struct span) { s.p + at, s.len - at };
}

/* Takes the last word off `rest` if it is a version. */
static enum version take_version(struct span *rest, bool *is_1_0)
{
	struct span word = last_word(*rest);
	enum version v = version_of(word);

	*is_1_0 = v == VERSION_HTTP && span_is(word, "HTTP/1.0");
	if (v != VERSION_NONE) {
		rest->len -= word.len;
		*rest = trim(*rest);
	}
	return v;
}

/* --- the target ------------------------------------------------------ */

/* RFC 3986 3.1 */
static size_t scheme_length(struct span s)
{
	size_t n = 0;

	while (n < s.len && (octet_is_letter(s.p[n]) ||
			     (n > 0 && (octet_is_digit(s.p[n]) ||
					s.p[n] == '+' || s.p[n] == '-' ||
					s.p[n] == '.'))))
		n++;
	return n;
}

/* RFC 9112 3.2.2: "http://user@host:port/path"; all of it in CONNECT. */
static struct span authority_of(struct span target, bool connect)
{
	struct span a = target;
	size_t scheme = connect ? 0 : scheme_length(target), end = 0;
	const uint8_t *at;

	if (!connect) {
		if (scheme == 0 || target.len < scheme + 4 ||
		    memcmp(target.p + scheme, "://", 3) != 0)
			return (struct span) { target.p, 0 };
		a = (struct span) { target.p + scheme + 3,
				    target.len - scheme - 3 };
		while (end < a.len && a.p[end] != '/' && a.p[end] != '?' &&
		       a.p[end] != '#' && !octet_is_space(a.p[end]))
			end++;
		a.len = end;
	}
	at = a.len ? memrchr(a.p, '@', a.len) : NULL;
	if (at)
		a = (struct span) { at + 1,
				    (size_t)(a.p + a.len - at - 1) };
	return a;
}

static bool is_path(struct span target)
{
	return target.len > 0 && (target.p[0] == '/' || target.p[0] == '*');
}

/* What stands in the place of an authority, but is not of its form: "u@host:1"
 * before the path, where servers differ, or a target without a scheme. */
static struct span odd_of(struct span target, struct span authority)
{
	const uint8_t *net = memmem(target.p, target.len, "://", 3), *end;
	struct span odd = { net ? net + 3 : target.p, 0 };

	if (is_path(target))
		return odd;
	end = target.p + target.len;
	while (odd.p + odd.len < end && odd.p[odd.len] != '/' &&
	       !octet_is_space(odd.p[odd.len]))
		odd.len++;
	if (odd.p == authority.p && odd.len == authority.len)
		odd.len = 0;
	return odd;
}

/* --- the line -------------------------------------------------------- */

static const char preface[] = "PRI * HTTP/2.0";
enum { PREFACE = sizeof(preface) - 1 };

static bool is_preface(struct span line)
{
	return span_is(octet_trim(line), preface);
}

bool request_line_ends_as_preface(struct span line)
{
	line = octet_trim(line);
	return line.len >= PREFACE &&
	       memcmp(line.p + line.len - PREFACE, preface, PREFACE) == 0;
}

static struct span first_word(struct span s)
{
	size_t n = 0;

	while (n < s.len && !octet_is_gap(s.p[n]))
		n++;
	return (struct span) { s.p, n };
}

static bool is_token(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!octet_is_token(s.p[i]))
			return false;
	return s.len > 0;
}

/* Its method is no token, which many servers do not mind: but a line of some
 * log may end like a request's, too. */
static enum request odd_request(struct span rest, enum version v)
{
	if (v != VERSION_HTTP)
		return REQUEST_NOT;
	return is_path(rest) || first_word(rest).len == rest.len ?
	       REQUEST_SURE : REQUEST_GUESS;
}

enum request request_line_read(struct span line, bool whole,
			       struct request_line *out)
{
	struct span rest;
	enum version v = VERSION_NONE;

	out->method = first_word(line);
	if (out->method.len == 0 || (!whole && !is_token(out->method)))
		return REQUEST_NOT;
	rest = trim((struct span) { line.p + out->method.len,
				    line.len - out->method.len });
	out->is_1_0 = false;
	if (whole)
		v = take_version(&rest, &out->is_1_0);
	out->authority = authority_of(rest, span_is_nocase(out->method,
							   "connect"));
	out->odd = odd_of(rest, out->authority);
	if (!is_token(out->method))
		return odd_request(rest, v);
	if (v == VERSION_HTTP && rest.len > 0)
		return is_preface(line) ? REQUEST_PREFACE : REQUEST_SURE;
	if (!is_known(out->method))
		return v == VERSION_NONE ? REQUEST_NOT : REQUEST_GUESS;
	if (v == VERSION_OTHER || rest.len == 0)
		return REQUEST_GUESS;
	if (is_path(rest))
		return REQUEST_BARE;
	/* Of a line that goes on, its host may begin behind what is here. */
	if (out->authority.len == 0 && (whole || out->authority.p == rest.p))
		return REQUEST_GUESS;
	return scheme_length(rest) > 0 ? REQUEST_SURE : REQUEST_GUESS;
}

struct span request_line_host(struct span line)
{
	const uint8_t *colon, *at;
	bool is_1_0;

	line = trim(line);
	if (take_version(&line, &is_1_0) == VERSION_NONE || line.len == 0)
		return (struct span) { line.p, 0 };
	colon = memmem(line.p, line.len, "://", 3);
	for (at = colon; colon && at > line.p && !octet_is_gap(at[-1]);)
		at--;
	if (!colon)
		return (struct span) { line.p, 0 };
	return authority_of((struct span) {
		at, (size_t)(line.p + line.len - at) }, false);
}
