#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# An update of the catalogue comes over the network as a signed list: its
# vendors count without a new package, by name and in the kernel; what is not
# signed, older or mistaken changes nothing.
. "$(dirname "$0")/lib.sh"
needs minisign
. tests/netns/synclib.sh

lab_up
start_web 8080 443
check "the feed starts" start_feed
FEED=http://feed.test:8000

minisign -G -W -p $T/ours.pub -s $T/ours.sec >/dev/null
minisign -G -W -p $T/theirs.pub -s $T/theirs.sec >/dev/null
pub=$(tail -1 $T/ours.pub)

vendor() { # ID DATE NAME PREFIX
	cat <<-E2
	{ id = "$1"; title = "$1 of the update"; as_of = "$2";
	bases = ( { id = "b"; authority = "A"; cite = "C"; binds = "B";
		dates = "D"; source = "S"; } );
	names = ( { name = "$3"; match = "suffix"; role = "app"; source = "s";
		confidence = "registry"; } );
	prefixes = ( { prefix = "$4"; role = "network"; source = "s";
		confidence = "registry"; } ); }
	E2
}
# publish KEY VENDOR...: the update, signed.
publish() {
	local key=$1 all
	shift
	all=$(printf '%s,\n' "$@")
	echo "catalogue = ( ${all%,} );" >$W/catalogue
	rm -f $W/catalogue.minisig
	[ "$key" = - ] || minisign -S -W -s "$T/$key.sec" -m $W/catalogue \
		>/dev/null 2>&1
}
updates() {
	config_is "vendors = ( { id = \"deepseek\"; } ${VENDORS-} );
		sources = ( { id = \"updates\"; format = \"catalogue\";
		url = \"$FEED/catalogue\"; allow_private = true;
		${1-minisign = \"$pub\";} } );"
}
said() { cordon vendors list --plain | grep -qE "$1"; }

updates
check "cordond starts" start_cordond
check "the package's vendor counts" fails_fast https www.deepseek.com $OPEN4
check "a name of the update does not yet" https new.deepseek.example $OPEN4
check ": nor its address" http www.example.org 8.8.8.8

publish ours "$(vendor deepseek 2099-01-01 deepseek.example 8.8.8.8/32)" \
	"$(vendor acme 2020-01-01 acme.example 9.9.9.0/24)" \
	"$(vendor dji 2020-01-01 dji.example 9.9.8.0/24)"
check "the update is fetched" status_is 0 cordon sync
check ": it is well" state_is updates "s['state'] == 'well' and \
	s['key'].startswith('minisign ') and s['format'] == 'catalogue'"
publish ours "$(vendor deepseek 2100-01-01 deepseek.example 8.8.8.8/32 |
	sed 's/^{/{ schema = 9; later = ( { what = "this"; } );/')"
check "an update for a later schema" status_is 65 cordon sync
check ": says which" state_is updates \
	"'needs a cordon that reads schema 9' in s['why']"
check ": the last good one stays" said \
	'^deepseek	deepseek of the update	enforce	1	1'
publish ours "$(vendor deepseek 2099-01-01 deepseek.example 8.8.8.8/32)" \
	"$(vendor acme 2020-01-01 acme.example 9.9.9.0/24)" \
	"$(vendor dji 2020-01-01 dji.example 9.9.8.0/24)"
check "one for this schema" status_is 0 cordon sync
check "the vendor is replaced" said '^deepseek	deepseek of the update	enforce	1	1'
check "a new one is there, off" said '^acme	acme of the update	off'
check ": one that is older is not" said '^dji	DJI	off	[1-9][0-9]'
check ": its name counts" fails_fast https new.deepseek.example $OPEN4
check ": its address too" fails_fast http www.example.org 8.8.8.8
check "the package's name does not any more" https www.deepseek.com $OPEN4
check "an event says where it stands" has_event "m['vendor'] == 'deepseek'
	and m['list'].endswith('/sources/updates/good')
	and m['match_value'] == 'deepseek.example' and m['citation'] == 'C'"
check "the new one is enabled" cordon vendors enable acme
check ": and counts" fails_fast https www.acme.example $OPEN4
before=$(generation)
check ": the same again" status_is 0 cordon sync
check ": is nothing new" test "$before" = "$(generation)"

kept() { # WHAT: the last one is in force
	check "$1" fails_fast https new.deepseek.example $OPEN4
}
publish theirs "$(vendor deepseek 2099-02-02 other.example 9.9.9.9/32)"
check "signed by another key" status_is 65 cordon sync
kept ": the last one stays"
publish - "$(vendor deepseek 2099-02-02 other.example 9.9.9.9/32)"
refute ": not signed" 65 cordon sync
kept ": the last one stays"
publish ours "$(vendor deepseek soon other.example 9.9.9.9/32)"
check "without a date" status_is 65 cordon sync
check ": it says so" state_is updates "'needs a date' in s['why']"
kept ": the last one stays"
publish ours "$(vendor deepseek 2099-02-02 co.uk 9.9.9.9/32)"
check "with a public suffix" status_is 65 cordon sync
kept ": the last one stays"
publish ours "$(vendor deepseek 2099-02-02 other.example 10.0.0.0/8)"
check "with private space" status_is 65 cordon sync
check ": it says so" state_is updates "'special space' in s['why']"
kept ": the last one stays"
check "the gateway and its clients go on" http www.example.org $OPEN4

# --- what AS numbers announce -----------------------------------------------

printf '%s\t%s\t%s\tXX\tname\n' 8.8.8.0 8.8.8.255 396986 \
	9.9.9.0 9.9.9.255 136907 10.0.0.0 10.255.255.255 396986 \
	192.0.2.80 192.0.2.80 138699 \
	128.0.0.0 191.255.255.255 396986 >$T/asns.tsv
config_is 'vendors = ( { id = "bytedance-tiktok"; }, { id = "huawei"; } );'
check "reload without a database" ask reload
check "what an AS announces is not known" http www.example.org 8.8.8.8
config_is "vendors = ( { id = \"bytedance-tiktok\"; }, { id = \"huawei\"; } );
	asn_database = \"$T/asns.tsv\";"
check "sync with one" status_is 0 cordon sync
check ": it is refused" fails_fast http www.example.org 8.8.8.8
check ": so is another AS of the vendor" fails_fast http www.example.org \
	192.0.2.80
check "an event says by which data" has_event "m['vendor'] ==
	'bytedance-tiktok' and m['match_value'] == '8.8.8.0/24'
	and m['list'].endswith('/asns.tsv') and m['confidence'] == 'registry'"
check "check names the AS and the data" sh -c "$BUILD/cordon -c $CONF check \
	8.8.8.8 | grep -q 'announced by AS396986 (Bytedance Inc.) in .*asns.tsv'"
check "an AS that is never whole is not" sh -c "$BUILD/cordon -c $CONF check \
	9.9.9.77 | grep -q 'ALLOWED: not listed'"
check "private space stays out" http www.example.org $OPEN4
check ": so does what is too wide for anybody" sh -c "$BUILD/cordon -c $CONF \
	check 150.1.2.3 | grep -q 'ALLOWED: not listed'"
before=$(generation)
check ": the same again" status_is 0 cordon sync
check ": is nothing new" test "$before" = "$(generation)"
rm $T/asns.tsv
check "without the database" cordon sync
check ": what it said stays" fails_fast http www.example.org 8.8.8.8

updates 'sha256 = "";'
refute "an update that nobody signed is a mistake" 78 cordon config check
updates "minisign = \"$pub\"; vendor = \"acme\";"
refute ": so is one with a vendor" 78 cordon config check

stop_cordond
done_testing
