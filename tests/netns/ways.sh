#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Where servers do not agree what a request is, each one's reading is judged: by
# those that people run, none serves a restricted name.
. "$(dirname "$0")/lib.sh"

start_caddy2() { # HTTP/2 in the clear, too
	printf '%s\n' '{' 'admin off' 'auto_https off' 'servers {' \
		'protocols h1 h2c' '}' '}' ':8110 {' \
		'respond "served {http.request.host}"' '}' >$T/Caddyfile2
	server env HOME=$T XDG_DATA_HOME=$T XDG_CONFIG_HOME=$T caddy run \
		--config $T/Caddyfile2 --adapter caddyfile >$T/caddy.log 2>&1 &
	listens 8110
}
start_apache() {
	local m=/usr/lib/apache2/modules name
	{
		for name in mpm_event authz_core dir http2; do
			echo "LoadModule ${name}_module $m/mod_$name.so"
		done
		echo "ServerRoot $T/apache
			PidFile $T/apache/pid
			ErrorLog $T/apache/error.log
			User nobody
			Group nogroup
			Listen 8100
			Protocols h2c http/1.1"
		for name in www.example.org www.kaspersky.com; do
			mkdir -p $T/apache/$name
			echo "served $name" >$T/apache/$name/index.html
			echo "<VirtualHost *:8100>
				ServerName $name
				DocumentRoot $T/apache/$name
				</VirtualHost>"
		done
	} >$T/apache.conf
	chmod 755 $T
	chmod -R a+rX $T/apache
	server apache2 -f $T/apache.conf -DFOREGROUND >$T/apache.log 2>&1 &
	listens 8100
}
start_haproxy() {
	local page='return status 200 content-type text/plain lf-string'
	cat >$T/haproxy.cfg <<-EOF
	defaults
		mode http
		timeout client 10s
		timeout server 10s
		timeout connect 2s
	frontend haproxy
		http-request $page "served %[req.hdr(host)]\n"
		bind :::8120 v4v6
		bind :::8121 v4v6 accept-proxy
	frontend lenient
		http-request $page "served %[req.hdr(host)]\n"
		bind :::8122 v4v6
		option accept-invalid-http-request
	EOF
	server haproxy -f $T/haproxy.cfg >$T/haproxy.log 2>&1 &
	listens 8122
}
listens() { # PORT
	wait_for 20 server sh -c "ss -Hltn sport = :$1 | grep -q ."
}
ways() { # [honest] ADDRESS
	client python3 tests/netns/ways.py "$@" "${servers[@]}" >$T/served
}
none() { # [honest] ADDRESS: nothing is printed
	ways "$@" && ! grep . $T/served
}

lab_up
servers=(python:8090)
server python3 tests/netns/ways.py serve >$T/python.log 2>&1 &
check "Python's server starts" listens 8090
if can "nginx" "it is not here" command -v nginx; then
	check "nginx starts" start_nginx
	servers+=(nginx:8080)
fi
if can "caddy" "it is not here" command -v caddy; then
	check "caddy starts" start_caddy2
	servers+=(caddy:8110)
fi
if can "apache" "it is not here" command -v apache2; then
	check "apache starts" start_apache
	servers+=(apache:8100)
fi
if can "haproxy" "it is not here" haproxy -v; then
	check "haproxy starts" start_haproxy
	servers+=(haproxy:8120 proxied:8121 lenient:8122)
fi
MODE=off config_is ''
check "cordond starts" start_cordond
check "without it a restricted host is served" ways $OPEN4
n=$(wc -l <$T/served)
echo "# ways to be served: $n"
check "in many ways" [ "$n" -ge 10 ]
for mode in default strict; do
	[ $mode = strict ] && config_is 'strict = true;' || config_is ''
	check "$mode" ask reload
	for to in $OPEN4 $OPEN6; do
		check "$to: it is served in none of them ($mode)" none "$to"
		check "$to: an allowed host is served" none honest "$to"
	done
done
done_testing
