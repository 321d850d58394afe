/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a list may be fetched from: not from inside, unless that is meant. */

#include <stdio.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/prefix.h"
#include "ruleset/config/guard.h"
#include "tools/fetch/target.h"

bool target_is_inside(const struct address *a)
{
	static const uint8_t nat64[12] = { 0, 0x64, 0xff, 0x9b };
	struct prefix p = { .addr = *a, .len = 128 };

	/* RFC 6052: the IPv4 address behind it is what counts. */
	if (memcmp(a->b, nat64, sizeof(nat64)) == 0)
		p.addr = address_from_v4(a->b + 12);
	return guard_is_special(&p);
}

/* A part of a URL; curl_free(), NULL if it has none. */
static char *part(CURLU *u, CURLUPart what)
{
	char *text = NULL;

	return curl_url_get(u, what, &text, CURLU_DEFAULT_PORT) == CURLUE_OK ?
	       text : NULL;
}

/* An address as a URL's host: 192.0.2.1, [2001:db8::1]. */
static bool host_address(const char *host, struct address *a)
{
	char text[ADDRESS_TEXT];
	size_t n = strlen(host);

	if (host[0] == '[' && n > 2) {
		host++;
		n -= 2;
	}
	/* A zone, "%25eth0", only comes with link-local addresses. */
	n = strcspn(host, "%") < n ? strcspn(host, "%") : n;
	snprintf(text, sizeof(text), "%.*s", (int)n, host);
	return address_parse(text, a);
}

static bool is_localhost(const char *host)
{
	size_t n = strlen(host);

	if (n > 0 && host[n - 1] == '.')
		n--;
	return n >= 9 && strncasecmp(host + n - 9, "localhost", 9) == 0 &&
	       (n == 9 || host[n - 10] == '.');
}

/* Does the host itself say that it is inside? */
static bool host_is_inside(const char *host)
{
	struct address a;

	return is_localhost(host) ||
	       (host_address(host, &a) && target_is_inside(&a));
}

static bool same(char *a, char *b)
{
	return a && b && strcasecmp(a, b) == 0;
}

static bool same_place(CURLU *a, CURLU *b)
{
	static const CURLUPart parts[] = { CURLUPART_SCHEME, CURLUPART_HOST,
					   CURLUPART_PORT };
	bool equal = true;

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		char *x = part(a, parts[i]), *y = part(b, parts[i]);

		equal = equal && same(x, y);
		curl_free(x);
		curl_free(y);
	}
	return equal;
}

static bool is_inside_at(const char *url, CURLU *to)
{
	CURLU *from = curl_url();
	char *host = NULL;
	bool good = curl_url_set(from, CURLUPART_URL, url, 0) == CURLUE_OK;

	if (good)
		host = part(from, CURLUPART_HOST);
	good = good && host && host_is_inside(host) && same_place(from, to);
	curl_free(host);
	curl_url_cleanup(from);
	return good;
}

static bool is_at(const char *url, CURLU *to)
{
	CURLU *from = curl_url();
	bool good = curl_url_set(from, CURLUPART_URL, url, 0) == CURLUE_OK &&
		    same_place(from, to);

	curl_url_cleanup(from);
	return good;
}

bool target_is_own(const struct config_source *s, CURLU *to)
{
	return is_at(s->url, to);
}

bool target_is_configured_inside(const struct config_source *s, CURLU *to)
{
	return is_inside_at(s->url, to) || is_inside_at(s->signature, to);
}

static bool is_pinned(const struct config_source *s)
{
	return *s->sha256 || *s->minisign;
}

static bool may_go(const struct config_source *s, CURLU *to,
		   struct fault *fault)
{
	char *scheme = part(to, CURLUPART_SCHEME);
	char *host = part(to, CURLUPART_HOST);
	bool http = same(scheme, (char *)"http"), good = false;

	if (!scheme || (!http && !same(scheme, (char *)"https")))
		fault_set(fault, 0, "leads to a %.20s: URL; only http and "
			  "https are followed", scheme ? scheme : "strange");
	else if (http && strncmp(s->url, "https:", 6) == 0 && !is_pinned(s))
		fault_set(fault, 0, "leads from https to http, and neither "
			  "minisign nor sha256 is set");
	else if (!host)
		fault_set(fault, 0, "leads to a URL without a host");
	else if (!s->allow_private && host_is_inside(host) &&
		 !target_is_configured_inside(s, to))
		fault_set(fault, 0, "leads to %.80s, an address inside; set "
			  "allow_private if it may", host);
	else
		good = true;
	curl_free(scheme);
	curl_free(host);
	return good;
}

bool target_may_go(const struct config_source *s, const char *url,
		   struct fault *fault)
{
	CURLU *to = curl_url();
	bool good = curl_url_set(to, CURLUPART_URL, url,
				 CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK;

	if (good)
		good = may_go(s, to, fault);
	else
		fault_set(fault, 0, "leads to what is not a URL");
	curl_url_cleanup(to);
	return good;
}

/* A word of no_proxy: a host, or a domain and all below it. */
static bool is_below(const char *host, const char *word, size_t len)
{
	size_t n = strlen(host);

	if (len > 0 && *word == '.') {
		word++;
		len--;
	}
	return len > 0 && n >= len &&
	       strncasecmp(host + n - len, word, len) == 0 &&
	       (n == len || host[n - len - 1] == '.');
}

char *target_signature(const struct config_source *s)
{
	size_t n = strcspn(s->url, "?#");

	if (*s->signature)
		return xstrdup(s->signature);
	return xasprintf("%.*s.minisig%s", (int)n, s->url, s->url + n);
}

bool target_is_direct(const char *url, const char *no_proxy)
{
	CURLU *u = curl_url();
	char *host = NULL, *name;
	bool direct = strcmp(no_proxy, "*") == 0;

	if (curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK)
		host = part(u, CURLUPART_HOST);
	/* [2001:db8::1] */
	name = host && host[0] == '[' ? host + 1 : host;
	if (name != host)
		name[strcspn(name, "]")] = '\0';
	while (host && *no_proxy) {
		size_t n;

		no_proxy += strspn(no_proxy, ", ");
		n = strcspn(no_proxy, ", ");
		direct = direct || is_below(name, no_proxy, n);
		no_proxy += n;
	}
	curl_free(host);
	curl_url_cleanup(u);
	return direct;
}
