#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A service manager keeps the raw sockets that cordond answers through: then
# cordond never has the capability to open one. The manager is this test.
. "$(dirname "$0")/lib.sh"

[ "$(id -u)" -eq 0 ] && grep -q ' 0 *4294967295$' /proc/self/uid_map ||
	skip_all "only root of all users can become another"
lab_up
start_web 8080 443
start_dns server

config_is ''
cp -r ruleset/vendors $T/catalogue
mkdir -p $T/etc/conf.d /run/cordon $T/state
echo "catalogue = \"$T/catalogue\";" >$T/etc/conf.d/catalogue.conf
chown nobody /run/cordon $T/state $T/log

# Keeps what "cordond --sockets" leaves, says what it is told, and becomes
# cordond as a user with CAP_NET_ADMIN and nothing else.
cat >$T/manager.py <<-'E2'
	import os, socket, subprocess, sys
	path, names = sys.argv[1:3]
	s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
	s.bind(path)
	os.chmod(path, 0o777)
	os.environ["NOTIFY_SOCKET"] = path
	opener = subprocess.Popen([sys.argv[3], "--sockets"])
	text, kept, _, _ = socket.recv_fds(s, 4096, 8)
	print(repr(text.decode()), len(kept), flush=True)
	text, counters, _, _ = socket.recv_fds(s, 4096, 8)
	print(repr(text.decode()), len(counters), flush=True)
	kept += counters
	text, barrier, _, _ = socket.recv_fds(s, 4096, 8)
	print(repr(text.decode()), opener.poll() is None, flush=True)
	for fd in barrier:
	    os.close(fd)
	print("opener", opener.wait(), flush=True)
	pid = os.getpid()
	if os.fork() == 0:
	    while os.getppid() == pid:
	        print(repr(s.recv(4096).decode()), flush=True)
	    os._exit(0)
	for i, fd in enumerate(kept):
	    os.dup2(fd, 20 + i)
	for i in range(len(kept)):
	    os.dup2(20 + i, 3 + i)
	os.closerange(3 + len(kept), 64)
	os.environ.update(LISTEN_PID=str(pid), LISTEN_FDS=str(len(kept)),
	                  LISTEN_FDNAMES=names)
	os.execvp("setpriv", ["setpriv", "--reuid=nobody", "--regid=nogroup",
	    "--clear-groups", "--inh-caps=-all,+net_admin",
	    "--ambient-caps=-all,+net_admin", "--bounding-set=-all,+net_admin",
	    "--no-new-privs"] + sys.argv[3:])
E2
manage() { # NAMES
	rm -f $T/manager
	gw python3 $T/manager.py $T/manager "$1" "$BUILD/cordond" -c $CONF \
		>$T/manager.log 2>$T/cordond.log
}
said() { grep -qF -- "$1" $T/manager.log; }
status_of() { sed -n "s/^$1:[[:space:]]*//p" /proc/"$(pid_of_cordond)"/status; }

manage answers:answers:queuestat &
check "cordond starts with what was kept for it" wait_for 10 ask status
check "two sockets were kept" said \
	"'FDSTORE=1\\nFDPOLL=0\\nFDNAME=answers' 2"
check ": and the kernel's counters of queues, which only root may open" said \
	"'FDSTORE=1\\nFDPOLL=0\\nFDNAME=queuestat' 1"
refute ": so the daemon may not" 'Permission denied' setpriv --reuid=nobody \
	--regid=nogroup --clear-groups cat /proc/net/netfilter/nfnetlink_queue
check "who opened them waited for that" said "'BARRIER=1' True"
check ": and ended well" said "opener 0"
check "cordond says that it has them" wait_for 5 said \
	"'FDSTOREREMOVE=1\\nFDNAME=answers'"
check "CAP_NET_ADMIN is its only capability" \
	test "$(status_of CapPrm)" = 0000000000001000
check ": it never had another" test "$(status_of CapBnd)" = 0000000000001000
check ": and leaves it to nobody" test "$(status_of CapAmb)" = 0000000000000000
check "cordond says nothing about capabilities" \
	lacks '[Cc]apab.*fail|setpcap' $T/cordond.log
for server in $OPEN4 $OPEN6; do
	check "a refused question to $server is answered" client sh -c \
		"dig +tries=1 +timeout=5 @$server kaspersky.com |
			grep -q NXDOMAIN"
done
check "no answer was lost" sh -c "$(declare -f ask); ask status |
	grep -q '\"dns_answers\":[1-9][0-9]*,\"dns_answer_errors\":0'"

# --- how much waits ---------------------------------------------------------

cordon() { gw "$BUILD/cordon" -c $CONF "$@"; }
check "it knows how much waits" prints \
	'"counters_readable":true,"waiting":0,"dropped":0' ask status
check ": status says so" prints 'waiting 0 of [0-9]+, 0 lost' cordon status
check ": and metrics" prints '^cordon_queue_waiting 0$' cordon metrics
# Nobody judges, so packets wait until there is no room; on_failure decides.
kill -STOP "$(pid_of_cordond)"
client python3 - $OPEN4 <<-'E2'
	import socket, sys
	s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
	for i in range(4000):
	    s.sendto(b"\xc0" + bytes(1199), (sys.argv[1], 443))
E2
waiting=$(gw cat /proc/net/netfilter/nfnetlink_queue |
	awk '{ n += $3 } END { print n }')
kill -CONT "$(pid_of_cordond)"
check "a flood that nobody reads waits ($waiting packets)" test "$waiting" -gt 1000
refused() { ask status | sed 's/.*"unjudged-refused":\([0-9]*\).*/\1/'; }
check ": and for the rest on_failure decides" test "$(refused)" -gt 500
check ": status says how many" prints "let through, $(refused) refused" \
	cordon status
cordon doctor --plain queues unjudged >$T/doctor
sed 's/^/# /' $T/doctor
check ": the doctor too" grep -qE \
	"warn.*nobody judged $(refused) packets.*0 were let through" $T/doctor
check ": and not that all was judged" lacks \
	'without being judged' $T/doctor
check "it stops" stop_cordond

# Without the counters it says that it does not know.
manage answers:answers:other &
check "without the counters it starts" wait_for 10 ask status
check ": says that it does not know" prints \
	'"counters_readable":false,"receive_buffer"' ask status
check ": status too" prints 'how many wait is not known' cordon status
check ": and metrics say nothing" omits '^cordon_queue_(waiting|dropped)' \
	cordon metrics
check ": it stops" stop_cordond

refute "sockets of another name are not taken" 77 manage other:answer
check "without any it says what is missing" \
	grep -q 'raw socket for DNS answers: ' $T/cordond.log
done_testing
