/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor on tables of iptables-legacy. */

#include "tests/unit/diagnosed.h"
#include "tests/unit/tap.h"
#include "tools/doctor/legacy.h"

static const char *judge(const char *names4, const char *names6)
{
	static struct diagnosis d;

	doctor_legacy_judge(&d, names4, names6);
	return diagnosed(&d);
}

int main(void)
{
	is_text(judge("", ""), "ok: no table of iptables-legacy\n", "none");
	is_text(judge("raw filter", ""), "note: iptables-legacy has tables "
		"(raw filter), whose rules cannot be read: whether they drop "
		"packets or take them out of connection tracking before ours "
		"is not known\n see: /proc/net/ip_tables_names: raw filter\n"
		" try: iptables-legacy-save to see them; iptables-legacy-save "
		"| iptables-nft-restore puts them where they can be looked "
		"at\n", "of IPv4");
	is_text(judge("", "mangle"), "note: ip6tables-legacy has tables "
		"(mangle), whose rules cannot be read: whether they drop "
		"packets or take them out of connection tracking before ours "
		"is not known\n see: /proc/net/ip6_tables_names: mangle\n"
		" try: ip6tables-legacy-save to see them; "
		"ip6tables-legacy-save | ip6tables-nft-restore puts them where "
		"they can be looked at\n", "of IPv6");
	return done_testing();
}
