/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_JSON_H
#define LIB_JSON_H

/*
 * Writes JSON (RFC 8259) by appending to a buffer. `key` is NULL inside an
 * array and at the top. Commas are set where they are due. Strings may hold
 * any bytes: what is not UTF-8 becomes U+FFFD; controls, bidi marks and
 * what is not seen (printable_not()) become \uXXXX.
 */

#include <stdbool.h>
#include <stdint.h>

#include "lib/buffer.h"

struct json {
	struct buffer *out;
	bool comma;	/* the next value needs one before it */
};

static inline struct json json_into(struct buffer *out)
{
	return (struct json) { .out = out };
}

void json_open(struct json *j, const char *key, char bracket);
void json_close(struct json *j, char bracket);
void json_text(struct json *j, const char *key, const char *value);
void json_number(struct json *j, const char *key, uint64_t value);
void json_signed(struct json *j, const char *key, int64_t value);
void json_bool(struct json *j, const char *key, bool value);

/* A number, true, false or null, as it is written. */
void json_word(struct json *j, const char *key, const char *word);

/* A code of Unicode as \uXXXX, or a pair of them. */
void json_code(struct buffer *out, uint32_t code);

/* An array of one string, the form Suricata gives alert.metadata. */
void json_text_list(struct json *j, const char *key, const char *value);

#endif
