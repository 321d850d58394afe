/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of every format. */

#include "ruleset/list.h"
#include "tests/fuzz/fuzz.h"

static void check_name(const struct list_entry *e)
{
	size_t len = strnlen(e->name, sizeof(e->name));

	must(len < sizeof(e->name));
	must(name_is_hostname(e->name, len));
	must(strchr(e->name, '.') && e->len == len);
}

/* What is written is read back the same. */
static void check_prefix(const struct list_entry *e)
{
	char text[ADDRESS_TEXT];
	struct prefix p;

	must(e->prefix.len <= 128);
	must(prefix_parse(prefix_format(&e->prefix, text), &p));
	must(p.len == e->prefix.len);
	must(address_compare(&p.addr, &e->prefix.addr) == 0);
}

static void check(const struct list_entry *e, void *arg)
{
	size_t *n = arg;

	must(e->line > 0);
	++*n;
	if (e->kind == LIST_PREFIX)
		check_prefix(e);
	else
		check_name(e);
}

static void check_remark(const struct list_remark *r, void *arg)
{
	(void)arg;
	must(r->text[0] != '\0');
	for (const char *p = r->text; *p; p++)
		must(*p >= ' ' && *p < 0x7f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t n = 0;
	const struct list_sink sink = { check, check_remark, &n };
	struct list_result r = list_parse(data, size, NULL, &sink);

	must(r.names + r.prefixes + r.exceptions == n);
	return 0;
}
