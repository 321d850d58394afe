/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Speaks HTTP with ClickHouse. */

#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/address.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "tools/centre/centre.h"

enum {
	CONNECT_MS = 10000,
	SLOW_BYTES = 1, SLOW_SECONDS = 60,
	TIMEOUT_MS = 300000,
	PASSWORD_MAX = 4096, ERROR_TEXT = 300,
};

struct centre {
	const struct config_centre *config;
	CURL *curl;
	struct curl_slist *headers;
	char *password;		/* NULL: none */
	bool is_here;		/* on this machine */
	bool is_encrypted;
};

struct reply {
	struct buffer *rows;
	bool too_much;
};

/* --- beginning and end ------------------------------------------------- */

static bool is_here(const char *host)
{
	static const uint8_t loopback[] = { 127, 0, 0, 1 };
	const struct address v4 = address_from_v4(loopback);
	struct address a;

	/* 127.0.0.0/8, RFC 1122 3.2.1.3: all but the last three bytes. */
	return strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
	       (address_parse(host, &a) && memcmp(a.b, v4.b, 13) == 0);
}

/* Where what is sent goes, by curl's reading of it. */
static void read_url(struct centre *c)
{
	char *scheme = NULL, *host = NULL;
	CURLU *u = curl_url();

	if (u && !curl_url_set(u, CURLUPART_URL, c->config->url, 0) &&
	    !curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) &&
	    !curl_url_get(u, CURLUPART_HOST, &host, 0)) {
		c->is_here = is_here(host);
		c->is_encrypted = strcmp(scheme, "https") == 0;
	}
	curl_free(scheme);
	curl_free(host);
	curl_url_cleanup(u);
}

static bool read_password(struct centre *c, struct fault *why)
{
	struct buffer text = { 0 };
	int ret;

	if (!*c->config->password_file)
		return true;
	if (!c->is_here && !c->is_encrypted) {
		fault_set(why, 0, "a password would go over the network for "
			  "all to read; use https");
		fault_at(why, c->config->url, 0);
		return false;
	}
	ret = file_read(c->config->password_file, PASSWORD_MAX, &text);
	buffer_char(&text, '\0');
	if (ret == 0) {
		text.p[strcspn(text.p, "\r\n")] = '\0';
		c->password = buffer_take(&text);
	} else {
		fault_set(why, ret, "the password cannot be read");
		fault_at(why, c->config->password_file, 0);
		buffer_done(&text);
	}
	return ret == 0;
}

struct centre *centre_new(const struct config_centre *config,
			  struct fault *why)
{
	struct centre *c = xcalloc(1, sizeof(*c));

	c->config = config;
	read_url(c);
	if (!*config->url)
		fault_set(why, 0, "there is no centre: \"url\" of \"centre\" "
			  "in cordon.conf(5) says where it is");
	else if (!read_password(c, why))
		;
	else if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK &&
		 (c->curl = curl_easy_init()))
		/* Rows go at once, not after a "100 Continue". */
		c->headers = curl_slist_append(NULL, "Expect:");
	else
		fault_set(why, 0, "curl cannot start");
	if (c->curl)
		return c;
	centre_free(c);
	return NULL;
}

void centre_free(struct centre *c)
{
	if (!c)
		return;
	curl_easy_cleanup(c->curl);
	curl_slist_free_all(c->headers);
	free(c->password);
	free(c);
}

/* --- a request --------------------------------------------------------- */

static size_t take(char *p, size_t size, size_t n, void *arg)
{
	struct reply *r = arg;

	if (r->rows->len + size * n > CENTRE_ANSWER_MAX) {
		r->too_much = true;
		return 0;
	}
	buffer_add(r->rows, p, size * n);
	return size * n;
}

static void set_tls(struct centre *c)
{
	const struct config_centre *f = c->config;

	if (*f->ca)
		curl_easy_setopt(c->curl, CURLOPT_CAINFO, f->ca);
	if (*f->certificate)
		curl_easy_setopt(c->curl, CURLOPT_SSLCERT, f->certificate);
	if (*f->key)
		curl_easy_setopt(c->curl, CURLOPT_SSLKEY, f->key);
}

