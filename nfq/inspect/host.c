/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The name in "name:port". */

#include <string.h>

#include "lib/address.h"
#include "nfq/inspect/host.h"
#include "nfq/inspect/octet.h"

/* The number that `s` begins with; 0 if there is none. */
static uint16_t read_port(struct span s)
{
	unsigned n = 0;

	for (; s.len > 0 && octet_is_digit(*s.p) && n <= UINT16_MAX; s.p++) {
		n = n * 10 + (*s.p - '0');
		s.len--;
	}
	return n <= UINT16_MAX ? (uint16_t)n : 0;
}

/* Without brackets its colons are no ports'. */
static bool is_bare_v6(struct span s)
{
	char text[ADDRESS_TEXT];
	struct address a;

	if (s.len < 2 || s.len >= sizeof(text) ||
	    memchr(s.p, ':', s.len) == memrchr(s.p, ':', s.len))
		return false;
	memcpy(text, s.p, s.len);
	text[s.len] = '\0';
	return address_parse(text, &a);
}

static struct span before(struct span s, const uint8_t *end)
{
	if (end)
		s.len = (size_t)(end - s.p);
	return s;
}

struct span host_of(struct span text, uint16_t *port)
{
	const uint8_t *end, *colon;
	struct span s;

	if (text.len == 0)
		return text;
	text = octet_trim(before(text, memchr(text.p, '\0', text.len)));
	s = text;
	if (s.len > 0 && s.p[0] == '[') {
		s = (struct span) { s.p + 1, s.len - 1 };
		end = s.len ? memchr(s.p, ']', s.len) : NULL;
		colon = end && end + 1 < text.p + text.len ? end + 1 : NULL;
	} else {
		end = s.len ? memchr(s.p, ':', s.len) : NULL;
		colon = end;
		if (end && is_bare_v6(s))
			return s;
	}
	if (colon && *colon == ':')
		*port = read_port((struct span) {
			colon + 1, (size_t)(text.p + text.len - colon - 1) });
	s = octet_trim(before(s, end));
	while (s.len > 1 && s.p[s.len - 1] == '.')
		s.len--;
	return s;
}

/* At an end of a name there is nothing else. */
static bool is_of_label(uint8_t c)
{
	return octet_is_letter(c) || octet_is_digit(c);
}

/* Nothing had to be cut off: a colon, a bracket or a dot is still there, and
 * anything else was escaped. */
static bool is_whole(const struct name *n)
{
	return n->len > 0 && n->text[0] != '[' && n->text[n->len - 1] != '.' &&
	       !memchr(n->text, ':', n->len) && !memchr(n->text, '\\', n->len);
}

/* The same, and it is one word. */
static bool is_word(const struct name *n)
{
	const char *p = n->text;

	while (octet_is_host((uint8_t)*p))
		p++;
	return p > n->text && !*p && is_of_label((uint8_t)p[-1]);
}

/* Only servers of HTTP are known to read several words in it. */
static bool is_plain(const struct finding *f, const struct name *n)
{
	return f->protocol == PROTO_HTTP ? is_word(n) : is_whole(n);
}

static bool add(struct finding *f, struct span host)
{
	struct name *n = finding_name(f);

	if (host.len == 0)
		return true;
	if (!n || !name_from_text(n, host))
		return false;
	f->nnames++;
	return true;
}

/* --- words ----------------------------------------------------------- */

/* The next word of what hosts are made of; empty at the end. */
static struct span take_word(struct span *s)
{
	struct span word;

	while (s->len > 0 && !octet_is_host(*s->p)) {
		s->p++;
		s->len--;
	}
	word = (struct span) { s->p, 0 };
	while (word.len < s->len && octet_is_host(word.p[word.len]))
		word.len++;
	s->p += word.len;
	s->len -= word.len;
	while (word.len > 0 && !is_of_label(word.p[word.len - 1]))
		word.len--;
	while (word.len > 0 && !is_of_label(word.p[0])) {
		word.p++;
		word.len--;
	}
	return word;
}

