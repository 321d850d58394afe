/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One list over HTTP, with retries, conditions and limits (RFC 9110). */

#include <arpa/inet.h>
#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/clock.h"
#include "lib/url_shown.h"
#include "tools/fetch/proxy.h"
#include "tools/fetch/response.h"
#include "tools/fetch/target.h"
#include "tools/fetch/transfer.h"

enum {
	REDIRECTS = 8,
	CONNECT_MS = 15000,
	SLOW_BYTES = 100, SLOW_SECONDS = 60,
	SIGNATURE_MAX = 16384,
};

struct transfer {
	const struct config_source *source;
	const struct fetch_order *order;
	struct fetch_answer *answer;
	CURL *curl;
	const char *proxy;	/* NULL: none */
	int fd;			/* where the body goes */
	uint64_t max, have;	/* bytes of it */
	bool may_inside;	/* connect to addresses inside */
	int64_t until;
	bool conditional;
	struct response response;
};

/* --- what curl calls ------------------------------------------------- */

static bool sockaddr_address(const struct sockaddr *sa, struct address *a)
{
	if (sa->sa_family == AF_INET)
		*a = address_from_v4(&((const struct sockaddr_in *)
				       (const void *)sa)->sin_addr);
	else if (sa->sa_family == AF_INET6)
		*a = address_from_v6(&((const struct sockaddr_in6 *)
				       (const void *)sa)->sin6_addr);
	else
		return false;
	return true;
}

/* The address that a name led to is looked at when it is connected to, so
 * that no second answer of the DNS can differ. */
static curl_socket_t open_socket(void *arg, curlsocktype purpose,
				 struct curl_sockaddr *to)
{
	struct transfer *t = arg;
	char text[ADDRESS_TEXT];
	struct address a;

	(void)purpose;
	if (!t->may_inside && (!sockaddr_address(&to->addr, &a) ||
			       target_is_inside(&a))) {
		fault_set(&t->response.refused, 0, "leads to %s, an address "
			  "inside; set allow_private if it may",
			  address_format(&a, text));
		return CURL_SOCKET_BAD;
	}
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static size_t take_body(char *p, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	size_t len = size * n, done = 0;
	long status = 0;

	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
	if (status != 200)
		return len;	/* an error's page is nobody's list */
	if (len > t->max - t->have) {
		fault_set(&t->response.refused, 0, "is larger than %llu bytes "
			  "(max_size)", (unsigned long long)t->max);
		return 0;
	}
	while (done < len) {
		ssize_t w = write(t->fd, p + done, len - done);

		if (w < 0 && errno != EINTR) {
			t->response.error = errno;
			return 0;
		}
		done += w > 0 ? (size_t)w : 0;
	}
	t->have += len;
	return len;
}

/* --- one request ----------------------------------------------------- */

/* The source's own, for nobody else. */
static struct curl_slist *add_own(struct curl_slist *list, const char *lines)
{
	char *copy = xstrdup(lines), *rest = copy, *line;

	while ((line = strsep(&rest, "\n")))
		if (*line)
			list = curl_slist_append(list, line);
	free(copy);
	return list;
}

static struct curl_slist *headers_of(const struct transfer *t, CURLU *url)
{
	struct curl_slist *list = NULL;
	char line[320];

	if (t->order->headers && target_is_own(t->source, url))
		list = add_own(list, t->order->headers);

	if (t->conditional && *t->order->etag) {
		snprintf(line, sizeof(line), "If-None-Match: %s",
			 t->order->etag);
		list = curl_slist_append(list, line);
	}
	if (t->conditional && *t->order->modified) {
		snprintf(line, sizeof(line), "If-Modified-Since: %s",
			 t->order->modified);
		list = curl_slist_append(list, line);
	}
	return list;
}

static void set_options(struct transfer *t, CURLU *url, int64_t left)
{
	const struct config_source *s = t->source;
	CURL *c = t->curl;

	curl_easy_setopt(c, CURLOPT_CURLU, url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "gzip, zstd");
	curl_easy_setopt(c, CURLOPT_USERAGENT, "cordon/" CORDON_VERSION);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)left);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)SLOW_SECONDS);
	curl_easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)t->max);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, t);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(c, CURLOPT_PROXY, t->proxy ? t->proxy : "");
	curl_easy_setopt(c, CURLOPT_NOPROXY, "");
	if (*s->ca)
		curl_easy_setopt(c, CURLOPT_CAINFO, s->ca);
}

static void copy_header(CURL *c, const char *name, char *out, size_t size)
{
	struct curl_header *h;
	CURLHcode code = curl_easy_header(c, name, 0, CURLH_HEADER, -1, &h);

	response_header(code == CURLHE_OK ? h->value : "", out, size);
}

/* A server that packs as it was not asked to. */
static void refuse_brotli(struct transfer *t)
{
	char encoding[64];

	copy_header(t->curl, "Content-Encoding", encoding, sizeof(encoding));
	if (strcasecmp(encoding, "br") == 0)
		fault_set(&t->response.refused, 0, "comes packed by brotli, "
			  "which nobody asked for and is not read; gzip and "
			  "zstd are");
}

/* Without a user and a password. */
static void show_proxy(const char *proxy, char *out, size_t size)
{
	const char *host = proxy ? strstr(proxy, "://") : NULL;
	const char *at;

	host = host ? host + 3 : proxy;
	at = host ? memrchr(host, '@', strlen(host)) : NULL;
	snprintf(out, size, "%.100s", at ? at + 1 : host ? host : "");
}

