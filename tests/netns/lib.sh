# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# A laboratory of network namespaces for a test: source this first. It starts
# the script again in namespaces of its own (network, mounts, processes; users
# too where we are not root), which end with it and leave nothing behind.
#
#	client 10.1.0.2, fd01::2 -- gw -- server 10.2.0.2, fd02::2
#
# The server also has addresses of Kaspersky's and others (lab_up), the client
# more than one (10.1.0.3).

if [ -z "${LAB-}" ]; then
	LAB_TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
	export LAB=1 LAB_TOP
	users=-r
	[ "$(id -u)" -ne 0 ] || users=
	# shellcheck disable=SC2086 # an option or nothing
	exec unshare $users -nmpf --kill-child bash "$0" "$@"
fi

set -u
cd "$LAB_TOP" || exit 1
# shellcheck source=tests/tap.sh
. tests/tap.sh
BUILD=${BUILD:-build}
mount -t proc proc /proc 2>/dev/null
mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs /mnt || exit 1
mkdir -p /run/netns /mnt/etc /mnt/log
T=/mnt				# scratch of this test alone
CONF=$T/etc/cordon.conf
EVE=$T/log/eve.json
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
PATH+=:$LAB_TOP/build-deps/usr/bin:$LAB_TOP/build-deps/usr/sbin
unset NOTIFY_SOCKET JOURNAL_STREAM

# What suites call without asking: with one of them missing, what should fail
# would fail for another reason.
for tool in ip nft curl openssl dig dnsmasq nsenter python3; do
	command -v $tool >/dev/null || give_up "there is $tool"
done

# Whatever the daemon wrote in a test is in cordon-eve(5).
check_fields() { # SECTION FILE
	[ ! -s "$2" ] ||
		check "cordon-eve(5) has the fields of $(basename "$2")" \
			python3 tests/golden/fields.py \
			packaging/man/cordon-eve.5 "$1" <"$2"
}

