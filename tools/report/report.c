/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes reports. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/log.h"
#include "tools/archive/minisign.h"
#include "tools/cli/kind.h"
#include "tools/report/again.h"
#include "tools/report/report.h"
#include "tools/report/sections.h"

enum { MODE = 0640 };

/* By the option, else by the file's name; on a terminal text. */
static enum page_form form_of(const struct args *a)
{
	const char *dot = a->output ? strrchr(a->output, '.') : NULL;
	int form;

	if (a->as_json || a->compare)
		return PAGE_JSON;
	if (a->as_csv)
		return PAGE_CSV;
	if (a->report)
		return (enum page_form)kind_index(KIND_REPORT, a->report);
	form = dot ? kind_index(KIND_REPORT, dot + 1) : -1;
	if (form < 0 && dot && strcmp(dot, ".txt") == 0)
		form = PAGE_TEXT;
	return form >= 0 ? (enum page_form)form : a->output &&
	       strcmp(a->output, "-") != 0 ? PAGE_HTML : PAGE_TEXT;
}

static char *title_of(const struct inquiry *f)
{
	if (f->args->title)
		return xstrdup(f->args->title);
	return xstrdup("Contacts with restricted vendors");
}

static void say_period(struct page *p, const struct inquiry *f)
{
	const struct cell since = cell_time(f->since);
	const struct cell until = cell_time(f->until);
	struct buffer text = { 0 };
	struct tm tm;
	char zone[32];

	cell_write(&since, &p->look, &text);
	buffer_text(&text, " to ");
	cell_write(&until, &p->look, &text);
	strftime(zone, sizeof(zone), "%Z", f->args->utc ?
		 gmtime_r(&f->until, &tm) : localtime_r(&f->until, &tm));
	page_say(p, TONE_NOTE, "%s %s%s", text.p, zone, f->hide.on ?
		 "; machines and people are not named" : "");
	buffer_done(&text);
}

static void make(struct inquiry *f, enum page_form form, struct buffer *out)
{
	static void (*const sections[])(struct page *p, struct inquiry *f) = {
		finding_put, maker_put, covered_put, tried_put, decided_put,
		law_put, whole_put, duties_put, appendix_put,
	};
	char *title = title_of(f);
	struct page page;

	page_begin(&page, form, out, f->args, title);
	say_period(&page, f);
	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++)
		sections[i](&page, f);
	page_end(&page);
	free(title);
}

/* Beside it, where a key is configured that may be read. */
static void sign(const struct inquiry *f, const struct buffer *out)
{
	const char *path = f->args->output, *name = strrchr(path, '/');
	struct buffer text = { 0 };
	struct sealkey key;
	char *comment, *beside;
	int ret = sealkey_read(&key, f->vendors.config.log.seal_key);

	if (ret < 0 || !key.can_sign) {
		if (*f->vendors.config.log.seal_key)
			warnx("%s: %s; %s is not signed",
			      f->vendors.config.log.seal_key, strerror(ret < 0 ?
			      -ret : EACCES), path);
		return;
	}
	comment = xasprintf("timestamp:%lld\tfile:%s", (long long)f->now,
			    name ? name + 1 : path);
	comment[strcspn(comment, "\r\n")] = '\0';
	beside = xasprintf("%s.minisig", path);
	minisign_put(&key, out->p, out->len, comment, &text);
	ret = file_write(beside, text.p, text.len, MODE);
	if (ret < 0)
		fatalx_status(EX_CANTCREAT, "%s: %s", beside, strerror(-ret));
	buffer_done(&text);
	free(comment);
	free(beside);
}

static int put_out(const struct inquiry *f, const struct buffer *out)
{
	const struct args *a = f->args;
	int ret;

	if (!a->output || strcmp(a->output, "-") == 0) {
		if (fwrite(out->p, 1, out->len, stdout) != out->len)
			fatal("write");
		return 0;
	}
	ret = file_write(a->output, out->p, out->len, MODE);
	if (ret < 0)
		fatalx_status(EX_CANTCREAT, "%s: %s", a->output,
			      strerror(-ret));
	sign(f, out);
	return 0;
}

int report_write(const struct args *a)
{
	struct buffer out = { 0 };
	struct inquiry f;
	int status;

	inquiry_load(&f, a);
	make(&f, form_of(a), &out);
	status = a->compare ? again_run(&f, &out) : put_out(&f, &out);
	if (status == 0)
		status = query_tell(&f.query);
	inquiry_done(&f);
	buffer_done(&out);
	return status;
}
