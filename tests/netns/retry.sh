#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A server of TLS 1.3 that asks for a second hello, which may have another name.
. "$(dirname "$0")/lib.sh"
needs openssl python3

lab_up
make_certificate
for family in 4 6; do
	server openssl s_server -$family -accept 4443 -quiet -www -tls1_3 \
		-groups P-384 -cert $T/cert.pem -key $T/key.pem \
		>$T/s_server$family.log 2>&1 &
done
listens() { [ "$(server ss -Hltn sport = :4443 | wc -l)" = 2 ]; }
check "a server starts" wait_for 5 listens
key=$(openssl ecparam -name secp384r1 -genkey -noout |
	openssl ec -pubout -conv_form uncompressed -outform DER 2>/dev/null |
	tail -c 97 | od -An -tx1 -v | tr -d ' \n')
# retry WORD ADDRESS FIRST SECOND
retry() {
	local got
	local parts
	for parts in 1 2 40; do
		got=$(client python3 tests/netns/retry.py "$2" 4443 "$3" "$4" \
			"$key" $parts)
		echo "$got in $parts"
		[ "$got" = "$1" ] || return
	done
}
G=www.example.org R=www.kaspersky.com
for settings in '' 'wan = [ "wan0" ];' 'strict = true;'; do
	config_is "$settings"
	if [ -z "$settings" ]; then
		check "cordond starts" start_cordond
	else
		check "$settings" ask reload
	fi
	for to in $OPEN4 $OPEN6; do
		check "$to: an allowed name twice" retry answered $to $G $G
		check ": then a blocked one" retry reset $to $G $R
		check ": a blocked one first" retry reset $to $R $G
	done
done
check "its event" event_of blocked tls $R
client openssl s_client -connect $OPEN4:4443 -servername $G \
	-groups X25519:P-384 </dev/null >$T/s_client.log 2>&1
check "OpenSSL's client goes on" grep -q 'BEGIN CERTIFICATE' $T/s_client.log
check "it stops" stop_cordond
done_testing
