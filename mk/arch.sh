#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# arch.sh ARCHITECTURE FOLDER PACKAGE...
# Unpacks Debian's packages of another architecture, and what they depend on,
# into FOLDER/root. apt is given a state of its own in FOLDER/apt, that of a
# machine of this architecture with nothing installed: here nothing changes.
set -eu

arch=$1 folder=$(realpath -m "$2")
shift 2
root=$folder/root apt=$folder/apt
[ "$(cat "$root.done" 2>/dev/null)" != "$*" ] || exit 0

rm -rf "$root" "$apt"
mkdir -p "$root" "$apt/lists/partial" "$apt/cache/archives/partial"
: >"$apt/status"

elsewhere() {
	apt-get -qq -o APT::Architecture="$arch" -o APT::Architectures="$arch" \
		-o Dir::State="$apt" -o Dir::State::status="$apt/status" \
		-o Dir::Cache="$apt/cache" -o APT::Sandbox::User=root "$@" \
		</dev/null
}

# Where an index is missing, the others may do.
elsewhere update || echo "arch.sh: not all lists of packages are new" >&2
elsewhere -y --no-install-recommends --download-only install "$@"
for package in "$apt"/cache/archives/*.deb; do
	dpkg-deb -x "$package" "$root"
done
rm -rf "$apt"
echo "$*" >"$root.done"
