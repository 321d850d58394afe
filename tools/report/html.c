/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes HTML. */

#include <stdarg.h>
#include <string.h>

#include "lib/visible.h"
#include "tools/report/html.h"

void html_text(struct buffer *out, const char *text)
{
	struct buffer safe = { 0 };

	buffer_text(&safe, "");
	visible_text(&safe, text);
	for (const char *p = safe.p; *p; p++)
		switch (*p) {
		case '&':
			buffer_text(out, "&amp;");
			break;
		case '<':
			buffer_text(out, "&lt;");
			break;
		case '>':
			buffer_text(out, "&gt;");
			break;
		case '"':
			buffer_text(out, "&quot;");
			break;
		case '\'':
			buffer_text(out, "&#39;");
			break;
		default:
			buffer_char(out, *p);
		}
	buffer_done(&safe);
}

/* What stands for a conversion, by the letters behind its "%"; steps over
 * them. The caller's format has been checked by the compiler. */
static const char *convert(struct buffer *out, const char *p, va_list *ap)
{
	size_t longs = strspn(p, "lz");

	p += longs;
	if (*p == 's')
		html_text(out, va_arg(*ap, const char *));
	else if (*p == 'd' && longs > 1)
		buffer_printf(out, "%lld", va_arg(*ap, long long));
	else if (*p == 'd' && longs)
		buffer_printf(out, "%ld", va_arg(*ap, long));
	else if (*p == 'd')
		buffer_printf(out, "%d", va_arg(*ap, int));
	else if (*p == 'u' && longs)
		buffer_printf(out, "%zu", va_arg(*ap, size_t));
	else if (*p == 'u')
		buffer_printf(out, "%u", va_arg(*ap, unsigned));
	else
		buffer_char(out, *p);
	return p + 1;
}

void html_put(struct buffer *out, const char *fmt, ...)
{
	const char *p = fmt;
	va_list ap;

	va_start(ap, fmt);
	while (*p) {
		size_t n = strcspn(p, "%");

		buffer_add(out, p, n);
		p += n;
		if (*p)
			p = convert(out, p + 1, &ap);
	}
	va_end(ap);
}
