# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What the commands of a fresh installation say, held against what packets do:
# each row is a sentence and a probe.
. tests/vm/lib.sh
net_up

# --- probes: one way to a destination ------------------------------------------

dns_up() {
	ip netns exec outside dnsmasq -k -R -h --user= --group= -p 53 \
		--address=/#/10.9.0.2 --log-facility=/run/dns.log \
		>/dev/null 2>&1 &
	openssl req -x509 -newkey rsa:2048 -nodes -days 9 -subj /CN=test \
		-keyout /run/key.pem -out /run/cert.pem 2>/dev/null
	ip netns exec outside openssl s_server -accept 443 -www -quiet \
		-key /run/key.pem -cert /run/cert.pem >/dev/null 2>&1 &
	wait_for 60 asked www.example.org
	wait_for 60 secret www.example.org
}
asked() { # NAME: by a question
	inside dig +tries=1 +timeout=10 +short @10.9.0.2 "$1" A | grep -q .
}
secret() { # NAME: by TLS
	inside curl -sSk -o /dev/null --max-time 20 \
		--resolve "$1:443:10.9.0.2" "https://$1/"
}
page() { inside named "$1"; }		# NAME: by HTTP
address() { inside listed; }
other() { # PROBE NAME: from the client's second address
	case $1 in
	page) inside curl -sS -o /dev/null --max-time 20 \
		--interface 10.8.0.3 -H "Host: $2" http://10.9.0.2/ ;;
	address) inside listed --interface 10.8.0.3 ;;
	esac
}

# world reached|refused PROBE...
world() {
	local want=$1
	shift
	if "$@"; then
		[ "$want" = reached ] || { echo "$*: reached"; false; }
	else
		[ "$want" = refused ] || { echo "$*: refused"; false; }
	fi
}

# so WORLD PATTERN PROBE -- COMMAND...: it says so, and packets do so.
so() {
	local want=$1 pattern=$2 probe=$3 out
	shift 4
	out=$("$@" 2>&1 </dev/null)
	grep -qE -- "$pattern" <<<"$out" || {
		not_ok "$*: says /$pattern/"
		explain "$out"
		return
	}
	# shellcheck disable=SC2086 # a probe and its name
	check "$*: /$pattern/, and $probe is $want" world "$want" $probe
}
# each WORLD PATTERN: of what is restricted, by each way that it has.
each() {
	local want=$1 pattern=$2 name
	for name in www.kaspersky.com upd.kaspersky.com; do
		so "$want" "$pattern" "page $name" -- cordon check $name
		so "$want" "$pattern" "secret $name" -- cordon check $name
		so "$want" "$pattern" "asked $name" -- cordon check $name
	done
	so "$want" "$pattern" address -- cordon check 77.74.177.7
}
# counted OUTCOME: the last event has it.
counted() {
	wait_for 20 sh -c "cordon log --plain -n 1 | grep -q '$1'"
}

check "a resolver and a server of TLS" dns_up
# A vendor that only a list knows.
printf '%s\n' bad1.example bad2.example bad3.example >/run/bad.txt
type_in apt-get install -y /cordon.deb
check "the package installs" answered 0
cat >/etc/cordon/conf.d/50-source.conf <<'END'
sources = ( { id = "bad"; file = "/run/bad.txt"; vendor = "acme";
	title = "Acme"; } );
END
check "a list is taken in" cordon sync
check "a vendor is enabled" cordon vendors enable dji

# --- observing ------------------------------------------------------------------

cordon mode observe >/dev/null
each reached 'WOULD BLOCK: restricted, but .* only observed'
so reached 'mode +observe' address -- cordon status
so reached '^observe, from' "page www.kaspersky.com" -- cordon mode
so reached 'nothing is blocked' address -- cordon doctor mode
so reached 'kaspersky +observe' "secret www.kaspersky.com" -- cordon status
page www.kaspersky.com
check "the log says would-block of what passed" counted would-block
so reached 'only logged|mode is observe' "page plain.example" -- \
	cordon block plain.example
so reached 'WOULD BLOCK' "page plain.example" -- cordon check plain.example
so reached 'not .*any more' "page plain.example" -- \
	cordon block --remove plain.example

# --- off ------------------------------------------------------------------------

