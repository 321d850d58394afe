#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The history of LINES events: seconds of CPU to take them in, beside DuckDB's
# read_json of 14 of their fields with one thread (npm @duckdb/node-api, where
# it is to be had), memory, bytes written; then what questions take.
LINES=${LINES:-2000000}
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
	print("%-34s %6.2f s CPU %6.2f s, %5.1f MiB, %d MB written" % (
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
mv "$dir/log/eve.json" "$dir/log/eve.json.1"
: >"$dir/log/eve.json"
touch -d '1 hour ago' "$dir/log/eve.json.1"
timed "sealing, and frames" "$BUILD/cordon" -c "$dir/conf" log index
rm "$dir/log/eve.json.1"
echo "sealed: $(($(cat "$dir/log/sealed"/*.zst | wc -c) / 1000000)) MB"
timed "hosts" "$BUILD/cordon" -c "$dir/conf" hosts --csv
timed "log -n 100" "$BUILD/cordon" -c "$dir/conf" log -n 100 --csv
timed "log -n 100 --client 10.1.0.9" "$BUILD/cordon" -c "$dir/conf" log -n 100 \
	--client 10.1.0.9 --csv
timed "top --by vendor" "$BUILD/cordon" -c "$dir/conf" top --by vendor --csv
