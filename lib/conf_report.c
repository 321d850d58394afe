/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was wrong in configuration files, and where values came from. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/conf_report.h"
#include "lib/visible.h"

/* What a file holds, or is called, must not steer the terminal that shows the
 * complaint, nor forge a line of it. */
static void write_line(struct conf_report *r, const char *file, unsigned line,
		       const char *fmt, va_list ap)
{
	char text[512];

	vsnprintf(text, sizeof(text), fmt, ap);
	visible_text(&r->text, file);
	if (line > 0)
		buffer_printf(&r->text, ":%u", line);
	buffer_text(&r->text, ": ");
	visible_text(&r->text, text);
	buffer_char(&r->text, '\n');
}

void conf_complain(struct conf_report *r, const char *file, unsigned line,
		   const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	r->errors++;
	write_line(r, file, line, fmt, ap);
	va_end(ap);
}

void conf_remark(struct conf_report *r, const char *file, unsigned line,
		 const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	write_line(r, file, line, fmt, ap);
	va_end(ap);
}

void conf_complain_of(struct conf_report *r, const void *field,
		      const char *fmt, ...)
{
	const struct conf_origin *o = conf_origin_of(r, field);
	va_list ap;

	va_start(ap, fmt);
	r->errors++;
	write_line(r, o ? o->file : "configuration", o ? o->line : 0, fmt, ap);
	va_end(ap);
}

void conf_report_done(struct conf_report *r)
{
	for (size_t i = 0; i < r->nfiles; i++)
		free(r->files[i]);
	free(r->files);
	free(r->origins);
	buffer_done(&r->text);
	*r = (struct conf_report) { 0 };
}

const char *conf_keep_name(struct conf_report *r, const char *file)
{
	for (size_t i = 0; i < r->nfiles; i++)
		if (strcmp(r->files[i], file) == 0)
			return r->files[i];
	r->files = xgrow(r->files, r->nfiles, sizeof(*r->files));
	return r->files[r->nfiles++] = xstrdup(file);
}

void conf_note_origin(struct conf_report *r, const void *field,
		      const char *file, unsigned line)
{
	size_t i = 0;

	while (i < r->norigins && r->origins[i].field != field)
		i++;
	if (i == r->norigins) {
		r->origins = xgrow(r->origins, r->norigins,
				   sizeof(*r->origins));
		r->norigins++;
	}
	r->origins[i] = (struct conf_origin) {
		field, conf_keep_name(r, file), line
	};
}

const struct conf_origin *conf_origin_of(const struct conf_report *r,
					 const void *field)
{
	for (size_t i = 0; i < r->norigins; i++)
		if (r->origins[i].field == field)
			return &r->origins[i];
	return NULL;
}
