/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of every format. */

#include "lib/prefix.h"
#include "ruleset/list/list.h"
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

static void check(void *arg, const struct list_entry *e)
{
	size_t *n = arg;

	must(e->line > 0);
	++*n;
	if (e->kind == LIST_PREFIX)
		check_prefix(e);
	else
		check_name(e);
}

static void check_remark(void *arg, const struct list_remark *r)
{
	(void)arg;
	for (const char *p = r->text; *p; p++)
		must(*p >= ' ' && *p < 0x7f);
}

/* The first line is a format's word; else all is text, to be recognised. */
static const char *take_word(const uint8_t **data, size_t *size)
{
	const char *word;

	for (size_t i = 0; (word = list_format_word(i)); i++) {
		size_t len = strlen(word);

		if (*size > len && memcmp(*data, word, len) == 0 &&
		    (*data)[len] == '\n') {
			*data += len + 1;
			*size -= len + 1;
			return word;
		}
	}
	return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t n = 0;
	const struct list_sink sink = {
		.add = check, .remark = check_remark, .arg = &n,
	};
	struct list_options o = { .format = take_word(&data, &size) };
	bool json = o.format && strcmp(o.format, "json") == 0;

	o.path = json ? "a, *.b" : NULL;
	o.allowing = size % 2;
	struct list_result r = list_parse(data, size, &o, &sink);

	must(r.names + r.prefixes + r.exceptions == n);
	return 0;
}
