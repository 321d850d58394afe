/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_FETCH_HEADERS_H
#define TOOLS_FETCH_HEADERS_H

/*
 * Lines that go with a request for a list, such as a key: "headers" of a source
 * names a file, which those who fetch may not read, so that it is read before
 * privileges go. Nothing of it is ever shown.
 */

#include "lib/buffer.h"
#include "lib/fault.h"
#include "ruleset/config/config.h"

struct headers {
	struct buffer text;	/* "Name: value", a line each */
	struct fault fault;	/* why there is none where one is named */
};

/* Of each source, in their order; headers_free(). */
struct headers *headers_load(const struct config *c);
void headers_free(struct headers *h, size_t n);

/* Takes a file's contents apart; comments begin with '#'. False, and `fault`
 * tells the line. */
bool headers_parse(struct buffer *out, const char *text, struct fault *fault);

#endif
