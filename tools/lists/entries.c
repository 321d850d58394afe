/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entries of lists. */

#include "lib/range.h"
#include "tools/lists/entries.h"

enum { KIND, NAME, PREFIX, EXCEPT, WORDS, ENTRY, COLUMNS };

static const struct column columns[COLUMNS] = {
	[KIND] = { .key = "kind" },
	[NAME] = { .key = "name" },
	[PREFIX] = { .key = "prefix" },
	[EXCEPT] = { .key = "except" },
	[WORDS] = { .key = "words", .head = "KIND", .unsaid = true },
	[ENTRY] = { .key = "entry", .head = "ENTRY", .unsaid = true },
};

const struct grid entries_grid = {
	.key = "entries", GRID_COLUMNS(columns), .style = STYLE_BARE,
};

/* An entry's, an exception's. */
static const char *const kinds[][2] = {
	[LIST_SUFFIX] = { "suffix", "except suffix" },
	[LIST_EXACT] = { "exact", "except exact" },
	[LIST_BELOW] = { "below", "except below" },
};

void entries_put_names(struct answer *an, const struct nameset *s)
{
	char name[256];

	for (size_t i = 0; i < s->n; i++) {
		const struct nameset_item *item = &s->items[i];
		const char *const *words = kinds[item->kind], *kind = words[0];
		struct cell cells[COLUMNS] = {
			[KIND] = cell_text(kind), [NAME] = cell_text(name),
			[WORDS] = cell_text(kind), [ENTRY] = cell_text(name),
		};

		nameset_name(s, item, name);
		if (item->allow) {
			cells[EXCEPT] = cell_bool(true);
			cells[WORDS] = cell_text(words[1]);
		}
		answer_cells(an, cells);
	}
}

/* "A/L", always with its length. */
static void write_prefix(const struct prefix *p, char text[ADDRESS_TEXT])
{
	bool v4 = address_is_v4(&p->addr);
	unsigned len = p->len - (v4 ? 96 : 0);
	size_t n = strlen(address_format(&p->addr, text));

	text[n++] = '/';
	if (len >= 100)
		text[n++] = '1';
	if (len >= 10)
		text[n++] = (char)('0' + len / 10 % 10);
	text[n++] = (char)('0' + len % 10);
	text[n] = '\0';
}

static void put_ranges(struct answer *an, const struct range_list *l)
{
	char text[ADDRESS_TEXT];
	const struct cell cells[COLUMNS] = {
		[KIND] = cell_text("prefix"), [PREFIX] = cell_text(text),
		[WORDS] = cell_text("prefix"), [ENTRY] = cell_text(text),
	};
	struct prefix p;
	bool more;

	for (size_t i = 0; i < l->n; i++) {
		struct range r = l->items[i];

		do {
			more = range_take_prefix(&r, &p);
			write_prefix(&p, text);
			answer_cells(an, cells);
		} while (more);
	}
}

void entries_put_ranges(struct answer *an, const struct rangeset *s)
{
	put_ranges(an, &s->v4);
	put_ranges(an, &s->v6);
}
