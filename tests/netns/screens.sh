#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Every command with every screen: no line of standard output is longer than 80
# columns where COLUMNS says so, or a terminal is as wide; in a pipe nothing is
# left out. No colours with NO_COLOR, a dumb terminal, or into a pipe; the same
# in every locale. What says that nothing was found says where.
. "$(dirname "$0")/lib.sh"

lab_up
mkdir -p $T/capture
printf 'x.example\n192.0.2.0/24\na-very-long-name-of-a-list-entry.that-goes-on.and-on.until-it-is-longer.than-any-screen.example\n' >$T/list.txt
config_is "sources = (
	{ id = \"mine\"; file = \"$T/list.txt\"; vendor = \"badnets\";
	  title = \"A list of networks with a title that has no end at all\"; },
	{ id = \"gone\"; file = \"$T/none.txt\"; vendor = \"badnets\"; } );"
start_web 8080 443
start_dns server
check "cordond starts" start_cordond
cordon() { gw "$BUILD/cordon" -c $CONF "$@"; }

# --- something to show -----------------------------------------------------

LONG=a-name-of-sixty-three-letters-as-they-are-allowed-in-a-label-00
cordon sync >/dev/null 2>&1
https upd.kaspersky.com $OPEN4 2>/dev/null
https $LONG.$LONG.kaspersky.com $OPEN4 2>/dev/null
http x.org $LISTED4 2>/dev/null
http x.org $LISTED6 2>/dev/null
http x.org $DOUBTFUL4 2>/dev/null
client dig +short @$OPEN4 www.kaspersky.com >/dev/null
cordon block $LONG.example --for 1h --reason "a reason that somebody wrote \
without thinking of how wide a screen is" >/dev/null
cordon block ads.example --reason "another one" >/dev/null
cordon allow www.example.org >/dev/null
cordon protect $LONG.$LONG.example >/dev/null
cordon except add --client 2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff --vendor \
	kaspersky --role update --name $LONG.kaspersky.com --for 30d --owner \
	somebody-with-a-long-name --ticket TICKET-OF-OURS-4711 --reason \
	"a contract that goes on until the end of the year after next" >/dev/null
has_event "e['dest_ip'] == '$DOUBTFUL4'" >/dev/null
cp tests/fuzz/corpus/capture/pcapng $T/capture/a.pcap

# A screen a line.
SCREENS="status
doctor
doctor hooks queues
check upd.kaspersky.com
check $LONG.$LONG.kaspersky.com $LISTED4 $LISTED6 $DOUBTFUL4 free.example
check www.kaspersky.com --client 2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff
check huawei.com cloudflare-dns.com x.example ads.example www.example.org
log
log --utc
log --name kaspersky.com
log --vendor zte
top
top --by vendor
top --by name
log verify
report
survey
log why 3
log erase --client 192.0.2.99
log rescan
log --role update
top --client 192.0.2.99
vendors
vendors calendar
vendors diff ruleset/vendors
mode
block --list
allow --list
protect --list
block --list --color always
except
except list --all
except list --client 10.9.9.9
lists
lists show
lists show 1
lists find x.example $LONG.kaspersky.com nothing.example
lists diff
lists verify
sync --dry-run
sync
config check
reload
inspect $T/capture/a.pcap
help"
while read -r id; do
	SCREENS+=$'\n'"vendors show $id"
done < <(cordon vendors --plain | cut -f1 | grep -vx badnets)
while read -r words; do
	SCREENS+=$'\n'"help $words"
done < <(cordon help --plain | awk -F'\t' '{ print $1, $2 }')

# Columns of a line, and whether one is too long; colours take none.
too_long() { # WIDTH <OUTPUT
	sed 's/\x1b\[[0-9;]*m//g' | python3 -c '
import sys, unicodedata
width = int(sys.argv[1])
for line in sys.stdin.buffer.read().decode("utf-8").splitlines():
    columns = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1
                  for c in line.expandtabs(8))
    if columns > width:
        sys.exit("%d columns: %s" % (columns, line))' "$1"
}
fits() { # WIDTH WORDS...
	local width=$1
	shift
	COLUMNS=$width cordon "$@" 2>/dev/null >$T/screen
	too_long "$width" <$T/screen
}
has_some() { [ -s $T/screen ]; }
while read -r screen; do
	# shellcheck disable=SC2086 # words
	check "80 columns: cordon $screen" fits 80 $screen
	# shellcheck disable=SC2086 # words
	[[ $screen != @(status|log|check*|except*|lists|vendors) ]] ||
		check ": and 40 of it" fits 40 $screen
	check ": there is something of it" has_some
done <<<"$SCREENS"

# --- a terminal ------------------------------------------------------------

# on_terminal WIDTH TERM WORDS...: what a terminal of so many columns gets.
on_terminal() {
	python3 - "$@" <<-END
	import fcntl, os, pty, struct, sys, termios
	width, term, words = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
	pid, fd = pty.fork()
	if pid == 0:
	    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
	    env = dict(os.environ, TERM=term, PAGER="cat")
	    env.pop("COLUMNS", None)
	    os.execve("/usr/bin/nsenter", ["nsenter", "--net=/run/netns/gw",
	        "$BUILD/cordon", "-c", "$CONF"] + words, env)
	data = b""
	while True:
	    try:
	        chunk = os.read(fd, 65536)
	    except OSError:
	        break
	    if not chunk:
	        break
	    data += chunk
	os.waitpid(pid, 0)
	sys.stdout.buffer.write(data.replace(b"\r\n", b"\n"))
	END
}
for width in 80 60 200; do
	for screen in log vendors status "check upd.kaspersky.com" doctor; do
		# shellcheck disable=SC2086 # words
		on_terminal $width xterm $screen >$T/screen
		check "a terminal of $width columns: cordon $screen" \
			too_long $width <$T/screen
	done
done
on_terminal 80 xterm status >$T/screen
check "a terminal has colours" grep -q $'\x1b\\[' $T/screen
on_terminal 80 dumb status >$T/screen
check "a dumb one has none" omits $'\x1b' cat $T/screen
NO_COLOR=1 on_terminal 80 xterm status >$T/screen
check "nor has one with NO_COLOR" omits $'\x1b' cat $T/screen
cordon status >$T/screen
check "nor has a pipe" omits $'\x1b' cat $T/screen
on_terminal 60 xterm log >$T/screen
check "what has no room is told" grep -q "no room here for" $T/screen

# --- a pipe ----------------------------------------------------------------

cordon log >$T/screen
check "in a pipe every value is whole" grep -q \
	"$LONG.$LONG.kaspersky.com" $T/screen
check ": and every column" sh -c "head -1 $T/screen | grep -q 'ROLE .*VIA .*N'"
cordon check upd.kaspersky.com >$T/screen
check ": and each line of a page" grep -q \
	'authority  US Department of Commerce .*Kaspersky Lab, Inc\.$' $T/screen
COLUMNS=40 cordon metrics >$T/screen
check "what programs read is never folded" sh -c \
	"! grep -v '^#\|^cordon_[a-z_]*\({.*}\)\? [0-9.]*$' $T/screen"
COLUMNS=40 cordon config show >$T/screen.conf
check ": so that it reads back" cordon -c $T/screen.conf config check

# --- locales ---------------------------------------------------------------

for locale in C C.UTF-8; do
	for screen in status vendors log "vendors show kaspersky"; do
		# shellcheck disable=SC2086 # words
		LC_ALL=$locale COLUMNS=80 cordon $screen |
			sed 's/up [0-9]* [a-z]*//; s/[0-9]* packets.*//' \
			>"$T/screen.$locale"
	done
done
check "the same in every locale" cmp $T/screen.C $T/screen.C.UTF-8

# --- nothing ---------------------------------------------------------------

nothing() { # WORDS...
	cordon "$@" 2>/dev/null | grep -q '^nothing found: '
}
check "nothing found is said, and where: log" nothing log --vendor zte
check ": from when on" sh -c "nsenter --net=/run/netns/gw $BUILD/cordon \
	-c $CONF log --vendor zte --since 1h | grep -q ' $EVE since 20'"
check ": top" nothing top --client 192.0.2.99
check ": except list" nothing except list --client 10.9.9.9
# A filter that nothing can fit is a mistake, and the nearest is named.
near() { # WORD WORDS...
	local out
	out=$(cordon "${@:2}" 2>&1)
	[ $? -eq 64 ] && grep -q "did you mean \"$1\"" <<<"$out"
}
check "a vendor that is none" near kaspersky log --vendor kasperski
check ": of top" near zte top --vendor zt
check ": of except" near kaspersky except list --vendor kasperski
check ": of mode" near kaspersky mode observe --vendor kasperski
check "a role that is none" near update log --role updat
check "an action that is none" near blocked log --action blokked
check ": lists find" nothing lists find nothing.example
cordon block --remove $LONG.example ads.example >/dev/null 2>&1
check ": block --list" nothing block --list
config_is ''
check ": lists" nothing lists
done_testing
