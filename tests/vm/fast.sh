# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# The flowtable, which only this kernel has: its suite, and a bulk stream
# through it beside plain forwarding.
systemctl stop cordond
export BUILD=build FAST_MS=4000 ROUNDS=5 SECONDS_EACH=2
if bash tests/netns/fast.sh >/run/out 2>&1; then
	echo "ok 1 - tests/netns/fast.sh: $(grep -c '^ok' /run/out) checks"
else
	echo "not ok 1 - tests/netns/fast.sh"
	grep -A 8 '^not ok' /run/out | sed 's/^/# /'
	tail -n 4 /run/out | sed 's/^/# /'
fi
if [ -x build/tests/bench/load ]; then
	CONFIG='flowtable = true;' bash tests/bench/bulk.sh >/run/out 2>&1
	sed 's/^/# /' /run/out
fi
echo "1..1"
