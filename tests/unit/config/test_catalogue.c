/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The shipped catalogue keeps its rules: sources, roles, dates, no doubtful or
 * foreign space enforced, no name of one vendor under another's. With another
 * folder than ruleset/vendors: tests/golden/planted.sh plants mistakes. */

#include <libpsl.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/array.h"
#include "lib/name.h"
#include "lib/prefix.h"
#include "ruleset/config/catalogue.h"
#include "ruleset/config/config.h"
#include "ruleset/config/config_load.h"
#include "ruleset/config/organisation.h"
#include "tests/unit/tap.h"

#define not_ok(...) ok(false, __VA_ARGS__)

static struct catalogue cat;
static const char *folder = "ruleset/vendors";

static bool given(const char *text)
{
	return text && text[0] != '\0';
}

static bool one_of(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (word && strcmp(word, *words) == 0)
			return true;
	return false;
}

/* Plain ASCII, one line: what a page, a table and a log can show. */
static bool is_plain(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < ' ' || (unsigned char)*s > '~')
			return false;
	return true;
}

/* --- sources --------------------------------------------------------- */

/* What anybody can open. */
static const char *const references[] = {
	"https://", "http://", "github:", "npm:@", NULL
};

/* What belongs into a diary, not on a page that a lawyer signs. */
static const char *const diary[] = {
	"file id", "recalled", "not verified", "not established",
	"not checked", "unclear", "no stored", NULL
};

static bool is_diary(const char *text)
{
	for (size_t i = 0; diary[i]; i++)
		if (strstr(text, diary[i]))
			return true;
	return false;
}

static bool is_reference(const char *source)
{
	if (!given(source) || !is_plain(source) || is_diary(source))
		return false;
	for (size_t i = 0; references[i]; i++)
		if (strstr(source, references[i]))
			return true;
	return false;
}

static const char *const confidences[] = {
	"official-vendor-doc", "registry", "third-party-list",
	"third-party-observation", "unverified", NULL
};

static const char *const roles[] = {
	/* of names */
	"account", "activation", "api", "app", "app-us", "canary",
	"captive-portal", "carriage", "cdn-alias", "certificates", "cloud",
	"cloud-reputation", "ddns", "device-cloud", "dns", "doh-host",
	"dot-host", "information", "injected-script", "mail",
	"mail-of-third-parties", "management", "mdr", "media", "p2p",
	"private-relay", "product", "sdk-config", "sister-app", "telemetry",
	"threat-intel", "training", "trusted-time", "update", "web",
	/* of addresses and ports */
	"ddos-protected-customers", "evidence", "network",
	"network-unconfirmed", "network-us", "resolver-address", "dot-port",
	"doq-port", NULL
};

/* Others' space, or space of tenants and guests. */
static bool is_unsure(const char *role, const char *confidence)
{
	static const char *const unsure[] = {
		"captive-portal", "carriage", "certificates", "cloud",
		"ddos-protected-customers", "evidence",
		"mail-of-third-parties", "network-unconfirmed", "sdk-config",
		NULL
	};

	return one_of(role, unsure) || strcmp(confidence, "unverified") == 0;
}

/* What is wrong with an entry, NULL if nothing is. */
static const char *mistake(const char *role, const char *source,
			   const char *confidence, bool enforce)
{
	if (!one_of(role, roles))
		return "its role is unknown";
	if (!one_of(confidence, confidences))
		return "its confidence is unknown";
	if (!is_reference(source))
		return "its source is no reference";
	if (enforce && is_unsure(role, confidence))
		return "it is enforced, though nobody is sure of it";
	return NULL;
}

/* --- one vendor ------------------------------------------------------ */

static bool is_date(const char *s)
{
	int y, m, d, n = 0;

	return strlen(s) == 10 &&
	       sscanf(s, "%4d-%2d-%2d%n", &y, &m, &d, &n) == 3 && n == 10 &&
	       y >= 2024 && m >= 1 && m <= 12 && d >= 1 && d <= 31;
}

