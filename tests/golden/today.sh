#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The headline of cordon status: what was refused today, by how many machines,
# against an independent count; and what it says where it cannot know.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
LOG=$dir/log/eve.json
# It is about noon: some of what there is was today, some was not.
TZ=NOON$((10#$(date -u +%H) - 12))
export TZ

status() { "$BUILD/cordon" -c "$dir/conf" status "$@" >"$dir/out" 2>"$dir/err"; }
# says WHAT WORDS: the headline has these words.
says() {
	status
	grep -qF -- "$2" "$dir/out"
	result $? "$1"
}
# counted WHAT: JSON has what Python counts.
counted() {
	status --json
	python3 - "$dir/out" "$dir/all" <<-'END'
	import datetime, json, sys
	got = json.load(open(sys.argv[1]))["today"]
	since = datetime.datetime.fromisoformat(got["since"].replace("Z", "+00:00"))
	now = datetime.datetime.now().astimezone()
	midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
	want = {"blocked": [0, set()], "would-block": [0, set()]}
	for line in open(sys.argv[2]):
	    e = json.loads(line)
	    at = datetime.datetime.strptime(e["timestamp"], "%Y-%m-%dT%H:%M:%S.%f%z")
	    if at < midnight or e["cordon"]["outcome"] not in want:
	        continue
	    w = want[e["cordon"]["outcome"]]
	    w[0] += e["alert"]["context"].get("repeat", 1)
	    w[1].add(e.get("ether", {}).get("src_mac") or e["src_ip"])
	b, o = want["blocked"], want["would-block"]
	found = [got[k] for k in ("blocked", "blocked_by", "would_block",
	                          "would_block_by")]
	print(since, midnight, found, b[0], len(b[1]), o[0], len(o[1]))
	sys.exit(since != midnight or not b[0] or not o[0] or len(b[1]) < 2 or
	         found != [b[0], len(b[1]), o[0], len(o[1])])
	END
	result $? "$1"
}

log_config_is
says "no log: not known" "not known what was blocked: $LOG: No such file"
: >"$LOG"
says "an empty one" "today     0 blocked, by 0 machines"

# Two days, of which the second is today, whenever that is; every third line
# was observed.
"$BUILD/tests/bench/events" 3000 2 30 | python3 -c '
import datetime, json, sys
lines = [json.loads(l) for l in sys.stdin]
form = "%Y-%m-%dT%H:%M:%S.%f%z"
times = [datetime.datetime.strptime(e["timestamp"], form) for e in lines]
off = datetime.datetime.now(datetime.timezone.utc) - max(times)
for i, (e, t) in enumerate(zip(lines, times)):
    e["timestamp"] = (t + off).strftime(form)
    refused = i % 3 > 0
    e["cordon"]["outcome"] = "blocked" if refused else "would-block"
    e["alert"]["action"] = "blocked" if refused else "allowed"
    print(json.dumps(e, separators=(",", ":")))' >"$dir/all"
cp "$dir/all" "$LOG"
counted "as another counts"
status
grep -q 'today     [1-9][0-9]* blocked, by [1-9][0-9]* machines, and only logged what enforcing refuses: [1-9][0-9]*, by [1-9]' "$dir/out"
result $? ": in words"
[ ! -e "$dir/state/history.db" ]
result $? ": nothing is written"
head -2000 "$dir/all" | gzip >"$LOG.1.gz"
tail -n +2001 "$dir/all" >"$LOG"
counted "with a rotated file"
"$BUILD/cordon" -c "$dir/conf" log index >/dev/null
counted "from the history"
truncate -s 100 "$LOG.1.gz"
rm -r "$dir/state" "$dir/log/sealed"
mkdir "$dir/state"
says "a damaged file: at least so many" "today     at least "
grep -q 'not all could be read: .*eve.json.1.gz' "$dir/out"
result $? ": and which it is"
status --json
grep -q '"unread":".*eve.json.1.gz' "$dir/out"
result $? ": in JSON too"
finish
