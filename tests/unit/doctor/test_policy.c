/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor on the policy of a fleet. */

#include <stdio.h>
#include <string.h>

#include "tests/unit/diagnosed.h"
#include "tests/unit/tap.h"
#include "tools/doctor/policy.h"

enum { NOW = 1790151302 };

static struct diagnosis d;

/* Under policy 7, which is what cordond has too. */
static const char *judge(const struct taken *taken,
			 const struct config_central *x, const char *status)
{
	struct taken t = *taken;
	struct facts f;

	/* What is not said is as it should be. */
	t.why = t.why ? t.why : (char *)"";
	t.tried = t.tried ? t.tried : NOW;
	t.well = t.well ? t.well : NOW;
	facts_made(&f, status);
	facts_set(&f.config.policy.url, "https://c.example/policy.cordon");
	f.config.central = *x;
	doctor_policy_judge(&d, &f, &t);
	facts_unmade(&f);
	return diagnosed(&d);
}

#define SEVEN .sequence = 7, .digest = "abc", .folder = "/p/7"
#define LOOK(x, ...) judge(&(struct taken) { __VA_ARGS__ }, \
	&(struct config_central) { x }, NULL)
#define UNDER(...) judge(&(struct taken) { .health = TAKEN_WELL }, \
	&(struct config_central) { SEVEN, __VA_ARGS__ }, NULL)
#define WHY(text) .why = (char *)(text)
#define ALL(...) __VA_ARGS__

static void test_try(void)
{
	is_text(LOOK(ALL(SEVEN), .health = TAKEN_WELL),
		"ok: policy 7 of the fleet is in force\n see: abc\n", "well");
	is_text(LOOK(ALL(SEVEN), .health = TAKEN_REFUSED, WHY("is old")),
		"FAIL: the policy that is offered is refused\n see: is old\n "
		"try: publish a good one, or mend \"policy\"; then cordon sync "
		"--policy\n", "refused");
	is_text(LOOK(ALL(SEVEN), .health = TAKEN_WAITS, WHY("8 is for 1 %")),
		"note: a newer policy waits\n see: 8 is for 1 %\n", "waits");
	is_text(LOOK(ALL(SEVEN), .health = TAKEN_FAILED, WHY("no route")),
		"ok: policy 7 of the fleet is in force\n see: abc\n",
		"a short while without a server");
	is_text(LOOK(ALL(SEVEN), .health = TAKEN_FAILED, .well = NOW - 7200,
		     WHY("no route")),
		"warn: no policy could be had for 2 h\n see: no route\n "
		"try: cordon sync --policy\n", "a long one");
	is_text(LOOK(ALL(SEVEN), .health = TAKEN_WELL, .tried = NOW - 7200),
		"warn: nobody has asked for the policy for 2 h\n see: "
		"policy.url is set, every 30 s\n try: systemctl enable --now "
		"cordon-policy.service\n", "nobody asks");
	is_text(LOOK(.sequence = 0, .health = TAKEN_WELL),
		"FAIL: no policy of the fleet is in force\n see: "
		"/var/lib/cordon/policy has none\n try: cordon sync "
		"--policy\n", "none");
}

static void test_use(void)
{
	is_text(UNDER(.valid_until = NOW - 1),
		"FAIL: policy 7 was valid until 2026-09-23T08:15:01Z; it "
		"stays in force\n see: /p/7/manifest: until\n try: publish "
		"another\n", "expired");
	is_text(UNDER(.valid_until = NOW + 86400),
		"note: policy 7 is valid until 2026-09-24T08:15:02Z\n see: "
		"/p/7/manifest: until\n try: publish another\n", "soon");
	is_text(UNDER(.valid_until = NOW + 30 * 86400),
		"ok: policy 7 of the fleet is in force\n see: abc\n",
		"not so soon");
	is_text(UNDER(.mistakes = 1),
		"FAIL: 1 setting of policy 7 cannot be read by this version\n "
		"see: /p/7/policy.conf\n try: publish it for this version of "
		"cordon, too\n", "a mistake");
	is_text(UNDER(.passed_over = 2),
		"note: 2 settings of this gateway do not count beside policy "
		"7\n see: cordon config show\n", "passed over");
	is_text(judge(&(struct taken) { .health = TAKEN_WELL },
		      &(struct config_central) { SEVEN },
		      "{\"policy\": {\"digest\": \"xyz\"}}"),
		"warn: cordond goes by another policy than 7\n see: cordon "
		"status: policy.digest is \"xyz\", not abc\n try: cordon "
		"reload\n", "cordond has another");
	is_text(judge(&(struct taken) { .health = TAKEN_WELL },
		      &(struct config_central) { SEVEN },
		      "{\"policy\": {\"digest\": \"abc\"}}"),
		"ok: policy 7 of the fleet is in force\n see: abc\n",
		"cordond has it");
}

int main(void)
{
	test_try();
	test_use();
	return done_testing();
}
