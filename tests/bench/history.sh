#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The history of LINES events (10,000,000 where there are 45 GB of room, else
# 2,000,000; 60 days, 500 hosts): seconds of CPU to take them in, beside DuckDB's
# read_json of 14 of their fields with one thread (npm @duckdb/node-api, where
# it is to be had), memory, bytes written; then what questions take.
room=$(df --output=avail -k "${TMPDIR:-/var/tmp}" | tail -1)
LINES=${LINES:-$([ "$room" -gt 45000000 ] && echo 10000000 || echo 2000000)}
BUILD=${BUILD:-build}
cd "$(dirname "$0")/../.." || exit 1
dir=$(mktemp -d "${TMPDIR:-/var/tmp}/cordon-bench.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
mkdir -p "$dir/log" "$dir/state"
cat >"$dir/conf" <<END
catalogue = "$PWD/ruleset/vendors"; local_catalogue = "$dir/none";
state = "$dir/state"; run = "$dir/run";
log = { file = "$dir/log/eve.json"; };
END
"$BUILD/tests/bench/events" "$LINES" 60 >"$dir/log/eve.json"
bytes=$(stat -c %s "$dir/log/eve.json")
timed() { # WHAT COMMAND...
	local what=$1
	shift
	python3 - "$what" "$@" <<-'END'
	import resource, subprocess, sys, time
	t = time.time()
	subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL)
	r = resource.getrusage(resource.RUSAGE_CHILDREN)
	print("%-54s %6.2f s CPU %6.2f s, %5.1f MiB, %d MB written" % (
	    sys.argv[1], r.ru_utime + r.ru_stime, time.time() - t,
	    r.ru_maxrss / 1024, r.ru_oublock * 512 / 1e6))
	END
}
echo "$LINES lines, $((bytes / 1000000)) MB"
timed "indexing" "$BUILD/cordon" -c "$dir/conf" log index
echo "history: $(($(stat -c %s "$dir/state/history.db") / 1000000)) MB"
if npm i --prefix "$dir/npm" @duckdb/node-api >/dev/null 2>&1; then
	cat >"$dir/npm/read.mjs" <<-'END'
	import { DuckDBInstance } from '@duckdb/node-api';
	const db = await DuckDBInstance.create(':memory:', { threads: '1' });
	const c = await db.connect();
	await c.runAndReadAll(`SELECT count(*), count(DISTINCT src_ip),
	    sum(coalesce(alert.context.repeat, 1)) FROM
	    read_json('${process.argv[2]}', format = 'newline_delimited',
	    columns = { timestamp: 'VARCHAR', src_ip: 'VARCHAR',
	    dest_ip: 'VARCHAR', ether: 'STRUCT(src_mac VARCHAR)',
	    app_proto: 'VARCHAR', alert: 'STRUCT("action" VARCHAR,
	    metadata STRUCT(vendor VARCHAR[], "role" VARCHAR[], list VARCHAR[],
	    line VARCHAR[], match_value VARCHAR[]), context
	    STRUCT("repeat" BIGINT))', cordon: 'STRUCT(stream VARCHAR,
	    seq BIGINT, outcome VARCHAR)', tls: 'STRUCT(sni VARCHAR)' })`);
	END
	timed "DuckDB's read_json" node "$dir/npm/read.mjs" \
		"$dir/log/eve.json"
fi
# As cordond would have rotated it: the lines are in the history already.
split -C 64M -d -a 4 "$dir/log/eve.json" "$dir/log/part."
rm "$dir/log/eve.json"
n=$(find "$dir/log" -name 'part.*' | wc -l)
for part in "$dir/log"/part.*; do
	n=$((n - 1))
	mv "$part" "$dir/log/eve.json$([ $n -eq 0 ] || echo .$n)"
done
touch -d '1 hour ago' "$dir/log"/eve.json.*
timed "sealing, and frames" "$BUILD/cordon" -c "$dir/conf" log index
rm -f "$dir/log"/eve.json.*
sealed=$(cat "$dir/log/sealed"/*.zst | wc -c)
echo "sealed: $((sealed / 1000000)) MB, of what is $(((bytes - \
	$(stat -c %s "$dir/log/eve.json")) / 1000000)) MB"

# The last seven days, and a period that is whole in nothing.
week=2026-08-23
odd="--since 2026-08-20T10:17:05Z --until 2026-08-28T11:23:07Z"
while read -r question; do
	# shellcheck disable=SC2086 # words
	timed "$question" "$BUILD/cordon" -c "$dir/conf" $question --csv
done <<END
log -n 100
log -n 100 --client 10.1.0.9
log -n 100 --client 52:54:00:00:0b:4d
log -n 100 --vendor zte
log -n 100 --name web07.tiktokv.com
log -n 100 --name nothing.example
log -n 100 --until 2026-07-05
hosts
hosts --since $week
top --by client
top --by client --since $week
top --by client $odd
top --by vendor
top --by vendor --since $week
top --by vendor $odd
top --by role
top --by role --since $week
top --by day
top --by day --since $week
top --by name
top --by name --since $week
top --by name $odd
top --by name --client 10.1.0.0/16
END
