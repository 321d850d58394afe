/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "||name^$modifier,modifier=value": what of it holds for a whole name. */

#include "lib/array.h"
#include "ruleset/list/adblock_rule.h"
#include "ruleset/list/hostname.h"

static const char *set_important(struct adblock_rule *r, struct span value)
{
	(void)value;
	r->important = true;
	return NULL;
}

static const char *set_badfilter(struct adblock_rule *r, struct span value)
{
	(void)value;
	r->badfilter = true;
	return NULL;
}

static const char *set_denyallow(struct adblock_rule *r, struct span value)
{
	r->denyallow = value;
	return r->allow || value.len == 0 ?
	       "$denyallow does not go with this rule" : NULL;
}

static const char *no_change(struct adblock_rule *r, struct span value)
{
	(void)r;
	(void)value;
	return NULL;
}

/* AdGuard's answers to a DNS question: those that block. */
static const char *set_rewrite(struct adblock_rule *r, struct span value)
{
	static const char *const blocking[] = {
		"0.0.0.0", "::", "127.0.0.1", "::1", "nxdomain", "refused",
		"servfail", "nxdomain;;", "refused;;", "servfail;;",
		"noerror;a;0.0.0.0", "noerror;aaaa;::", "noerror;;",
	};

	for (size_t i = 0; i < ARRAY_SIZE(blocking); i++)
		if (!r->allow && span_is_nocase(value, blocking[i]))
			return NULL;
	return "answers with something else, which blocks nothing";
}

/* The modifiers that leave a rule one about a whole name. */
static const struct {
	const char *word;
	const char *(*set)(struct adblock_rule *r, struct span value);
} modifiers[] = {
	{ "important", set_important }, { "badfilter", set_badfilter },
	{ "denyallow", set_denyallow }, { "dnsrewrite", set_rewrite },
	{ "all", no_change }, { "match-case", no_change },
};

/* And those that do not, by what they ask for. */
static const struct {
	const char *word, *why;
} limits[] = {
	{ "third-party", "only as a part of other sites' pages" },
	{ "3p", "only as a part of other sites' pages" },
	{ "~third-party", "only for its own pages" },
	{ "first-party", "only for its own pages" },
	{ "1p", "only for its own pages" },
	{ "domain", "only from some pages" },
	{ "from", "only from some pages" },
	{ "document", "only as a page of its own" },
	{ "doc", "only as a page of its own" },
	{ "popup", "only in new windows" },
	{ "dnstype", "only for some types of DNS record" },
	{ "client", "only for some clients" },
	{ "ctag", "only for some clients" },
	{ "app", "only for some programs" },
};

static const char *apply(struct adblock_rule *r, struct span option)
{
	struct span word = span_trim(span_cut(&option, '='));

	for (size_t i = 0; i < ARRAY_SIZE(modifiers); i++)
		if (span_is(word, modifiers[i].word))
			return modifiers[i].set(r, span_trim(option));
	for (size_t i = 0; i < ARRAY_SIZE(limits); i++)
		if (span_is(word, limits[i].word))
			return limits[i].why;
	for (size_t i = 0; i < word.len; i++)	/* "_" stands for nothing */
		if (word.p[i] != '_')
			return "a modifier that neither name nor address "
			       "tells";
	return NULL;
}

static const char *read_options(struct adblock_rule *r, struct span options,
				const struct hash_key *key)
{
	const char *why = NULL;

	while (options.len > 0) {
		struct span option = span_trim(span_cut(&options, ','));
		const char *wrong = apply(r, option);

		if (key && !span_is(option, "badfilter"))
			r->id += hash_bytes(key, option.p, option.len);
		if (wrong && !why)
			why = wrong;
	}
	return why;
}

/* Behind a name may stand "^", "|" or "^|", and a "*" that adds nothing. */
static bool is_end(struct span rest, struct adblock_rule *r)
{
	if (span_begins(rest, "^"))
		rest = (struct span) { rest.p + 1, rest.len - 1 };
	else
		r->open = true;
	return rest.len == 0 || span_is(rest, "|") || span_is(rest, "*");
}

/* A word of files rather than of hosts: "ads.js" is a part of a URL. */
static bool is_file(struct span name)
{
	static const char *const endings[] = {
		".js", ".gif", ".png", ".jpg", ".jpeg", ".php", ".htm",
		".html", ".css", ".swf", ".asp", ".aspx", ".jsp", ".cgi",
		".svg", ".webp", ".xml", ".json", ".txt", ".ashx", ".mp4",
		".cfm", ".ico", ".woff", ".woff2", ".m3u8", ".axd",
	};

	for (size_t i = 0; i < ARRAY_SIZE(endings); i++) {
		size_t len = strlen(endings[i]);

		if (name.len >= len && span_is_nocase((struct span) {
			    name.p + name.len - len, len }, endings[i]))
			return true;
	}
	return false;
}

/* The name alone, without "||" or "|" in front: no part of a URL, which has
 * other signs, or a dot at its end. */
static const char *check_bare(const struct adblock_rule *r)
{
	struct list_entry e;

	if (span_ends(r->name, ".") || is_file(r->name) ||
	    hostname_read(r->name, &e))
		return "a part of a URL, not a name (\"||NAME^\")";
	return NULL;
}

static bool is_bracketed(struct span name)
{
	return name.len > 1 && name.p[0] == '[' &&
	       name.p[name.len - 1] == ']';
}

/* "||NAME^" is it and all below it, "|NAME^" that host alone, and so is a name
 * without either, as in a list of names. */
static const char *read_pattern(struct adblock_rule *r, struct span pattern)
{
	size_t bars = span_begins(pattern, "||") ? 2 :
		      span_begins(pattern, "|") ? 1 : 0;
	size_t end = 0;

	pattern.p += bars;
	pattern.len -= bars;
	if (memchr(pattern.p, '/', pattern.len))
		return "a path, which cannot be seen from outside";
	while (end < pattern.len && pattern.p[end] != '^' &&
	       pattern.p[end] != '|' && pattern.p[end] != '*')
		end++;
	if (end == 0 && span_begins(pattern, "*."))
		for (end = 2; end < pattern.len && pattern.p[end] != '^' &&
		     pattern.p[end] != '|' && pattern.p[end] != '*';)
			end++;
	r->name = (struct span) { pattern.p, end };
	if (!is_end((struct span) { pattern.p + end, pattern.len - end }, r))
		return "a pattern, not a name (\"||NAME^\")";
	r->below = span_begins(r->name, "*.");
	if (r->below)
		span_cut(&r->name, '.');
	else
		r->exact = bars == 1 || (bars == 0 && r->open && !r->allow);
	if (!is_bracketed(r->name) && memchr(r->name.p, ':', r->name.len))
		return "only on one port";
	if (bars == 0 || r->open) {
		const char *why = check_bare(r);

		if (why)
			return why;
	}
	if (is_bracketed(r->name))
		r->name = (struct span) { r->name.p + 1, r->name.len - 2 };
	return NULL;
}

const char *adblock_rule(struct span line, const struct hash_key *key,
			 struct adblock_rule *rule)
{
	struct span pattern, options = line;
	const char *why, *wrong;

	*rule = (struct adblock_rule) { .allow = span_begins(line, "@@") };
	pattern = span_cut(&options, '$');
	if (key)
		rule->id = hash_bytes(key, pattern.p, pattern.len);
	if (rule->allow)
		pattern = (struct span) { pattern.p + 2, pattern.len - 2 };
	why = read_pattern(rule, span_trim(pattern));
	wrong = read_options(rule, options, key);
	return why ? why : wrong;
}
