/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Judges what servers answer. */

#include <stdio.h>
#include <string.h>

#include "lib/array.h"
#include "tools/fetch/response.h"

enum { FIRST_PAUSE_MS = 1000, ASKED_MAX = 86400 };

bool response_is_redirect(long status)
{
	return status == 301 || status == 302 || status == 303 ||
	       status == 307 || status == 308;
}

static bool is_temporary(CURLcode code, long status)
{
	static const CURLcode lasting[] = {
		CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL,
		CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
		CURLE_OUT_OF_MEMORY,
	};

	for (size_t i = 0; i < ARRAY_SIZE(lasting); i++)
		if (code == lasting[i])
			return false;
	return code != CURLE_OK || status == 408 || status == 425 ||
	       status == 429 || status >= 500;
}

enum fetch_result response_judge(const struct response *r, bool *again,
				 struct fault *why)
{
	*again = false;
	*why = (struct fault) { .ret = 0 };
	if (fault_any(&r->refused)) {
		fault_set(why, 0, "it %s", r->refused.what);
		return FETCH_REFUSED;
	}
	if (r->code == CURLE_FILESIZE_EXCEEDED) {
		fault_set(why, 0, "it is larger than max_size");
		return FETCH_REFUSED;
	}
	if (r->error) {
		fault_set(why, -r->error, "cannot be written");
		return FETCH_FAILED;
	}
	*again = is_temporary(r->code, r->status);
	if (r->code == CURLE_OK && r->status == 304 && r->conditional)
		return FETCH_SAME;
	if (r->code == CURLE_OK && r->status == 200)
		return FETCH_NEW;
	if (r->code != CURLE_OK)
		fault_set(why, 0, "%s%s%s%s", *r->proxy ?
			  "by way of the proxy " : "", r->proxy, *r->proxy ?
			  ": " : "", *r->reason ? r->reason :
			  curl_easy_strerror(r->code));
	else
		fault_set(why, 0, "HTTP status %ld", r->status);
	return FETCH_FAILED;
}

int64_t response_retry(int64_t asked)
{
	return asked <= 0 ? 0 : asked < ASKED_MAX ? asked : ASKED_MAX;
}

int64_t response_pause(unsigned tries, uint16_t random, int64_t asked)
{
	int64_t pause = (int64_t)FIRST_PAUSE_MS << (tries - 1);

	pause = pause / 2 + pause * random / 65536;
	if (asked > 0 && asked < ASKED_MAX && asked * 1000 > pause)
		pause = asked * 1000;
	return pause;
}

void response_header(const char *value, char *out, size_t size)
{
	*out = '\0';
	if (strlen(value) >= size)
		return;
	for (const char *p = value; *p; p++)
		if (*p < ' ' || *p > '~')
			return;
	snprintf(out, size, "%s", value);
}
