# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# The suites of tests/netns with this kernel: native queues, conntrack glue.
# An emulated machine is some twenty times slower, so a refusal may take
# longer, and what measures time is left out.
systemctl stop cordond
export BUILD=build FAST_MS=4000 CORDON_SKIPS=/run/skips
failed=0 n=0
for suite in tests/netns/*.sh; do
	case $suite in
	*/lib.sh | */demo.sh) continue ;;
	*/browser.sh | */downloads.sh) continue ;;
	esac
	n=$((n + 1))
	if timeout 240 bash "$suite" >/run/out 2>&1; then
		echo "ok $n - $suite: $(grep -c '^ok' /run/out) checks"
	else
		failed=$((failed + 1))
		echo "not ok $n - $suite"
		grep -A 8 '^not ok' /run/out | sed 's/^/# /' | head -40
		tail -n 4 /run/out | sed 's/^/# /'
	fi
done
echo "1..$n"
