/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is lawful depends on the legal bases in force: the shipped catalogue
 * under the 2024 determination, the Australian direction, and others. */

#include <stdio.h>

#include "tests/unit/policy_made.h"
#include "tests/unit/tap.h"

static struct policy_made m;

static void begin(const char *vendors)
{
	char text[2048];

	snprintf(text, sizeof(text), "vendors = ( %s );", vendors);
	policy_made(&m, text);
}

/* "effect role basis" of a name. */
static void is(const char *name, const char *want)
{
	struct decision d = policy_made_judge(&m, name);
	const struct legend_basis *b;
	char text[160] = "ignored";

	if (d.effect != EFFECT_IGNORE) {
		b = policy_basis(m.policy, d.rule.class);
		snprintf(text, sizeof(text), "%s %s %s",
			 effect_words[d.effect],
			 m.g.legend.classes[d.rule.class].role,
			 b ? b->id : "-");
	}
	is_text(text, want, "what is done with %s, and why", name);
}

#define KASPERSKY(bases) "{ id = \"kaspersky\"; bases = [ " bases " ]; }"
#define COMMERCE "\"us-commerce-2024\""
#define AUSTRALIA "\"au-pspf-002-2025\""

static void test_determination(void)
{
	begin(KASPERSKY(COMMERCE));
	is("opentip.kaspersky.com", "lawful threat-intel -");
	is("tip.kaspersky.com", "lawful threat-intel -");
	is("www.securelist.com", "lawful information -");
	is("academy.kaspersky.com", "lawful training -");
	is("s00.upd.kaspersky.com", "blocked update us-commerce-2024");
	is("dc1.ksn.kaspersky-labs.com",
	   "blocked cloud-reputation us-commerce-2024");
	is("anything.kaspersky.com", "blocked product us-commerce-2024");
	policy_made_done(&m);
}

static void test_direction(void)
{
	begin(KASPERSKY(AUSTRALIA));
	is("opentip.kaspersky.com", "blocked threat-intel au-pspf-002-2025");
	is("www.securelist.com", "blocked information own-policy");
	is("academy.kaspersky.com", "blocked training own-policy");
	is("s00.upd.kaspersky.com", "blocked update au-pspf-002-2025");
	policy_made_done(&m);
}

static void test_both(void)
{
	begin(KASPERSKY(COMMERCE ", " AUSTRALIA));
	is("opentip.kaspersky.com", "blocked threat-intel au-pspf-002-2025");
	is("www.securelist.com", "lawful information -");
	is("s00.upd.kaspersky.com", "blocked update us-commerce-2024");
	policy_made_done(&m);
	begin("{ id = \"kaspersky\"; bases = [ " AUSTRALIA " ]; roles_off = "
	      "[ \"threat-intel\" ]; }");
	is("opentip.kaspersky.com", "lawful threat-intel au-pspf-002-2025");
	is("www.securelist.com", "blocked information own-policy");
	policy_made_done(&m);
}

static void test_others(void)
{
	begin("{ id = \"tencent-wechat\"; bases = "
	      "[ \"ca-treasury-board-2023\" ]; }");
	is("long.weixin.qq.com", "blocked app ca-treasury-board-2023");
	is("dns.weixin.qq.com.cn", "blocked dns ca-treasury-board-2023");
	is("mail.qq.com", "lawful web -");
	policy_made_done(&m);
	begin("{ id = \"bytedance-tiktok\"; }");
	is("www.tiktok.com", "blocked app-us us-omb-m-23-13");
	is("shop.volces.com", "lawful cloud -");
	is("api.deepseek.com", "ignored");
	policy_made_done(&m);
	begin("{ id = \"huawei\"; }");
	is("metrics1.data.hicloud.com", "blocked telemetry us-ndaa-2019-889");
	is("grs.hicloud.com", "logged sdk-config own-policy");
	is("tenant.myhuaweicloud.com", "logged cloud own-policy");
	policy_made_done(&m);
	begin("{ id = \"encrypted-dns\"; roles_off = [ \"canary\" ]; }");
	is("dns.google", "blocked doh-host own-policy");
	is("mozilla.cloudflare-dns.com", "blocked doh-host own-policy");
	is("use-application-dns.net", "lawful canary own-policy");
	is("www.google.com", "ignored");
	policy_made_done(&m);
}

int main(void)
{
	test_determination();
	test_direction();
	test_both();
	test_others();
	return done_testing();
}
