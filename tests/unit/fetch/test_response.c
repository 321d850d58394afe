/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What answers of servers mean. */

#include <stdio.h>
#include <errno.h>
#include <string.h>

#include "lib/array.h"
#include "tests/unit/tap.h"
#include "tools/fetch/response.h"

static void test_judge(void)
{
	static const struct {
		const char *what;
		struct response r;
		enum fetch_result want;
		bool again;
		const char *why;
	} rows[] = {
		{ "a list", { .status = 200 }, FETCH_NEW, false, "" },
		{ "nothing new", { .status = 304, .conditional = true },
		  FETCH_SAME, false, "" },
		{ "nothing new, unasked", { .status = 304 }, FETCH_FAILED,
		  false, "HTTP status 304" },
		{ "not there", { .status = 404 }, FETCH_FAILED, false,
		  "HTTP status 404" },
		{ "too many requests", { .status = 429 }, FETCH_FAILED, true,
		  "HTTP status 429" },
		{ "a timeout of theirs", { .status = 408 }, FETCH_FAILED,
		  true, "HTTP status 408" },
		{ "too early", { .status = 425 }, FETCH_FAILED, true,
		  "HTTP status 425" },
		{ "their fault", { .status = 503 }, FETCH_FAILED, true,
		  "HTTP status 503" },
		{ "an empty list", { .status = 204 }, FETCH_FAILED, false,
		  "HTTP status 204" },
		{ "no connection", { .code = CURLE_COULDNT_CONNECT },
		  FETCH_FAILED, true, NULL },
		{ "half of one", { .code = CURLE_PARTIAL_FILE, .status = 200 },
		  FETCH_FAILED, true, NULL },
		{ "a wrong certificate",
		  { .code = CURLE_PEER_FAILED_VERIFICATION }, FETCH_FAILED,
		  false, NULL },
		{ "no URL", { .code = CURLE_URL_MALFORMAT }, FETCH_FAILED,
		  false, NULL },
		{ "too large", { .code = CURLE_FILESIZE_EXCEEDED,
		  .status = 200 }, FETCH_REFUSED, false,
		  "it is larger than max_size" },
		{ "no room", { .code = CURLE_WRITE_ERROR, .status = 200,
		  .error = ENOSPC }, FETCH_FAILED, false,
		  "cannot be written: No space left on device" },
		{ "what must not be", { .code = CURLE_COULDNT_CONNECT,
		  .error = ENOSPC, .refused = { .what = "leads inside" } },
		  FETCH_REFUSED, false, "it leads inside" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *want = rows[i].why ? rows[i].why :
				   curl_easy_strerror(rows[i].r.code);
		bool again = !rows[i].again;
		char text[FAULT_TEXT];
		struct fault why;

		is_number(response_judge(&rows[i].r, &again, &why),
			  rows[i].want, "%s", rows[i].what);
		is_text(fault_text(&why, text), want, ": why");
		ok(again == rows[i].again, ": whether another try may help");
	}
}

/* In curl's own words, with the proxy that was asked. */
static void test_reason(void)
{
	struct response r = {
		.code = CURLE_PEER_FAILED_VERIFICATION,
		.reason = "SSL certificate problem: certificate has expired",
	};
	struct fault why;
	bool again;

	ok(response_judge(&r, &again, &why) == FETCH_FAILED && !again, "TLS");
	is_text(why.what, r.reason, ": why");
	r.code = CURLE_COULDNT_CONNECT;
	snprintf(r.reason, sizeof(r.reason), "Connection refused");
	snprintf(r.proxy, sizeof(r.proxy), "proxy.test:3128");
	ok(response_judge(&r, &again, &why) == FETCH_FAILED && again,
	   "a proxy");
	is_text(why.what, "by way of the proxy proxy.test:3128: Connection "
		"refused", ": why");
}

static void test_redirects(void)
{
	static const long are[] = { 301, 302, 303, 307, 308 };
	static const long are_not[] = { 0, 200, 300, 304, 305, 306, 309, 404 };

	for (size_t i = 0; i < ARRAY_SIZE(are); i++)
		ok(response_is_redirect(are[i]), "%ld leads on", are[i]);
	for (size_t i = 0; i < ARRAY_SIZE(are_not); i++)
		ok(!response_is_redirect(are_not[i]), "%ld does not",
		   are_not[i]);
}

static void test_pause(void)
{
	is_number(response_pause(1, 0x8000, 0), 1000, "a second at first");
	is_number(response_pause(2, 0x8000, 0), 2000, "then two");
	is_number(response_pause(4, 0x8000, 0), 8000, "and eight");
	is_number(response_pause(1, 0, 0), 500, "half of it at least");
	ok(response_pause(1, UINT16_MAX, 0) > 1490 &&
	   response_pause(1, UINT16_MAX, 0) < 1500,
	   "half as much again at most");
	is_number(response_pause(1, 0x8000, 30), 30000, "as long as asked");
	is_number(response_pause(4, 0x8000, 1), 8000, "not shorter");
	is_number(response_pause(1, 0x8000, 86400), 1000,
		  "a day is beyond reason");
	is_number(response_pause(1, 0x8000, -5), 1000, "so is less than none");
}

static void test_header(void)
{
	char out[8];

	response_header("\"abc\"", out, sizeof(out));
	is_text(out, "\"abc\"", "a tag");
	response_header("1234567", out, sizeof(out));
	is_text(out, "1234567", "one that just fits");
	response_header("12345678", out, sizeof(out));
	is_text(out, "", "one that does not");
	response_header("a\r\nb", out, sizeof(out));
	is_text(out, "", "one that would be another header");
	response_header("\xc3\xa9", out, sizeof(out));
	is_text(out, "", "one that is not ASCII");
}

int main(void)
{
	test_judge();
	test_reason();
	test_redirects();
	test_pause();
	test_header();
	return done_testing();
}