static void check_head(const struct vendor *v)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s.conf", folder, v->id);
	is_text(v->file, path, "%s stands in the file of its id", v->id);
	ok(given(v->title) && is_plain(v->title), ": has a title");
	if (!ok(is_date(v->as_of), ": and the day it was true"))
		diag("%s", v->as_of);
	for (size_t i = 0; i < v->notes.n; i++)
		if (!is_plain(((char **)v->notes.items)[i]) ||
		    is_diary(((char **)v->notes.items)[i]))
			not_ok("note %zu is not plain", i);
	is_number(v->schema, VENDOR_SCHEMA, ": is written for this schema");
}

static bool has_role(const struct vendor *v, const char *role)
{
	const struct vendor_name *n = v->names.items;
	const struct vendor_prefix *p = v->prefixes.items;

	for (size_t i = 0; i < v->names.n; i++)
		if (strcmp(n[i].role, role) == 0)
			return true;
	for (size_t i = 0; i < v->prefixes.n; i++)
		if (strcmp(p[i].role, role) == 0)
			return true;
	return false;
}

/* "89 FR 52434": numbers where these have some. */
static bool is_formed(const char *cite)
{
	static const char *const forms[] = { " FR ", " CFR ", " U.S.C. " };

	for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
		for (const char *p = cite; (p = strstr(p, forms[i])); p++) {
			const char *after = p + strlen(forms[i]);

			after += strncmp(after, "part ", 5) == 0 ? 5 : 0;
			if (p == cite || !strchr("0123456789", p[-1]) ||
			    !strchr("0123456789", *after) || !*after)
				return false;
		}
	return true;
}

/* Roles that a basis names, with a '+' or without; a class has none. */
static unsigned bad_roles(const struct vendor *v, const struct conf_list *list)
{
	char *const *words = list->items;
	unsigned bad = 0;

	for (size_t i = 0; i < list->n; i++)
		bad += !has_role(v, words[i] + (words[i][0] == '+')) &&
		       v->names.n + v->prefixes.n > 0;
	return bad;
}

static void check_basis(const struct vendor *v, const struct basis *b)
{
	const char *const texts[] = { b->id, b->authority, b->cite, b->binds,
				      b->dates, b->leaves_out };
	char *const *who = b->profiles.items;
	unsigned bad = 0;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		bad += !given(texts[i]) || !is_plain(texts[i]) ||
		       is_diary(texts[i]);
	bad += b->duty != DUTY_OWN && !is_reference(b->source);
	bad += !is_formed(b->cite);
	bad += bad_roles(v, &b->roles_off) + bad_roles(v, &b->reaches);
	for (size_t i = 0; i < b->profiles.n; i++)
		bad += !organisation_is_known(who[i]);
	if (bad)
		not_ok("basis %s of %s: %u mistakes", b->id, v->id, bad);
}

static void check_bases(const struct vendor *v)
{
	const struct basis *b = v->bases.items;
	unsigned twice = 0;

	for (size_t i = 0; i < v->bases.n; i++) {
		check_basis(v, &b[i]);
		for (size_t k = 0; k < i; k++)
			twice += strcmp(b[i].id, b[k].id) == 0;
	}
	ok(v->bases.n > 0, ": has a legal basis");
	is_number(twice, 0, "no two bases have one id");
}

static void check_names(const struct vendor *v)
{
	const psl_ctx_t *psl = psl_builtin();
	const struct vendor_name *n = v->names.items;
	const char *what;

	for (size_t i = 0; i < v->names.n; i++) {
		what = mistake(n[i].role, n[i].source, n[i].confidence,
			       n[i].enforce);
		if (!name_is_hostname(n[i].name, strlen(n[i].name)))
			what = "it is no host name";
		if (psl_is_public_suffix2(psl, n[i].name, PSL_TYPE_ICANN) ||
		    (n[i].enforce && psl_is_public_suffix(psl, n[i].name)))
			what = "it is a public suffix";
		for (size_t k = 0; k < i; k++)
			if (strcmp(n[i].name, n[k].name) == 0 &&
			    n[i].match == n[k].match)
				what = "it stands there twice";
		if (what)
			not_ok("%s:%u: %s: %s", v->file, n[i].line, n[i].name,
			       what);
	}
	ok(psl != NULL, "%zu names were looked at", v->names.n);
}

