/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of a request's head. */

#include <string.h>

#include "nfq/inspect/head_line.h"
#include "nfq/inspect/octet.h"

bool head_line_take(struct cursor *c, struct span *line, bool *bare)
{
	const uint8_t *lf = memchr(c->p, '\n', c->left);
	const uint8_t *end = lf ? lf : c->p + c->left;
	const uint8_t *cr = memchr(c->p, '\r', (size_t)(end - c->p));

	*bare = cr && cr + 1 < end;
	if (!lf && !*bare)
		return false;
	*line = cursor_take(c, (size_t)((cr ? cr : lf) - c->p));
	cursor_skip(c, cr && !*bare ? 2 : 1);
	return true;
}

bool head_line_take_whole(struct cursor c, struct span *line)
{
	const uint8_t *lf = memchr(c.p, '\n', c.left);

	*line = (struct span) { c.p, lf ? (size_t)(lf - c.p) : c.left };
	return lf != NULL;
}

bool head_line_has_bare_cr(struct span line)
{
	const uint8_t *cr = memchr(line.p, '\r', line.len);

	return cr && cr + 1 < line.p + line.len;
}

static enum header header_of(struct span name)
{
	switch (name.len) {
	case 4:
		if (span_is_nocase(name, "host"))
			return HEADER_HOST;
		break;
	case 7:
		if (span_is_nocase(name, "upgrade"))
			return HEADER_UPGRADE;
		break;
	case 9:
		if (span_is_nocase(name, "forwarded"))
			return HEADER_FORWARDED;
		break;
	case 10:
		if (span_is_nocase(name, "connection") ||
		    span_is_nocase(name, "keep-alive"))
			return HEADER_PERSISTENCE;
		break;
	case 14:
		if (span_is_nocase(name, "content-length"))
			return HEADER_LENGTH;
		break;
	case 16:
		if (span_is_nocase(name, "proxy-connection"))
			return HEADER_PERSISTENCE;
		if (span_is_nocase(name, "x-forwarded-host"))
			return HEADER_FORWARDED;
		break;
	case 17:
		if (span_is_nocase(name, "transfer-encoding"))
			return HEADER_CODING;
		break;
	}
	return HEADER_OTHER;
}

static bool is_name(struct span name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!octet_is_token(name.p[i]))
			return false;
	return name.len > 0;
}

enum header head_line_field(struct span line, bool sure,
			    const uint8_t **value, bool *odd)
{
	size_t most = line.len < HEAD_LINE_NAME_MAX ? line.len :
						      HEAD_LINE_NAME_MAX;
	const uint8_t *at = memchr(line.p, ':', most);
	size_t len = at ? (size_t)(at - line.p) : 0;
	struct span name = octet_trim((struct span) { line.p, len });

	*value = at ? at + 1 : NULL;
	*odd = name.len != len;
	if (!sure && !is_name(name))
		return HEADER_NOT;
	return at ? header_of(name) : HEADER_OTHER;
}
