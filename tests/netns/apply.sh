#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The ways from what the kernel holds to what it should, and what is in the
# way: another program, a send buffer that cannot be forced, left-overs.
. "$(dirname "$0")/lib.sh"

A=$BUILD/tests/netns/apply
LIST=$T/etc/block.list
gone="No such file or directory"
config_is ''
one_vendor() { # OPTIONS...: a catalogue of one vendor without addresses
	mkdir -p $T/vendors
	cat >$T/vendors/none.conf <<-E2
	id = "none"; title = "None"; as_of = "2026-01-01";
	bases = ( { id = "b"; authority = "A"; cite = "C"; binds = "B";
		dates = "D"; source = "S"; roles_off = [ ]; } );
	E2
	config_is "$*"
	sed -i "s|^catalogue = .*|catalogue = \"$T/vendors\";|" $CONF
}
one_vendor

# lists WORDS...: the block list has these; prints the generation's number.
lists() { printf '%s\n' "$@" >$LIST && "$A" $CONF compile; }
# shellcheck disable=SC2120 # check gives it some
apply() { "$A" $CONF apply "$@" | tee $T/out; }
went() { # WORDS: the last line of apply has them
	grep -q -- "$*" $T/out || { cat $T/out; return 1; }
}

# What the list means, no more and no less; of lists without overlaps.
is_held() {
	nft -j list table inet cordon >$T/held &&
		python3 tests/netns/held.py $LIST <$T/held
}

# --- the ways ------------------------------------------------------------

lists 192.0.2.0/24 198.51.100.7 198.51.100.8 198.51.100.9 2001:db8::/32 \
	255.255.255.255 0.0.0.0 >/dev/null
check "the first load" apply
check ": is a new edition" went "way new rules 1 added 7 removed 0"
check ": which the kernel holds" is_held
check "the marker has the generation" sh -c \
	"nft list chain inet cordon generation |
	grep -q 'generation 1 digest [0-9a-f]* edition 1 sets [0-9a-f]* rules'"
check "the same lists again" apply
check ": there is nothing to do" went \
	"way keep rules 0 added 0 removed 0 bytes 0 transactions 0"
lists 192.0.2.0/24 198.51.100.7 198.51.100.9 2001:db8::/32 2001:db9::/32 \
	203.0.113.0/24 255.255.255.255 0.0.0.0/1 128.0.0.0/3 >/dev/null
"$A" $CONF plan >$T/plan
check "a plan says what would change" grep -q \
	"^way new .* added 4 removed 2 .*known 1: intervals are split" $T/plan
check ": for each chain, with addresses" grep -q \
	"^vendor-local +4 -2 v4 +2684354816 -2 v6 +7.92e+28 -0" $T/plan
lists 192.0.2.0/24 198.51.100.7 198.51.100.9 2001:db8::/32 2001:db9::/32 \
	203.0.113.0/24 255.255.255.255 0.0.0.0 128.0.0.0/3 >/dev/null
check "disjoint changes" apply
check ": travel as such, in one transaction" went \
	"way difference rules 0 added 3 removed 1 bytes [0-9]* transactions 1 "
check ": the kernel holds them" is_held
lists 192.0.2.0/25 192.0.2.128/25 198.51.100.7 198.51.100.9 2001:db8::/33 \
	2001:db9::/32 203.0.113.0/24 0.0.0.0/2 128.0.0.0/2 >/dev/null
check "split, joined and grown intervals" apply
check ": make a new edition" went "way new rules 1 .*: intervals are split"
check ": the kernel holds it" is_held
check ": the old one is gone" \
	test "$(nft list sets inet | grep -c 'set .*-1 {')" \
	-eq 0
one_vendor 'mode = "observe";'
sed -i '0,/^mode = /{//d}' $CONF
check "another mode" apply
check ": writes rules and no set" went "way keep rules 1 added 0 removed 0"
check ": which are those" sh -c \
	"nft list chain inet cordon vendor-local | grep -q 'logged once'"
one_vendor
lists 192.0.2.0/25 >/dev/null
check "back, with fewer addresses" apply
check ": is a difference with rules" went "way difference rules 1 added 0"
check ": the kernel holds it" is_held
lists www.example.org >/dev/null
check "no address at all" apply
check ": is one too" went "way difference rules 1 added 0 removed 1"
refute ": and the vendor's chain goes" "$gone" \
	nft list chain inet cordon vendor-local
lists 192.0.2.0/25 >/dev/null
check "an address again" apply
check ": brings the chain with it" went "way difference rules 1 added 1"
check ": and its counter" nft list counter inet cordon vendor-local
rm -r "$T"/state/generations/*
rm $T/state/current
lists 192.0.2.0/25 192.0.3.0/25 >/dev/null
check "without the generation that the kernel holds" apply
check ": it is a new edition" went "way new .*is not on disk any more"
check ": the kernel holds it" is_held

# --- another program -----------------------------------------------------

map() { nft list maps | sed -n 's/.*map \(listed4-[0-9]*\).*/\1/p'; }
nft delete element inet cordon "$(map)" \
	'{ 192.0.2.0/25 : goto vendor-local }'
check "somebody deleted an element" apply
check ": that is seen and mended" went "way new .* drift 1 .*lacks 192.0.2.0"
check ": the kernel holds all" is_held
nft delete element inet cordon "$(map)" \
	'{ 192.0.2.0/25 : goto vendor-local }'
lists 192.0.3.0/25 192.0.5.0/24 >/dev/null
check "a difference would delete it" apply
check ": it names the address and mends all" went \
	"way new .* drift 1 .*: listed4-[0-9]*, 192.0.2.0"