so reached 'mode off' "page www.kaspersky.com" -- cordon mode off
so reached 'mode +off' address -- cordon status
each reached 'ALLOWED: listed, but nothing that acts on it'
so reached 'mode off: nothing is blocked' address -- cordon doctor mode

# --- one vendor alone --------------------------------------------------------------

cordon mode observe >/dev/null
so refused 'mode enforce' "page www.kaspersky.com" -- \
	cordon mode enforce --vendor kaspersky
each refused ' BLOCKED: restricted, and its vendor is enforced'
so reached 'WOULD BLOCK' "page csp.djicdn.com" -- cordon check csp.djicdn.com
so reached 'dji +observe' "page csp.djicdn.com" -- cordon status
so refused 'kaspersky +enforce' "page www.kaspersky.com" -- cordon mode
cordon vendors enable kaspersky >/dev/null

# --- enforcing ----------------------------------------------------------------------

so refused 'mode enforce' "page www.kaspersky.com" -- cordon mode enforce
each refused ' BLOCKED: restricted, and its vendor is enforced'
so refused '  BLOCKED' "page csp.djicdn.com" -- cordon check csp.djicdn.com
so refused '  BLOCKED' "page www.bad2.example" -- cordon check www.bad2.example
so reached 'ALLOWED: not listed' "page www.example.org" -- \
	cordon check www.example.org
so reached 'ALLOWED: not listed' "asked www.example.org" -- \
	cordon check www.example.org
so refused 'restricted vendors are blocked' address -- cordon doctor mode
so refused 'mode +enforce' "asked www.kaspersky.com" -- cordon status
secret www.kaspersky.com 2>/dev/null
check "the log says blocked of what was refused" counted blocked
check "a refused question: NXDOMAIN, and why" says 'EDE: 15 .*kaspersky' \
	inside dig +tries=1 +timeout=10 @10.9.0.2 www.kaspersky.com
check "a refused page: a reset, at once" says 'reset by peer' \
	inside named www.kaspersky.com
# shellcheck disable=SC2016 # for the other shell
check "each refusal is counted once" sh -c '
	n() { cordon metrics | sed -n "s/.*vendor=\"kaspersky\",action=\"blocked\". //p"; }
	a=$(n); ip netns exec inside curl -s --max-time 20 \
		-H "Host: www.kaspersky.com" http://10.9.0.2/
	sleep 1; b=$(n); echo "$a $b"; [ "$b" -eq $((a + 1)) ]'

# --- local rules ----------------------------------------------------------------------

so refused 'mine.example is blocked' "page mine.example" -- \
	cordon block mine.example
so refused '  BLOCKED' "asked www.mine.example" -- cordon check www.mine.example
so refused 'mine.example' "secret mine.example" -- cordon block --list
so refused 'changes nothing' "page www.kaspersky.com" -- \
	cordon block www.kaspersky.com
so refused 'not blocked by a local rule any more, but by another' \
	"page www.kaspersky.com" -- cordon block --remove www.kaspersky.com
so reached 'mine.example is not blocked .*any more' "page mine.example" -- \
	cordon block --remove mine.example
so reached 'ALLOWED: not listed' "page mine.example" -- cordon check mine.example
so refused 'is blocked until' "page short.example" -- \
	cordon block short.example --for 1h
so refused 'short.example.*20[0-9][0-9]-' \
	"page short.example" -- cordon block --list
so reached 'any more' "page short.example" -- \
	cordon block --remove short.example
so reached 'is allowed' "page www.kaspersky.com" -- \
	cordon allow www.kaspersky.com
so reached 'ALLOWED: allowed by a local rule' "asked www.kaspersky.com" -- cordon check www.kaspersky.com
so refused '  BLOCKED' "page upd.kaspersky.com" -- cordon check upd.kaspersky.com
so reached 'www.kaspersky.com' "secret www.kaspersky.com" -- cordon allow --list
so reached 'allows it, which comes first' "page www.kaspersky.com" -- \
	cordon block www.kaspersky.com
cordon block --remove www.kaspersky.com >/dev/null
so refused 'not allowed .*any more' "page www.kaspersky.com" -- \
	cordon allow --remove www.kaspersky.com
so reached 'changes nothing' "page plain.example" -- cordon allow plain.example
cordon allow --remove plain.example >/dev/null
so reached 'allowed until' "page www.kaspersky.com" -- \
	cordon allow www.kaspersky.com --for 3s
