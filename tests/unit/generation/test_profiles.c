/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the shipped catalogue does for whom: destinations that a text reaches,
 * and those that it must leave alone. test_destinations.c has more of them. */

#include <stdio.h>

#include "lib/array.h"
#include "tests/unit/policy_made.h"
#include "tests/unit/tap.h"

static struct policy_made m;

#define ALL "vendors = ( { id = \"kaspersky\"; }, { id = \"huawei\"; }, " \
	"{ id = \"zte\"; }, { id = \"hytera\"; }, { id = \"hikvision\"; }, " \
	"{ id = \"dahua\"; }, { id = \"dji\"; }, { id = \"autel\"; }, " \
	"{ id = \"bytedance-tiktok\"; }, { id = \"tencent-wechat\"; }, " \
	"{ id = \"deepseek\"; }, { id = \"alibaba-alipay\"; }, " \
	"{ id = \"rednote\"; }, { id = \"manus\"; }, " \
	"{ id = \"china-mobile\"; }, { id = \"china-telecom\"; }, " \
	"{ id = \"china-unicom\"; } );"

static void begin(const char *profile)
{
	char text[2048];

	snprintf(text, sizeof(text), "profile = [ %s ]; %s", profile, ALL);
	policy_made(&m, text);
}

/* "blocked BASIS", "logged", or "passed". */
static void is(const char *who, const char *text, const char *want)
{
	struct decision d = policy_made_judge(&m, text);
	const struct legend_basis *b;
	char got[160] = "passed";

	if (d.effect == EFFECT_BLOCK) {
		b = policy_basis(m.policy, d.rule.class);
		snprintf(got, sizeof(got), "blocked %s", b ? b->id : "-");
	} else if (d.effect == EFFECT_LOG) {
		snprintf(got, sizeof(got), "logged");
	}
	is_text(got, want, "%s: %s", who, text);
}

struct row {
	const char *text, *want;
};

static void check(const char *profile, const struct row *rows, size_t n)
{
	char quoted[128];

	snprintf(quoted, sizeof(quoted), "\"%s\"", profile);
	begin(quoted);
	for (size_t i = 0; i < n; i++)
		is(profile, rows[i].text, rows[i].want);
	policy_made_done(&m);
}

#define CHECK(profile, rows) check(profile, rows, ARRAY_SIZE(rows))

static void test_person(void)
{
	static const struct row rows[] = {
		{ "s00.upd.kaspersky.com", "blocked us-commerce-2024" },
		{ "anything.kaspersky.com", "blocked us-commerce-2024" },
		{ "37.203.129.5", "blocked us-commerce-2024" },
		{ "www.securelist.com", "passed" },
		{ "opentip.kaspersky.com", "passed" },
		{ "academy.kaspersky.com", "passed" },
		{ "www.kaspersky.com", "passed" },
		{ "ocsp.kaspersky.com", "passed" },
		{ "82.202.190.112", "passed" },
		{ "www.tiktok.com", "passed" },
		{ "www.larksuite.com", "blocked us-pafaca-2024" },
		{ "dev.hik-connect.com", "passed" },
		{ "www.hikvision.com", "passed" },
		{ "api.deepseek.com", "passed" },
		{ "mail.139.com", "passed" },
		{ "mxbiz1.qq.com", "passed" },
	};

	CHECK("us-person", rows);
}

static void test_federal(void)
{
	static const struct row agency[] = {
		{ "s00.upd.kaspersky.com", "blocked us-ndaa-2018-1634" },
		{ "www.securelist.com", "passed" },
		{ "www.tiktok.com", "blocked us-omb-m-23-13" },
		{ "71.18.64.1", "blocked us-omb-m-23-13" },
		{ "www.larksuite.com", "blocked us-pafaca-2024" },
		{ "dev.hik-connect.com", "blocked us-ndaa-2019-889" },
		{ "www.hikvision.com", "passed" },
		{ "www.huawei.com", "passed" },
		{ "metrics1.data.hicloud.com", "blocked us-ndaa-2019-889" },
		{ "grs.hicloud.com", "passed" },
		{ "connectivitycheck.platform.hicloud.com", "passed" },
		{ "2404:8d04:2643::1", "passed" },
	}, contractor[] = {
		{ "s00.upd.kaspersky.com", "blocked us-ndaa-2018-1634" },
		{ "www.tiktok.com", "blocked us-far-52.204-27" },
		{ "api.deepseek.com", "blocked us-ndaa-2026-1532" },
		{ "www.dahuasecurity.com", "passed" },
	};

	CHECK("us-federal-agency", agency);
	CHECK("us-contractor", contractor);
}

static void test_states(void)
{
	static const struct row texas[] = {
		{ "s00.upd.kaspersky.com",
		  "blocked us-tx-prohibited-technologies" },
		{ "www.larksuite.com",
		  "blocked us-tx-prohibited-technologies" },
		{ "www.xiaohongshu.com",
		  "blocked us-tx-prohibited-technologies" },
		{ "www.alipay.com", "blocked us-tx-prohibited-technologies" },
		{ "www.aliyun.com", "passed" },
		{ "manus.im", "passed" },
		{ "mail.foxmail.com", "passed" },
	}, virginia[] = {
		{ "www.tiktok.com", "blocked us-va-eo-24" },
		{ "www.larksuite.com", "blocked us-va-eo-24" },
		{ "chat.deepseek.com", "blocked us-va-eo-46" },
		{ "s00.upd.kaspersky.com", "blocked us-commerce-2024" },
	}, alabama[] = {
		{ "manus.im", "blocked us-al-2025" },
		{ "chat.deepseek.com", "blocked us-al-2025" },
	};

	CHECK("us-state-tx", texas);
	CHECK("us-state-va", virginia);
	CHECK("us-state-al", alabama);
}

static void test_abroad(void)
{
	static const struct row australia[] = {
		{ "s00.upd.kaspersky.com", "blocked au-pspf-002-2025" },
		{ "opentip.kaspersky.com", "blocked au-pspf-002-2025" },
		{ "www.securelist.com", "passed" },
		{ "www.tiktok.com", "blocked au-pspf-001-2023" },
		{ "www.larksuite.com", "passed" },
		{ "api.deepseek.com", "blocked au-pspf-001-2025" },
		{ "dev.hik-connect.com", "passed" },
	}, europe[] = {
		{ "s00.upd.kaspersky.com", "passed" },
		{ "dev.hik-connect.com", "passed" },
	};

	CHECK("au-government", australia);
	CHECK("eu-critical", europe);
}

static void test_own(void)
{
	static const struct row rows[] = {
		{ "s00.upd.kaspersky.com", "blocked own-policy" },
		{ "www.securelist.com", "blocked own-policy" },
		{ "www.larksuite.com", "blocked own-policy" },
		{ "www.hikvision.com", "blocked own-policy" },
		{ "82.202.190.112", "logged" },
		{ "ocsp.kaspersky.com", "logged" },
		{ "mail.139.com", "logged" },
		{ "mxbiz2.qq.com", "logged" },
		{ "grs.dbankcloud.com", "logged" },
		{ "www.example.org", "passed" },
	};

	CHECK("own-policy", rows);
}

int main(void)
{
	test_person();
	test_federal();
	test_states();
	test_abroad();
	test_own();
	return done_testing();
}
