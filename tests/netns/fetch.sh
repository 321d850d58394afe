#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# cordon sync fetches: conditions, retries, proxies, TLS, signatures; and keeps
# the last good copy of whatever is sent instead of a list.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/synclib.sh"

lab_up
start_feed
lines 40 >$W/plain
gzip -k $W/plain
xz -k $W/plain
zstd -q $W/plain
FEED=http://10.2.0.2:8000

# --- what servers are told, and say ---------------------------------------

cp $W/plain $W/etag
echo '"one"' >$W/etag.etag
cp $W/plain $W/dated
echo 'Tue, 01 Sep 2026 10:00:00 GMT' >$W/dated.modified
source_is "$(url etag $FEED/etag)" "$(url dated $FEED/dated)" \
	"$(url gz $FEED/plain.gz)" "$(url xz $FEED/plain.xz)" \
	"$(url zst $FEED/plain.zst)"
check "five sources" status_is 0 cordon sync
for id in etag dated gz xz zst; do
	check "$id: the good copy is the list" cmp $W/plain "$(good $id)"
	check "$id: is well" state_is $id "s['state'] == 'well' and \
		s['names'] == 40 and s['failures'] == 0"
done
check "one generation" test "$(generation)" = 1
: >$T/feed.log
check "five sources again" status_is 0 cordon sync
check ": If-None-Match, and 304" grep -q \
	'^304 .*/etag if-none-match="one" if-modified-since=-' $T/feed.log
check ": If-Modified-Since, and 304" grep -q \
	'^304 .*/dated if-none-match=- if-modified-since=Tue, 01 Sep 2026' \
	$T/feed.log
check ": nothing new makes no new generation" test "$(generation)" = 1
check "the same list under a new ETag" sh -c \
	"echo '\"two\"' >$W/etag.etag"
check ": and taken as the same" status_is 0 cordon sync etag
check ": with its ETag" state_is etag "s['etag'] == '\"two\"'"
lines 50 >$W/etag
echo '"three"' >$W/etag.etag
check "a new list" status_is 0 cordon sync
check ": is the good copy" cmp $W/etag "$(good etag)"
rm "$(good etag)"
: >$T/feed.log
check "where the copy is lost" status_is 0 cordon sync etag
check ": it is fetched whatever is the same" grep -q \
	'^200 .*/etag if-none-match=- ' $T/feed.log
check ": and there again" cmp $W/etag "$(good etag)"
echo 'evil.example' >>"$(good etag)"
check "a copy that somebody changed" status_is 0 cordon sync etag
check ": is fetched again too" cmp $W/etag "$(good etag)"

check "--due asks for nothing within the refresh interval" sh -c \
	": >$T/feed.log"
check ": so" status_is 0 cordon sync --due
check ": nobody is asked" cmp /dev/null $T/feed.log
check "--offline" status_is 0 cordon sync --offline
check ": asks nobody" cmp /dev/null $T/feed.log

source_is "$(url flaky "$FEED/flaky?file=plain&times=2")" \
	"$(url gone $FEED/nothing)"
check "503, 503, 200; and 404" status_is 75 cordon sync
check ": 503 is tried again" state_is flaky "s['state'] == 'well'"
check ": three times in all" test \
	"$(grep -c '^[0-9]* .*/flaky' $T/feed.log)" = 3
check ": 404 is not" test "$(grep -c /nothing $T/feed.log)" = 1
check ": and told" state_is gone \
	"s['state'] == 'failed' and 'HTTP status 404' in s['why']"
check "failures are counted" sh -c "$CORDON sync gone; true"
check ": so" state_is gone "s['failures'] == 2"
source_is "$(url dead http://10.2.0.2:8001/plain 'max_time = "2s";')"
check "a port where nobody is" status_is 75 cordon sync

# --- proxies and TLS --------------------------------------------------------

source_is "$(url proxied $FEED/plain 'proxy = "http://10.2.0.2:3128";')"
check "through a proxy" status_is 0 cordon sync
check ": which was asked" grep -q "^proxy $FEED/plain" $T/feed.log
: >$T/feed.log
source_is "$(url proxied $FEED/plain)"
check "through the environment's" status_is 0 \
	env http_proxy=http://10.2.0.2:3128 $CORDON sync
check ": which was asked too" grep -q "^proxy $FEED/plain" $T/feed.log
: >$T/feed.log
check ": but not what no_proxy has" status_is 0 \
	env http_proxy=http://10.2.0.2:3128 no_proxy=a.test,10.2.0.2 $CORDON sync
check ": so" lacks ^proxy $T/feed.log
source_is "$(url proxied $FEED/plain 'proxy = "http://10.2.0.2:3129";')"
check "a proxy that is not there" status_is 75 cordon sync
check ": is named" state_is proxied "'10.2.0.2:3129' in s['why']"
source_is "$(url tls https://feed.test:8443/plain \
	"ca = \"$T/ca.pem\"; allow_private = true;")"
