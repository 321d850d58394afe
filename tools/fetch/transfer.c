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
#include "tools/fetch/fetch.h"
#include "tools/fetch/target.h"

enum {
	TRIES = 4, REDIRECTS = 8,
	FIRST_PAUSE_MS = 1000,		/* doubled each time, with jitter */
	CONNECT_MS = 15000,
	SLOW_BYTES = 100, SLOW_SECONDS = 60,
	SIGNATURE_MAX = 16384,
};

struct transfer {
	const struct config_source *source;
	const struct fetch *fetch;
	struct fetch_answer *answer;
	CURL *curl;
	const char *proxy;	/* NULL: none */
	int fd;			/* where the body goes */
	uint64_t max, have;	/* bytes of it */
	bool may_inside;	/* connect to addresses inside */
	bool conditional;
	int64_t until;
	long status;
	int error;		/* errno of writing */
	struct fault refused;	/* why it must not go on */
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

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
		fault_set(&t->refused, 0, "leads to %s, an address inside; "
			  "set allow_private if it may",
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
		fault_set(&t->refused, 0, "is larger than %llu bytes "
			  "(max_size)", (unsigned long long)t->max);
		return 0;
	}
	while (done < len) {
		ssize_t w = write(t->fd, p + done, len - done);

		if (w < 0 && errno != EINTR) {
			t->error = errno;
			return 0;
		}
		done += w > 0 ? (size_t)w : 0;
	}
	t->have += len;
	return len;
}

/* --- one request ----------------------------------------------------- */

static struct curl_slist *conditions(const struct transfer *t)
{
	struct curl_slist *list = NULL;
	char line[320];

	if (t->conditional && *t->fetch->etag) {
		snprintf(line, sizeof(line), "If-None-Match: %s",
			 t->fetch->etag);
		list = curl_slist_append(list, line);
	}
	if (t->conditional && *t->fetch->modified) {
		snprintf(line, sizeof(line), "If-Modified-Since: %s",
			 t->fetch->modified);
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

	*out = '\0';
	if (curl_easy_header(c, name, 0, CURLH_HEADER, -1, &h) != CURLHE_OK ||
	    strlen(h->value) >= size)
		return;
	for (const char *p = h->value; *p; p++)
		if (*p < ' ' || *p > '~')
			return;
	snprintf(out, size, "%s", h->value);
}

/* One response, which may be a redirect. */
static CURLcode request(struct transfer *t, CURLU *url)
{
	int64_t left = t->until - now_ms();
	struct curl_slist *headers = conditions(t);
	CURLcode code;

	t->have = 0;
	t->status = 0;
	t->error = 0;
	t->refused = (struct fault) { .ret = 0 };
	if (ftruncate(t->fd, 0) < 0 || lseek(t->fd, 0, SEEK_SET) < 0)
		t->error = errno;
	curl_easy_reset(t->curl);
	set_options(t, url, left > 1 ? left : 1);
	curl_easy_setopt(t->curl, CURLOPT_HTTPHEADER, headers);
	t->may_inside = t->source->allow_private || t->proxy ||
			target_is_configured_inside(t->source, url);
	code = curl_easy_perform(t->curl);
	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &t->status);
	curl_easy_setopt(t->curl, CURLOPT_HTTPHEADER, NULL);
	curl_slist_free_all(headers);
	return code;
}

/* --- one list -------------------------------------------------------- */

static bool is_redirect(long status)
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

static enum fetch_result say(struct transfer *t, enum fetch_result r,
			     const char *what, const char *why)
{
	snprintf(t->answer->why, sizeof(t->answer->why), "%s%s", what, why);
	return r;
}

/* What a response that is no redirect came to. */
static enum fetch_result judge(struct transfer *t, CURLcode code,
			       bool *again)
{
	char status[32];

	*again = false;
	if (fault_any(&t->refused))
		return say(t, FETCH_REFUSED, "it ", t->refused.what);
	if (code == CURLE_FILESIZE_EXCEEDED)
		return say(t, FETCH_REFUSED, "it is larger than max_size", "");
	if (t->error)
		return say(t, FETCH_FAILED, "cannot be written: ",
			   strerror(t->error));
	*again = is_temporary(code, t->status);
	if (code != CURLE_OK)
		return say(t, FETCH_FAILED, curl_easy_strerror(code), "");
	if (t->status == 304 && t->conditional)
		return say(t, FETCH_SAME, "", "");
	if (t->status == 200)
		return say(t, FETCH_NEW, "", "");
	snprintf(status, sizeof(status), "HTTP status %ld", t->status);
	return say(t, FETCH_FAILED, status, "");
}

