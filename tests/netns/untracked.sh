#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Packets that another program's rules take out of connection tracking: each is
# judged by itself, and the doctor says which rule does it.
. "$(dirname "$0")/lib.sh"

lab_up
start_web 8080 443
start_dns server
config_is ''
check "cordond starts" start_cordond

# finds LEVEL PATTERN: the doctor, of others' chains; the evidence and what to do
# are in $T/found.
finds() {
	gw "$BUILD/cordon" -c $CONF doctor --json hooks legacy >$T/found
	python3 - "$1" "$2" $T/found <<-'E2'
	import json, re, sys
	of = json.load(open(sys.argv[3]))["findings"]
	print(*of, sep="\n")
	sys.exit(0 if any(f["level"] == sys.argv[1] and
	    re.search(sys.argv[2], f["finding"]) for f in of) else 10)
	E2
}
mend() { # what the doctor says of the first rule
	python3 -c 'import json, sys
print(*[f["fix"] for f in json.load(sys.stdin)["findings"]
	if "tracking" in f["finding"]][:1])' <$T/found >$T/fix
	echo "# $(cat $T/fix)"
	gw sh $T/fix
}
# How many of so many restricted pages came.
pages() {
	local came=0
	for _ in $(seq "$1"); do
		! http www.kaspersky.com $OPEN4 || came=$((came + 1))
		! https www.kaspersky.com $OPEN4 || came=$((came + 1))
		! https www.kaspersky.com $OPEN6 || came=$((came + 1))
	done 2>/dev/null
	echo $came
}
judged() { # HOW
	check "$1: no restricted page comes" test "$(pages 7)" -eq 0
	check ": nor by a question" client sh -c "dig +tries=1 +timeout=5 \
		@$OPEN4 www.kaspersky.com | grep -q NXDOMAIN"
	refute ": nor by a listed address" 7 http x.org $LISTED4
	check ": others do" https www.example.org $OPEN4
	check ": as is in the log" event_of blocked tls www.kaspersky.com
}

gw nft -f - <<'E2'
table inet odd {
	chain pre { type filter hook prerouting priority -300; notrack; }
}
E2
judged "notrack"
check "the doctor says so" finds warn \
	'rule of chain pre, table inet odd, takes packets out of connection tracking'
check ": and what takes the rule away" mend
refute ": then it is gone" 10 finds warn 'connection tracking'
gw nft delete table inet odd

# By the words of iptables it is a target of its own kind.
notrack() {
	gw iptables -t raw -A PREROUTING -p tcp "$@" &&
		gw ip6tables -t raw -A PREROUTING -p tcp "$@"
}
for words in NOTRACK "CT --notrack"; do
	# shellcheck disable=SC2086 # a target and its option
	can "iptables -j $words" "this kernel or iptables has it not" \
		notrack -j $words || continue
	judged "iptables -j $words"
	check "the doctor says so" finds warn \
		'rule of chain PREROUTING, table ip6? raw, takes packets'
	check ": and what takes a rule away" mend
	check ": then the other family's" finds warn 'table ip6? raw'
	mend
	refute ": then both are gone" 10 finds warn 'connection tracking'
	gw nft 'delete table ip raw; delete table ip6 raw'
done
if can "iptables-legacy" "this kernel or machine has it not" \
	gw iptables-legacy -t raw -A PREROUTING -p tcp -j CT --notrack; then
	judged "iptables-legacy's"
	check "the doctor says that it cannot see those" finds note \
		'iptables-legacy has tables \(raw\), whose rules cannot be read'
	gw iptables-legacy -t raw -F
fi
if can "a zone of its own" "this kernel or iptables has it not" \
	notrack -j CT --zone 7; then
	refute "connections in a zone of their own are tracked" 10 \
		finds warn 'connection tracking'
	judged "in a zone of their own"
fi

# --- what comes before all rules ---------------------------------------------

# A program that lets all pass: bpf(2), BPF_PROG_LOAD and BPF_LINK_CREATE.
cat >$T/xdp.py <<'E2'
import ctypes, os, socket, struct, sys, time
libc = ctypes.CDLL(None, use_errno=True)
def bpf(command, attr):
    fd = libc.syscall({"x86_64": 321}.get(os.uname().machine, 280), command,
                      ctypes.create_string_buffer(attr, len(attr)), len(attr))
    if fd < 0:
        sys.exit(os.strerror(ctypes.get_errno()))
    return fd
code = ctypes.create_string_buffer(struct.pack("=BBhiBBhi", 0xb7, 0, 0, 2,
                                               0x95, 0, 0, 0))
words = ctypes.create_string_buffer(b"GPL")
program = bpf(5, struct.pack("=IIQQ", 6, 2, ctypes.addressof(code),
                             ctypes.addressof(words)) + bytes(100))
link = bpf(28, struct.pack("=IIII", program, socket.if_nametoindex("lan0"), 37,
                           2) + bytes(40))
print("ready", flush=True)
time.sleep(600)
E2
xdp() {
	gw "$BUILD/cordon" -c $CONF doctor --plain xdp >$T/found
	cat $T/found
	grep -q "$1" $T/found
}
check "no interface runs a program" xdp '^ok.*no interface'
spawn gw python3 $T/xdp.py >$T/xdp 2>&1
program=$!
if can "a program of an interface" "this kernel loads none for us" \
	wait_for 1 grep -q ready $T/xdp; then
	check "one that does is told of" xdp '^note.*a program on lan0 has what'
	kill $program
	wait $program 2>/dev/null
	gone() { xdp '^ok.*no interface'; }
	check ": until it is gone" wait_for 5 gone
fi
done_testing
