#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Fail-overs of a pair of gateways under 240 connections each, N times (50), with
# cordon and then without. tests/fleet/pair.sh does three.
#
#	tests/bench/pair.sh [N]
. "$(dirname "$0")/../netns/lib.sh"
# shellcheck source=tests/fleet/pairlib.sh
. tests/fleet/pairlib.sh
needs keepalived conntrackd conntrack

begun=$(date +%s)
pair_up
pair_runs "${1-50}" || give_up "fail-overs"
python3 - $T/runs $(($(date +%s) - begun)) "${PLAIN:+without cordon}" <<'END'
import json, sys
runs = [json.loads(l) for l in open(sys.argv[1])]
total = {k: sum(r[k] for r in runs) for k in runs[0]}
print(sys.argv[3] or "with cordon", "%d fail-overs in %s s:" % (len(runs),
      sys.argv[2]), json.dumps(total))
END
[ -n "${PLAIN-}" ] || PLAIN=1 LAB='' "$0" "$@"
