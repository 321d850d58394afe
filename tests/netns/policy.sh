#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The policy of a fleet, from nginx to three gateways: it comes in seconds, whole
# and without a gap; what is tampered with, old, foreign, half, empty, expired or
# of another kind changes nothing, and is told; a share first, then all, and
# back.
. "$(dirname "$0")/lib.sh"
needs nginx minisign zstd

lab_up
W=$T/www
mkdir -p $W $T/fleet/lists $T/fleet/vendors
FLEET=$T/fleet
URL=http://10.2.0.2:8000/policy.cordon

# --- three gateways, one of them with a client -----------------------------------

cordon() { gw "$BUILD/cordon" -c $CONF "$@"; }
publish() {
	"$BUILD/cordon" publish $FLEET --key $T/fleet.key --to $W "$@"
}

# another N: a gateway without clients, with a folder of its own.
another() {
	local n=$1 to
	ip netns add gw$n
	in_ns gw$n ip link set lo up
	ip link add w0 netns gw$n type veth peer name g$n netns server
	in_ns gw$n ip addr add 10.9.$n.1/24 dev w0
	in_ns gw$n ip link set w0 up
	in_ns gw$n ip route add default via 10.9.$n.2
	server ip addr add 10.9.$n.2/24 dev g$n
	server ip link set g$n up
	to=$T/gw$n
	mkdir -p $to/etc $to/log
	sed -e "s|$T/etc|$to/etc|; s|$T/state|$to/state|" \
		-e "s|/run/cordon|/run/cordon$n|; s|$EVE|$to/log/eve.json|" \
		-e "s|gateway = .*|gateway = \"gate-$n\";|" $CONF \
		>$to/etc/cordon.conf
	in_ns gw$n "$BUILD/cordond" -c $to/etc/cordon.conf \
		>>$T/cordond$n.log 2>&1 &
	wait_for 20 cordon_of $n status
}
cordon_of() { # N WORDS...
	local n=$1
	shift
	in_ns gw$n "$BUILD/cordon" -c $T/gw$n/etc/cordon.conf \
		-s /run/cordon$n/control.sock "$@" >/dev/null
}
follow() { # NAMESPACE CONF: asks every second
	in_ns $1 "$BUILD/cordon" -c $2 sync --policy --follow \
		>>$T/follow-$1.log 2>&1 &
}
current() { readlink ${1:-$T}/state/policy/current; }
is_at() { # SEQUENCE [FOLDER]
	[ "$(current ${2-})" = "$1" ]
}
all_at() {
	is_at $1 && is_at $1 $T/gw2 && is_at $1 $T/gw3
}

# What cordond says is in force.
daemon_at() {
	ask status | python3 -c "
import json, sys
p = json.load(sys.stdin).get('policy', {})
sys.exit(p.get('sequence') != $1)"
}
state_says() { # TEXT: of the last try
	grep -q "$1" $T/state/policy/state.conf
}

serve() {
	mkdir -p $T/nginx
	cat >$T/nginx.conf <<-END
	pid $T/nginx/pid; error_log $T/nginx/error.log;
	events { worker_connections 256; }
	http {
		access_log $T/nginx/access;
		client_body_temp_path $T/nginx/body;
		proxy_temp_path $T/nginx/proxy;
		fastcgi_temp_path $T/nginx/fastcgi;
		uwsgi_temp_path $T/nginx/uwsgi;
		scgi_temp_path $T/nginx/scgi;
		server { listen 8000; root $W; }
	}
	END
	server nginx -p $T/nginx -e $T/nginx/error.log -c $T/nginx.conf &&
		wait_for 10 server sh -c 'ss -Hltn sport = :8000 | grep -q .'
}

check "a key" "$BUILD/cordon" publish --new-key --key $T/fleet.key
KEY=$(tail -1 $T/fleet.key.pub)
POLICY="url = \"$URL\"; minisign = \"$KEY\"; every = \"1s\";"
MODE=observe config_is "on_failure = \"closed\"; gateway = \"gate-1\";
	policy = { $POLICY };"
