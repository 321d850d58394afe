#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Real clients through the gateway: curl over HTTP/1.1 and HTTP/2, openssl
# with and without a name, and behind STARTTLS. Of each a name that is allowed
# and one that is not, and what the log says of it.
. "$(dirname "$0")/lib.sh"
needs caddy curl openssl

lab_up
config_is ''
check "caddy starts" start_caddy
server python3 tests/netns/starttls.py $T/cert.pem $T/key.pem \
	>$T/starttls.log 2>&1 &
check "the STARTTLS servers start" wait_for 10 grep -q ready $T/starttls.log
check "cordond starts" start_cordond

# --- curl ----------------------------------------------------------------

# page URL-SCHEME NAME ADDRESS [curl options]: prints the page.
page() {
	local scheme=$1 name=$2 address=$3 port=443
	shift 3
	[ "$scheme" = https ] || port=8080
	[[ $address != *:* ]] || address="[$address]"
	client curl -skS --max-time 10 --resolve "$name:$port:$address" "$@" \
		"$scheme://$name:$port/"
}
# is_page VIA SCHEME NAME ADDRESS...: the page comes, by this protocol.
is_page() {
	local via=$1
	shift
	page "$@" | tee $T/page
	grep -q "via $via.* of $2" $T/page
}

for to in $OPEN4 $OPEN6; do
	[[ $to == *:* ]] && v=6 || v=4
	for http in 1.1 2; do
		name=curl-$v-${http%.*}.kaspersky.com
		check "$to: curl, HTTP/$http over TLS" is_page HTTP/$http \
			https www.example.org $to --http$http
		check ": a restricted name" fails_fast \
			page https $name $to --http$http
		check ": its event" event_of blocked tls $name \
			"e['ip_v'] == $v and e['proto'] == 'TCP'
			and e['verdict']['reject'] == ['tcp-reset']"
		check "$to: TLS 1.2 with HTTP/$http" is_page HTTP/$http https \
			www.example.org $to --http$http --tls-max 1.2
		check ": a restricted name" fails_fast page https \
			tls12-$name $to --http$http --tls-max 1.2
		check ": its event" event_of blocked tls tls12-$name
	done
	for option in --http1.0 --http1.1 --http2; do
		name=curl$option-$v.kaspersky.com
		check "$to: curl $option in the clear" is_page HTTP/1 http \
			www.example.org $to $option
		check ": a restricted name" fails_fast page http $name $to \
			$option
		check ": its event" event_of blocked http $name
	done
done
check "nothing about what was allowed" \
	no_event "'example.org' in json.dumps(e)"

# --- openssl -------------------------------------------------------------

# s_client ADDRESS PORT OPTIONS...: succeeds if TLS begins.
s_client() {
	local to=$1 port=$2
	shift 2
	[[ $to != *:* ]] || to="[$to]"
	client timeout $((10 * SLOW)) openssl s_client -connect "$to:$port" "$@" \
		</dev/null >$T/s_client.out 2>&1
	grep 'errno\|^subject\|error' $T/s_client.out
	grep -q 'BEGIN CERTIFICATE' $T/s_client.out
}
s_client_fails_fast() {
	FAST_MS=$((${FAST_MS:-200} + 300)) SOON_MOST=$((4000 * SLOW)) \
		fails_fast s_client "$@"
}

for version in tls1_2 tls1_3; do
	for to in $OPEN4 $OPEN6; do
		[[ $to == *:* ]] && v=6 || v=4
		name=s-client-$v-${version/_/-}.kaspersky.com
		check "openssl -$version $to, -servername" \
			s_client $to 443 -$version -servername www.example.org
		check ": a restricted one" \
			s_client_fails_fast $to 443 -$version -servername $name
		check ": its event" event_of blocked tls $name "e['ip_v'] == $v"
	done
done
for protocol in smtp:25 lmtp:24 imap:143 pop3:110 ftp:21 nntp:119 sieve:4190 \
	irc:6667 xmpp:5222 postgres:5432 mysql:3306 ldap:389; do
	port=${protocol#*:} protocol=${protocol%:*}
	check "openssl -starttls $protocol" s_client $OPEN4 $port \
		-starttls $protocol -servername www.example.org
	check ": a restricted name" s_client_fails_fast $OPEN4 $port \
		-starttls $protocol -servername $protocol.kaspersky.com
	check ": its event" event_of blocked tls $protocol.kaspersky.com \
		"e['dest_port'] == $port"
done
grep -v ready $T/starttls.log | sed 's/^/# starttls.py: /'

check "openssl -noservername passes" s_client $OPEN4 443 -noservername
check ": and is not logged" no_event "m['match_value'] == 'no_sni'"
config_is 'no_sni = "log";'
check "reload with no_sni = log" ask reload
check ": it passes" s_client $OPEN4 443 -noservername
check ": and is logged" has_event "m['match_value'] == 'no_sni'
	and e['app_proto'] == 'tls' and e['alert']['action'] == 'allowed'
	and e['verdict']['action'] == 'alert' and 'sni' not in e['tls']"
config_is 'no_sni = "block";'
check "reload with no_sni = block" ask reload
check ": it is refused" s_client_fails_fast $OPEN4 443 -noservername
check ": also behind STARTTLS" \
	s_client_fails_fast $OPEN4 25 -starttls smtp -noservername
check ": one with a name still passes" \
	s_client $OPEN4 443 -servername www.example.org
check "the event" has_event "m['match_value'] == 'no_sni'
	and e['app_proto'] == 'tls' and e['alert']['action'] == 'blocked'
	and e['verdict']['action'] == 'drop' and 'sni' not in e['tls']"

stop_cordond
done_testing
