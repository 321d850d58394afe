#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# cordon lists asns: the prefixes of an AS out of every kind of data, all
# written here.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"

asns() { "$BUILD/cordon" lists asns "$@" >"$dir/out" 2>"$dir/err"; }
is() { # LINE...: stdout is these prefixes
	printf 'prefix %s\n' "$@" | cmp -s - "$dir/out"
}

PREFIXES="192.0.2.0/24=64500 198.51.100.0/25=64501 198.51.100.128/25=64500
	203.0.113.7/32=64502 2001:db8::/32=64500 2001:db9::/33=64501
	2001:dba::1/128=4200000000"
for bits in 24 28 32; do
	# shellcheck disable=SC2086 # words
	python3 tests/golden/mmdb.py "$dir/$bits.mmdb" --bits $bits $PREFIXES
	asns "$dir/$bits.mmdb" AS64500 &&
		is 192.0.2.0/24 198.51.100.128/25 2001:db8::/32
	result $? "a MaxMind database of $bits bits, aliases of IPv4 left out"
done
asns "$dir/28.mmdb" 64501 4200000000 64502 &&
	is 198.51.100.0/25 203.0.113.7/32 2001:db9::/33 2001:dba::1/128
result $? "several at once, one of 32 bits"
grep -q 'format mmdb, made 2026-01-01, .* days ago; 4 prefixes' "$dir/err"
result $? ": with its age"
asns "$dir/28.mmdb" 1 && [ ! -s "$dir/out" ]
result $? "an AS that announces nothing"
python3 tests/golden/mmdb.py "$dir/v4.mmdb" --v4 192.0.2.0/24=64500 \
	198.51.100.1/32=64501
asns "$dir/v4.mmdb" 64500 && is 192.0.2.0/24
result $? "a database of IPv4 alone"
python3 tests/golden/mmdb.py "$dir/text.mmdb" --key asn 192.0.2.0/24=64500
asns "$dir/text.mmdb" 64500 && is 192.0.2.0/24
result $? "a database that writes AS64500"
python3 tests/golden/mmdb.py "$dir/city.mmdb" --key city 192.0.2.0/24=64500
asns "$dir/city.mmdb" 64500
[ $? -eq 65 ] && grep -q 'not an ASN database' "$dir/err"
result $? "a database without ASNs"
python3 tests/golden/mmdb.py "$dir/loop.mmdb" --loop 192.0.2.0/24=64500
asns "$dir/loop.mmdb" 64500
[ $? -eq 65 ] && grep -q 'no tree' "$dir/err"
result $? "a database that leads back to its own top"
head -c 900 "$dir/28.mmdb" >"$dir/half.mmdb"
asns "$dir/half.mmdb" 64500
result $(($? != 65)) "half of one"

printf '192.0.2.0\t192.0.2.255\t64500\tZZ\tX\n%s\t%s\t64501\tZZ\tY\n' \
	198.51.100.0 198.51.100.9 >"$dir/iptoasn.tsv"
asns "$dir/iptoasn.tsv" 64501 && is 198.51.100.0/29 198.51.100.8/31
result $? "iptoasn"
printf '{"CIDR":"192.0.2.0/24","ASN":64500,"Hits":3}\n%s\n' \
	'{"CIDR":"2001:db8::/32","ASN":64501,"Hits":3}' >"$dir/table.jsonl"
asns "$dir/table.jsonl" 64500 && is 192.0.2.0/24
result $? "bgp.tools"
printf '192.0.2.0/24 64500\n2001:db8::/32 64501\n' >"$dir/table.txt"
asns "$dir/table.txt" 64501 && is 2001:db8::/32
result $? ": its table as text"
echo '{"asn":64500,"subnets":{"ipv4":["192.0.2.0/24"],"ipv6":[]}}' \
	>"$dir/ipverse.json"
asns "$dir/ipverse.json" 64500 && is 192.0.2.0/24
result $? "ipverse"
asns "$dir/ipverse.json" 64501 && [ ! -s "$dir/out" ]
result $? ": which is about one AS alone"
cat >"$dir/ripestat.json" <<'END'
{"data_call_name": "announced-prefixes", "data": {"resource": "64500",
 "prefixes": [{"prefix": "192.0.2.0/24", "timelines": [{"starttime":
 "2026-01-01T00:00:00", "endtime": "2026-01-14T00:00:00"}]},
 {"prefix": "198.51.100.0/24", "timelines": [{"starttime":
 "2026-01-01T00:00:00", "endtime": "2026-01-02T00:00:00"}]}]}}
END
asns "$dir/ripestat.json" 64500 && is 192.0.2.0/24
result $? "RIPEstat, without what is withdrawn"
echo "192.0.2.0/24" >"$dir/netset"
asns "$dir/netset" 64500
[ $? -eq 65 ] && grep -q 'no prefix in it has an AS' "$dir/err"
result $? "a list without ASNs is refused"
for word in SASA64500 AS ASAS1 A64500 64500x 0; do
	asns "$dir/text.mmdb" "$word"
	[ $? -eq 64 ] || break
done
result $? "what is no number of an AS"
asns "$dir/none" 64500
[ $? -eq 66 ] && grep -q 'no such file' "$dir/err"
result $? "a file that is missing is refused"
# --- AS numbers in the gateway's own list -----------------------------------

mkdir -p "$dir/state"
printf 'AS64500 # one\nads.example\n64999\n' >"$dir/block.list"
cat >"$dir/conf" <<END
catalogue = "$PWD/ruleset/vendors"; local_catalogue = "$dir/none";
state = "$dir/state"; block_list = "$dir/block.list";
allow_list = "$dir/none"; protect_list = "$dir/none";
END
says() { # WHAT
	"$BUILD/cordon" -c "$dir/conf" config check >"$dir/out" 2>&1
	grep -q "block.list:$1" "$dir/out"
}
says '1: "AS64500": an AS, whose prefixes other data tell'
result $? "told where no data say what it announces"
echo "asn_database = \"$dir/own.tsv\";" >>"$dir/conf"
printf '%s\t%s\t64500\tZZ\tEXAMPLE\n' 203.0.114.0 203.0.114.255 \
	>"$dir/own.tsv"
says '1: AS64500: its prefixes are not known before a sync'
result $? "told before a sync has read them"
"$BUILD/cordon" -c "$dir/conf" sync --offline --dry-run >"$dir/out" 2>"$dir/err"
grep -Eq '^local +[12] +0 +256 ' "$dir/out"
result $? "sync expands it"
finish
