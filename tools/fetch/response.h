/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_FETCH_RESPONSE_H
#define TOOLS_FETCH_RESPONSE_H

/* What a server's answer means for a list (RFC 9110). */

#include <curl/curl.h>

#include "tools/fetch/order.h"

enum { RESPONSE_TRIES = 4 };

/* How a request ended. */
struct response {
	CURLcode code;
	long status;		/* of HTTP; 0 where none came */
	bool conditional;	/* it was asked for what is new only */
	int error;		/* errno of writing the body; 0 */
	char reason[CURL_ERROR_SIZE];	/* in curl's words; "": none */
	char proxy[128];	/* that was asked, as may be shown; "": none */
	struct fault refused;	/* why it must not go on */
};

bool response_is_redirect(long status);

/* What a response that is no redirect came to; no fault where all is well,
 * `again`: another try may do better. */
enum fetch_result response_judge(const struct response *r, bool *again,
				 struct fault *why);

/* What a server may ask for by Retry-After, in seconds: a day at most, 0 for
 * nothing that could be meant. */
int64_t response_retry(int64_t asked);

/* Milliseconds to the next try, after so many: doubled each time, half to one
 * and a half times as long by `random`, so that not all come at once; or the
 * seconds that the server asked for, if that is longer and not beyond reason
 * (0: it did not). */
int64_t response_pause(unsigned tries, uint16_t random, int64_t asked);

/* Copies the value of a header, if it fits and is nothing but printable ASCII;
 * else "". */
void response_header(const char *value, char *out, size_t size);

#endif
