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

manage answers:answers &
check "cordond starts with what was kept for it" wait_for 10 ask status
check "two sockets were kept" said \
	"'FDSTORE=1\\nFDPOLL=0\\nFDNAME=answers' 2"
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
check "it stops" stop_cordond

refute "sockets of another name are not taken" 77 manage other:answer
check "without any it says what is missing" \
	grep -q 'raw socket for DNS answers: ' $T/cordond.log
done_testing
