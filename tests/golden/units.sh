#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What a program needs to lock itself up, the filter of its unit lets through:
# by name, since what systemd's groups hold differs from version to version.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
UNITS=packaging/systemd

# Which calls our programs make that a group may lack.
confining="seccomp landlock_create_ruleset landlock_add_rule"
confining+=" landlock_restrict_self setpriority"
needed() { # COMMAND: which of them it makes
	case $1 in
	*/cordond | */cordon\ sync*) tr -s ' ' '\n' <<<"$confining" ;;
	*/cordon\ ship) printf '%s\n' "${confining% setpriority}" |
		tr -s ' ' '\n' ;;
	*/cordond\ --load | */cordon\ metrics*) ;;
	*/cordon\ log\ index | */cordon\ report*) ;;
	*) return 1 ;;
	esac
}

# named UNIT CALL: is it let through by name, below whatever is taken away?
named() {
	local line state=1
	while read -r line; do
		case " $line " in
		" ~"*) state=1 ;;
		*" $2 "*) state=0 ;;
		esac
	done < <(sed -n 's/^SystemCallFilter=//p' "$1")
	return $state
}

# allows UNIT: the calls let through, by what this systemd has in its groups.
group() { # NAME: its calls
	local call
	for call in $(systemd-analyze syscall-filter "$1" |
		sed -n 's/^ *\([@a-z_0-9-]*\)$/\1/p'); do
		case $call in
		"$1") ;;
		@*) group "$call" ;;
		*) echo "$call" ;;
		esac
	done
}
allows() {
	local line call
	: >"$dir/calls"
	while read -r line; do
		for call in ${line#\~}; do
			case $call in
			@*) group "$call" ;;
			*) echo "$call" ;;
			esac
		done | sort -u >"$dir/these"
		case $line in
		\~*) comm -23 "$dir/calls" "$dir/these" ;;
		*) sort -u "$dir/calls" "$dir/these" ;;
		esac >"$dir/next"
		mv "$dir/next" "$dir/calls"
	done < <(sed -n 's/^SystemCallFilter=//p' "$1")
}

# And what every one of them calls.
common="read write openat close mmap fork clone wait4 kill execve socket connect
	sendmsg recvmsg flock fsync renameat capget prctl futex ppoll"

for unit in "$UNITS"/*.service; do
	name=${unit##*/}
	start=$(sed -n 's/^ExecStart=[-+!@:]*//p' "$unit")
	needed "$start" >"$dir/needed"
	result $? "$name: what $start needs is known here"
	while read -r call; do
		named "$unit" "$call"
		result $? "$name: $call"
	done <"$dir/needed"
	if ! command -v systemd-analyze >/dev/null ||
		! systemd-analyze syscall-filter @default >/dev/null 2>&1; then
		skip "$name: its filter" "systemd is not here"
		continue
	fi
	allows "$unit"
	tr -s ' \n\t' '\n' <<<"$common" | sort -u - "$dir/needed" |
		comm -23 - "$dir/calls" >"$dir/out"
	[ ! -s "$dir/out" ]
	result $? "$name: its filter lets through what there is to call"
done

# Who may read the log is for tmpfiles to say: systemd's own folders undo it.
tmpfiles=packaging/debian/cordon.tmpfiles
for what in '^d /var/log/cordon 2750 cordon adm$' \
	'^z /var/log/cordon/\*\.json\* 0640 cordon adm$'; do
	grep -q "$what" $tmpfiles
	result $? "tmpfiles: $what"
done
grep -q 'attr(2750,cordon,adm) .*/log/cordon$' packaging/rpm/cordon.spec
result $? ": and the RPM has the folder so"
! grep -l '^LogsDirectory' "$UNITS"/*.service >"$dir/out" &&
	grep -q '^ReadWritePaths=.*/var/log/cordon' "$UNITS/cordond.service"
result $? "no unit makes it anew"

# What "make install" leaves is enough for the units.
DESTDIR=$dir/root make -s install O="$BUILD" PREFIX=/usr >"$dir/out" 2>"$dir/err" &&
	cmp -s $tmpfiles "$dir/root/usr/lib/tmpfiles.d/cordon.conf" &&
	[ -s "$dir/root/usr/lib/sysusers.d/cordon.conf" ]
result $? "make install has the user and the folder of logs"

# The test itself: a filter that takes the group away says no.
printf 'SystemCallFilter=%s\n' seccomp '~@resources' setpriority >"$dir/unit"
! named "$dir/unit" seccomp && named "$dir/unit" setpriority
result $? "what is taken away below is not let through"
finish
