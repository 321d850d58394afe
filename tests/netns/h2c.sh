#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# HTTP/2 in the clear: each request of a connection is judged.
. "$(dirname "$0")/lib.sh"
needs nginx curl

h2() { # ADDRESS NAME..., over one connection
	client python3 tests/netns/h2c.py "$@" >$T/page
}
serves() { # ADDRESS [BYTES] NAME...
	local name
	h2 "$@" || return
	for name in "${@:2}"; do
		[ -z "${name//[0-9]/}" ] ||
			grep -qx "served $name" $T/page || return
	done
}
url() { # ADDRESS
	case $1 in
	*:*) echo "http://[$1]:8081/" ;;
	*) echo "http://$1:8081/" ;;
	esac
}
# It codes its headers in another way.
by_curl() { # ADDRESS NAME
	client curl -sS --max-time 5 --http2-prior-knowledge -H "Host: $2" \
		"$(url "$1")"
}

lab_up
check "nginx starts" start_nginx
config_is ''
check "cordond starts" start_cordond
for mode in default strict; do
	[ $mode = default ] || config_is 'strict = true;'
	check "$mode" ask reload
	for to in $OPEN4 $OPEN6; do
		check "$to: allowed hosts ($mode)" \
			serves "$to" www.example.org www.example.net
		check "$to: behind a body" \
			serves "$to" 30000 www.example.org www.example.net
		check "$to: a restricted one is reset" exits 3 \
			h2 "$to" www.kaspersky.com
		check "$to: and so it is behind an allowed one" exits 3 \
			h2 "$to" www.example.org support.kaspersky.com
		check "$to: which was served" grep -qx \
			"served www.example.org" $T/page
		check "$to: behind a body, too" exits 3 h2 "$to" \
			30000 www.example.org www.example.net \
			support.kaspersky.com
		by_curl "$to" www.example.org >$T/page
		check "$to: curl asks for an allowed one" \
			grep -qx "served www.example.org" $T/page
		check "$to: and for a restricted one" fails_fast \
			by_curl "$to" my.kaspersky.com
	done
done
check "there is an event of it" event_of blocked http www.kaspersky.com
check "there is one of the second" event_of blocked http \
	support.kaspersky.com
done_testing
