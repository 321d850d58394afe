/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is lawful depends on the legal bases in force: the shipped catalogue
 * under the 2024 determination, the Australian direction, and others. */

#include <stdio.h>

#include "lib/file.h"
#include "ruleset/config/config_load.h"
#include "ruleset/policy/policy.h"
#include "tests/unit/tap.h"

static struct config config;
static struct generation g;
static struct policy *policy;

static void begin(const char *vendors)
{
	char path[128], text[2048];
	const char *s = scratch();

	snprintf(text, sizeof(text), "mode = \"enforce\"; "
		 "catalogue = \"ruleset/vendors\"; local_catalogue = "
		 "\"%s/none\"; state = \"%s\"; block_list = \"%s/b\"; "
		 "allow_list = \"%s/a\"; protect_list = \"%s/p\"; "
		 "vendors = ( %s );\n", s, s, s, s, s, vendors);
	snprintf(path, sizeof(path), "%s/cordon.conf", s);
	file_write(path, text, strlen(text), 0644);
	if (!config_load(&config, path) ||
	    generation_compile(&g, &config, &config.report) < 0 ||
	    !policy_check(&g.legend, &config, &config.report))
		diag("%s", config.report.text.p);
	policy = policy_new(&g, &config);
}

static void end(void)
{
	policy_free(policy);
	generation_close(&g);
	config_done(&config);
}

/* "effect role basis" of a name. */
static void is(const char *name, const char *want)
{
	struct decision d = policy_judge_name(policy, name, strlen(name));
	const struct legend_basis *b;
	char text[160] = "ignored";

	if (d.effect != EFFECT_IGNORE) {
		b = policy_basis(policy, d.rule.class);
		snprintf(text, sizeof(text), "%s %s %s",
			 effect_words[d.effect],
			 g.legend.classes[d.rule.class].role,
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
	end();
}

static void test_direction(void)
{
	begin(KASPERSKY(AUSTRALIA));
	is("opentip.kaspersky.com", "blocked threat-intel au-pspf-002-2025");
	is("www.securelist.com", "blocked information own-policy");
	is("academy.kaspersky.com", "blocked training own-policy");
	is("s00.upd.kaspersky.com", "blocked update au-pspf-002-2025");
	end();
}

static void test_both(void)
{
	begin(KASPERSKY(COMMERCE ", " AUSTRALIA));
	is("opentip.kaspersky.com", "blocked threat-intel au-pspf-002-2025");
	is("www.securelist.com", "lawful information -");
	is("s00.upd.kaspersky.com", "blocked update us-commerce-2024");
	end();
	begin("{ id = \"kaspersky\"; bases = [ " AUSTRALIA " ]; roles_off = "
	      "[ \"threat-intel\" ]; }");
	is("opentip.kaspersky.com", "lawful threat-intel au-pspf-002-2025");
	is("www.securelist.com", "blocked information own-policy");
	end();
}

static void test_others(void)
{
	begin("{ id = \"tencent-wechat\"; bases = "
	      "[ \"ca-treasury-board-2023\" ]; }");
	is("long.weixin.qq.com", "blocked app ca-treasury-board-2023");
	is("dns.weixin.qq.com.cn", "blocked dns ca-treasury-board-2023");
	is("mail.qq.com", "lawful web -");
	end();
	begin("{ id = \"bytedance-tiktok\"; }");
	is("www.tiktok.com", "blocked app-us us-omb-m-23-13");
	is("shop.volces.com", "lawful cloud -");
	is("api.deepseek.com", "ignored");
	end();
	begin("{ id = \"huawei\"; }");
	is("metrics1.data.hicloud.com", "blocked telemetry us-ndaa-2019-889");
	is("grs.hicloud.com", "logged sdk-config own-policy");
	is("tenant.myhuaweicloud.com", "logged cloud own-policy");
	end();
	begin("{ id = \"encrypted-dns\"; roles_off = [ \"canary\" ]; }");
	is("dns.google", "blocked doh-host own-policy");
	is("mozilla.cloudflare-dns.com", "blocked doh-host own-policy");
	is("use-application-dns.net", "lawful canary own-policy");
	is("www.google.com", "ignored");
	end();
}

int main(void)
{
	test_determination();
	test_direction();
	test_both();
	test_others();
	return done_testing();
}