/* Labels with dots between, the last of which no number has. */
static bool has_form_of_name(struct span word)
{
	const uint8_t *dot = word.len ? memrchr(word.p, '.', word.len) : NULL;

	return dot && dot > word.p && dot + 1 < word.p + word.len &&
	       octet_is_letter(dot[1]);
}

static bool is_known(const struct finding *f, unsigned from,
		     const struct name *n)
{
	for (unsigned i = from; i < f->nnames; i++)
		if (f->names[i].len == n->len &&
		    memcmp(f->names[i].text, n->text, n->len) == 0)
			return true;
	return false;
}

/* Adds those that the finding does not have since `from`. */
static bool add_words(struct finding *f, unsigned from, struct span s)
{
	struct name n;

	while (s.len > 0) {
		struct span word = take_word(&s);

		if (!has_form_of_name(word))
			continue;
		if (!name_from_text(&n, word))
			return false;
		if (!is_known(f, from, &n) && !add(f, word))
			return false;
	}
	return true;
}

/* RFC 3986 2.1; how many bytes. What is longer than any name is cut. */
static size_t decode(struct span s, uint8_t out[NAME_SIZE])
{
	size_t n = 0;

	for (size_t i = 0; i < s.len && n < NAME_SIZE; i++) {
		int high = -1, low = -1;

		if (s.p[i] == '%' && i + 2 < s.len) {
			high = octet_hex(s.p[i + 1]);
			low = octet_hex(s.p[i + 2]);
		}
		out[n++] = high < 0 || low < 0 ? s.p[i] :
			   (uint8_t)(high << 4 | low);
		i += high < 0 || low < 0 ? 0 : 2;
	}
	return n;
}

static bool add_all_words(struct finding *f, unsigned from, struct span s)
{
	uint8_t plain[NAME_SIZE];
	size_t len;

	if (!add_words(f, from, s))
		return false;
	if (!memchr(s.p, '%', s.len))
		return true;
	len = decode(s, plain);
	return add_words(f, from, (struct span) { plain, len });
}

/* --- names ----------------------------------------------------------- */

/* Of what stands behind a NUL, other NULs and blanks do not count. */
static bool goes_on_behind_nul(struct span s)
{
	const uint8_t *nul = s.len ? memchr(s.p, '\0', s.len) : NULL;

	if (!nul)
		return false;
	for (const uint8_t *p = nul; p < s.p + s.len; p++)
		if (*p != '\0' && *p != ' ' && *p != '\t')
			return true;
	return false;
}

bool host_add(struct finding *f, struct span text)
{
	struct name *n = finding_name(f);
	unsigned names = f->nnames;
	struct span whole;

	if (n && name_from_text(n, text) && is_plain(f, n)) {
		f->nnames++;
		return true;
	}
	whole = octet_trim(text);
	if (whole.len == 0)
		return true;
	if (!add(f, host_of(text, &f->port)))
		return false;
	/* Not every server ends it at a NUL. */
	if (goes_on_behind_nul(whole) && !add(f, whole))
		return false;
	return f->protocol != PROTO_HTTP ||
	       add_all_words(f, names, before(whole, memchr(whole.p, '\0',
							    whole.len)));
}

bool host_add_words(struct finding *f, struct span text)
{
	return text.len == 0 || add_all_words(f, 0, text);
}

static bool add_to(bool (*add_text)(struct finding *f, struct span text),
		   struct finding *f, struct span text, uint8_t *names)
{
	unsigned room = FINDING_NAMES - *names, before = f->nnames;
	bool kept = add_text(f, text);

	if (f->nnames > before + room) {
		f->nnames = before + room;
		kept = false;
	}
	*names = (uint8_t)(*names + f->nnames - before);
	return kept;
}

bool host_add_to(struct finding *f, struct span text, uint8_t *names)
{
	return add_to(host_add, f, text, names);
}

bool host_add_words_to(struct finding *f, struct span text, uint8_t *names)
{
	return add_to(host_add_words, f, text, names);
}
