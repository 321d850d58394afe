/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A host name in its one form. */

#include <idn2.h>
#include <stdlib.h>

#include "lib/name.h"
#include "ruleset/list/hostname.h"

const char hostname_wrong[] = "not a host name, address or prefix";
const char hostname_single_label[] =
	"a single label would cover a whole top-level domain";

/* What a byte of a host name is written as; 0: there is none such in one. */
static const char plain[256] = {
	['-'] = '-', ['.'] = '.', ['_'] = '_',
	['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4',
	['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9',
#define LETTER(upper, lower) [upper] = lower, [lower] = lower
	LETTER('A', 'a'), LETTER('B', 'b'), LETTER('C', 'c'),
	LETTER('D', 'd'), LETTER('E', 'e'), LETTER('F', 'f'),
	LETTER('G', 'g'), LETTER('H', 'h'), LETTER('I', 'i'),
	LETTER('J', 'j'), LETTER('K', 'k'), LETTER('L', 'l'),
	LETTER('M', 'm'), LETTER('N', 'n'), LETTER('O', 'o'),
	LETTER('P', 'p'), LETTER('Q', 'q'), LETTER('R', 'r'),
	LETTER('S', 's'), LETTER('T', 't'), LETTER('U', 'u'),
	LETTER('V', 'v'), LETTER('W', 'w'), LETTER('X', 'x'),
	LETTER('Y', 'y'), LETTER('Z', 'z'),
#undef LETTER
};

/* UTS 46, not transitional: the A-labels that browsers and registries use. */
static const char *to_ascii(struct span name, struct list_entry *e)
{
	char text[1024], *ascii;
	const char *wrong = "not a name in UTF-8 that has an xn-- form";

	if (name.len >= sizeof(text))
		return "longer than any name";
	memcpy(text, name.p, name.len);
	text[name.len] = '\0';
	if (idn2_to_ascii_8z(text, &ascii, IDN2_NFC_INPUT |
			     IDN2_NONTRANSITIONAL) != IDN2_OK)
		return wrong;
	name = (struct span) { (uint8_t *)ascii, strlen(ascii) };
	if (name.len < sizeof(e->name)) {
		e->len = (uint8_t)name.len;
		memcpy(e->name, ascii, name.len + 1);
		wrong = NULL;
	}
	idn2_free(ascii);
	return wrong;
}

/* Writes the name in its one form; NULL, or what is wrong with it. */
const char *hostname_read(struct span name, struct list_entry *e)
{
	const char *wrong = NULL;
	uint8_t high = 0;
	size_t n = 0;

	if (name.len > 1 && name.p[name.len - 1] == '.')
		name.len--;
	while (n < name.len && n < sizeof(e->name) - 1 &&
	       (e->name[n] = plain[name.p[n]]))
		n++;
	e->len = (uint8_t)n;
	e->name[n] = '\0';
	for (size_t i = n; i < name.len; i++)
		high |= name.p[i];
	if (high & 0x80)
		wrong = to_ascii(name, e);
	else if (n < name.len && n == sizeof(e->name) - 1)
		wrong = "longer than any name";
	else if (n < name.len)
		wrong = hostname_wrong;
	if (wrong)
		return wrong;
	if (!name_is_hostname(e->name, e->len))
		return hostname_wrong;
	if (!memchr(e->name, '.', e->len))
		return hostname_single_label;
	return NULL;
}

struct span hostname_without_wildcard(struct span name)
{
	if (span_begins(name, "*.") || (span_begins(name, ".") && name.len > 1))
		span_cut(&name, '.');
	return name;
}
