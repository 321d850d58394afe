/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor on sources of lists. */

#include <stdio.h>
#include <string.h>

#include "tests/unit/diagnosed.h"
#include "tests/unit/tap.h"
#include "tools/doctor/lists.h"

static struct diagnosis d;
static char empty[] = "";
static struct config_source source;

static void begin(void)
{
	source = (struct config_source) {
		.id = (char *)"bad", .url = empty, .sha256 = empty,
		.minisign = empty, .refresh = 3600,
		.file = (char *)"x.conf", .line = 7,
	};
}

static const char *judge(const struct source_state *st, size_t n,
			 struct generations_hold hold)
{
	const struct source_now now = { &source, *st };
	struct facts f;

	facts_made(&f, NULL);
	doctor_lists_judge(&d, &f, &now, n, &hold, 9);
	facts_unmade(&f);
	return diagnosed(&d);
}

#define LOOK(...) judge(&(struct source_state) { __VA_ARGS__ }, 1, \
			(struct generations_hold) { .kind = HOLD_NONE })

enum { NOW = 1790151302 };

static void test_health(void)
{
	is_text(LOOK(.health = SOURCE_WELL, .good_at = NOW - 3 * 3600),
		"ok: 1 source is well\n", "well");
	is_text(LOOK(.health = SOURCE_WELL, .good_at = NOW - 3 * 3600 - 1),
		"warn: source bad was last looked at 3 h ago\n"
		" see: cordon lists status: good 3 h ago, refresh 1 h\n"
		" try: systemctl enable --now cordon-sync.timer\n", "stale");
	is_text(LOOK(.health = SOURCE_NEW), "warn: source bad was never taken "
		"in\n see: cordon lists status: bad is new\n"
		" try: cordon sync bad\n", "new");
	is_text(LOOK(.health = SOURCE_FAILED, .why = "no \033route"),
		"warn: source bad failed: it has no good copy, so nothing "
		"of it is in force\n see: no \\x1broute\n try: cordon sync "
		"bad\n",
		"failed");
	is_text(LOOK(.health = SOURCE_UNVERIFIED, .good_at = NOW,
		     .why = "w"), "FAIL: source "
		"bad is unverified: its last good copy stays in force\n"
		" see: w\n try: ask its publisher, or mend \"minisign\" or "
		"\"sha256\" of it in x.conf:7; then cordon sync bad\n",
		"not signed");
	is_text(LOOK(.health = SOURCE_REFUSED, .why = "w"), "FAIL: source bad "
		"is refused: it has no good copy, so nothing of it is in "
		"force\n see: w\n try: look at what came, and mend url, "
		"format or limits of it in x.conf:7; then cordon sync bad\n",
		"no list");
	is_text(LOOK(.health = SOURCE_REFUSED, .acceptable = true,
		     .good_at = NOW,
		     .why = "w"), "FAIL: source bad is refused: its last good "
		"copy stays in force\n see: w\n try: cordon sync --accept "
		"bad, if that with --dry-run shows what is right\n",
		"held back by a guard");
}

static void test_unproven(void)
{
	const struct source_state well = {
		.health = SOURCE_WELL, .good_at = NOW,
	};
	const struct generations_hold none = { .kind = HOLD_NONE };

	source.url = (char *)"http://lists.example/x";
	is_text(judge(&well, 1, none), "warn: source bad comes unsigned over "
		"plain HTTP: anybody on the way can change it\n"
		" see: url = \"http://lists.example/x\" without minisign or "
		"sha256\n try: give bad an https: url, or \"minisign\" or "
		"\"sha256\", in x.conf:7; then cordon sync bad\n"
		"ok: 1 source is well\n", "plain HTTP");
	source.minisign = (char *)"RW";
	ok(!strstr(judge(&well, 1, none), "unsigned"), "with a signature");
	source.minisign = empty;
	source.sha256 = (char *)"00";
	ok(!strstr(judge(&well, 1, none), "unsigned"), "with a digest");
	source.sha256 = empty;
	source.url = (char *)"https://lists.example/x";
	ok(!strstr(judge(&well, 1, none), "unsigned"), "over TLS");
	source.url = empty;
}

static void test_holds(void)
{
	const struct source_state well = {
		.health = SOURCE_WELL, .good_at = NOW,
	};

	is_text(judge(&well, 0, (struct generations_hold) { .kind =
		HOLD_NONE }), "ok: only the catalogue and local lists are "
		"used\n", "no sources");
	is_text(judge(&well, 0, (struct generations_hold) { .kind = HOLD_PIN,
		.number = 4, .reason = "pinned" }), "warn: lists are held at "
		"generation 4: nothing new comes into force\n"
		" see: cordon lists status: held, pinned\n"
		" try: cordon lists pin --off && cordon sync\n"
		"ok: only the catalogue and local lists are used\n", "a pin");
	ok(strstr(judge(&well, 0, (struct generations_hold) { .kind =
		HOLD_FREEZE, .reason = "frozen" }), "held at generation 9: "
		"nothing new comes into force\n see: cordon lists status: "
		"held, frozen\n try: cordon lists freeze --off && cordon "
		"sync\n"), "a freeze of the current one");
}

static void check_resolvers(struct facts *f, const char *want,
			    const char *what)
{
	doctor_lists_resolvers(&d, f);
	is_text(diagnosed(&d), want, "%s", what);
}

static void test_resolvers(void)
{
	struct facts f;

	facts_made(&f, NULL);
	check_resolvers(&f, "note: encrypted-dns is off: clients may ask "
			"public resolvers by DoH, DoT and DoQ, out of "
			"cordon's sight\n see: cordon vendors list: "
			"encrypted-dns is off\n try: cordon vendors enable "
			"encrypted-dns\n", "that are not restricted");
	f.config_ok = false;
	check_resolvers(&f, "", "unknown");
	facts_unmade(&f);
}

int main(void)
{
	begin();
	test_health();
	test_unproven();
	test_holds();
	test_resolvers();
	return done_testing();
}
