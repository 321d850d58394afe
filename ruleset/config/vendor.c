/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads and checks the catalogue's vendor files. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/file.h"
#include "lib/name.h"
#include "lib/prefix.h"
#include "lib/suggest.h"
#include "ruleset/config/vendor.h"

static const char *const match_words[] = {
	[MATCH_SUFFIX] = "suffix", [MATCH_EXACT] = "exact", NULL
};

const char *const vendor_transport_words[] = {
	[TRANSPORT_TCP] = "tcp", [TRANSPORT_UDP] = "udp", NULL
};

#define FIELD(s, f) .key = #f, .offset = offsetof(struct s, f)

static const struct conf_row name_rows[] = {
	{ FIELD(vendor_name, name), .type = &conf_text, .required = true },
	{ FIELD(vendor_name, match), .type = &conf_word, .words = match_words,
	  .required = true },
	{ FIELD(vendor_name, role), .type = &conf_text, .required = true },
	{ FIELD(vendor_name, source), .type = &conf_text, .required = true },
	{ FIELD(vendor_name, date), .type = &conf_text },
	{ FIELD(vendor_name, confidence), .type = &conf_text,
	  .required = true },
	{ FIELD(vendor_name, enforce), .type = &conf_bool, .standard = true },
	{ FIELD(vendor_name, shared), .type = &conf_bool },
	{ .type = &conf_line, .offset = offsetof(struct vendor_name, line) },
};

static const struct conf_row prefix_rows[] = {
	{ FIELD(vendor_prefix, prefix), .type = &conf_text, .required = true },
	{ FIELD(vendor_prefix, role), .type = &conf_text, .required = true },
	{ FIELD(vendor_prefix, source), .type = &conf_text, .required = true },
	{ FIELD(vendor_prefix, date), .type = &conf_text },
	{ FIELD(vendor_prefix, confidence), .type = &conf_text,
	  .required = true },
	{ FIELD(vendor_prefix, enforce), .type = &conf_bool, .standard = true },
	{ FIELD(vendor_prefix, shared), .type = &conf_bool },
	{ .type = &conf_line, .offset = offsetof(struct vendor_prefix, line) },
};

static const struct conf_row port_rows[] = {
	{ FIELD(vendor_port, port), .type = &conf_int, .min = 1, .max = 65535,
	  .required = true },
	{ FIELD(vendor_port, transport), .type = &conf_word,
	  .words = vendor_transport_words, .required = true },
	{ FIELD(vendor_port, role), .type = &conf_text, .required = true },
	{ FIELD(vendor_port, source), .type = &conf_text, .required = true },
	{ FIELD(vendor_port, date), .type = &conf_text },
	{ FIELD(vendor_port, confidence), .type = &conf_text,
	  .required = true },
	{ FIELD(vendor_port, enforce), .type = &conf_bool, .standard = true },
	{ .type = &conf_line, .offset = offsetof(struct vendor_port, line) },
};

static const struct conf_row asn_rows[] = {
	{ FIELD(vendor_asn, n), .type = &conf_int, .min = 1,
	  .max = 4294967294, .required = true },
	{ FIELD(vendor_asn, name), .type = &conf_text },
	{ FIELD(vendor_asn, source), .type = &conf_text, .required = true },
	{ FIELD(vendor_asn, date), .type = &conf_text },
	{ FIELD(vendor_asn, confidence), .type = &conf_text, .required = true },
	{ FIELD(vendor_asn, expand), .type = &conf_bool, .required = true },
	{ .type = &conf_line, .offset = offsetof(struct vendor_asn, line) },
};

static const struct conf_row vendor_rows[] = {
	{ FIELD(vendor, id), .type = &conf_text, .required = true },
	{ FIELD(vendor, title), .type = &conf_text, .required = true },
	{ FIELD(vendor, as_of), .type = &conf_text, .required = true },
	{ FIELD(vendor, schema), .type = &conf_int, .min = 1, .max = 1000000,
	  .standard = 1 },
	{ .key = "class", .type = &conf_bool,
	  .offset = offsetof(struct vendor, is_class) },
	{ FIELD(vendor, bases), .type = &conf_list, .rows = basis_rows,
	  .nrows = BASIS_ROWS, .size = sizeof(struct basis),
	  .required = true },
	{ FIELD(vendor, names), .type = &conf_list, CONF_ROWS(name_rows),
	  .size = sizeof(struct vendor_name) },
	{ FIELD(vendor, prefixes), .type = &conf_list, CONF_ROWS(prefix_rows),
	  .size = sizeof(struct vendor_prefix) },
	{ FIELD(vendor, prefix_ports), .type = &conf_ints, .min = 1,
	  .max = 65535 },
	{ FIELD(vendor, ports), .type = &conf_list, CONF_ROWS(port_rows),
	  .size = sizeof(struct vendor_port) },
	{ FIELD(vendor, asns), .type = &conf_list, CONF_ROWS(asn_rows),
	  .size = sizeof(struct vendor_asn) },
	{ FIELD(vendor, notes), .type = &conf_texts },
};

