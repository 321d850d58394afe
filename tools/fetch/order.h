/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_FETCH_ORDER_H
#define TOOLS_FETCH_ORDER_H

/* What is to be fetched, and what came of it: all that a child and its parent
 * tell each other. */

#include "lib/fault.h"
#include "ruleset/config/source.h"

struct fetch_order {
	const struct config_source *source;
	const char *etag, *modified;	/* of what we have, "" if nothing */
	const char *headers;		/* lines that go along; NULL: none */
	int body, signature;		/* files to write; signature may be
					   -1 */
};

enum fetch_result {
	FETCH_NEW,
	FETCH_SAME,	/* 304: what we have is what there is */
	FETCH_FAILED,	/* may work another time */
	FETCH_REFUSED,	/* leads where it must not, or is too large */
};

/* What a child says; its parent does not take its word for more. */
struct fetch_answer {
	enum fetch_result result;
	unsigned tries;
	long status;			/* of HTTP, of the last of them; 0 */
	int64_t retry_after;		/* seconds the server asks for; 0 */
	char etag[256], modified[64];	/* of what was fetched */
	char address[64];		/* that it came from */
	struct fault fault;		/* none if all is well */
};

#endif