check ": the kernel holds all" is_held
nft add element inet cordon "$(map)" '{ 192.0.7.0/24 : goto vendor-local }'
lists 192.0.3.0/25 192.0.7.128/25 >/dev/null
check "somebody added one where another comes" apply
check ": that is mended" went "way new .* drift 1"
check ": the kernel holds only ours" is_held
nft -f - <<-'E2'
	add set inet cordon listed4-77 { type ipv4_addr; flags interval; }
	add chain inet cordon vendor-gone
	add counter inet cordon vendor-gone
E2
lists 192.0.3.0/25 192.0.9.0/24 >/dev/null
check "left-overs" apply
refute ": those of a set are gone" "$gone" nft list set inet cordon listed4-77
refute ": and of a chain" "$gone" nft list chain inet cordon vendor-gone
refute ": and of a counter" "$gone" \
	nft list counter inet cordon vendor-gone
check "somebody removed the table" nft delete table inet cordon
check ": it is" apply
check ": made anew" is_held

# Others that change their own tables all the time.
for _ in 1 2; do
	(while :; do
		nft add table inet other$_
		nft delete table inet other$_
	done) 2>/dev/null &
done
failed=0
for i in $(seq 10); do
	lists 192.0.3.0/25 "192.0.$((i % 2 * 20 + 9)).0/24" \
		"198.51.100.$i/$((31 + i % 3 / 2))" >/dev/null 2>&1 ||
		lists 192.0.3.0/25 "192.0.$((i % 2 * 20 + 9)).0/24" >/dev/null
	apply >/dev/null
	grep -q '^way' $T/out || failed=$((failed + 1))
done
kill %1 %2
wait 2>/dev/null
check "10 changes while others change the ruleset all the time" \
	test $failed -eq 0
check "the kernel holds the last" is_held

# --- large ---------------------------------------------------------------

large() { # N STEP: N prefixes
	python3 -c '
import sys
n, step = int(sys.argv[1]), int(sys.argv[2])
for i in range(n):
    a = (11 << 24) + i * 512 + (256 if step and i % step == 0 else 0)
    print("%d.%d.%d.%d/24" % (a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255))
' "$@" >$LIST
	"$A" $CONF compile
}
large 30000 0 >/dev/null
nft delete table inet cordon
check "30,000 into an empty kernel" apply
check ": small vendors first, then all" went "way new .* added 30000 .*drift 0"
check ": the kernel holds them" is_held
large 30000 10 >/dev/null
check "a tenth changes" apply
check ": goes as a difference, all asked back" went \
	"way difference .* added 3000 removed 3000 .* transactions 1 asked 3200"
check ": the kernel holds it" is_held
large 30000 2 >/dev/null
check "more than a third changes" apply
check ": makes a new edition" went "way new .*: too much is new"
check ": the kernel holds it" is_held

# A vendor that has many has sets of its own.
large 40000 0 >/dev/null
echo 2001:db8::/32 >>$LIST
"$A" $CONF compile >/dev/null
check "more than 32,767 of one vendor" apply
check ": makes a new edition" went "way new .*: a vendor has become large"
check ": the kernel holds it" is_held
check ": in a set" sh -c "nft -t list sets inet | grep -q 'set large-a4-'"
check ": for both families" sh -c "nft -t list sets inet |
	grep -q 'set large-a6-'"
check ": that leads to its chain" sh -c "nft list chain inet cordon screen |
	grep -q 'ip daddr @large-a4-[0-9]* goto vendor-local'"
large 40000 100 >/dev/null
check "a hundredth changes" apply
check ": goes as a difference, all asked back" went \
	"way difference .* added 400 removed 401 .* transactions 1 asked 601"
check ": the kernel holds it" is_held
check "nothing changes" apply
check ": which is asked for" went "way keep .* asked [1-9][0-9]* drift 0"
set_name=$(nft list sets inet | sed -n 's/.*set \(large-a4-[0-9]*\).*/\1/p')
check "somebody deletes one" nft delete element inet cordon "$set_name" \
	'{ 11.0.201.0/24 }'
large 40000 101 >/dev/null
check "a difference would delete it too" apply
check ": it names the address and mends all" went \
	"way new .* drift 1 .*: large-a4-[0-9]*, 11.0.201.0"
check ": the kernel holds it" is_held
large 30000 101 >/dev/null
check "fewer again" apply
check ": make a new edition" went "way new .*: a vendor has become large, or"
check ": the kernel holds it" is_held
check ": without the sets" omits large- nft -t list sets inet

# Where the send buffer cannot be forced, and is small.
ROOM=425000
large 30000 0 >/dev/null
nft delete table inet cordon
check "30,000 through a small send buffer" apply 0 $ROOM
check ": go in pieces" sh -c "grep -q 'way new .* drift 0' $T/out &&
	test \$(sed 's/.*transactions \([0-9]*\).*/\1/' $T/out) -ge 6"
check ": the kernel holds them" is_held
large 30000 8 >/dev/null
"$A" $CONF plan 0 $ROOM >$T/plan
check "a difference that does not fit" grep -q \
	"way new .*does not fit the send buffer" $T/plan
check ": is applied" apply 0 $ROOM
check ": in pieces too" went "way new .*does not fit the send buffer"
check ": the kernel holds it" is_held
echo 192.0.2.0/24 >>$LIST
"$A" $CONF compile >/dev/null
check "a difference that fits" apply 0 $ROOM
check ": goes its own way" went "way difference .* added 1 removed 0"
large 30000 2 >/dev/null
# A root folder entered by chroot(2) allows no user namespaces.
if can "a process that may not force it" "no user namespaces" \
	unshare -rn true; then
	check "a process that may not force the buffer" \
		unshare -rn "$A" $CONF apply
fi
done_testing
