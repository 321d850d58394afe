#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Records the captures beside this script anew: real clients in namespaces,
# seen at the client. What each asked for goes to names.tsv: file, protocol,
# name, in the words of "cordon inspect". Needs what tests/netns/*.sh need.
. "$(dirname "$0")/../netns/lib.sh"
needs caddy chromium kdig dnsmasq
HERE=tests/captures
NAMES=$T/names.tsv

lab_up
# Segments and checksums as they would be on a wire.
whole_segments() {
	in_ns "$1" python3 - "$2" <<-'E2'
	import ctypes, fcntl, socket, struct, sys
	s = socket.socket()
	# ETHTOOL_SRXCSUM, STXCSUM, SSG, STSO, SUFO, SGSO, SGRO of linux/ethtool.h
	for command in 0x15, 0x17, 0x19, 0x1f, 0x22, 0x24, 0x2c:
	    value = ctypes.create_string_buffer(struct.pack("II", command, 0))
	    request = struct.pack("16sP16x", sys.argv[1].encode(),
	                          ctypes.addressof(value))
	    try:
	        fcntl.ioctl(s, 0x8946, request)     # SIOCETHTOOL
	    except OSError:
	        pass
	E2
}
whole_segments client c0
whole_segments server s0
whole_segments gw lan0
whole_segments gw wan0
start_caddy || exit
start_dns server
server python3 tests/netns/starttls.py $T/cert.pem $T/key.pem \
	>$T/starttls.log 2>&1 &
wait_for 10 grep -q ready $T/starttls.log
server python3 - <<-'E2' &
	import socket
	s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
	s.bind(("::", 8443))
	while True:
	    s.sendto(b"\x40answer", s.recvfrom(65535)[1])
	E2

record() { # NAME
	file=$1
	client python3 tests/netns/dump.py c0 $T/"$file".pcap &
	dump=$!
	wait_for 5 test -s $T/"$file".pcap
}
recorded() {
	sleep 0.5
	kill $dump
	cp $T/"$file".pcap $HERE/
	ls -l $HERE/"$file".pcap
}
asked() { # PROTOCOL NAME...
	local protocol=$1 name
	shift
	for name; do
		printf '%s\t%s\t%s\n' "$file.pcap" "$protocol" "$name" >>$NAMES
	done
}

# curl NAME ADDRESS OPTIONS...
fetch() {
	https "$1" "$2" 443 "${@:3}"
	asked tls "$1"
}
record curl
for to in $OPEN4 $OPEN6; do
	[[ $to == *:* ]] && v=6 || v=4
	fetch one-$v.example.org $to --http1.1
	fetch two-$v.example.org $to --http2
	fetch tls12-$v.example.org $to --tls-max 1.2
	http clear-$v.example.org $to
	asked http clear-$v.example.org
	client curl -sS -o /dev/null -H "Host: first-$v.example.org" \
		"http://$([ $v = 6 ] && echo "[$to]" || echo $to):8080/" \
		--next -sS -o /dev/null -H "Host: second-$v.example.org" \
		"http://$([ $v = 6 ] && echo "[$to]" || echo $to):8080/"
	asked http first-$v.example.org second-$v.example.org
done
recorded

s_client() {
	client timeout 10 openssl s_client "$@" </dev/null >/dev/null 2>&1
}
record openssl
for version in tls1_2 tls1_3; do
	s_client -connect $OPEN4:443 -$version \
		-servername ${version/_/-}.example.org
	s_client -connect "[$OPEN6]:443" -$version \
		-servername v6.${version/_/-}.example.org
	asked tls ${version/_/-}.example.org v6.${version/_/-}.example.org
done
s_client -connect $OPEN4:443 -noservername
s_client -connect "[$OPEN6]:443" -noservername
asked tls - -
for protocol in smtp:25 imap:143 postgres:5432 ldap:389 xmpp:5222; do
	s_client -connect $OPEN4:${protocol#*:} -starttls ${protocol%:*} \
		-servername ${protocol%:*}.example.org
	asked tls ${protocol%:*}.example.org
done
recorded

ask_by() {
	client kdig +retry=0 +timeout=5 "$@" >/dev/null
}
record kdig
for to in $OPEN4 $OPEN6; do
	[[ $to == *:* ]] && v=6 || v=4
	ask_by @$to udp-$v.example.org A
	ask_by @$to MIXED-$v.Example.ORG AAAA
	ask_by @$to +edns +cookie +padding=128 edns-$v.example.org HTTPS
	ask_by @$to +tcp tcp-$v.example.org A
	ask_by @$to +tcp +keepopen a-$v.example.org A b-$v.example.org A
	asked dns udp-$v.example.org mixed-$v.example.org \
		edns-$v.example.org tcp-$v.example.org a-$v.example.org \
		b-$v.example.org
	ask_by @$to +timeout=1 +padding=2000 fragments-$v.example.org A
	asked dns fragments-$v.example.org
done
recorded

pin=$(openssl x509 -in $T/cert.pem -pubkey -noout |
	openssl pkey -pubin -outform der | openssl dgst -sha256 -binary |
	base64)
browse() { # NAME ADDRESS OPTIONS...
	local name=$1 to=$2
	shift 2
	client env HOME=$T timeout 60 chromium --headless --no-sandbox \
		--disable-gpu --no-first-run --disable-background-networking \
		--disable-component-update --disable-sync \
		--disable-dev-shm-usage --user-data-dir="$(mktemp -d)" \
		--ignore-certificate-errors-spki-list="$pin" \
		--host-resolver-rules="MAP $name $to, MAP * ~NOTFOUND" "$@" \
		--dump-dom "https://$name/" 2>/dev/null
}
record chromium
for to in $OPEN4 "[$OPEN6]"; do
	[[ $to == *:* ]] && v=6 || v=4
	browse browser-$v.example.org "$to"
	asked tls browser-$v.example.org
	browse quic-$v.example.org "$to" \
		--origin-to-force-quic-on=quic-$v.example.org:443
	asked quic quic-$v.example.org
done
recorded

hello() {
	client python3 tests/netns/hello.py --wait 2 "$@" >/dev/null
	asked tls "${!#}"
}
record segments
for to in $OPEN4 $OPEN6; do
	[[ $to == *:* ]] && v=6 || v=4
	hello --each 1 $to 443 bytes-$v.example.org
	hello --sizes 120 --order reverse $to 443 reverse-$v.example.org
	hello --pad 1500 --each 700 --order reverse $to 443 \
		long-$v.example.org
	hello --each 12 --order shuffle --twice $to 443 \
		shuffled-$v.example.org
	hello --records 100 --sizes 50,100 $to 443 records-$v.example.org
	hello --records 20,20,20,20,20,20 --each 40 --order reverse $to 443 \
		all-$v.example.org
done
recorded

record quic
for to in $OPEN4 $OPEN6; do
	[[ $to == *:* ]] && v=6 || v=4
	for n in 1 2 3; do
		client "$BUILD/tests/netns/quicsend" $to 443 \
			parts-$n-$v.example.org $n
		client "$BUILD/tests/netns/quicsend" $to 8443 \
			port-$n-$v.example.org $n
		asked quic parts-$n-$v.example.org port-$n-$v.example.org
	done
done
recorded
sort -u $NAMES >$HERE/names.tsv