check "TLS with a CA of one's own" status_is 0 cordon sync
source_is "$(url tls https://feed.test:8443/plain 'allow_private = true;')"
check "TLS with a CA that is not known" status_is 75 cordon sync
check ": is not trusted" state_is tls "s['state'] == 'failed'"
check ": and why, in openssl's words" state_is tls \
	"'self-signed certificate' in s['why'] or 'issuer' in s['why']"
source_is "$(url tls https://10.2.0.2:8443/plain "ca = \"$T/ca.pem\";")"
check "TLS under another name is not trusted" status_is 75 cordon sync

check ": by which name it is told" state_is tls \
	"'does not match' in s['why'] or 'target host name' in s['why']"
# openssl's own server, with a certificate that was over yesterday.
openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
	-subj /CN=feed.test -keyout $T/over.key -out $T/over.csr 2>/dev/null
printf 'subjectAltName=DNS:feed.test\n' >$T/over.ext
openssl x509 -req -in $T/over.csr -signkey $T/over.key -days -1 \
	-extfile $T/over.ext -out $T/over.pem 2>/dev/null
(cd $W && exec ip netns exec server openssl s_server -accept 8444 -WWW -quiet \
	-cert $T/over.pem -key $T/over.key >/dev/null 2>&1) &
wait_for 30 sh -c "ip netns exec server ss -Hltn 'sport = 8444' | grep -q ."
source_is "$(url tls https://feed.test:8444/plain \
	"ca = \"$T/over.pem\"; allow_private = true;")"
check "TLS with a certificate that is over" status_is 75 cordon sync
check ": is told so" state_is tls "'expired' in s['why']"
check "Accept-Encoding" grep -q 'encoding=gzip, zstd' $T/feed.log
source_is "$(url br $FEED/brotli)"
check "brotli, which nobody asked for" status_is 65 cordon sync
check ": is refused in words" state_is br "'brotli' in s['why']"

# --- slow servers, and those that are not there ----------------------------------

lines 30 quick >$W/quick
cp $W/quick $T/here
source_is "$(url quick $FEED/quick)" "$(url slow "$FEED/slow?seconds=9")" \
	"$(url dead http://10.2.0.77:8000/plain 'max_time = "20s";')" \
	"$(file here $T/here)"
cordon sync >$T/said 2>&1 &
sync_pid=$!
check "one that is quick, beside a dead host" wait_for 8 \
	sh -c "$CORDON lists find quick7.example | grep -q quick"
check ": and a file, do not wait" wait_for 4 test -e "$(good here)"
check ": while it is still asked" kill -0 $sync_pid
wait $sync_pid
check ": the slow one has come too" state_is slow "s['state'] == 'well'"
check ": the dead one is told" state_is dead \
	"s['state'] == 'failed' and 'connect' in s['why'].lower()"
check ": who is waited for is named" grep -q \
	'dead: its server has not answered yet' $T/said

# --- come again later --------------------------------------------------------------

source_is "$(url busy "$FEED/busy?after=900" 'refresh = "60s";')"
: >$T/feed.log
check "429 with Retry-After" status_is 75 cordon sync
check ": is not tried again at once" test "$(grep -c busy $T/feed.log)" = 1
check ": is kept" state_is busy "890 < s['retry_at'] - s['tried'] <= 900"
cordon sync >$T/said 2>&1
check ": holds for the next run" test "$(grep -c busy $T/feed.log)" = 1
check ": which says so" grep -q 'busy: not asked, as its server' $T/said
check ": as the status does" sh -c "$BUILD/cordon -c $CONF lists status |
	grep -q 'wants to be left alone for 1[45] m.*; cordon sync busy asks'"
cordon sync --due >/dev/null 2>&1
check ": and when it is due" test "$(grep -c busy $T/feed.log)" = 1
cordon sync busy >/dev/null 2>&1
check ": but not for who names it" test "$(grep -c busy $T/feed.log)" = 2

# --- keys ----------------------------------------------------------------------

printf '# mine\nX-Key: S3CRET\n' >$T/key
chmod 600 $T/key
source_is "$(url k $FEED/plain "headers = \"$T/key\";")"
: >$T/feed.log
check "a header of a file" status_is 0 cordon sync
check ": goes along" grep -q 'key=S3CRET' $T/feed.log
source_is "$(url k "$FEED/redirect?to=http://feed.test:8000/plain" \
	"headers = \"$T/key\"; allow_private = true;")"
