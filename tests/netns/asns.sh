#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# AS numbers in a list are the prefixes that asn_database says they announce:
# for guards, in a generation, and told; without one they are told to be none.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/synclib.sh"

lab_up
L=$T/list D=$T/asns.tsv
printf 'AS64500 # one\n203.0.113.7\nAS64501\nAS64999\n' >$L
{
	printf '192.0.2.0\t192.0.2.255\t64500\tZZ\tONE\n'
	printf '198.51.100.0\t198.51.100.127\t64501\tZZ\tTWO\n'
	printf '10.0.0.0\t10.255.255.255\t64501\tZZ\tPRIVATE\n'
	printf '203.0.113.128\t203.0.113.255\t64777\tZZ\tOTHER\n'
} >$D

# Who lists ADDRESS, in which line; who does not.
listed() { # ADDRESS LINE
	cordon lists find "$1" | grep -q "list:$2 "
}
unlisted() { # ADDRESS
	status_is 1 cordon lists find "$1"
}

source_is "$(file x $L)"
check "without asn_database" status_is 0 cordon sync
check ": the numbers are told to be none" state_is x \
	"s['asns'] == 3 and s['skipped'] == 3 and s['prefixes'] == 1 and \
	'asn_database' in s['asn_fault']"
check ": and list nothing" unlisted 192.0.2.9

EXTRA="asn_database = \"$D\";"
source_is "$(file x $L)"
check "with it" status_is 0 cordon sync
check ": they count by what they announce" state_is x \
	"s['asns'] == 3 and s['announced'] == 3 and s['prefixes'] == 3 and \
	s['special'] == 1 and s['asn_fault'] == '' and s['skipped'] == 0"
check ": with the line that has the number" listed 192.0.2.9 1
check ": and the next" listed 198.51.100.9 3
check ": beside addresses as they are" listed 203.0.113.7 2
check ": not what others announce" unlisted 203.0.113.200
check ": no private space" unlisted 10.1.2.3

printf '203.0.113.0\t203.0.113.127\t64999\tZZ\tLATER\n' >>$D
check "another database" status_is 0 cordon sync
check ": has it looked at again" state_is x "s['announced'] == 4"
check ": and counts" listed 203.0.113.9 4
# The gateway has an address there now; what it had of the AS goes, the rest
# stays as it was.
gw ip addr add 203.0.113.1/24 dev lan0
check "an AS that has our address" status_is 65 cordon sync
check ": is told of" state_is x "'203.0.113.1' in s['why']"
check ": lists nothing of ours" unlisted 203.0.113.9
check ": but the others" listed 198.51.100.9 3
gw ip addr del 203.0.113.1/24 dev lan0
check ": until it has not" status_is 0 cordon sync
check ": and lists it again" listed 203.0.113.9 4
check "--dry-run: the same generation" sh -c "$CORDON sync --dry-run |
	grep -q 'no name or address would change\|nothing would change'"

source_is "$(file x $L 'expand = false;')"
check "expand = false" status_is 0 cordon sync
check ": leaves them alone" state_is x \
	"s['prefixes'] == 1 and 'expand' in s['asn_fault']"
check ": they list nothing" unlisted 192.0.2.9

printf 'AS64500\nAS64501\n' >$L
unset EXTRA
source_is "$(file y $L)"
check "a list of nothing else, without a database" status_is 65 cordon sync
check ": says why" state_is y \
	"'0 entries' in s['why'] and 'asn_database' in s['why']"
# shellcheck disable=SC2034 # synclib.sh reads it
EXTRA="asn_database = \"$D\";"
source_is "$(file y $L)"
check ": with one it is well" status_is 0 cordon sync
check ": as an allow list as well" listed 198.51.100.9 2

done_testing