/* Follows redirects, each looked at before it is. */
static enum fetch_result follow(struct transfer *t, const char *start,
				bool *again)
{
	char *url = xstrdup(start);
	enum fetch_result r = FETCH_REFUSED;
	struct fault fault;
	CURLcode code;
	CURLU *u;

	for (int hops = 0; ; hops++) {
		char *next = NULL;

		*again = false;
		u = curl_url();
		if (curl_url_set(u, CURLUPART_URL, url, 0) != CURLUE_OK ||
		    hops > REDIRECTS) {
			say(t, r, hops > REDIRECTS ? "too many redirects" :
			    "not a URL that curl knows", "");
			break;
		}
		code = request(t, u);
		if (code == CURLE_OK && is_redirect(t->status))
			curl_easy_getinfo(t->curl, CURLINFO_REDIRECT_URL,
					  &next);
		if (!next) {
			r = judge(t, code, again);
			break;
		}
		if (!target_may_go(t->source, next, &fault)) {
			say(t, FETCH_REFUSED, "it ", fault.what);
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

/* Half to one and a half times as long, so that not all come at once. */
static int64_t with_jitter(int64_t ms)
{
	uint16_t random = 0;

	if (getrandom(&random, sizeof(random), 0) < 0)
		random = 0x8000;
	return ms / 2 + ms * random / 65536;
}

/* False if there is no time for another try. */
static bool wait_for_retry(struct transfer *t, unsigned tries)
{
	int64_t pause = with_jitter((int64_t)FIRST_PAUSE_MS << (tries - 1));
	curl_off_t asked = 0;
	struct timespec ts;

	curl_easy_getinfo(t->curl, CURLINFO_RETRY_AFTER, &asked);
	if (asked > 0 && asked < 86400 && asked * 1000 > pause)
		pause = asked * 1000;
	if (now_ms() + pause >= t->until)
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
		if (!again || tries == TRIES || !wait_for_retry(t, tries))
			return r;
	}
}

/* Where its signature is: URL.minisig, before a query. */
static char *signature_url(const struct config_source *s)
{
	size_t n = strcspn(s->url, "?#");

	if (*s->signature)
		return xstrdup(s->signature);
	return xasprintf("%.*s.minisig%s", (int)n, s->url, s->url + n);
}

static void get_signature(struct transfer *t)
{
	char *url = signature_url(t->source);
	char why[sizeof(t->answer->why)];

	t->conditional = false;
	if (get(t, url, t->fetch->signature, SIGNATURE_MAX) != FETCH_NEW) {
		snprintf(why, sizeof(why), "%s", t->answer->why);
		t->answer->result = FETCH_REFUSED;
		snprintf(t->answer->why, sizeof(t->answer->why),
			 "its signature, %.100s: %.120s", url, why);
	}
	free(url);
}

/* "proxy", else the environment's, as curl names them; "none" for none. */
static const char *find_proxy(const struct config_source *s)
{
	static const char *const names[2][4] = {
		{ "http_proxy", "all_proxy", "ALL_PROXY", NULL },
		{ "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" },
	};
	static const char *const exempt[] = { "no_proxy", "NO_PROXY" };
	bool tls = strncmp(s->url, "https:", 6) == 0;

	if (strcmp(s->proxy, "none") == 0)
		return NULL;
	if (*s->proxy)
		return s->proxy;
	for (int i = 0; i < 2; i++)
		if (getenv(exempt[i]) &&
		    target_is_direct(s->url, getenv(exempt[i])))
			return NULL;
	for (int i = 0; i < 4 && names[tls][i]; i++) {
		const char *value = getenv(names[tls][i]);

		if (value && *value)
			return value;
	}
	return NULL;
}

void transfer(const struct fetch *f, struct fetch_answer *a)
{
	struct transfer t = {
		.source = f->source, .fetch = f, .answer = a,
		.proxy = find_proxy(f->source),
		.conditional = *f->etag || *f->modified,
		.until = now_ms() + (int64_t)f->source->max_time * 1000,
	};
	char *address = NULL;

	*a = (struct fetch_answer) { .result = FETCH_FAILED };
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
	    !(t.curl = curl_easy_init())) {
		snprintf(a->why, sizeof(a->why), "curl cannot start");
		return;
	}
	a->result = get(&t, f->source->url, f->body, f->source->max_size);
	if (a->result == FETCH_NEW) {
		copy_header(t.curl, "ETag", a->etag, sizeof(a->etag));
		copy_header(t.curl, "Last-Modified", a->modified,
			    sizeof(a->modified));
	}
	curl_easy_getinfo(t.curl, CURLINFO_PRIMARY_IP, &address);
	if (address && !t.proxy)
		snprintf(a->address, sizeof(a->address), "%s", address);
	if (a->result == FETCH_NEW && f->signature >= 0)
		get_signature(&t);
	curl_easy_cleanup(t.curl);
}
