/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads and writes archives of tar. */

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "tools/bundle/ustar.h"

enum { BLOCK = 512, SUM_AT = 148, SUM_LEN = 8 };

const char *const ustar_words[USTAR_RESULTS] = {
	[USTAR_MEMBER] = "a file", [USTAR_END] = "its end",
	[USTAR_SHORT] = "it ends too early",
	[USTAR_FOREIGN] = "it is no archive of tar (ustar), or damaged",
	[USTAR_KIND] = "it has something that is no plain file",
	[USTAR_LONG_NAME] = "it has a name of more than 100 bytes",
	[USTAR_TRAILING] = "it goes on behind its end",
};

/* --- reading --------------------------------------------------------- */

/* Octal digits, with spaces before them, and NUL or a space behind. */
static bool read_octal(struct span s, uint64_t *out)
{
	size_t i = 0, digits = 0;

	*out = 0;
	while (i < s.len && s.p[i] == ' ')
		i++;
	for (; i < s.len && s.p[i] >= '0' && s.p[i] <= '7'; i++, digits++)
		*out = *out << 3 | (uint64_t)(s.p[i] - '0');
	return digits > 0 && (i == s.len || s.p[i] == '\0' || s.p[i] == ' ');
}

static bool is_zero(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i])
			return false;
	return true;
}

/* As if the sum itself were spaces. */
static bool sum_is_right(struct span header)
{
	uint64_t told, sum = 0;
	struct span field = { header.p + SUM_AT, SUM_LEN };

	for (size_t i = 0; i < header.len; i++)
		sum += i - SUM_AT < SUM_LEN ? ' ' : header.p[i];
	return read_octal(field, &told) && told == sum;
}

static enum ustar_result read_header(struct span header,
				     struct ustar_member *m, uint64_t *size)
{
	struct cursor c = cursor_over(header.p, header.len);
	struct span name, length, magic;
	uint8_t kind;

	if (!sum_is_right(header))
		return USTAR_FOREIGN;
	name = cursor_take(&c, 100);
	cursor_skip(&c, 24);		/* mode, owner, group */
	length = cursor_take(&c, 12);
	cursor_skip(&c, 12 + SUM_LEN);	/* time, sum */
	kind = cursor_u8(&c);
	cursor_skip(&c, 100);		/* what a link leads to */
	magic = cursor_take(&c, 6);
	cursor_skip(&c, 2 + 64 + 16);	/* version, names, devices */
	if (memcmp(magic.p, "ustar", 6) != 0 || !read_octal(length, size))
		return USTAR_FOREIGN;
	if (kind != '0' && kind != '\0')
		return USTAR_KIND;
	if (!is_zero(cursor_take(&c, 155)))
		return USTAR_LONG_NAME;
	memcpy(m->name, name.p, name.len);
	m->name[name.len] = '\0';
	return USTAR_MEMBER;
}

static enum ustar_result read_end(struct cursor *c)
{
	struct span second = cursor_take(c, BLOCK);

	if (c->bad)
		return USTAR_SHORT;
	if (!is_zero(second) || !is_zero(cursor_take(c, c->left)))
		return USTAR_TRAILING;
	return USTAR_END;
}

enum ustar_result ustar_next(struct cursor *c, struct ustar_member *m)
{
	struct span header = cursor_take(c, BLOCK);
	enum ustar_result r;
	uint64_t size;

	if (c->bad)
		return USTAR_SHORT;
	if (is_zero(header))
		return read_end(c);
	r = read_header(header, m, &size);
	if (r != USTAR_MEMBER)
		return r;
	if (size > c->left)
		return USTAR_SHORT;
	m->data = cursor_take(c, (size_t)size);
	cursor_skip(c, (BLOCK - size % BLOCK) % BLOCK);
	return c->bad ? USTAR_SHORT : USTAR_MEMBER;
}

/* --- writing --------------------------------------------------------- */

/* The fields of a header, in their order. */
struct header {
	char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], sum[8],
	     kind, link[100], magic[6], version[2], user[32], group[32],
	     major[8], minor[8], prefix[155], rest[12];
};

_Static_assert(sizeof(struct header) == BLOCK, "as POSIX has it");

static void pad(struct buffer *out, size_t n)
{
	memset(buffer_extend(out, n), 0, n);
}

void ustar_put(struct buffer *out, const char *name, const void *p, size_t len)
{
	struct header h = { .kind = '0' };
	const unsigned char *bytes = (const void *)&h;
	unsigned sum = 0;

	memcpy(h.name, name, strnlen(name, sizeof(h.name)));
	memcpy(h.mode, "0000644", 8);
	memcpy(h.uid, "0000000", 8);
	memcpy(h.gid, "0000000", 8);
	memcpy(h.mtime, "00000000000", 12);
	memcpy(h.magic, "ustar", 6);
	memcpy(h.version, "00", 2);
	memset(h.sum, ' ', sizeof(h.sum));
	snprintf(h.size, sizeof(h.size), "%011llo",
		 (unsigned long long)len & 077777777777);
	for (size_t i = 0; i < sizeof(h); i++)
		sum += bytes[i];
	snprintf(h.sum, sizeof(h.sum), "%06o", sum & 0777777);
	buffer_add(out, &h, sizeof(h));
	buffer_add(out, p, len);
	pad(out, (BLOCK - len % BLOCK) % BLOCK);
}

void ustar_end(struct buffer *out)
{
	pad(out, 2 * BLOCK);
}