done_testing() {
	check_fields EVENTS $EVE
	check_fields LINES $EVE
	check_fields REGISTER ${EVE%/*}/audit.json
	if [ "$failures" -gt 0 ] && [ -s $T/cordond.log ]; then
		tail -20 $T/cordond.log | sed 's/^/# cordond: /' >&2
	fi
	end_tests
	exit
}

# fails_fast COMMAND...: fails, and by a refusal: not by a timeout, nor because
# there is no such command or it does not know a word (curl: 2 to 4) or a name
# (6), nor by its own timeout (28).
fails_fast() {
	soon "${FAST_MS:-200}" "$@"
	case $? in
	0 | 2 | 3 | 4 | 6 | 28 | 99 | 12[6-9] | 1[3-9]? | 2??) return 1 ;;
	esac
}

# --- the namespaces ------------------------------------------------------

in_ns() {
	local ns=$1
	shift
	nsenter --net=/run/netns/"$ns" -- "$@"
}
# The same in the background; $! is the command's own.
spawn() {
	local ns=$1
	shift
	nsenter --net=/run/netns/"$ns" -- "$@" &
}
client() { in_ns client "$@"; }
gw() { in_ns gw "$@"; }
server() { in_ns server "$@"; }

LISTED4=77.74.177.7 LISTED6=2a03:2480::7	# of Kaspersky's own network
DOUBTFUL4=185.85.10.5				# logged, never blocked
OPEN4=10.2.0.2 OPEN6=fd02::2

lab_up() {
	(set -e; build_lab) || give_up "the laboratory is built"
	# The first packet to a neighbour may wait a second for its address.
	for ns in $OPEN4 $OPEN6; do
		client bash -c ": <>/dev/tcp/$ns/9" 2>/dev/null
	done
}

build_lab() {
	local ns
	for ns in client gw server; do
		ip netns add $ns
		in_ns $ns ip link set lo up
		in_ns $ns sysctl -qw net.ipv6.conf.all.accept_dad=0 \
			net.ipv6.conf.default.accept_dad=0
	done
	ip link add c0 netns client type veth peer name lan0 netns gw
	ip link add s0 netns server type veth peer name wan0 netns gw

	client ip addr add 10.1.0.2/24 dev c0
	client ip addr add 10.1.0.3/24 dev c0
	client ip addr add fd01::2/64 dev c0 nodad
	gw ip addr add 10.1.0.1/24 dev lan0
	gw ip addr add fd01::1/64 dev lan0 nodad
	gw ip addr add 10.2.0.1/24 dev wan0
	gw ip addr add fd02::1/64 dev wan0 nodad
	server ip addr add 10.2.0.2/24 dev s0
	server ip addr add fd02::2/64 dev s0 nodad
	for ns in $LISTED4 $DOUBTFUL4 8.8.8.8 192.0.2.80; do
		server ip addr add $ns/32 dev s0
	done
	server ip addr add $LISTED6/128 dev s0 nodad
	client ip link set c0 up
	gw ip link set lan0 up
	gw ip link set wan0 up
	server ip link set s0 up

	client ip route add default via 10.1.0.1
	client ip -6 route add default via fd01::1
	server ip route add 10.1.0.0/24 via 10.2.0.1
	server ip -6 route add fd01::/64 via fd02::1
	for ns in $LISTED4 $DOUBTFUL4 8.8.8.8 192.0.2.80; do
		gw ip route add $ns/32 via 10.2.0.2
	done
	gw ip -6 route add $LISTED6/128 via fd02::2
	gw sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
}

# --- cordond -------------------------------------------------------------

# config_is 'key = value; ...': writes the configuration of the test, with what
# CORDON_SETTINGS has for all tests.
config_is() {
	cat >$CONF <<-EOF
	mode = "${MODE-enforce}";
	catalogue = "$LAB_TOP/ruleset/vendors";
	local_catalogue = "$T/etc/vendors";
	block_list = "$T/etc/block.list";
	allow_list = "$T/etc/allow.list";
	protect_list = "$T/etc/protect.list";
	state = "$T/state";
	run = "/run/cordon";
	log = { file = "$EVE"; ${LOG-} };
	user = "${CORDON_USER-}";
	${CORDON_SETTINGS-}
	$*
	EOF
}

# Starts it and waits until it answers.
start_cordond() {
	gw "$BUILD/cordond" -c $CONF "$@" >>$T/cordond.log 2>&1 &
	wait_for 10 ask status
}

pid_of_cordond() {
	cat /run/cordon/cordond.pid
}

# manage [SECONDS]: starts it, or $program, under one that starts it again and
# keeps its queues as systemd does, whose pid is $manager.
manage() {
	rm -f $T/manager
	gw python3 tests/netns/manager.py $T/manager $T/manager.log \
		"${program-$BUILD/cordond}" -c $CONF >>$T/cordond.log 2>&1 &
	# shellcheck disable=SC2034 # for the script
	manager=$!
	wait_for "${1:-10}" ask status
}

# comes_after PID [SECONDS]: another process than that one answers.
another_runs() {
	[ -e /run/cordon/cordond.pid ] && [ "$(pid_of_cordond)" != "$1" ]
}
comes_after() {
	wait_for "${2:-10}" another_runs "$1" && wait_for "${2:-10}" ask status
}

# With all of its threads, that its sockets and locks are free.
is_gone() {
	! kill -0 "$1" 2>/dev/null || {
		grep -q '^State:.Z' /proc/"$1"/status &&
			[ "$(find /proc/"$1"/task -mindepth 1 -maxdepth 1 |
				wc -l)" -le 1 ]
	}
}

# stop_cordond [-SIGNAL]: sends it, and waits until the process is gone. Where
# no test looks, that it had gone before is a failure.
stop_cordond() {
	local pid
	pid=$(pid_of_cordond) && kill "${1:--TERM}" "$pid" || {
		[ -n "$checking" ] || not_ok "cordond is there to be stopped"
		return 1
	}
	wait_for 10 is_gone "$pid"
}

# ask WORDS...: one request to the control socket.
ask() {
	python3 - "$@" <<-'EOF'
	import socket, sys
	s = socket.socket(socket.AF_UNIX)
	s.settimeout(20)
	s.connect("/run/cordon/control.sock")
	s.sendall((" ".join(sys.argv[1:]) + "\n").encode())
	data = b""
	while chunk := s.recv(65536):
	    data += chunk
	print(data.decode(), end="")
	sys.exit(b'"error":' in data[:20])
	EOF
}

# has_event 'PYTHON': is there an event `e`, with metadata `m`, for which it
# holds? Waits for it a little, as the log is written by a thread of its own.
has_event() {
	wait_for 3 find_event "$1" || {
		echo "no such event among:"
		tail -3 $EVE | cut -c1-400
		return 1
	}
}

# Exits 1 if there is none, 2 if it cannot be said.
find_event() {
	python3 - "$1" $EVE <<-'EOF'
	import json, sys, traceback
	def holds(e):
	    m = {k: v[0] for k, v in e["alert"]["metadata"].items()}
	    try:
	        return eval("(" + sys.argv[1] + ")", {"e": e, "m": m, "json": json})
	    except KeyError:
	        return False
	try:
	    events = map(json.loads, open(sys.argv[2]))
	    sys.exit(not any(holds(e) for e in events if "alert" in e))
	except Exception:
	    traceback.print_exc()
	    sys.exit(2)
	EOF
}

# no_event 'PYTHON': there is none. Tests ask has_event before for one of
# something that was done later, since the log is written in order.
no_event() {
	exits 1 find_event "$1"
}

# event_of ACTION PROTOCOL NAME ['PYTHON']: is there such an event, whose
# verdict fits its action?
event_of() {
	local name="e['$2']['sni']" verdict=alert
	case $2 in
	dns) name="e['dns']['rrname']" ;;
	http | socks) name="e['$2']['hostname']" ;;
	esac
	[ "$1" != blocked ] || verdict=drop
	has_event "e['app_proto'] == '$2' and $name == '$3' and
		e['alert']['action'] == '$1' and
		e['verdict']['action'] == '$verdict' and (${4-True})"
}

# --- servers -------------------------------------------------------------

# A certificate that nobody checks.
make_certificate() {
	[ -s $T/key.pem ] || openssl req -x509 -newkey ec \
		-pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 9 \
		-subj /CN=test -keyout $T/key.pem -out $T/cert.pem \
		-addext "subjectAltName=DNS:*.example.org,DNS:*.kaspersky.com" \
		2>/dev/null
}

# HTTP/1.1 on port $1 (8080) and TLS on port $2 (443) of every address of the
# server.
start_web() {
	make_certificate
	server python3 tests/netns/web.py $T/cert.pem $T/key.pem "$@" \
		>$T/web.log 2>&1 &
	wait_for 10 grep -q ready $T/web.log
}

# The same on 8080 and 443 by caddy, which also speaks HTTP/2 and HTTP/3 on
# 443, and hands what is below /dns-query on to port 8053. The page says what
# it was asked by; its icon is its own, so that a browser asks for no other.
start_caddy() {
	make_certificate
	cat >$T/Caddyfile <<-'EOF'
	{
		admin off
		auto_https off
		default_sni www.example.org
	}
	:8080 {
		respond "via {http.request.proto} of {host}"
	}
	:443 {
		tls {$CERT} {$KEY}
		handle /dns-query* {
			reverse_proxy 127.0.0.1:8053
		}
		handle {
			header Content-Type text/html
			respond `<link rel="icon" href="data:,">
			via {http.request.proto} of {host}`
		}
	}
	EOF
	server env HOME=$T XDG_DATA_HOME=$T XDG_CONFIG_HOME=$T \
		CERT=$T/cert.pem KEY=$T/key.pem caddy run \
		--config $T/Caddyfile --adapter caddyfile >$T/caddy.log 2>&1 &
	wait_for 20 grep -q 'serving initial configuration' $T/caddy.log
}

# The same by nginx, which says whom it served; HTTP/2 in the clear on 8081.
start_nginx() {
	make_certificate
	mkdir -p $T/nginx
	cat >$T/nginx.conf <<-EOF
	pid $T/nginx/pid;
	error_log $T/nginx/error.log;
	events { worker_connections 4096; }
	http {
		access_log off;
		client_body_temp_path $T/nginx/body;
		proxy_temp_path $T/nginx/proxy;
		fastcgi_temp_path $T/nginx/fastcgi;
		uwsgi_temp_path $T/nginx/uwsgi;
		scgi_temp_path $T/nginx/scgi;
		keepalive_requests 100000;
		client_max_body_size 0;
		server {
			listen 8080;
			listen [::]:8080;
			listen 443 ssl;
			listen [::]:443 ssl;
			listen 8081 http2;
			listen [::]:8081 http2;
			ssl_certificate $T/cert.pem;
			ssl_certificate_key $T/key.pem;
			location / { return 200 "served \$host\n"; }
		}
	}
	EOF
	server nginx -p $T/nginx -e $T/nginx/error.log -c $T/nginx.conf \
		2>$T/nginx.log &&
		wait_for 5 server sh -c 'ss -Hltn sport = :443 | grep -q .'
}

# A resolver on namespace $1 that answers every name with the web server's
# addresses; more options follow.
start_dns() {
	local ns=$1
	shift
	in_ns "$ns" dnsmasq -k -R -h --user= --group= -p 53 --log-facility=- \
		--address=/#/$OPEN4 --address=/#/$OPEN6 "$@" \
		>$T/dns-"$ns".log 2>&1 &
	wait_for 5 in_ns "$ns" ss -Hlun sport = :53
	wait_for 5 in_ns "$ns" sh -c 'ss -Hlun sport = :53 | grep -q .'
}

# Servers that tell who was reached: requests in
# $T/nginx/reached ("ADDRESS HOST"), questions in $T/dns-server.log, packets to
# $LISTED4 in a counter of the server's table "reached".
tell_reached() {
	start_nginx
	sed -i "s|access_log off;|log_format who '\$server_addr \$host'; \
access_log $T/nginx/reached who;|" $T/nginx.conf
	server nginx -p $T/nginx -e $T/nginx/error.log -c $T/nginx.conf \
		-s reload
	start_dns server --log-queries
	server nft "table inet reached { chain input {
		type filter hook input priority 0; ip daddr $LISTED4 counter; }; }"
}

# https NAME ADDRESS [PORT] [curl options]: a request with this SNI and Host.
https() {
	local name=$1 address=$2 port=${3:-443}
	shift $(($# < 3 ? $# : 3))
	[[ $address != *:* ]] || address="[$address]"
	client curl -skS -o /dev/null --max-time $((5 * SLOW)) "$@" \
		--resolve "$name:$port:$address" "https://$name:$port/"
}

http() {
	local name=$1 address=$2 port=${3:-8080}
	shift $(($# < 3 ? $# : 3))
	[[ $address != *:* ]] || address="[$address]"
	client curl -sS -o /dev/null --max-time $((5 * SLOW)) "$@" \
		-H "Host: $name" "http://$address:$port/"
}
