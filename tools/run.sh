#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# run.sh BUILD: enforces on this machine with the catalogue of this tree, in
# the foreground, events on the terminal; Ctrl-C takes everything back.
# run.sh --may: only whether whoever asks may do that.
set -eu

build=$1
if [ "$(id -u)" -ne 0 ]; then
	echo "make run changes this machine's packet filter: run it as root;" \
		"make demo shows the same in namespaces of its own" >&2
	exit 77
fi
[ "$build" != --may ] || exit 0
dir=$(mktemp -d /tmp/cordon-run.XXXXXX)
daemon='' log=''

# What runs in the background does not get the terminal's Ctrl-C.
finish() {
	trap '' INT TERM
	for pid in $log $daemon; do
		kill "$pid" 2>/dev/null || :
		wait "$pid" 2>/dev/null || :
	done
	rm -rf "$dir"
}
trap finish EXIT
trap 'exit 0' INT TERM

cat >"$dir/cordon.conf" <<EOF
mode = "enforce";
on_stop = "open";
catalogue = "$PWD/ruleset/vendors";
local_catalogue = "/etc/cordon/vendors";
state = "$dir/state";
run = "$dir/run";
log = { file = "$dir/eve.json"; };
user = "";
EOF

# Its end would take the table of another cordond with it.
if "$build/cordon" -c "$dir/cordon.conf" status --json 2>/dev/null |
	grep -q '"present":true'; then
	echo "a table inet cordon is here already, and make run would take it" \
		"over and remove it; where no cordond needs it any more:" \
		"nft delete table inet cordon" >&2
	exit 75
fi
"$build/cordond" -c "$dir/cordon.conf" &
daemon=$!
tries=0
until "$build/cordon" -c "$dir/cordon.conf" status >"$dir/status" 2>/dev/null
do
	kill -0 "$daemon" 2>/dev/null || { wait "$daemon" || exit $?; }
	tries=$((tries + 1))
	[ "$tries" -lt 100 ] || { echo "cordond does not answer" >&2; exit 69; }
	sleep 0.1
done
cat "$dir/status"
cat <<EOF

Try, on this machine or on one that it forwards for:
  curl https://www.kaspersky.com/      dig www.kaspersky.com
and here, in another terminal:
  $build/cordon -c $dir/cordon.conf doctor
  $build/cordon -c $dir/cordon.conf check www.kaspersky.com
Ctrl-C ends it and takes everything back.

EOF
"$build/cordon" -c "$dir/cordon.conf" log -f &
log=$!
wait "$daemon"
