/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_HPACK_H
#define NFQ_INSPECT_HPACK_H

/*
 * The header blocks of a HTTP/2 client (RFC 7541), a field at a time. Of its
 * dynamic table a name's kind is kept, or its length, and of the fields that
 * count the last values. Nothing needs to be dropped when the table is full:
 * an index counts from the newest entry, and one that is older than the
 * server's table nobody uses.
 */

#include "lib/cursor.h"
#include "nfq/inspect/huffman.h"

enum hpack_name {
	HPACK_OTHER, HPACK_AUTHORITY, HPACK_HOST, HPACK_METHOD,
};

enum {
	HPACK_ENTRIES = 128,	/* as many as the 4,096 bytes of a table hold
				 * that no server enlarged */
	HPACK_VALUES = 12,
	HPACK_TEXT = 384,	/* bytes of values, with the one being read */
	HPACK_HOST_MAX = 255,	/* bytes of a host */
};

/* All zeros at the beginning of a connection. */
struct hpack {
	uint8_t at, kind;	/* what comes next, of which kind of field */
	uint8_t shift;		/* of the number that is being read */
	bool coded, decodes;	/* the string is; and its symbols matter */
	uint8_t name;		/* of the field, as in `entries` */
	uint32_t name_length;	/* its bytes; or more, if at_least */
	bool at_least;
	uint64_t number;
	uint32_t left;		/* bytes of the string */
	uint32_t length;	/* and its symbols until now */
	uint16_t have;		/* of which so many are kept behind `texts` */
	struct huffman code;

	bool resized;
	uint32_t size;		/* of the table, if it was resized */
	uint32_t inserted;	/* entries, ever */
	uint8_t entries[HPACK_ENTRIES];		/* by their number */
	uint8_t nvalues;
	struct {
		uint8_t len;
		uint32_t entry;
	} values[HPACK_VALUES];			/* the oldest first */
	uint16_t texts;		/* bytes of them in `text`, back to back */
	uint8_t text[HPACK_TEXT];
};

/* A field that counts. */
struct hpack_field {
	enum hpack_name name;
	struct span value;	/* borrowed until more is read */
};

enum hpack_result {
	HPACK_MORE,		/* all there is was read */
	HPACK_FIELD,		/* one that counts */
	HPACK_BAD,		/* nobody can read it; nor what follows */
};

/*
 * Reads on in a header block, cut anywhere. A field that is told by its index
 * alone may have an older value than are kept, which is empty then: it was told
 * when it came.
 */
enum hpack_result hpack_read(struct hpack *h, struct cursor *c,
			     struct hpack_field *out);

/* Between two fields: a block may end here. */
static inline bool hpack_may_end(const struct hpack *h)
{
	return h->at == 0;
}

#endif