static void set_options(struct centre *c, const char *url, struct reply *r)
{
	const struct config_centre *f = c->config;
	CURL *h = c->curl;

	curl_easy_reset(h);
	curl_easy_setopt(h, CURLOPT_URL, url);
	curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(h, CURLOPT_USERAGENT, "cordon/" CORDON_VERSION);
	curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, (long)TIMEOUT_MS);
	curl_easy_setopt(h, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
	curl_easy_setopt(h, CURLOPT_LOW_SPEED_TIME, (long)SLOW_SECONDS);
	curl_easy_setopt(h, CURLOPT_HTTPHEADER, c->headers);
	curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(h, CURLOPT_WRITEDATA, r);
	/* What is here no proxy is told of, the environment's neither. */
	if (*f->proxy || c->is_here)
		curl_easy_setopt(h, CURLOPT_PROXY, c->is_here ||
				 strcmp(f->proxy, "none") == 0 ? "" :
				 f->proxy);
	if (f->rate > 0)
		curl_easy_setopt(h, CURLOPT_MAX_SEND_SPEED_LARGE,
				 (curl_off_t)f->rate);
	if (*f->user || c->password) {
		curl_easy_setopt(h, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
		curl_easy_setopt(h, CURLOPT_USERNAME, *f->user ? f->user :
				 "default");
		curl_easy_setopt(h, CURLOPT_PASSWORD, c->password ?
				 c->password : "");
	}
	set_tls(c);
}

/* ClickHouse's own words, or those of the page of what stands before it. */
static void set_refusal(struct fault *why, long status, const struct buffer *b)
{
	bool is_page = b->len > 0 && *b->p == '<', in_tag = false;
	char text[ERROR_TEXT] = "";
	size_t n = 0;

	for (size_t i = 0; i < b->len && n < sizeof(text) - 1; i++) {
		char c = b->p[i];

		if (is_page && (c == '<' || c == '>'))
			in_tag = c == '<';
		else if (in_tag)
			continue;
		else if (c > ' ' && c <= '~')
			text[n++] = c;
		else if (n > 0 && text[n - 1] != ' ')
			text[n++] = ' ';
	}
	while (n > 0 && text[n - 1] == ' ')
		n--;
	fault_set(why, 0, "answers %ld: %.*s", status, (int)n, text);
}

/* ClickHouse sends its "200" before it knows, and an error in what follows. */
static bool is_whole(const struct buffer *rows)
{
	return rows->len == 0 ||
	       (rows->p[rows->len - 1] == '\n' &&
		!memmem(rows->p, rows->len, "DB::Exception: ", 15));
}

static bool perform(struct centre *c, const char *url, struct reply *r,
		    const void *body, size_t len, struct fault *why)
{
	char reason[CURL_ERROR_SIZE] = "";
	long status = 0;
	CURLcode code;

	set_options(c, url, r);
	curl_easy_setopt(c->curl, CURLOPT_ERRORBUFFER, reason);
	curl_easy_setopt(c->curl, CURLOPT_POSTFIELDS, body);
	curl_easy_setopt(c->curl, CURLOPT_POSTFIELDSIZE_LARGE,
			 (curl_off_t)len);
	code = curl_easy_perform(c->curl);
	curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_setopt(c->curl, CURLOPT_ERRORBUFFER, NULL);
	*why = (struct fault) { .ret = 0 };
	if (code != CURLE_OK)
		fault_set(why, 0, "%s", r->too_much ? "its answer is too long" :
			  *reason ? reason : curl_easy_strerror(code));
	else if (status != 200)
		set_refusal(why, status, r->rows);
	else if (!is_whole(r->rows))
		fault_set(why, 0, "its answer is not whole");
	if (fault_any(why))
		fault_at(why, c->config->url, 0);
	return !fault_any(why);
}

bool centre_ask(struct centre *c, const char *sql, struct buffer *rows,
		struct fault *why)
{
	struct reply r = { .rows = rows };

	buffer_reset(rows);
	return perform(c, c->config->url, &r, sql, strlen(sql), why);
}

bool centre_put(struct centre *c, const char *sql, const struct buffer *rows,
		struct fault *why)
{
	struct buffer said = { 0 };
	struct reply r = { .rows = &said };
	char *query = curl_easy_escape(c->curl, sql, 0);
	char *url = xasprintf("%s%squery=%s", c->config->url,
			      strchr(c->config->url, '?') ? "&" : "?", query);
	bool well = perform(c, url, &r, rows->p, rows->len, why);

	curl_free(query);
	free(url);
	buffer_done(&said);
	return well;
}
