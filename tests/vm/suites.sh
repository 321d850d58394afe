# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# The suites of tests/netns, the race test among them, with this kernel:
# native queues, flowtables, conntrack glue. An emulated machine is slower by
# far, so refusals may take longer.
export BUILD=build SLOW=8 CORDON_SKIPS=/run/skips
export RACE_SLOTS=2000 RACE_UPDATES=20 RACE_PACKETS=50000 RACE_SECONDS=600
export RACE_LARGE_UPDATES=2

# Not run here: FILE, why.
left_out="
browser   a browser is too much for an emulated machine
catalogue updates of the catalogue, no kernel
clients   many clients' hellos, no other way through the kernel than names
command   what commands say, no kernel
dns_story what the log makes of questions, no kernel
downloads lists from the network, no kernel
fetch     how lists are fetched, no kernel; ten minutes here
hostile   what is printed, no kernel; ten minutes here
json      what is printed, no kernel; five minutes here
kill      syncs that are killed, no kernel; fifteen minutes here
lists     what is done with lists, no kernel; five minutes here
local     rules that end by themselves within seconds
log       what is printed, no kernel
metrics   what is printed, no kernel
sources   where lists come from, no kernel
demo      a demonstration
"
reason() {
	awk -v f="$(basename "$1" .sh)" '$1 == f { $1 = ""; print }' \
		<<<"$left_out"
}

one() {
	local start=$SECONDS out status=0
	out=/run/$(basename "$1").out
	timeout 900 bash "$1" >"$out" 2>&1 || status=$?
	# Said at once, not in parts: others run beside it.
	{
		if [ $status -eq 0 ]; then
			echo -n "ok 1 - $1: $(grep -c '^ok' "$out") checks"
		else
			echo -n "not ok 1 - $1: status $status"
		fi
		echo ", $((SECONDS - start)) s"
		[ $status -eq 0 ] || {
			grep -A 8 '^not ok' "$out" | head -40
			tail -n 4 "$out"
		} | sed 's/^/# /'
	} >"$out.said"
	cat "$out.said"
}
export -f one

# Those that the kernel's command line names, or all, the longest first.
only=$(sed -n 's/.*cordon\.suites=\([a-z_,]*\).*/\1/p' /proc/cmdline)
for suite in tests/netns/{race,apply,*}.sh; do
	case $suite,$only in
	*lib.sh,*) ;;
	*,?*) [[ ,$only, != *,$(basename "$suite" .sh),* ]] || echo "$suite" ;;
	*) [ -n "$(reason "$suite")" ] || echo "$suite" ;;
	esac
done | awk '!seen[$0]++' >/run/suites
xargs -P 3 -I{} bash -c 'one {}' </run/suites
awk 'NF { f = $1; $1 = ""; print "# not run here: tests/netns/" f ".sh," $0 }' \
	<<<"$left_out"
[ ! -s /run/skips ] || sed 's/^/# skipped: /' /run/skips
echo "1..$(wc -l </run/suites)"
