/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From structs to objects of JSON. */

#include <string.h>

#include "lib/jsonrows.h"

static uint64_t unsigned_at(const void *p, size_t width)
{
	uint32_t u32;
	uint64_t u64;

	switch (width) {
	case 1:
		return *(const uint8_t *)p;
	case 2:
		return *(const uint16_t *)p;
	case 4:
		memcpy(&u32, p, sizeof(u32));
		return u32;
	default:
		memcpy(&u64, p, sizeof(u64));
		return u64;
	}
}

static void put_list(struct json *j, const struct jsonrow *r,
		     const struct jsonlist *l)
{
	const char *item = l->items;
	const char *const *texts = l->items;

	json_open(j, r->key, '[');
	for (size_t i = 0; i < l->n; i++) {
		if (r->rows)
			jsonrows_object(j, NULL, r->rows, r->nrows,
					item + i * r->width);
		else
			json_text(j, NULL, texts[i]);
	}
	json_close(j, ']');
}

static void put_text(struct json *j, const struct jsonrow *r, const char *text)
{
	if (text && r->type == JSONROW_TAG)
		json_text_list(j, r->key, text);
	else if (text)
		json_text(j, r->key, text);
}

static void put_row(struct json *j, const struct jsonrow *r, const void *p)
{
	switch (r->type) {
	case JSONROW_FIXED:
		json_text(j, r->key, r->fixed);
		break;
	case JSONROW_TEXT:
	case JSONROW_TAG:
		put_text(j, r, *(const char *const *)p);
		break;
	case JSONROW_CHARS:
		put_text(j, r, *(const char *)p ? p : NULL);
		break;
	case JSONROW_BOOL:
		json_bool(j, r->key, *(const bool *)p);
		break;
	case JSONROW_UNSIGNED:
		json_number(j, r->key, unsigned_at(p, r->width));
		break;
	case JSONROW_SIGNED:
		json_signed(j, r->key, *(const int64_t *)p);
		break;
	case JSONROW_GROUP:
		jsonrows_object(j, r->key, r->rows, r->nrows, p);
		break;
	case JSONROW_LIST:
		put_list(j, r, p);
		break;
	case JSONROW_OWN:
		r->put(j, r->key, p);
		break;
	}
}

void jsonrows_put(struct json *j, const struct jsonrow *rows, size_t n,
		  const void *base)
{
	const char *members = base;

	for (const struct jsonrow *r = rows; r < rows + n; r++)
		if (r->when == 0 || *(const bool *)(members + r->when - 1))
			put_row(j, r, members + r->offset);
}

void jsonrows_object(struct json *j, const char *key,
		     const struct jsonrow *rows, size_t n, const void *base)
{
	json_open(j, key, '{');
	jsonrows_put(j, rows, n, base);
	json_close(j, '}');
}
