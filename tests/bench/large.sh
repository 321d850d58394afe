#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A gateway with a million names and a million prefixes: how long the last
# generation takes into the kernel at boot, what cordond needs of memory, and
# whether connections are judged while it puts a table back that another
# program has deleted.
. "$(dirname "$0")/../netns/lib.sh"

COUNT=${COUNT:-1000000} ROUNDS=${ROUNDS:-3}

lab_up
start_web
config_is ''
python3 - "$COUNT" >$T/etc/block.list <<'END'
import sys
n = int(sys.argv[1])
for i in range(n):
    a = (40 << 24) + i * 512
    print("%d.%d.%d.0/24" % (a >> 24, a >> 16 & 255, a >> 8 & 255))
    print("a%dz.b%dx.%s" % (i * 7919 % n, i % (n // 3 + 1),
                            ("com", "net", "org", "de")[i % 4]))
END
"$BUILD/tests/netns/apply" $CONF compile >/dev/null || exit 1
echo "index: $(du -L --apparent-size -BM $T/state/current/names.idx \
	$T/state/current/prefixes.idx | awk '{ printf "%s ", $1 }')"

# --- boot ----------------------------------------------------------------

# Where large sets are filled already, nft would take minutes.
has_screen() { gw nft list chain inet cordon screen | grep -q goto; }
for _ in $(seq "$ROUNDS"); do
	gw nft delete table inet cordon 2>/dev/null
	start=$(now_ms)
	gw python3 - "$BUILD/cordond" -c $CONF --load >$T/load <<-'END' &
	import resource, subprocess, sys
	subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL, check=True)
	u = resource.getrusage(resource.RUSAGE_CHILDREN)
	print("%.2f s CPU (%.2f outside the kernel), %d MB with what is mapped"
	      % (u.ru_utime + u.ru_stime, u.ru_utime, u.ru_maxrss // 1024))
	END
	wait_for 30 has_screen
	first=$(($(now_ms) - start))
	wait $!
	echo "boot: small vendors after $first ms, all after" \
		"$(($(now_ms) - start)) ms: $(cat $T/load)"
done

# --- memory --------------------------------------------------------------

memory() { # TITLE
	awk -v title="$1" '/^(Rss|Anonymous):/ { m[$1] = $2 / 1024 }
		END { printf "%s: %.1f MB resident, %.1f of it not mapped\n",
			title, m["Rss:"], m["Anonymous:"] }' \
		/proc/"$(pid_of_cordond)"/smaps_rollup
}
start_cordond
memory "cordond, started"
sed -i '1~100s/0\.0\/24/0.128\/25/' $T/etc/block.list
ask reload >/dev/null
sleep 2		# until nobody uses the generation before
memory "cordond, after a reload"
awk '/VmHWM/ { printf "at most %.1f MB, with both generations mapped\n",
	$2 / 1024 }' /proc/"$(pid_of_cordond)"/status

# --- while a table is put back -------------------------------------------

gw nft delete table inet cordon
start=$(now_ms)
wait_for 30 has_screen
echo "another program deletes the table: chains and small vendors after" \
	"$(($(now_ms) - start)) ms"
judged=0 wrong=0 longest=0
# cordond answers when it is done.
ask status >$T/status &
answer=$!
while kill -0 $answer 2>/dev/null; do
	at=$(now_ms)
	https www.kaspersky.com $OPEN4 2>/dev/null && wrong=$((wrong + 1))
	https www.example.org $OPEN4 || wrong=$((wrong + 1))
	took=$(($(now_ms) - at))
	[ $took -le $longest ] || longest=$took
	judged=$((judged + 2))
done
echo "all after $(($(now_ms) - start)) ms; meanwhile $judged connections were" \
	"judged by name, $wrong of them wrongly, a pair in $longest ms at most"
stop_cordond
test $wrong -eq 0 -a $judged -gt 0