#define NROWS ARRAY_SIZE(vendor_rows)

/* Fills in what follows of the rest. */
static void finish(struct vendor *v)
{
	struct basis *b = v->bases.items;

	for (size_t i = 0; i < v->bases.n; i++)
		basis_finish(&b[i]);
}

void vendor_done(struct vendor *v)
{
	struct basis *b = v->bases.items;

	for (size_t i = 0; i < v->bases.n; i++)
		basis_done(&b[i]);
	conf_free(vendor_rows, NROWS, v);
	free(v->file);
}

static bool is_plain_word(const char *s)
{
	return strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-") ==
	       strlen(s) && s[0] != '-' && strlen(s) >= 1 && strlen(s) <= 32;
}

static bool ends_with(const char *s, const char *end)
{
	size_t len = strlen(s), n = strlen(end);

	return len >= n && strcmp(s + len - n, end) == 0;
}

/* An id becomes part of log prefixes and of chain names, "vendor-ID" and
 * what ruleset/policy/intervals.c ends it with; "local" is this gateway's. */
static bool id_is_valid(const char *id)
{
	return is_plain_word(id) && strcmp(id, "local") != 0 &&
	       !ends_with(id, "-log") && !ends_with(id, "-some") &&
	       !ends_with(id, "-port");
}

/* How sure an entry is. A word that is mistyped here could make a doubtful
 * entry one that is enforced. */
static const char *const confidences[] = {
	"official-vendor-doc", "registry", "third-party-list",
	"third-party-observation", "unverified"
};

static void check_date(const struct vendor *v, unsigned line,
		       const char *date, struct conf_report *report)
{
	if (date && !basis_is_date(date))
		conf_complain(report, v->file, line, "date \"%s\" is not a "
			      "day such as 2026-06-19", date);
}

static void check_words(const struct vendor *v, unsigned line,
			const char *role, const char *confidence,
			struct conf_report *report)
{
	const size_t n = ARRAY_SIZE(confidences);
	char near[SUGGEST_TEXT];
	size_t i = 0;

	if (!is_plain_word(role))
		conf_complain(report, v->file, line,
			      "role \"%s\" must be 1 to 32 of a-z, 0-9 and "
			      "'-'", role);
	while (i < n && strcmp(confidences[i], confidence) != 0)
		i++;
	if (i < n)
		return;
	suggest_text(suggest(confidence, confidences, n, sizeof(*confidences)),
		     near);
	conf_complain(report, v->file, line, "unknown confidence \"%s\"%s",
		      confidence, near);
}

/* Entries nobody is sure of must not be enforced. */
static bool is_doubtful(const char *role, const char *confidence)
{
	return strcmp(role, "evidence") == 0 ||
	       strcmp(role, "network-unconfirmed") == 0 ||
	       strcmp(confidence, "unverified") == 0;
}

static void check_bases(const struct vendor *v, struct conf_report *report)
{
	const struct basis *b = v->bases.items;

	if (v->bases.n == 0)
		conf_complain(report, v->file, 0,
			      "a vendor needs a legal basis");
	for (size_t i = 0; i < v->bases.n; i++) {
		basis_check(&b[i], v->schema, v->as_of ? v->as_of : "",
			    v->file, report);
		for (size_t k = 0; b[i].id && k < i; k++)
			if (b[k].id && strcmp(b[k].id, b[i].id) == 0)
				conf_complain(report, v->file, b[i].line,
					      "basis \"%s\" is there twice",
					      b[i].id);
	}
}

static void check_names(const struct vendor *v, struct conf_report *report)
{
	const struct vendor_name *names = v->names.items;

	for (size_t i = 0; i < v->names.n; i++) {
		const struct vendor_name *n = &names[i];

		if (!n->name || !n->role || !n->confidence)
			continue;	/* already reported as missing */
		if (!name_is_hostname(n->name, strlen(n->name)))
			conf_complain(report, v->file, n->line,
				      "\"%s\" is not a host name in lower case",
				      n->name);
		else if (!strchr(n->name, '.'))
			conf_complain(report, v->file, n->line,
				      "\"%s\" is a single label; a list may "
				      "not hold a whole top-level domain",
				      n->name);
		if (n->enforce && is_doubtful(n->role, n->confidence))
			conf_complain(report, v->file, n->line,
				      "%s is %s, %s: it needs enforce = false",
				      n->name, n->role, n->confidence);
		check_words(v, n->line, n->role, n->confidence, report);
		check_date(v, n->line, n->date, report);
	}
}

