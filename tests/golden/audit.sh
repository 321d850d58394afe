#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What people change is stored, then written into audit.json, then given to
# cordond, which may refuse it: here one that refuses everything.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"

cordon() { "$BUILD/cordon" -c "$dir/cordon.conf" "$@" >"$dir/out" 2>"$dir/err"; }
audited() { # WORDS
	grep -qF -- "$1" "$dir/log/audit.json"
}
# refuses WHAT WORDS...: cordond does, after it was stored.
refuses() {
	local what=$1
	shift
	cordon "$@"
	[ $? -eq 1 ] && grep -q 'stored, but cordond cannot take it up' \
		"$dir/err"
	result $? "$what"
}

cat >"$dir/cordon.conf" <<END
catalogue = "$PWD/ruleset/vendors"; local_catalogue = "$dir/vendors";
block_list = "$dir/block.list"; allow_list = "$dir/a"; protect_list = "$dir/p";
state = "$dir/state"; run = "$dir/run"; user = "";
log = { file = "$dir/log/eve.json"; };
END
mkdir -p "$dir/vendors" "$dir/log" "$dir/state" "$dir/run"
python3 - "$dir/run/control.sock" <<'END' &
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.bind(sys.argv[1])
s.listen()
while True:
    peer = s.accept()[0]
    peer.recv(4096)
    peer.sendall(b'{"error":"not today"}\n')
    peer.close()
END
daemon=$!
trap 'kill $daemon; rm -rf "$dir"' EXIT
for _ in $(seq 50); do
	[ -S "$dir/run/control.sock" ] && break
	sleep 0.1
done

refuses "an exception is refused by cordond" except add --client 192.0.2.7 \
	--vendor kaspersky --for 1h --reason "contract"
grep -q ex-0001 "$dir/state/exceptions.conf" && audited "added ex-0001"
result $? ": but stored, and in the audit"
refuses ": its new end" except extend ex-0001 --for 2h
audited "extended ex-0001"
result $? ": in the audit too"
refuses ": its removal" except remove ex-0001
audited "removed ex-0001"
result $? ": in the audit too"

refuses "a rule that lasts is" block one.example.com
audited "one.example.com is to be blocked by $dir/block.list"
result $? ": but in the audit"
refuses "one that ends is" block two.example.com --for 1h
audited "two.example.com is to be blocked until 20"
result $? ": but in the audit"
refuses "their removal is" block --remove one.example.com two.example.com
audited "one.example.com is not blocked by a local rule any more" &&
	audited "two.example.com is not blocked by a local rule any more"
result $? ": but in the audit"
grep -q example.com "$dir/block.list" "$dir/state/timed.conf"
[ $? -eq 1 ]
result $? ": and done"

# What was not stored is not in the audit.
mv "$dir/state/timed" "$dir/state/timed.gone"
: >"$dir/state/timed"
cordon block three.example.com --for 1h
[ $? -eq 74 ] && ! audited three.example.com
result $? "what cannot be stored is not in the audit"
rm "$dir/state/timed"

# More than a list may hold: it is not known what stands in it.
truncate -s 70M "$dir/block.list"
cordon block --remove one.example.com
[ $? -eq 74 ] && grep -q 'block.list: ' "$dir/err"
result $? "nothing is removed from a list that cannot be read"
rm "$dir/block.list"
cordon block --remove one.example.com
[ $? -eq 1 ] && ! grep -q 74 "$dir/err"
result $? ": from one that is not there there is nothing to remove"
finish