check "nginx" serve
start_web 8080 443
check "cordond starts" start_cordond
check "a second" another 2
check "a third" another 3

# --- the first ----------------------------------------------------------------

is_refused() { fails_fast https bad1.example $OPEN4; }
cat >$FLEET/policy.conf <<'END'
mode = "enforce";
unknown = "pass";
sources = ( { id = "central"; file = "lists/names"; vendor = "acme";
	title = "Acme"; max_growth = 1000000; widest6 = 8; } );
END
seq -f 'bad%g.example' 10 >$FLEET/lists/names
echo 192.0.2.80 >>$FLEET/lists/names
check "without a policy it may be reached" https bad1.example $OPEN4
check "it is published" publish
check ": minisign verifies it" minisign -V -q -p $T/fleet.key.pub \
	-m $W/policy.cordon
check "it is taken" cordon sync --policy
check ": in force" is_at 1
check ": cordond says so" daemon_at 1
check ": the mode is the policy's" sh -c "$BUILD/cordon -c $CONF mode |
	grep -q '^enforce, .*policy/1/policy.conf:1'"
check ": a name of it is refused" is_refused
check ": an address of it" fails_fast https www.example.org 192.0.2.80
check ": others are reached" https www.example.org $OPEN4
check ": the register says it" grep -q 'policy 1 of the fleet is in force' \
	$T/log/audit.json
check ": and the log" wait_for 10 grep -q '"event":"policy"' $EVE
check "nothing newer" cordon sync --policy
check ": which the server says" grep -q '" 304 ' $T/nginx/access
follow gw $CONF
follow gw2 $T/gw2/etc/cordon.conf
follow gw3 $T/gw3/etc/cordon.conf
check "all three have it" wait_for 30 all_at 1

# --- what must change nothing ----------------------------------------------------

rests() { # WHY: it is refused for that, and all is as before
	wait_for 30 state_says "$1" && is_at 1 && is_refused && daemon_at 1
}
keep() { cp $W/policy.cordon $T/good.cordon &&
	cp $W/policy.cordon.minisig $T/good.minisig; }
put_back() { cp $T/good.cordon $W/policy.cordon &&
	cp $T/good.minisig $W/policy.cordon.minisig; }
# nginx tells one from another by its size and the second it was written in.
stamp=1000000000
sign() {
	stamp=$((stamp + 1))
	touch -d @$stamp $W/policy.cordon
	minisign -S -q -s ${1:-$T/fleet.key} -m $W/policy.cordon </dev/null \
		>/dev/null
}
# archive COMMAND...: the good one, unpacked to a folder, and made anew by it.
archive() {
	rm -rf $T/un && mkdir $T/un &&
		zstd -qdc $T/good.cordon | tar -C $T/un -xf - &&
		(cd $T/un && "$@") >$W/policy.cordon && sign
}
newer() { sed -i "s/^sequence = .*/sequence = 2;/" manifest; }
ustar() { tar --format=ustar --hard-dereference -cf - "$@"; }

keep
printf x >>$W/policy.cordon
check "tampered with" rests 'its signature is wrong'
check ": it is in the log" wait_for 10 grep -q \
	'refused: its signature is wrong' $EVE
minisign -G -f -W -p $T/foreign.pub -s $T/foreign.key >/dev/null
put_back && sign $T/foreign.key
check "of a foreign key" rests 'signed by another key'
sign; rm $W/policy.cordon.minisig
check "without a signature" rests 'minisig'
: >$W/policy.cordon; sign
check "empty" rests 'it ends too early'
head -c 200 $T/good.cordon >$W/policy.cordon; sign
check "half" rests 'packed, and ends too early'
plain() { newer; ustar manifest policy.conf lists/names; }
half() { plain | head -c 2048; }
archive half
check "half of an archive" rests '"it ends too early"'
expired() { newer; echo 'until = "2020-01-01T00:00:00Z";' >>manifest
	sed -i '/until = "";/d' manifest; ustar manifest policy.conf lists/names; }
