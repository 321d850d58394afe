/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_REQUEST_LINE_H
#define NFQ_INSPECT_REQUEST_LINE_H

/*
 * The first line of an HTTP request (RFC 9112 3), as servers take it: any bytes
 * for a method, any version or none at all, any spaces between. How sure it is
 * that the line is one depends on how much of it is there.
 */

#include <stdbool.h>

#include "lib/span.h"

enum { REQUEST_LINE_MAX = 8192 };	/* a longer one needs a known method */

enum request {
	REQUEST_NOT,
	REQUEST_GUESS,		/* if a Host field stands below it */
	REQUEST_BARE,		/* a method and a path, no version (HTTP/0.9) */
	REQUEST_PREFACE,	/* of HTTP/2 (RFC 9113 3.4): with fields only */
	REQUEST_SURE,
};

struct request_line {
	struct span method, authority;	/* borrowed; empty if not there */
	struct span odd;	/* what some servers take for the host, or for a
				 * part of it, beside the authority */
	bool is_1_0;		/* its version is 1.0 */
};

/* `line` is without its end; `whole`: that end is there. */
enum request request_line_read(struct span line, bool whole,
			       struct request_line *out);

/* Is it the one that HTTP/2 begins with, or what such a line ends with? */
bool request_line_ends_as_preface(struct span line);

/* True of methods that are there to send something (RFC 9110 9.3, RFC 4918), so
 * that every server reads it; of the others some leave the body where it is. */
bool request_method_has_content(struct span method);

/* Of a line that ends like a request's, whatever it begins with: the host that
 * its target asks for; empty if there is none. */
struct span request_line_host(struct span line);

#endif