: >$T/feed.log
check "a redirect to another host" status_is 0 cordon sync
check ": which does not see it" grep -q 'feed.test:8000 .*key=-' $T/feed.log
printf 'no header\n' >$T/key
check "what is no header" status_is 75 cordon sync
check ": is told by its line" state_is k "'$T/key:1' in s['why'] and \
	'no header' not in s['why']"
source_is "$(url k "http://joe:S3CRET@10.2.0.2:8001/plain?key=S3CRET" \
	'max_time = "2s";')"
before=$(generation)
cordon sync >$T/said 2>&1
cordon doctor lists >>$T/said 2>&1
cordon lists status --json >>$T/said
check "another url that cannot be had" test "$(generation)" = "$before"
check ": shows its key to nobody" lacks S3CRET $T/said
check ": nor keeps it" sh -c "! grep -r S3CRET $T/state"

# --- where it must not go ---------------------------------------------------

refused_with() { # ID 'PATTERN'
	state_is "$1" "s['state'] == 'refused' and '$2' in s['why']" &&
		[ ! -e "$(good "$1")" ]
}

for to in file:///etc/passwd http://169.254.169.254/latest/meta-data \
	http://127.0.0.1:8000/plain http://localhost:8000/plain \
	http://[::1]:8000/plain http://[::ffff:127.0.0.1]:8000/plain \
	http://2130706433:8000/plain http://0x7f.1:8000/plain \
	http://10.1.0.1:8000/plain http://[fe80::1]/ http://0.0.0.0:8000/ \
	ftp://10.2.0.2/plain gopher://10.2.0.2/ http://inside.test:8000/plain \
	"http://[64:ff9b::a9fe:a9fe]/"; do
	source_is "$(url r "$FEED/redirect?to=$to")"
	check "a redirect to $to" status_is 65 cordon sync
	check ": is refused" refused_with r leads
	rm -rf $T/state/sources/r
done
source_is "$(url r "$FEED/redirect?to=/plain")"
check "a redirect to the same server is followed" status_is 0 cordon sync
source_is "$(url r "$FEED/redirect?to=http://feed.test:8000/plain" \
	'allow_private = true;')"
check "allow_private lets it lead inside" status_is 0 cordon sync
source_is "$(url r "$FEED/redirect?to=file:///etc/passwd" \
	'allow_private = true;')"
check ": but not to a file" status_is 65 cordon sync
source_is "$(url l $FEED/loop)"
check "a loop of redirects" status_is 65 cordon sync
check ": ends" refused_with l redirects
source_is "$(url n http://feed.test:8000/plain)"
check "a name whose address is inside" status_is 65 cordon sync
check ": is refused when it is connected to" refused_with n 10.2.0.2
source_is "$(url d "https://feed.test:8443/redirect?to=$FEED/plain" \
	"ca = \"$T/ca.pem\"; allow_private = true;")"
check "a redirect from https to http" status_is 65 cordon sync
check ": is refused" refused_with d "from https to http"

# --- no lists ---------------------------------------------------------------

# becomes URL [keys]: the source had a good copy, and now has this.
becomes() {
	source_is "$(url x $FEED/plain)"
	$CORDON sync >/dev/null 2>&1
	source_is "$(url x "$@")"
}
kept() { # 'PATTERN'
	state_is x "s['state'] != 'well' and '$1' in s['why']" &&
		cmp $W/plain "$(good x)"
}

becomes $FEED/bomb 'max_unpacked = "64M";'
check "a gzip bomb" status_is 65 within 60000 $CORDON sync
check ": is stopped, and the good copy stays" kept max_unpacked
becomes $FEED/line
check "a line of 4 GiB" status_is 65 within 60000 $CORDON sync
check ": is stopped, and the good copy stays" kept max_size
check ": the cache stays small" test "$(du -sm $T/state | cut -f1)" -lt 20
becomes $FEED/cut 'max_time = "3s";'
check "less than its Content-Length" status_is 75 cordon sync
check ": is no list" kept ""
becomes $FEED/chunk 'max_time = "3s";'
check "half a chunk" status_is 75 cordon sync
check ": is no list" kept ""
printf '<!DOCTYPE html>\n<html><body>bad.example</body></html>\n' >$W/html
becomes $FEED/html
check "HTML with status 200" status_is 65 cordon sync
check ": is no list" kept ""
printf 'bad.example\n\0\0\0\nother.example\n' >$W/nul
becomes $FEED/nul
check "NUL bytes" status_is 65 cordon sync
check ": are no list" kept ""
: >$W/empty
becomes $FEED/empty
check "an empty file" status_is 65 cordon sync
check ": empties no list" kept min_entries
head -c 100 $W/plain.gz >$W/half.gz
becomes $FEED/half.gz
check "half a gzip file" status_is 65 cordon sync
check ": is no list" kept "ends too early"
becomes "$FEED/status?is=403"
check "status 403 with a list" status_is 75 cordon sync
check ": is no list" kept "HTTP status 403"
becomes "$FEED/slow" 'max_time = "1s";'
check "a list that never ends" status_is 75 within 20000 $CORDON sync
check ": is given up" kept ""