archive expired
check "expired" rests 'was valid until 2020'
climbing() { newer; ustar -P --transform 's|policy.conf|../policy.conf|' \
	manifest policy.conf lists/names; }
archive climbing
check "a way out" rests 'which a policy may not have'
absolute() { newer; ustar -P --transform 's|lists/names|/etc/passwd|' \
	manifest policy.conf lists/names; }
archive absolute
check "a full path" rests '/etc/passwd'
link() { newer; rm lists/names; ln -s /etc/passwd lists/names
	ustar manifest policy.conf lists/names; }
archive link
check "a link" rests 'no plain file'
device() { newer; rm lists/names; mkfifo lists/names
	ustar manifest policy.conf lists/names; }
archive device
check "a pipe" rests 'no plain file'
twice() { newer; ustar manifest policy.conf lists/names policy.conf; }
archive twice
check "a name twice" rests 'twice'
late() { newer; ustar policy.conf manifest lists/names; }
archive late
check "no manifest first" rests 'begins with'
unknown() { newer; echo 'user = "root";' >>policy.conf; ustar manifest \
	policy.conf lists/names; }
archive unknown
check "a setting that is not its own" rests 'unknown key'
other_format() { newer; sed -i 's/format = 1/format = 2/' manifest; ustar \
	manifest policy.conf lists/names; }
archive other_format
check "another format" rests 'does not know'
no_list() { newer; ustar manifest policy.conf; }
archive no_list
check "without the list that it names" rests 'its list central'
protected() { newer; echo 10.1.0.0/24 >>lists/names; ustar manifest \
	policy.conf lists/names; }
archive protected
check "a list that names this gateway" rests 'its list central'
same_number() { echo 'bad2.example' >lists/names; ustar manifest policy.conf \
	lists/names; }
archive same_number
check "another of the same number" rests 'is another with the number'
mv $W/policy.cordon $W/away
check "while the server has none" wait_for 30 state_says 'health = "failed"'
mv $W/away $W/policy.cordon
check ": it stays refused behind that" rests 'is another with the number'
head -c 70000000 /dev/zero >$W/policy.cordon; touch -d @1 $W/policy.cordon
check "too large" rests 'is larger than'
put_back
check "the good one again" wait_for 30 state_says 'health = "well"'

# --- 100,000 names and 100,000 prefixes, without a gap ----------------------------

probe() { # counts what is let through
	client python3 - <<-'END'
	import os, socket, ssl, sys, time
	tried = open_ = 0
	c = ssl.create_default_context()
	c.check_hostname, c.verify_mode = False, ssl.CERT_NONE
	while not os.path.exists("/mnt/stop"):
	    for name, to in (("bad1.example", "10.2.0.2"), ("a.example", "192.0.2.80")):
	        tried += 1
	        try:
	            with socket.create_connection((to, 443), 10) as s:
	                with c.wrap_socket(s, server_hostname=name):
	                    open_ += 1
	        except OSError:
	            pass
	print(tried, open_)
	END
}
probe >$T/probe &
prober=$!
{
	seq -f 'bad%g.example' 100000
	python3 -c "
for i in range(100000):
    print('2a0c:%x:%x::/48' % (i >> 8, i & 255))"
	echo 192.0.2.80
} >$FLEET/lists/all
rm $FLEET/lists/names
sed -i 's|"central"|"whole"|; s|lists/names|lists/all|' $FLEET/policy.conf
begun=$(date +%s%N)
check "a large one is published" publish
check ": it reaches all three" wait_for 60 all_at 2
took=$((($(date +%s%N) - begun) / 1000000))
check ": cordond has it" wait_for 30 daemon_at 2
touch $T/stop
wait $prober
read -r tried opened <$T/probe
echo "# 100,000 names and 100,000 prefixes in force at three gateways" \
	"$took ms after \"publish\" began; of $tried tries meanwhile $opened" \
	"were let through"