ended() { world refused page www.kaspersky.com; }
check "a rule for three seconds ends by itself" wait_for 60 ended
so refused '  BLOCKED' "page www.kaspersky.com" -- cordon check www.kaspersky.com
for own in 10.8.0.1 10.9.0.1 10.9.0.2; do
	so reached 'own address|next hop|resolver|needs|--force' \
		"page www.example.org" -- cordon block $own
done

# --- exceptions -----------------------------------------------------------------------

so reached 'may reach kaspersky' "other page www.kaspersky.com" -- \
	cordon except add --client 10.8.0.3 --vendor kaspersky --for 1h \
	--reason "a test"
so reached 'ALLOWED: the client has an exception' "other address" -- \
	cordon check --client 10.8.0.3 77.74.177.7
so refused '  BLOCKED' "page www.kaspersky.com" -- \
	cordon check --client 10.8.0.2 www.kaspersky.com
so refused '  BLOCKED' "other page csp.djicdn.com" -- \
	cordon check --client 10.8.0.3 csp.djicdn.com
id=$(cordon except list --plain | tail -n 1 | cut -f1)
so refused 'is removed' "other page www.kaspersky.com" -- \
	cordon except remove "$id"
so refused '  BLOCKED' "other address" -- \
	cordon check --client 10.8.0.3 77.74.177.7

# --- lists that are held ----------------------------------------------------------------

so refused 'pin --off' "page www.bad2.example" -- cordon lists pin
so refused 'is blocked' "page held.example" -- cordon block held.example
so refused '  BLOCKED' "page held.example" -- cordon check held.example
so reached 'is allowed' "page www.bad2.example" -- cordon allow www.bad2.example
so refused 'not allowed .*any more' "page www.bad2.example" -- \
	cordon allow --remove www.bad2.example
so refused 'held no longer' "page held.example" -- cordon lists pin --off
so reached 'any more' "page held.example" -- cordon block --remove held.example

# --- vendors ------------------------------------------------------------------------------

so reached 'kaspersky is off' "page www.kaspersky.com" -- \
	cordon vendors disable kaspersky
so reached 'ALLOWED: listed, but nothing that acts on it' address -- cordon check 77.74.177.7
so refused 'kaspersky is on: .* blocked' "page www.kaspersky.com" -- \
	cordon vendors enable kaspersky
so refused 'kaspersky.*enforce' address -- cordon vendors list

# --- modes that end -----------------------------------------------------------------------

so reached 'observe' "page www.kaspersky.com" -- cordon mode observe --for 5s
back() { world refused page www.kaspersky.com; }
check "after five seconds it enforces again" wait_for 60 back
so refused 'mode +enforce' address -- cordon status

# --- without the daemon -------------------------------------------------------------------

# What is stopped leaves its addresses (on_stop), and judges no name.
check "cordond is stopped" systemctl stop cordond
so refused 'listed addresses are still decided' address -- cordon status
so reached 'cordond is not running|not judged|nothing is judged' \
	"page www.kaspersky.com" -- cordon check www.kaspersky.com
so reached 'cordond is not running: nothing is judged by name' \
	"secret www.kaspersky.com" -- cordon doctor daemon
so refused '  BLOCKED' address -- cordon check 77.74.177.7
so reached 'not running: it counts when' "page later.example" -- \
	cordon block later.example
check "it starts" systemctl start cordond
so refused '  BLOCKED' "page later.example" -- cordon check later.example
cordon block --remove later.example >/dev/null

# --- what is shown of it all --------------------------------------------------------------

check "what check exits with, blocked" exits 11 cordon check --exit-code \
	www.kaspersky.com
check ": and not" exits 0 cordon check --exit-code www.example.org
for machine in "status --json" "doctor --json" "vendors --json" \
	"log --json" "top --json" "except list --json" "lists status --json"; do
	# shellcheck disable=SC2086 # a command and its option
	check "cordon $machine is JSON" sh -c \
		"cordon $machine | head -n 1 | python3 -m json.tool"
done
check "nothing was left unsaid by units" test -z \
	"$(systemctl --failed --no-legend)"
so reached 'mode observe' "page www.kaspersky.com" -- cordon mode observe
done_testing
