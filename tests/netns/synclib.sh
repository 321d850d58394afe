# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# For tests of cordon sync; source it behind lib.sh.

W=$T/www			# what the feed serves
mkdir -p $W
CORDON="nsenter --net=/run/netns/gw -- $LAB_TOP/$BUILD/cordon -c $CONF"
# shellcheck disable=SC2086 # a command
cordon() { $CORDON "$@"; }

# A server of lists at 10.2.0.2, which is feed.test too; inside.test is the
# gateway's own address.
start_feed() {
	printf '%s\n' "127.0.0.1 localhost" "10.2.0.2 feed.test" \
		"10.1.0.1 inside.test" >$T/hosts
	mount --bind $T/hosts /etc/hosts
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 \
		-nodes -days 9 -subj /CN=feed.test -keyout $T/ca.key \
		-out $T/ca.pem -addext subjectAltName=DNS:feed.test 2>/dev/null
	: >$T/feed.log
	server python3 tests/netns/feed.py $W $T/feed.log $T/ca.pem \
		$T/ca.key >$T/feed.out 2>&1 &
	wait_for 10 grep -q ready $T/feed.out
}

# lines N [PREFIX]: a list of so many names.
lines() { seq -f "${2:-bad}%g.example" "$1"; }

# url ID URL [keys], file ID PATH [keys]: a source.
url() {
	echo "{ id = \"$1\"; url = \"$2\"; vendor = \"acme\";" \
		"title = \"Acme\"; ${3-} }"
}
file() {
	echo "{ id = \"$1\"; file = \"$2\"; vendor = \"acme\";" \
		"title = \"Acme\"; ${3-} }"
}

# source_is SOURCE...: the configuration has these. EXTRA goes beside them.
source_is() {
	local all
	all=$(printf '%s, ' "$@")
	config_is "${EXTRA-} sources = ( ${all%, } );"
}

good() { echo "$T/state/sources/$1/good"; }

# state_is ID 'PYTHON': does it hold for the state `s` of a source?
state_is() {
	python3 - "$@" <<-EOF
	import json, sys
	s = json.load(open("$T/state/sources/%s/state.json" % sys.argv[1]))
	if not eval(sys.argv[2]):
	    sys.exit(str(s))
	EOF
}

# The number of the current generation, 0 without one.
generation() {
	local to
	to=$(readlink $T/state/current) && echo $((10#${to##*/})) || echo 0
}

# status_is N COMMAND...
status_is() { exits "$@"; }