/* One response; where it leads to if it is a redirect, else NULL. */
static char *request(struct transfer *t, CURLU *url)
{
	int64_t left = t->until - clock_ms();
	struct curl_slist *headers = headers_of(t, url);
	struct response *r = &t->response;
	char *next = NULL;

	t->have = 0;
	*r = (struct response) { .conditional = t->conditional };
	if (ftruncate(t->fd, 0) < 0 || lseek(t->fd, 0, SEEK_SET) < 0)
		r->error = errno;
	curl_easy_reset(t->curl);
	set_options(t, url, left > 1 ? left : 1);
	curl_easy_setopt(t->curl, CURLOPT_ERRORBUFFER, r->reason);
	show_proxy(t->proxy, r->proxy, sizeof(r->proxy));
	curl_easy_setopt(t->curl, CURLOPT_HTTPHEADER, headers);
	t->may_inside = t->source->allow_private || t->proxy ||
			target_is_configured_inside(t->source, url);
	r->code = curl_easy_perform(t->curl);
	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &r->status);
	refuse_brotli(t);
	curl_easy_setopt(t->curl, CURLOPT_HTTPHEADER, NULL);
	curl_easy_setopt(t->curl, CURLOPT_ERRORBUFFER, NULL);
	curl_slist_free_all(headers);
	if (r->code == CURLE_OK && response_is_redirect(r->status))
		curl_easy_getinfo(t->curl, CURLINFO_REDIRECT_URL, &next);
	return next;
}

/* --- one list -------------------------------------------------------- */

/* Follows redirects, each looked at before it is. */
static enum fetch_result follow(struct transfer *t, const char *start,
				bool *again)
{
	char *url = xstrdup(start);
	enum fetch_result r = FETCH_REFUSED;
	struct fault *why = &t->answer->fault, leads;
	CURLU *u;

	for (int hops = 0; ; hops++) {
		char *next;

		*again = false;
		u = curl_url();
		if (curl_url_set(u, CURLUPART_URL, url, 0) != CURLUE_OK ||
		    hops > REDIRECTS) {
			fault_set(why, 0, hops > REDIRECTS ?
				  "too many redirects" :
				  "not a URL that curl knows");
			break;
		}
		next = request(t, u);
		if (!next) {
			r = response_judge(&t->response, again, why);
			break;
		}
		if (!target_may_go(t->source, next, &leads)) {
			fault_set(why, 0, "it %s", leads.what);
			break;
		}
		free(url);
		url = xstrdup(next);
		curl_url_cleanup(u);
	}
	curl_url_cleanup(u);
	free(url);
	return r;
}

/* False if there is no time for another try. */
static bool wait_for_retry(struct transfer *t, unsigned tries)
{
	uint16_t random = 0x8000;
	curl_off_t asked = 0;
	struct timespec ts;
	int64_t pause;

	if (getrandom(&random, sizeof(random), 0) < 0)
		random = 0x8000;
	curl_easy_getinfo(t->curl, CURLINFO_RETRY_AFTER, &asked);
	t->answer->retry_after = response_retry(asked);
	pause = response_pause(tries, random, asked);
	if (tries == RESPONSE_TRIES || clock_ms() + pause >= t->until)
		return false;
	ts = (struct timespec) { pause / 1000, pause % 1000 * 1000000 };
	nanosleep(&ts, NULL);
	return true;
}

static enum fetch_result get(struct transfer *t, const char *url, int fd,
			     uint64_t max)
{
	enum fetch_result r;
	bool again;

	t->fd = fd;
	t->max = max;
	for (unsigned tries = 1; ; tries++) {
		t->answer->tries = tries;
		r = follow(t, url, &again);
		t->answer->status = t->response.status;
		if (!again)
			t->answer->retry_after = 0;
		if (!again || !wait_for_retry(t, tries))
			return r;
	}
}

static void get_signature(struct transfer *t)
{
	char *url = target_signature(t->source), origin[SOURCE_ORIGIN];
	struct fault why;

	t->conditional = false;
	if (get(t, url, t->order->signature, SIGNATURE_MAX) != FETCH_NEW) {
		why = t->answer->fault;
		t->answer->result = FETCH_REFUSED;
		fault_set(&t->answer->fault, why.ret, "its signature, "
			  "%.100s: %.120s",
			  url_shown(url, origin, sizeof(origin)), why.what);
	}
	free(url);
}

void transfer_run(const struct fetch_order *o, struct fetch_answer *a)
{
	struct transfer t = {
		.source = o->source, .order = o, .answer = a,
		.proxy = proxy_of(o->source, getenv),
		.conditional = *o->etag || *o->modified,
		.until = clock_ms() + (int64_t)o->source->max_time * 1000,
	};
	char *address = NULL;

	*a = (struct fetch_answer) { .result = FETCH_FAILED };
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
	    !(t.curl = curl_easy_init())) {
		fault_set(&a->fault, 0, "curl cannot start");
		return;
	}
	a->result = get(&t, o->source->url, o->body, o->source->max_size);
	if (a->result == FETCH_NEW) {
		copy_header(t.curl, "ETag", a->etag, sizeof(a->etag));
		copy_header(t.curl, "Last-Modified", a->modified,
			    sizeof(a->modified));
	}
	curl_easy_getinfo(t.curl, CURLINFO_PRIMARY_IP, &address);
	if (address && !t.proxy)
		snprintf(a->address, sizeof(a->address), "%s", address);
	if (a->result == FETCH_NEW && o->signature >= 0)
		get_signature(&t);
	curl_easy_cleanup(t.curl);
}
