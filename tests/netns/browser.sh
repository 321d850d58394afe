#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Chromium through the gateway, over TLS and over QUIC, with its post-quantum
# hellos: names that are allowed, names that are not, and the way back from
# QUIC to TCP, where a blocked name is refused again.
. "$(dirname "$0")/lib.sh"
export PATH=$PATH:/usr/lib/chromium:/usr/lib/chromium-browser
needs caddy chromium python3

lab_up
config_is ''
check "caddy starts" start_caddy
check "cordond starts" start_cordond
pin=$(openssl x509 -in $T/cert.pem -pubkey -noout |
	openssl pkey -pubin -outform der | openssl dgst -sha256 -binary |
	base64)

# browse NAME ADDRESS [options]: prints the page, or why there is none. The
# profile is in $PROFILE, or a new one.
browse() {
	local name=$1 to=$2
	shift 2
	[[ $to != *:* ]] || to="[$to]"
	client env HOME=$T timeout -k 1 60 chromium --headless --no-sandbox \
		--disable-gpu --no-first-run --disable-background-networking \
		--disable-component-update --disable-sync \
		--disable-dev-shm-usage \
		--user-data-dir="${PROFILE-$(mktemp -d $T/profile.XXXXXX)}" \
		--ignore-certificate-errors-spki-list="$pin" \
		--host-resolver-rules="MAP * $to" "$@" --dump-dom \
		"https://$name/" 2>$T/chromium.err
	grep -o 'net::ERR_[A-Z_]*' $T/chromium.err
}
quic() { # NAME ADDRESS
	browse "$@" --origin-to-force-quic-on="$1:443"
}
# shows PATTERN COMMAND...
shows() {
	local pattern=$1
	shift
	"$@" >$T/page
	cat $T/page
	grep -q -- "$pattern" $T/page && return
	tail -3 $T/chromium.err
	return 1
}

client python3 tests/netns/dump.py c0 $T/wire.pcap &
dump=$!
wait_for 5 test -s $T/wire.pcap
for to in $OPEN4 $OPEN6; do
	[[ $to == *:* ]] && v=6 || v=4
	check "$to: over TLS" shows "via HTTP/2.0 of www.example.org" \
		browse www.example.org $to
	check ": a restricted name" shows ERR_CONNECTION_RESET \
		browse chromium-tls-$v.kaspersky.com $to
	check ": its event" event_of blocked tls chromium-tls-$v.kaspersky.com \
		"e['proto'] == 'TCP' and e['ip_v'] == $v
		and e['dest_port'] == 443"
	check "$to: over QUIC" shows "via HTTP/3.0 of www.example.org" \
		quic www.example.org $to
	check ": a restricted name" shows ERR_QUIC \
		quic chromium-quic-$v.kaspersky.com $to
	check ": its event" event_of blocked quic \
		chromium-quic-$v.kaspersky.com \
		"e['proto'] == 'UDP' and e['ip_v'] == $v
		and e['quic']['version'] == '1'"
done
kill $dump

# What the browser sent: over TLS a key share of X25519MLKEM768 (4588), whose
# 1216 bytes make the hello longer than a segment, and QUIC's longer than a
# datagram.
check "its hellos are post-quantum" python3 - $T/wire.pcap <<-'E2'
import sys
assert b"\x11\xec\x04\xc0" in open(sys.argv[1], "rb").read()
E2

# While nothing is blocked the browser learns that there is HTTP/3, too; when
# it comes back, it tries that first, and TCP after it was refused.
config_is 'vendors = ( { id = "kaspersky"; mode = "observe"; } );'
check "reload, to observe" ask reload
PROFILE=$T/kept
check "in observe mode the page comes" \
	shows "via HTTP/2.0 of back.kaspersky.com" browse \
	back.kaspersky.com $OPEN4
check ": its event" event_of allowed tls back.kaspersky.com
check "the browser remembers HTTP/3" grep -q '"protocol_str":"quic"' \
	"$T/kept/Default/Network Persistent State"
config_is ''
check "reload, to enforce" ask reload
check "the page does not come any more" shows net::ERR_ \
	browse back.kaspersky.com $OPEN4
check "QUIC was refused" event_of blocked quic back.kaspersky.com
check ": and TCP after it" event_of blocked tls back.kaspersky.com

stop_cordond
done_testing
