#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What commands say of the world, held against packets: in each mode, with
# cordond there, stopped and killed, with lists pinned, rules for a while and
# exceptions. "BLOCKED" only what is refused, and nothing else is.
. "$(dirname "$0")/lib.sh"

lab_up
start_web 8080 443
cordon() { gw "$BUILD/cordon" -c $CONF "$@"; }

# --- the two sides ---------------------------------------------------------

# The first line of cordon check: does it say that packets are refused?
said() { # TARGET
	local line
	line=$(cordon check "$1" --client 10.1.0.2 | head -1)
	case $line in
	"$1  BLOCKED: "* | "$1  REFUSED NOW: "*) echo refused ;;
	"$1  ALLOWED: "* | "$1  WOULD BLOCK: "* | "$1  LOGGED: "* | \
		"$1  NOT "*" NOW: "*) echo passes ;;
	*) echo "nothing of use: $line" ;;
	esac
}
# And are they?
done_to() { # TARGET
	local status
	case $1 in
	*[!0-9.]*) https "$1" $OPEN4 2>/dev/null ;;
	*) http free.example "$1" 2>/dev/null ;;
	esac
	status=$?
	[ $status -eq 0 ] && echo passes || echo refused
}
so() { # TARGET
	local says does
	says=$(said "$1") does=$(done_to "$1")
	[ "$says" = "$does" ] || {
		cordon check "$1" --client 10.1.0.2 | head -1
		echo "but: $does"
		return 1
	}
}
TARGETS="www.kaspersky.com $LISTED4 $DOUBTFUL4 own.example 192.0.2.80
	free.example allowed.kaspersky.com except.example"
all_so() { # STATE
	local target
	for target in $TARGETS; do
		check "$1: what is said of $target is so" so "$target"
	done
}

# What block and allow say of themselves: "X is blocked ..." is refused, "X is
# to be blocked ..., but" passes.
told_so() { # COMMAND NAME
	local out want
	out=$(cordon "$@" 2>/dev/null)
	case $1:$out in
	"block:$2 is blocked "*) want=refused ;;
	"block:$2 is to be blocked "*", but "*) want=passes ;;
	"allow:$2 is allowed "*) want=passes ;;
	*) echo "$out" && return 1 ;;
	esac
	[ "$(done_to "$2")" = $want ] || {
		echo "$out; but: $(done_to "$2")"
		return 1
	}
	cordon "$1" --remove "$2" >/dev/null 2>&1
}

# --- with cordond ----------------------------------------------------------

MODE=enforce config_is ''
check "cordond starts" start_cordond
cordon block own.example 192.0.2.80 >/dev/null
cordon allow allowed.kaspersky.com >/dev/null
all_so "enforce"
check "enforce: what block says is so" told_so block new.example
check "enforce: and allow" told_so allow www.kaspersky.com
cordon except add --client 10.1.0.2 --vendor kaspersky --for 1h \
	--reason test >/dev/null
all_so "with an exception"
cordon except remove ex-0001 >/dev/null

cordon mode observe --vendor kaspersky --for 1h >/dev/null
all_so "a vendor observed for a while"
check ": status says whose mode that is" sh -c "nsenter \
	--net=/run/netns/gw $BUILD/cordon -c $CONF status | \
	grep -q 'kaspersky in mode observe for another'"
cordon mode enforce --vendor kaspersky >/dev/null
all_so "and enforced again"

cordon mode observe >/dev/null
cordon mode enforce --vendor local --for 1h >/dev/null
all_so "a vendor in a mode of its own, one for a while, all observed"
cordon vendors enable kaspersky >/dev/null
cordon mode enforce --for 3s >/dev/null
all_so "enforce for a while"
observing() { cordon mode | grep -q ^observe,; }
check ": it ends" wait_for 6 observing
all_so "and observe again"
check "observe: what block says is so" told_so block new.example
cordon mode off >/dev/null
all_so "off"
check "off: what block says is so" told_so block new.example
cordon mode enforce >/dev/null

# --- lists that are held ---------------------------------------------------

cordon lists pin >/dev/null
all_so "pinned"
check "pinned: what block says is so" told_so block new.example
check "pinned: and allow" told_so allow www.kaspersky.com
cordon lists pin --off >/dev/null
cordon block late.example >/dev/null
cordon lists rollback >/dev/null 2>&1
TARGETS+=" late.example"
all_so "rolled back"
check "rolled back: what block says is so" told_so block new.example
cordon lists pin --off >/dev/null
cordon lists freeze >/dev/null
all_so "frozen"
check "frozen: what block says is so" told_so block new.example
cordon lists freeze --off >/dev/null

cordon block short.example --for 2s >/dev/null
gone() { cordon check short.example | grep -q "ALLOWED: not listed"; }
check "a rule for a while ends" wait_for 5 gone
check ": what is said of it is so" so short.example
printf 'hand.example\n' >>$T/etc/block.list
check "a list changed by hand: what is said is so" so hand.example
cordon reload >/dev/null
check ": and after a reload" so hand.example
sed -i 's/^mode = .*/mode = "observe";/' $CONF
all_so "another mode in the file, before a reload"
cordon mode enforce >/dev/null

# --- without ---------------------------------------------------------------

check "cordond stops" stop_cordond
for stop in sets closed open; do
	config_is "on_stop = \"$stop\";"
	check "cordond starts, on_stop $stop" start_cordond
	cordon mode enforce >/dev/null
	check ": and stops" stop_cordond
	all_so "stopped, $stop"
	out=$(cordon block down.example 2>/dev/null)
	check ": what block says of now is so" test \
		"${out#down.example is to be blocked*, but }" != "$out"
	all_so "stopped, $stop, with lists changed since"
	cordon block --remove down.example >/dev/null 2>&1
done
for mode in enforce observe; do
	config_is ''
	start_cordond
	cordon mode $mode >/dev/null
	check "cordond is killed in mode $mode" stop_cordond -KILL
	all_so "killed in $mode"
done
done_testing