/* Space that must never be listed: private, local, multicast, all. */
static bool is_special(const struct prefix *p)
{
	static const char *const special[] = {
		"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8",
		"169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
		"192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15",
		"198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "::/8",
		"100::/64", "2001:db8::/32", "fc00::/7", "fe80::/10",
		"ff00::/8",
	};
	struct prefix s;

	for (size_t i = 0; i < ARRAY_SIZE(special); i++)
		if (!prefix_parse(special[i], &s) ||
		    prefix_contains(&s, &p->addr) ||
		    prefix_contains(p, &s.addr))
			return true;
	return false;
}

/* An address or network as it is written back is as it was written. */
static bool is_canonical(const char *text, const struct prefix *p)
{
	char back[ADDRESS_TEXT];

	prefix_format(p, back);		/* of one address, without length */
	return strncmp(text, back, strlen(back)) == 0 && strchr(text, '/');
}

static void check_prefixes(const struct vendor *v)
{
	const struct vendor_prefix *p = v->prefixes.items;
	struct prefix parsed;
	const char *what;

	for (size_t i = 0; i < v->prefixes.n; i++) {
		what = mistake(p[i].role, p[i].source, p[i].confidence,
			       p[i].enforce);
		if (!prefix_parse(p[i].prefix, &parsed) ||
		    !is_canonical(p[i].prefix, &parsed))
			what = "it is not written as it should be";
		else if (is_special(&parsed))
			what = "it is special or private space";
		if (strcmp(p[i].confidence, "registry") == 0 && !p[i].date)
			what = "its routing data has no day";
		if (p[i].enforce && p[i].shared)
			what = "it is enforced in others' space";
		if (what)
			not_ok("%s:%u: %s: %s", v->file, p[i].line,
			       p[i].prefix, what);
	}
	ok(true, "%zu prefixes were looked at", v->prefixes.n);
}

static void check_ports_and_asns(const struct vendor *v)
{
	const struct vendor_port *p = v->ports.items;
	const struct vendor_asn *a = v->asns.items;
	bool carrier = strncmp(v->id, "china-", 6) == 0;
	const char *what;

	for (size_t i = 0; i < v->ports.n; i++)
		if ((what = mistake(p[i].role, p[i].source, p[i].confidence,
				    p[i].enforce)))
			not_ok("%s:%u: port: %s", v->file, p[i].line, what);
	for (size_t i = 0; i < v->asns.n; i++)
		if (!is_reference(a[i].source) ||
		    !one_of(a[i].confidence, confidences) ||
		    !given(a[i].name) || (a[i].expand && carrier))
			not_ok("%s:%u: AS%lld is not as it should be", v->file,
			       a[i].line, (long long)a[i].n);
	ok(true, "%zu ports, %zu AS numbers were looked at", v->ports.n,
	   v->asns.n);
}

/* --- all of them together -------------------------------------------- */

static bool is_below(const char *name, const struct vendor_name *n)
{
	return strcmp(name, n->name) == 0 ||
	       (n->match == MATCH_SUFFIX &&
		strlen(name) > strlen(n->name) &&
		strcmp(name + strlen(name) - strlen(n->name), n->name) == 0 &&
		name[strlen(name) - strlen(n->name) - 1] == '.');
}

static void compare_names(const struct vendor *a, const struct vendor *b)
{
	const struct vendor_name *na = a->names.items, *nb = b->names.items;

	for (size_t i = 0; i < a->names.n; i++)
		for (size_t k = 0; k < b->names.n; k++)
			if (is_below(na[i].name, &nb[k]))
				not_ok("%s of %s is under %s of %s",
				       na[i].name, a->id, nb[k].name, b->id);
}

static bool overlap(const char *a, const char *b)
{
	struct prefix pa, pb;

	return prefix_parse(a, &pa) && prefix_parse(b, &pb) &&
	       (prefix_contains(&pa, &pb.addr) ||
		prefix_contains(&pb, &pa.addr));
}

/* Nobody's enforced space is another's, or shared with anybody. */
static void compare_prefixes(const struct vendor *a, const struct vendor *b)
{
	const struct vendor_prefix *pa = a->prefixes.items;
	const struct vendor_prefix *pb = b->prefixes.items;

	for (size_t i = 0; i < a->prefixes.n; i++)
		for (size_t k = 0; k < b->prefixes.n; k++)
			if (pa[i].enforce && &pa[i] != &pb[k] &&
			    (a != b || pb[k].shared) &&
			    overlap(pa[i].prefix, pb[k].prefix))
				not_ok("%s of %s is enforced and overlaps %s "
				       "of %s", pa[i].prefix, a->id,
				       pb[k].prefix, b->id);
}

