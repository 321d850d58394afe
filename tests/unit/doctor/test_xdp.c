/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor on programs of interfaces. */

#include "tests/unit/diagnosed.h"
#include "tests/unit/tap.h"
#include "tools/doctor/xdp.h"

int main(void)
{
	const struct xdp_link links[] = { { "lan0" }, { "wan0" } };
	static struct diagnosis d;

	doctor_xdp_judge(&d, links, 0);
	is_text(diagnosed(&d), "ok: no interface runs a program before our "
		"rules (XDP)\n", "none");
	doctor_xdp_judge(&d, links, 2);
	is_text(diagnosed(&d), "note: a program on lan0 has what arrives "
		"before any rule: what it drops or sends on, cordon neither "
		"sees nor judges\n see: ip link show dev lan0: xdp\n"
		" try: bpftool net show dev lan0, for what it does; ip link "
		"set dev lan0 xdp off\nnote: a program on wan0 has what "
		"arrives before any rule: what it drops or sends on, cordon "
		"neither sees nor judges\n see: ip link show dev wan0: xdp\n"
		" try: bpftool net show dev wan0, for what it does; ip link "
		"set dev wan0 xdp off\n", "two");
	return done_testing();
}
