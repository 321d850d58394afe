#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A million prefixes into the kernel, and 1 % of them changed, beside what
# ipset and nft need for the same: medians of alternating runs. "nft -f" takes
# half a minute and 1.5 GB for each, so it runs NFT_ROUNDS times only (0: not
# at all). Any program that listens to changes of nftables on this machine, in
# whatever namespace, as cordond and "nft monitor" do, makes the kernel write a
# message for each element and the runs several times as long: end them first.
. "$(dirname "$0")/../netns/lib.sh"

COUNT=${COUNT:-1000000} ROUNDS=${ROUNDS:-5} NFT_ROUNDS=${NFT_ROUNDS:-1}
A=$BUILD/tests/netns/apply
command -v ipset >/dev/null || skip_all "no ipset"

mkdir -p $T/vendors
cat >$T/vendors/none.conf <<E2
id = "none"; title = "None"; as_of = "2026-01-01";
bases = ( { id = "b"; authority = "A"; cite = "C"; binds = "B"; dates = "D";
	source = "S"; roles_off = [ ]; } );
E2

for family in ${FAMILIES:-4 6}; do
	F=$T/v$family
	mkdir -p "$F/etc"
	python3 tests/bench/sets.py make "$F" "$family" "$COUNT" || exit 1
	cat >"$F/cordon.conf" <<-E2
	mode = "enforce"; catalogue = "$T/vendors";
	local_catalogue = "$F/none"; state = "$F/state"; run = "$F";
	block_list = "$F/block.list"; allow_list = "$F/none";
	protect_list = "$F/none"; log = { file = "$F/eve.json"; };
	E2
	for list in before after; do
		cp "$F/$list.list" "$F/block.list"
		"$A" "$F/cordon.conf" compile >/dev/null || exit 1
	done
	python3 tests/bench/sets.py measure "$F" "$family" "$A" "$ROUNDS" \
		"$NFT_ROUNDS" || exit 1
	rm -r "$F"
done