static void compare_asns(const struct vendor *a, const struct vendor *b)
{
	const struct vendor_asn *na = a->asns.items, *nb = b->asns.items;

	for (size_t i = 0; i < a->asns.n; i++)
		for (size_t k = 0; k < b->asns.n; k++)
			if (&na[i] != &nb[k] && na[i].n == nb[k].n)
				not_ok("AS%lld is of %s and of %s",
				       (long long)na[i].n, a->id, b->id);
}

static void test_together(void)
{
	for (size_t i = 0; i < cat.n; i++)
		for (size_t k = 0; k < cat.n; k++) {
			if (i != k)
				compare_names(&cat.vendors[i],
					      &cat.vendors[k]);
			compare_prefixes(&cat.vendors[i], &cat.vendors[k]);
			compare_asns(&cat.vendors[i], &cat.vendors[k]);
		}
	ok(true, "%zu vendors were compared with each other", cat.n);
}

/* --- which there are ------------------------------------------------- */

static void test_wanted(void)
{
	static const struct {
		const char *id;
		size_t names, prefixes, asns;	/* at least */
	} rows[] = {
		{ "kaspersky", 200, 21, 3 }, { "huawei", 52, 6, 11 },
		{ "zte", 7, 2, 1 }, { "hytera", 1, 0, 0 },
		{ "hikvision", 36, 2, 0 }, { "dahua", 15, 0, 0 },
		{ "dji", 24, 0, 0 }, { "autel", 2, 0, 0 },
		{ "alibaba-alipay", 9, 0, 0 }, { "rednote", 8, 0, 0 },
		{ "manus", 2, 0, 0 },
		{ "bytedance-tiktok", 119, 226, 5 },
		{ "tencent-wechat", 38, 2, 5 }, { "deepseek", 7, 1, 0 },
		{ "china-telecom", 5, 9, 4 }, { "china-mobile", 4, 3, 9 },
		{ "china-unicom", 8, 3, 4 }, { "pacific-networks", 0, 0, 0 },
		{ "encrypted-dns", 80, 80, 0 },
	};
	const struct vendor *v;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		v = catalogue_find(&cat, rows[i].id);
		ok(v && v->names.n >= rows[i].names &&
		   v->prefixes.n >= rows[i].prefixes &&
		   v->asns.n >= rows[i].asns, "%s is all there", rows[i].id);
	}
	v = catalogue_find(&cat, "fcc-routers");
	ok(v && v->is_class && v->names.n == 0, "a class has its place");
	v = catalogue_find(&cat, "hikvision");
	ok(v && strstr(v->title, "EZVIZ"), "EZVIZ stands with Hikvision");
}

static void test_defaults(void)
{
	struct config c;
	char path[128];

	snprintf(path, sizeof(path), "%s/empty.conf", scratch());
	fclose(fopen(path, "w"));
	config_load(&c, path);
	for (size_t i = 0; i < cat.n; i++)
		if (config_vendor_mode(&c, cat.vendors[i].id) !=
		    (strcmp(cat.vendors[i].id, "kaspersky") == 0 ?
		     MODE_OBSERVE : MODE_OFF))
			not_ok("%s is not as it should be by default",
			       cat.vendors[i].id);
	ok(true, "only kaspersky is on by default");
	config_done(&c);
}

int main(int argc, char **argv)
{
	struct conf_report report = { 0 };

	if (argc > 1)
		folder = argv[1];
	if (!ok(catalogue_read(&cat, folder, scratch(), &report),
		"the shipped catalogue has no mistake"))
		diag("%s", report.text.p);
	for (size_t i = 0; i < cat.n; i++) {
		check_head(&cat.vendors[i]);
		check_bases(&cat.vendors[i]);
		check_names(&cat.vendors[i]);
		check_prefixes(&cat.vendors[i]);
		check_ports_and_asns(&cat.vendors[i]);
	}
	test_together();
	test_wanted();
	test_defaults();
	catalogue_done(&cat);
	conf_report_done(&report);
	return done_testing();
}
