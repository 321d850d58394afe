#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What a signature does not tell of a policy: bundles of bundles.py that are
# signed as they should be and are not what they should be change nothing, each
# with a reason that is told. And keys: a policy names the key of the next one,
# and who has the former cannot come back with it.
. "$(dirname "$0")/lib.sh"
needs minisign zstd

lab_up
W=$T/www FLEET=$T/fleet BAD=$T/bad
mkdir -p $W $FLEET/lists $BAD
asks() { stamped; cordon sync --policy; }
cordon() { gw "$BUILD/cordon" -c $CONF "$@"; }
# The server tells one from another by the second that it is of: later ones
# have later ones.
echo $(($(date +%s) + 1000)) >$T/stamp
stamped() {
	local stamp=$(($(cat $T/stamp) + 1))
	echo $stamp >$T/stamp
	touch -d @$stamp $W/policy.cordon
}
publish() { # KEY [OPTION...]
	local key=$1
	shift
	"$BUILD/cordon" publish $FLEET --key "$key" --to $W "$@"
}
new_key() { "$BUILD/cordon" publish --new-key --key "$1"; }
is_at() {
	[ "$(readlink $T/state/policy/current)" = "$1" ]
}
state_says() {
	grep -q "$1" $T/state/policy/state.conf
}

configure() { # MINISIGN
	config_is "gateway = \"gate-1\"; wan = [ \"wan0\" ];
	policy = { url = \"http://10.2.0.2:8000/policy.cordon\";
		minisign = \"$1\"; max_size = \"1M\"; };"
}
key_of() { tail -1 "$1.pub"; }

cat >$FLEET/policy.conf <<'END'
mode = "enforce";
sources = ( { id = "central"; file = "lists/names"; vendor = "acme";
	title = "Acme"; } );
END
seq -f 'bad%g.example' 10 >$FLEET/lists/names
check "a key" new_key $T/one
configure "$(key_of $T/one)"
spawn server python3 -m http.server -b 10.2.0.2 -d $W 8000 >$T/www.log 2>&1
check "a web server" wait_for 30 server curl -s -o /dev/null \
	http://10.2.0.2:8000/
for _ in 1 2 3 4 5; do
	publish $T/one >/dev/null
done
check "a policy" asks
check ": is in force" is_at 5

# --- signed, and not well ----------------------------------------------------

zstd -qdc $W/policy.cordon >$T/good.tar
check "there are bundles" python3 tests/netns/bundles.py $T/good.tar $BAD
check ": more than a hundred" [ "$(wc -l <$BAD/names)" -gt 100 ]
offer() { # FILE
	cp "$1" $W/policy.cordon
	minisign -S -q -s $T/one -m $W/policy.cordon </dev/null >/dev/null
}
# What is in force, and whatever a bundle could have written beside it.
inventory() {
	find $T/state/policy/5 $T/etc /etc/cron.d $T/state -maxdepth 1 \
		! -type d ! -name 'sync*' ! -name '*.lock' -printf '%p %l\n' |
		sort
	find $T/state/policy/5 $T/etc -type f -print0 | sort -z |
		xargs -0 sha256sum
	readlink $T/state/policy/current
	cordon config show
}
inventory >$T/before
changes_nothing() { # FILE
	local status
	offer "$1"
	asks
	status=$?
	[ $status -eq 65 ] || { echo "status $status"; return 1; }
	state_says 'health = "refused"' && ! state_says 'why = ""' &&
		inventory | cmp - $T/before
}
while read -r number what; do
	check "$what" changes_nothing "$BAD/$number.cordon"
done <$BAD/names

signature_wrong() { # COMMAND: on the file with the signature
	cp $T/whole $W/policy.cordon.minisig
	"$@" $W/policy.cordon.minisig
	exits 65 asks && inventory | cmp - $T/before
}
fresh() { publish $T/one; }
check "a newer one" fresh
cp $W/policy.cordon.minisig $T/whole
check ": without the end of its signature" signature_wrong truncate -s -30
check ": with another comment" signature_wrong \
	sed -i 's/^trusted comment: ./trusted comment: x/'
check ": with a signature that is none" signature_wrong truncate -s 0
check ": with one that is too long" signature_wrong truncate -s 200000
check "one that is well" fresh
check ": is taken" asks
check ": for the next" is_at 7

# --- keys --------------------------------------------------------------------

check "another key" new_key $T/two
check "a third" new_key $T/three
refute "the next key is for all at once" 'for all gateways' \
	publish $T/one --next-key $T/two.pub --share 10%
refute ": and a public one" 'no public key' publish $T/one --next-key $T/two
check "a policy names the next key" publish $T/one --next-key $T/two.pub
check ": is taken" asks
check ": and in force" is_at 8
check ": while there is no other, nothing is wrong" asks
check ": nor where it is asked for anew" asks
check ": well" state_says 'health = "well"'

old_key_refused() {
	publish $T/one >/dev/null
	exits 65 asks && state_says 'another key'
}
check "what the former key signs then" old_key_refused
check ": changes nothing" is_at 8
# Nor where what is known of the last try is lost.
check ": neither behind a lost state" sh -c "rm $T/state/policy/state.conf"
check ": it is refused" old_key_refused
check ": still" is_at 8
check "what the new key signs" publish $T/two
check ": is taken" asks
check ": in force" is_at 11
check "the former key does not come back behind it" old_key_refused
check ": at all" is_at 11
check "a key that cannot be read" sh -c \
	"echo x >$T/state/policy/11/key; rm -f $T/state/policy/state.conf"
check ": lets no other in" exits 75 asks
check ": nor the former" is_at 11
check "the new key's next one" publish $T/three
configure "$(key_of $T/three)"
check "a key that the administrator sets" sh -c \
	"printf '%064d\n%s\n' 0 '$(key_of $T/two)' >$T/state/policy/11/key"
check ": counts at once" asks
check ": it is in force" is_at 13
done_testing
