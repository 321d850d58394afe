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
tail -1 "$dir/log/audit.json" | grep -q '"of":"ex-0001","before":"until '"20[^\"]*"'","after":null,.*"command":".*except remove ex-0001"'
result $? ": with what it was before, and the command"

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

# --- what ends by itself ---------------------------------------------------

TZ=UTC "$BUILD/cordon" audit - >"$dir/out" <<-'END'
	{"schema":"cordon.audit/1","timestamp":"2026-11-20T10:00:00.000000+0000","event":"mode","uid":0,"detail":"observe","before":"enforce","after":"observe","until":"2026-11-20T10:05:00Z","confirm":true,"user":"root"}
	{"schema":"cordon.audit/1","timestamp":"2026-11-20T10:00:05.000000+0000","event":"mode","uid":0,"detail":"off","of":"zte","before":"enforce","after":"off","until":"2026-11-20T12:00:00Z","user":"root"}
	{"schema":"cordon.audit/1","timestamp":"2026-11-20T10:00:06.000000+0000","event":"except","uid":0,"detail":"added","of":"ex-0001","before":null,"after":"until 2026-11-20T12:00:00Z","until":"2026-11-20T12:00:00Z","user":"root"}
END
grep -q 'enforce *observe until 2026-11-20 10:05:00, unless confirmed' "$dir/out"
result $? "--confirm: back then, unless confirmed"
grep -q 'enforce *off until 2026-11-20 12:00:00' "$dir/out"
result $? "--for: back then"
grep -q 'none *until 2026-11-20 12:00:00$' "$dir/out"
result $? "what says so itself does once"

# --- what "cordon audit" makes of it --------------------------------------

head='{"schema":"cordon.audit/1","timestamp":"2026-11-2'
mv "$dir/log/audit.json" "$dir/log/audit.json.1"
echo "${head}4T08:20:00.000000+0000\",\"event\":\"vendors\",\"uid\":4711,\"detail\":\"enabled acme\"}" |
	gzip >"$dir/log/audit.json.2.gz"
{
	echo "${head}3T08:20:00.000000+0000\",\"event\":\"mode\",\"uid\":0,\"detail\":\"off\"}"
	echo '{"schema":"cordon.audit/1",'
	head -c 70000 /dev/zero | tr '\0' x
	echo
} | zstd -q >"$dir/log/audit.json.3.zst"
cordon audit --plain
status=$?
sed -n 1p "$dir/out" | grep -q '^2026-11-23.*mode' &&
	sed -n 2p "$dir/out" | grep -q '^2026-11-24.*uid 4711.*vendors' &&
	[ "$(wc -l <"$dir/out")" -eq 9 ]
result $? "rotated and packed lines come first"
grep -q 'audit.json.3.zst:2: not a line of the register' "$dir/err" &&
	grep -q 'audit.json.3.zst:3: .* too long' "$dir/err" &&
	[ "$status" -eq 0 ]
result $? ": broken ones are named"
cordon audit
grep -q 'passed over: 2 lines that are broken' "$dir/out" &&
	grep -q 'since 2026-11-23' "$dir/out"
result $? ": and counted"
cordon audit --until 2026-11-24 --csv
[ "$(wc -l <"$dir/out")" -eq 2 ]
result $? "until a day"
cordon audit --since 2026-11-24 --until 2026-11-25 --csv
[ "$(wc -l <"$dir/out")" -eq 2 ] && grep -q acme "$dir/out"
result $? "from a day on"
cordon audit --who 4711 --json
[ "$(wc -l <"$dir/out")" -eq 1 ] && grep -q '"uid":4711' "$dir/out"
result $? "by number"
cordon audit --what one.example.com --what ex-0001 --plain
[ "$(wc -l <"$dir/out")" -eq 5 ]
result $? "what, more than one"
cordon audit -n 2 --plain
[ "$(wc -l <"$dir/out")" -eq 2 ] && grep -q two.example "$dir/out"
result $? "the last two"
cordon audit --what nix
[ $? -eq 0 ] && grep -q '^nothing found' "$dir/out"
result $? "nothing is said in words"
cordon audit - <"$dir/log/audit.json.1"
grep -q ex-0001 "$dir/out" && ! grep -q acme "$dir/out"
result $? "standard input"
printf '\037\213\010x' >"$dir/log/audit.json.2.gz"
cordon audit --plain
[ $? -eq 66 ] && grep -q 'audit.json.2.gz: it ' "$dir/err" &&
	[ "$(wc -l <"$dir/out")" -eq 8 ]
result $? "a damaged file is named, and the rest is shown"
cordon audit --since never
[ $? -eq 64 ] && cordon audit -n x
[ $? -eq 64 ]
result $? "mistakes are told"
cordon audit "$dir/none"
[ $? -eq 66 ] && grep -q 'none: No such file' "$dir/err"
result $? "a file that is not there"
rm "$dir"/log/audit.json*
cordon audit
[ $? -eq 66 ] && grep -q 'audit.json: No such file' "$dir/err"
result $? "no register"

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
