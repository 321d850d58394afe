/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of machines, by files of several forms. */

#include "lib/alloc.h"
#include "lib/array.h"
#include "tests/unit/tap.h"
#include "tools/log/hostnames.h"

static const char *name_of(const struct hostnames *h, const char *mac,
			   const char *address)
{
	const struct hostname *n = hostnames_find(h, mac, address);

	return n ? n->name : "-";
}

int main(void)
{
	struct hostnames h;

	scratch_put("leases", "1790000000 52:54:00:AA:bb:cc 192.0.2.7 lab *\n"
		    "1790000000 52:54:00:00:00:02 192.0.2.8 * *\n"
		    "duid 00:01\n\n");
	scratch_put("ethers", "# cards\n52:54:00:aa:bb:cc other\n"
		    "52:54:00:00:00:03 printer\n");
	scratch_put("hosts", "192.0.2.9 nas nas.example\n"
		    "2001:db8::0009 nas6\n");
	{
		const struct hostnames_file files[] = {
			{ scratch_in("leases"), "dnsmasq", 1, 2, 3 },
			{ scratch_in("ethers"), "ethers", 0, -1, 1 },
			{ scratch_in("hosts"), "hosts", -1, 0, 1 },
			{ "/nowhere", "none", 0, 1, 2 },
		};

		hostnames_read(&h, files, ARRAY_SIZE(files));
	}
	is_number(h.n, 5, "lines that name somebody");
	is_text(name_of(&h, "52:54:00:aa:bb:cc", ""), "lab",
		"by its MAC, the first file first");
	is_text(hostnames_find(&h, "52:54:00:aa:bb:cc", "")->source,
		"dnsmasq", ", which is told");
	is_text(name_of(&h, "52:54:00:00:00:02", "192.0.2.8"), "-",
		"a lease without name");
	is_text(name_of(&h, "52:54:00:00:00:03", ""), "printer", "ethers");
	is_text(name_of(&h, "", "192.0.2.9"), "nas", "an address of hosts");
	is_text(name_of(&h, "", "2001:db8::9"), "nas6", "one of IPv6");
	is_text(name_of(&h, "52:54:00:00:00:04", "192.0.2.7"), "-",
		"an address that another card has now");
	hostnames_done(&h);
	return done_testing();
}