check ": nothing of it was open meanwhile" [ "$opened" = 0 ]
check ": and it was tried" [ "$tried" -gt 10 ]
check ": what is new is refused" fails_fast https bad99999.example $OPEN4

# --- old -------------------------------------------------------------------------

put_back
check "an older one" wait_for 30 state_says 'older than 2'
check ": changes nothing" is_at 2
check ": the doctor says so" sh -c "$BUILD/cordon -c $CONF doctor policy |
	grep -q 'older than 2'"

# --- a share, then all, and back ---------------------------------------------------

sed -i 's/"pass"/"block"/' $FLEET/policy.conf
share_of() { # SEQUENCE: how many have it
	local n=0 at
	for at in $T $T/gw2 $T/gw3; do
		[ "$(current $at)" != "$1" ] || n=$((n + 1))
	done
	echo $n
}
told() { grep -q 'waits' $1/state/policy/state.conf; }
settled() { # each has it, or says that it waits
	local at
	for at in $T $T/gw2 $T/gw3; do
		is_at 3 $at || told $at || return 1
	done
}
check "for one in a hundred" publish --share 1%
check ": who is not among them waits" wait_for 60 settled
first=$(share_of 3)
check ": that is not everybody" [ "$first" -lt 3 ]
check "for all" publish
check ": everybody has it" wait_for 60 all_at 4
check ": its setting, too" sh -c "$BUILD/cordon -c $CONF config show |
	grep -q '^unknown = \"block\";.*policy/4/policy.conf:2'"
mkdir $T/state/policy/current.new
check "back" publish --again 2
check ": where the link cannot be moved it is not in force" wait_for 60 \
	state_says 'File exists'
check ": nor said to be" is_at 4
rmdir $T/state/policy/current.new
check ": with a higher number" wait_for 60 all_at 5
check ": what it had" sh -c "$BUILD/cordon -c $CONF config show |
	grep -q '^unknown = \"pass\";'"

# --- what a gateway may ----------------------------------------------------------

check "the mode is not the gateway's" exits 1 cordon mode observe
check "one may be blocked here" cordon block own.example
check ": it is" fails_fast https own.example $OPEN4
check "nothing may be allowed" exits 77 cordon allow bad1.example
check "nobody excepted" exits 77 cordon except add --client 10.1.0.2 \
	--vendor acme --reason test --for 1h
check "no vendor switched off" exits 77 cordon vendors disable kaspersky
check "config check says whose settings hold" sh -c "$BUILD/cordon -c $CONF \
	config check | grep -q 'policy 5 of the fleet is in force over it; 1'"
check "status has it" sh -c "$BUILD/cordon -c $CONF status |
	grep -q 'policy *5, '"

# --- a list that never came --------------------------------------------------------

cp $FLEET/policy.conf $T/policy.conf
sed -i 's|^sources = (|& { id = "later"; vendor = "acme"; allow_private = true;\n\
	url = "http://10.2.0.2:8000/none"; },\n|' $FLEET/policy.conf
check "one more list, which is not there" publish
check ": holds nothing back" wait_for 60 all_at 6
sed -i '/id = "whole"/,/);/c );' $FLEET/policy.conf
sed -i 's|/none"; },|/none"; }|' $FLEET/policy.conf
check "in the place of another, before it is asked for again" publish
check ": it does" wait_for 60 state_says 'its list later'
check ": what there was stays" is_at 6
check ": and is refused" is_refused
check "without the server it stays" sh -c "rm $W/policy.cordon"
check ": which is told" wait_for 30 state_says 'health = "failed"'
check ": and in force" is_refused
check "over a restart" stop_cordond
check ": it starts" start_cordond
check ": under its policy" daemon_at 6
check ": it is refused" is_refused
check "what is put away is gone" sh -c "[ \$(ls $T/state/policy |
	grep -c '^[0-9]') -le 3 ]"	# of now, of before, the one held
done_testing
