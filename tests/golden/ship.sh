#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# cordon ship where no centre is: that it says so, loses nothing, and remembers.
# With a real one: tests/fleet/ship.sh.
[ "${IN_SHIP-}" ] ||
	IN_SHIP=1 exec unshare -rn "$BASH" "$0" "$@"

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
ip link set lo up
LOG=$dir/log/eve.json
log_config_is
cat >>"$dir/conf" <<END
centre = { url = "http://127.0.0.1:8123/"; interval = "1s"; };
END
ship() {
	"$BUILD/cordon" -c "$dir/conf" ship --once >"$dir/out" 2>"$dir/err"
}
"$BUILD/tests/bench/events" 200 40 >"$LOG"

ship
[ $? -eq 75 ] && grep -q 127.0.0.1 "$dir/err"
result $? "without a centre: exit status 75, and who did not answer"
grep -q '"error":".*127.0.0.1' "$dir/state/ship/arrived.json"
result $? ": which is remembered"
for host in 192.0.2.1 127.0.0.1@192.0.2.1 127.example.org \
	localhost.example.org; do
	sed "s|http://127.0.0.1|http://$host|;
		s|interval|password_file = \"/dev/null\"; interval|" \
		"$dir/conf" >"$dir/open"
	"$BUILD/cordon" -c "$dir/open" ship --once >"$dir/out" 2>"$dir/err"
	[ $? -eq 78 ] && grep -q "use https" "$dir/err"
	result $? "a password goes over no network in the open: $host"
done
sed "s|interval|password_file = \"/dev/null\"; proxy = \"http://192.0.2.1:3128\"; interval|" \
	"$dir/conf" >"$dir/open"
http_proxy=http://192.0.2.1:3128 "$BUILD/cordon" -c "$dir/open" ship --once \
	>"$dir/out" 2>"$dir/err"
[ $? -eq 75 ] && grep -q 'connect to 127.0.0.1' "$dir/err"
result $? "nor to a proxy, where the centre is on this machine"
sed 's|http://127.0.0.1:8123/||' "$dir/conf" >"$dir/none"
"$BUILD/cordon" -c "$dir/none" ship --once >"$dir/out" 2>"$dir/err"
[ $? -eq 78 ] && grep -q '"centre"' "$dir/err"
result $? "no centre in the configuration is told"
finish