# --- who signed it ----------------------------------------------------------

key() { minisign -G -W -p "$T/$1.pub" -s "$T/$1.sec" >/dev/null; }
sign() { minisign -S -W "${@:3}" -s "$T/$1.sec" -m "$2" >/dev/null 2>&1; }
key ours
key theirs
pub=$(tail -1 $T/ours.pub)
cp $W/plain $W/signed
sign ours $W/signed
cp $W/plain $W/legacy
sign ours $W/legacy -l
cp $W/plain.gz $W/packed.gz
sign ours $W/packed.gz
cp $W/plain $W/stranger
sign theirs $W/stranger
cp $W/signed $W/changed
cp $W/signed.minisig $W/changed.minisig
sed -i 1d $W/changed
cp $W/plain $W/unsigned
for name in signed legacy packed.gz; do
	source_is "$(url s $FEED/$name "minisign = \"$pub\";")"
	check "$name by our key" status_is 0 cordon sync
	check ": is well, and says by which" state_is s \
		"s['state'] == 'well' and s['key'].startswith('minisign ')"
	rm -rf $T/state/sources/s
done
source_is "$(url s $FEED/signed "minisign = \"$T/ours.pub\";")"
check "the key as a file" status_is 0 cordon sync
rm -rf $T/state/sources/s
source_is "$(url s $FEED/plain "minisign = \"$pub\"; \
	signature = \"$FEED/signed.minisig\";")"
check "a signature from elsewhere" status_is 0 cordon sync
for name in "stranger another key" "changed not a signature" \
	"unsigned its signature"; do
	rm -rf $T/state/sources/s
	source_is "$(url s "$FEED/${name%% *}" "minisign = \"$pub\";")"
	check "${name%% *}" status_is 65 cordon sync
	check ": is refused: ${name#* }" state_is s \
		"s['state'] in ('unverified', 'refused') and \
		'${name#* }' in s['why']"
	check ": and there is no copy" test ! -e "$(good s)"
done
sum=$(sha256sum <$W/plain.gz | cut -d' ' -f1)
source_is "$(url s $FEED/plain.gz "sha256 = \"$sum\";")"
check "the right SHA-256" status_is 0 cordon sync
source_is "$(url s $FEED/plain.xz "sha256 = \"$sum\";")"
check "the wrong SHA-256" status_is 65 cordon sync
check ": is told" state_is s "'its SHA-256 is' in s['why']"
refute ": --accept is no way around it" 65 cordon sync --accept s

# --- by whom it is fetched ---------------------------------------------------

source_is "$(url slow "$FEED/slow?seconds=3")"
spawn gw "$BUILD/cordon" -c $CONF sync >/dev/null 2>&1
parent=$!
fetchers() {
	python3 - $parent <<-'EOF'
	import os, sys
	children = {}
	for pid in filter(str.isdigit, os.listdir("/proc")):
	    try:
	        s = dict(line.split(":\t", 1)
	                 for line in open("/proc/%s/status" % pid))
	    except (OSError, ValueError):
	        continue
	    children.setdefault(int(s["PPid"]), []).append((int(pid), s))
	found = [f for w in children.get(int(sys.argv[1]), [])
	         for f in children.get(w[0], [])]
	for pid, s in found:
	    print(pid, s["CapEff"].strip(), s["CapPrm"].strip(),
	          s["NoNewPrivs"].strip(), s["Seccomp"].strip())
	sys.exit(not found)
	EOF
}
check "the fetcher is a child of a child" wait_for 5 fetchers
check ": without capabilities, behind a filter" sh -c "echo '$(fetchers)' |
	grep -q ' 0000000000000000 0000000000000000 1 [12]$'"
wait $parent
check ": and did its work" state_is slow "s['names'] == 30"

# --- links in the cache -------------------------------------------------------

source_is "$(url k $FEED/plain)"
cordon sync >/dev/null 2>&1
echo precious >$T/victim
for name in good new fetched state.json refused; do
	rm -rf $T/state/sources/k/$name
	ln -s $T/victim $T/state/sources/k/$name
done
check "symbolic links in the place of the cache's files" status_is 0 \
	cordon sync
check ": are replaced" test ! -L "$(good k)"
check ": and not written through" grep -qx precious $T/victim
check ": the copy is a file again" cmp $W/plain "$(good k)"
mkdir $T/elsewhere
rm -rf $T/state/sources/k
ln -s $T/elsewhere $T/state/sources/k
check "a link in the place of its folder" status_is 75 cordon sync
check ": is refused" test -z "$(ls $T/elsewhere)"
done_testing
