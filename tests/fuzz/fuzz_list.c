/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of plain lists. */

#include "ruleset/list.h"
#include "tests/fuzz/fuzz.h"

static void check_name(const struct list_entry *e)
{
	size_t len = strnlen(e->name, sizeof(e->name));

	must(len < sizeof(e->name));
	must(name_is_hostname(e->name, len));
	must(strchr(e->name, '.'));
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

static void check_line(const uint8_t *data, size_t size)
{
	struct list_entry e = { .line = 77 };
	const char *error = "nothing was set";

	if (!list_parse_line((const char *)data, size, &e, &error)) {
		must(error == NULL || error[0] != '\0');
		return;
	}
	must(error == NULL && e.line == 77);
	if (e.kind == LIST_PREFIX)
		check_prefix(&e);
	else
		check_name(&e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	while (size > 0) {
		const uint8_t *lf = memchr(data, '\n', size);
		size_t len = lf ? (size_t)(lf - data) : size;

		check_line(data, len);
		if (!lf)
			break;
		data += len + 1;
		size -= len + 1;
	}
	return 0;
}
