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

/* Nothing had to be cut off: a colon, a bracket or a dot is still there, and
 * anything else was escaped. */
static bool is_plain(const struct name *n)
{
	return n->len > 0 && n->text[0] != '[' && n->text[n->len - 1] != '.' &&
	       !memchr(n->text, ':', n->len) && !memchr(n->text, '\\', n->len);
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
	struct span whole = octet_trim(text);

	if (n && name_from_text(n, text) && is_plain(n)) {
		f->nnames++;
		return true;
	}
	if (!add(f, host_of(text, &f->port)))
		return false;
	/* Not every server ends it at a NUL. */
	return !goes_on_behind_nul(whole) || add(f, whole);
}

bool host_add_to(struct finding *f, struct span text, uint8_t *names)
{
	unsigned room = FINDING_NAMES - *names, before = f->nnames;
	bool kept = host_add(f, text);

	if (f->nnames > before + room) {
		f->nnames = before + room;
		kept = false;
	}
	*names = (uint8_t)(*names + f->nnames - before);
	return kept;
}
