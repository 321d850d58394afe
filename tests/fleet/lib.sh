# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# For suites of a fleet and its centre: source this first. It starts the script
# again in a network, with mounts and processes, of its own; the rest is as
# in tests/golden/lib.sh. ClickHouse is started by centre_up.

if [ -z "${IN_FLEET-}" ]; then
	users=-r
	[ "$(id -u)" -ne 0 ] || users=
	# shellcheck disable=SC2086 # an option or nothing
	IN_FLEET=1 exec unshare $users -nmpf --kill-child "$BASH" "$0" "$@"
fi
# shellcheck source=tests/golden/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../golden/lib.sh"
# shellcheck source=tests/fleet/centrelib.sh
. tests/fleet/centrelib.sh
PATH+=:/usr/sbin:/sbin:$PWD/build-deps/usr/bin:$PWD/build-deps/usr/sbin
needs clickhouse-server clickhouse-client ip
mount -t proc proc /proc
ip link set lo up

# A centre with its tables, on loopback, in $dir/centre.
centre_up() {
	centre_config "$dir/centre"
	start_centre "$dir/centre"
	wait_for_centre && make_tables
	result $? "a centre is made of the files"
}

centre_pid=
# A server still writes while its folder goes.
trap 'kill -9 $centre_pid 2>/dev/null; wait 2>/dev/null; rm -rf "$dir"' EXIT
