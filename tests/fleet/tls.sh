#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The way to a centre: nginx, haproxy and stunnel in front of ClickHouse, as
# packaging/fleet/front has them, with a CA of its own, client certificates,
# a password from a file, and a proxy between. What is wrong is told in curl's
# or in ClickHouse's own words, and loses nothing.
# shellcheck source=tests/fleet/lib.sh
. "$(dirname "$0")/lib.sh"
needs nginx haproxy stunnel4 tinyproxy openssl curl
LOG=$dir/log/eve.json
log_config_is
"$BUILD/tests/bench/events" 9000 40 >"$dir/all"
cp "$dir/all" "$LOG"
# Another machine than this one, by its name.
ip addr add 192.0.2.10/32 dev lo
echo "192.0.2.10 centre.example other.example" >"$dir/hosts"
mount --bind "$dir/hosts" /etc/hosts
mkdir "$dir/pki"

# --- certificates --------------------------------------------------------------

authority() { # NAME
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 \
		-nodes -days 9 -subj "/CN=$1" -keyout "$dir/pki/$1.key" \
		-out "$dir/pki/$1.pem" 2>/dev/null
}
certificate() { # NAME AUTHORITY HOST [OPTION...]
	local name=$1 by=$dir/pki/$2 host=$3
	shift 3
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
		-subj "/CN=$host" -keyout "$dir/pki/$name.key" \
		-out "$dir/pki/$name.csr" 2>/dev/null &&
		echo "subjectAltName=DNS:$host" >"$dir/pki/ext" &&
		openssl x509 -req -in "$dir/pki/$name.csr" -CA "$by.pem" \
			-CAkey "$by.key" -CAcreateserial \
			-extfile "$dir/pki/ext" -out "$dir/pki/$name.pem" \
			"$@" 2>/dev/null
	cat "$dir/pki/$name.pem" "$dir/pki/$name.key" >"$dir/pki/$name-and-key.pem"
}
authority ca && authority gateways-ca && authority stranger-ca &&
	certificate well ca centre.example -days 9 &&
	certificate wrong ca elsewhere.example -days 9 &&
	certificate old ca centre.example -days -1 &&
	certificate gateway gateways-ca gw1 -days 9 &&
	certificate stranger stranger-ca gw1 -days 9
result $? "there are certificates"

# --- fronts ----------------------------------------------------------------------

# front PROGRAM CERTIFICATE: on port 8443.
front() {
	local conf=$dir/front.conf file
	file=$(find packaging/fleet/front -name "$1.*")
	cp "$dir/pki/$2.pem" "$dir/pki/centre.pem"
	cp "$dir/pki/$2.key" "$dir/pki/centre.key"
	cp "$dir/pki/$2-and-key.pem" "$dir/pki/centre-and-key.pem"
	# nginx may be unpacked, and have no folder of its own for bodies.
	sed "s|/etc/cordon-centre|$dir/pki|g; s|access_log off;|& error_log \
$dir/nginx.err; $(printf "%s_temp_path $dir/temp/%s; " client_body \
client_body proxy proxy fastcgi fastcgi uwsgi uwsgi scgi scgi)|" \
		"$file" >"$conf"
	mkdir -p "$dir/temp"
	begin_front "$1" "$conf"
}
begin_front() { # PROGRAM CONFIGURATION
	local command
	case $1 in
	nginx) command=(nginx -e "$dir/nginx.err" -c "$2" -g
		"daemon off; user root; pid $dir/nginx.pid;") ;;
	haproxy) command=(haproxy -q -f "$2") ;;
	stunnel) command=(stunnel4 "$2") ;;
	esac
	"${command[@]}" >"$dir/front.out" 2>&1 &
	front_pid=$!
	wait_for 20 bash -c ': </dev/tcp/192.0.2.10/8443'
}
end_front() {
	kill $front_pid
	wait $front_pid 2>/dev/null
}

# ship SETTING...: a round to the centre by its name, with those.
ship() {
	cp "$dir/conf" "$dir/now"
	echo "centre = { url = \"https://${host:-centre.example}:8443/\"; $* };" \
		>>"$dir/now"
	"$BUILD/cordon" -c "$dir/now" ship --once >"$dir/out" 2>"$dir/err"
}
# fails STATUS WORDS SETTING...: so it ends, says why, and remembers it.
fails() {
	local status=$1 words=$2
	shift 2
	ship "$@"
	[ $? -eq "$status" ] && grep -qi -e "$words" "$dir/err" &&
		{ [ "$status" -ne 75 ] || grep -qi -e "\"error\":\".*$words" \
			"$dir/state/ship/arrived.json"; }
}
sent() {
	[ "$(sql "SELECT count(), uniqExact(seq) FROM cordon.events")" = \
		"$1	$1" ]
}
# Anew, as if nothing had been sent.
forget() {
	rm -rf "$dir/state/ship"
	for t in events ledger gateways; do
		sql "TRUNCATE TABLE cordon.$t"
	done
}
ca="ca = \"$dir/pki/ca.pem\";"
mine="certificate = \"$dir/pki/gateway.pem\"; key = \"$dir/pki/gateway.key\";"
theirs="certificate = \"$dir/pki/stranger.pem\"; key = \"$dir/pki/stranger.key\";"