static void check_prefixes(const struct vendor *v, struct conf_report *report)
{
	const struct vendor_prefix *prefixes = v->prefixes.items;
	struct prefix parsed;

	for (size_t i = 0; i < v->prefixes.n; i++) {
		const struct vendor_prefix *p = &prefixes[i];

		if (!p->prefix || !p->role || !p->confidence)
			continue;
		if (!prefix_parse(p->prefix, &parsed))
			conf_complain(report, v->file, p->line,
				      "\"%s\" is not a prefix: an address, "
				      "'/', a length, no bits behind it",
				      p->prefix);
		if (p->enforce &&
		    (p->shared || is_doubtful(p->role, p->confidence)))
			conf_complain(report, v->file, p->line,
				      "%s is %s, %s%s: it needs "
				      "enforce = false", p->prefix, p->role,
				      p->confidence,
				      p->shared ? ", shared" : "");
		check_words(v, p->line, p->role, p->confidence, report);
		check_date(v, p->line, p->date, report);
	}
}

static void check_ports(const struct vendor *v, struct conf_report *report)
{
	const struct vendor_port *ports = v->ports.items;
	const struct vendor_asn *asns = v->asns.items;

	for (size_t i = 0; i < v->ports.n; i++) {
		const struct vendor_port *p = &ports[i];

		if (!p->role || !p->confidence)
			continue;
		if (p->enforce && is_doubtful(p->role, p->confidence))
			conf_complain(report, v->file, p->line,
				      "port %d is %s, %s: it needs enforce = "
				      "false", (int)p->port, p->role,
				      p->confidence);
		check_words(v, p->line, p->role, p->confidence, report);
		check_date(v, p->line, p->date, report);
	}
	for (size_t i = 0; i < v->asns.n; i++)
		check_date(v, asns[i].line, asns[i].date, report);
	if (v->prefix_ports.n > VENDOR_PREFIX_PORTS)
		conf_complain(report, v->file, 0, "prefix_ports has %zu; it "
			      "may have %d", v->prefix_ports.n,
			      VENDOR_PREFIX_PORTS);
	if (v->is_class && (v->names.n || v->prefixes.n || v->ports.n ||
			    v->asns.n))
		conf_complain(report, v->file, 0, "a class of products "
			      "(class = true) has no names, prefixes, ports "
			      "or AS numbers: they belong to a vendor");
}

static bool vendor_check(const struct vendor *v, struct conf_report *report)
{
	unsigned before = report->errors;

	if (!id_is_valid(v->id))
		conf_complain(report, v->file, 0,
			      "id \"%s\" must be 1 to 32 of a-z, 0-9 and '-', "
			      "not \"local\", not ending in \"-log\", "
			      "\"-some\" or \"-port\"", v->id);
	check_bases(v, report);
	check_names(v, report);
	check_prefixes(v, report);
	check_ports(v, report);
	return report->errors == before;
}

/* What a newer program wrote may hold what this one does not know. */
static bool can_be_read(const struct vendor *v, struct conf_report *report)
{
	if (v->schema <= VENDOR_SCHEMA)
		return true;
	conf_complain(report, v->file, 0, "needs a cordon that reads schema "
		      "%d of the catalogue; this one reads up to %d",
		      (int)v->schema, VENDOR_SCHEMA);
	return false;
}

/* What was found wrong with one that is too new is no mistake of its. */
static bool end_report(const struct vendor *v, size_t n,
		       struct conf_report *mine, struct conf_report *report)
{
	bool good = true;

	for (size_t i = 0; i < n && good; i++)
		good = can_be_read(&v[i], report);
	if (good)
		conf_report_add(report, mine);
	conf_report_done(mine);
	return good;
}

bool vendor_read(struct vendor *v, const char *path,
		 struct conf_report *report)
{
	struct conf_report mine = { .errors = 0 };
	bool ok;

	*v = (struct vendor) { .file = xstrdup(path) };
	conf_defaults(vendor_rows, NROWS, v);
	ok = conf_read(path, vendor_rows, NROWS, v, &mine);
	finish(v);
	return end_report(v, 1, &mine, report) && ok &&
	       vendor_check(v, report);
}

static const struct conf_row many_rows[] = {
	{ .key = "catalogue", .type = &conf_list, CONF_ROWS(vendor_rows),
	  .size = sizeof(struct vendor), .required = true },
};

bool vendors_read(struct conf_list *vendors, const char *path,
		  struct conf_report *report)
{
	struct conf_report mine = { .errors = 0 };
	struct vendor *v;
	bool ok;

	*vendors = (struct conf_list) { 0 };
	ok = conf_read(path, many_rows, 1, vendors, &mine);
	v = vendors->items;
	for (size_t i = 0; i < vendors->n; i++) {
		v[i].file = xstrdup(path);
		finish(&v[i]);
	}
	ok = end_report(v, vendors->n, &mine, report) && ok;
	for (size_t i = 0; ok && i < vendors->n; i++)
		ok = vendor_check(&v[i], report);
	return ok;
}
