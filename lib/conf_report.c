/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was wrong in configuration files, and where values came from. */

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/conf_report.h"

static void add(struct conf_report *r, const struct fault *f)
{
	char text[FAULT_TEXT];

	buffer_printf(&r->text, "%s\n", fault_text(f, text));
}

static void add_mistake(struct conf_report *r, const struct fault *f)
{
	if (r->errors++ == 0)
		r->first = *f;
	add(r, f);
}

void conf_complain(struct conf_report *r, const char *file, unsigned line,
		   const char *fmt, ...)
{
	struct fault f;
	va_list ap;

	va_start(ap, fmt);
	fault_vset(&f, 0, fmt, ap);
	va_end(ap);
	fault_at(&f, file, line);
	add_mistake(r, &f);
}

void conf_complain_of(struct conf_report *r, const void *field,
		      const char *fmt, ...)
{
	const struct conf_origin *o = conf_origin_of(r, field);
	struct fault f;
	va_list ap;

	va_start(ap, fmt);
	fault_vset(&f, 0, fmt, ap);
	va_end(ap);
	fault_at(&f, o ? o->file : "configuration", o ? o->line : 0);
	add_mistake(r, &f);
}

void conf_remark(struct conf_report *r, const char *file, unsigned line,
		 const char *fmt, ...)
{
	struct fault f;
	va_list ap;

	va_start(ap, fmt);
	fault_vset(&f, 0, fmt, ap);
	va_end(ap);
	fault_at(&f, file, line);
	if (!fault_any(&r->first))
		r->first = f;
	add(r, &f);
}

void conf_report_add(struct conf_report *r, const struct conf_report *other)
{
	if (!fault_any(&r->first) || (r->errors == 0 && other->errors > 0))
		r->first = other->first;
	r->errors += other->errors;
	buffer_add(&r->text, other->text.p, other->text.len);
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