centre_up
for program in nginx haproxy stunnel; do
	forget
	front $program well
	result $? "$program is in front"
	ship "$ca $mine" && sent 9000
	result $? ", with our certificate all arrives"
	forget
	fails 75 'self-signed certificate in certificate chain\|unable to get local issuer' "$mine"
	result $? ", whom nobody knows is not believed"
	host=other.example fails 75 "no alternative certificate subject name matches target host name 'other.example'" \
		"$ca $mine"
	result $? ", nor under another name"
	fails 75 'certificate required\|No required SSL certificate\|handshake failure\|unexpected eof\|reset by peer\|SSL_ERROR_SYSCALL' "$ca"
	result $? ", without a certificate of ours we are refused"
	fails 75 'unknown ca\|SSL certificate error\|unexpected eof\|reset by peer\|SSL_ERROR_SYSCALL' \
		"$ca $theirs"
	result $? ", and with a stranger's"
	sent 0
	result $? ", and nothing went there"
	end_front
done

front nginx wrong
fails 75 "matches target host name 'centre.example'" "$ca $mine"
result $? "a certificate of another host"
end_front
front nginx old
fails 75 'certificate has expired' "$ca $mine"
result $? "one that has expired"
end_front
fails 75 "connect to centre.example port 8443" "$ca $mine"
result $? "nobody there"
front nginx well
fails 75 "No such file\|load client cert\|no key\|private key\|set private key" \
	"$ca certificate = \"$dir/pki/gateway.pem\"; key = \"$dir/pki/none\";"
result $? "a key that is not there"
sent 0
result $? ": nothing went anywhere"

# --- passwords -------------------------------------------------------------------

# A user of ClickHouse's with one, who is read anew each second or two.
sed -i "s|<users>|<users><gw1><password>secret</password><networks><ip>::/0</ip>\
</networks><profile>default</profile><quota>default</quota></gw1>|" \
	"$dir/centre/users.xml"
echo secret >"$dir/right"
echo guess >"$dir/false"
user="user = \"gw1\"; password_file ="
knows_user() {
	curl -sf -u gw1:secret 'http://127.0.0.1:8123/?query=SELECT+1'
}
wait_for 60 knows_user
fails 75 'wrong password\|password is incorrect' \
	"$ca $mine $user \"$dir/false\";"
result $? "a wrong password, in ClickHouse's words"
fails 78 'password cannot be read' "$ca $mine $user \"$dir/none\";"
result $? "one that is not there"
! grep -rq "secret\|guess" "$dir/state/ship" "$dir/err" "$dir/out"
result $? ": none stands anywhere"
ship "$ca $mine $user \"$dir/right\";" && sent 9000
result $? "the right one"

# --- a proxy ---------------------------------------------------------------------

forget
cat >"$dir/tinyproxy.conf" <<END
Port 3128
Listen 192.0.2.10
LogFile "$dir/tinyproxy.log"
LogLevel Connect
ConnectPort 8443
END
tinyproxy -d -c "$dir/tinyproxy.conf" >"$dir/tinyproxy.out" 2>&1 &
proxy_pid=$!
wait_for 20 bash -c ': </dev/tcp/192.0.2.10/3128'
ship "$ca $mine proxy = \"http://192.0.2.10:3128\";" && sent 9000 &&
	grep -q 'CONNECT centre.example:8443' "$dir/tinyproxy.log"
result $? "through a proxy, which only sees where to"
forget
: >"$dir/tinyproxy.log"
https_proxy=http://192.0.2.10:3128 ship "$ca $mine" && sent 9000 &&
	grep -q 'CONNECT centre.example:8443' "$dir/tinyproxy.log"
result $? "through the environment's"
forget
: >"$dir/tinyproxy.log"
https_proxy=http://192.0.2.10:3128 ship "$ca $mine proxy = \"none\";" &&
	sent 9000 && ! grep -q CONNECT "$dir/tinyproxy.log"
result $? "through none, whatever the environment says"
kill $proxy_pid
fails 75 'connect to 192.0.2.10 port 3128' \
	"$ca $mine proxy = \"http://192.0.2.10:3128\";"
result $? "a proxy that is gone"

# --- fronts that are ill -----------------------------------------------------------

forget
end_front
sed -i 's|client_max_body_size 16m|client_max_body_size 1k|' "$dir/front.conf"
begin_front nginx "$dir/front.conf"
fails 75 'answers 413' "$ca $mine"
result $? "a front that takes no block"
end_front
front nginx well
kill -9 $centre_pid
wait $centre_pid 2>/dev/null
fails 75 'answers 502' "$ca $mine"
result $? "a centre that is dead behind its front"
start_centre "$dir/centre"
wait_for_centre
ship "$ca $mine" && sent 9000
result $? ": all is there when it is back"
end_front
finish
