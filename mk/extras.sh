#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# extras.sh MANAGER "PACKAGES" [MANAGER "PACKAGES"]...
# What some tests use and skip without: installs those that are missing and
# that this distribution has, and never fails. A package written unpack:NAME
# would start a server where it is installed; of it the files go to build-deps,
# unless a command of that name is here.
set -u
cd "$(dirname "$0")/.." || exit 0
export DEBIAN_FRONTEND=noninteractive

has() {
	case $1 in
	apt-get) dpkg-query -W -f '${db:Status-Status}\n' "$2" 2>/dev/null |
		grep -qx installed ;;
	dnf) rpm -q --whatprovides "$2" >/dev/null 2>&1 ;;
	apk) apk info -e "$2" >/dev/null 2>&1 ;;
	pacman) pacman -Qq "$2" >/dev/null 2>&1 ;;
	esac
}

# Is there such a package to install? The others try.
knows() {
	[ "$1" != apt-get ] ||
		apt-cache policy "$2" | grep -q 'Candidate: [^(]'
}

install() {
	case $1 in
	apt-get) apt-get install -y --no-remove --no-install-recommends "$2" ;;
	dnf) dnf install -y "$2" ;;
	apk) apk add "$2" ;;
	pacman) pacman -S --noconfirm --needed "$2" ;;
	esac </dev/null
}

unpack() {
	folder=$(mktemp -d) &&
		(cd "$folder" && apt-get -qq -o APT::Sandbox::User=root \
			download "$1") &&
		mkdir -p build-deps &&
		dpkg-deb -x "$folder"/*.deb build-deps
	rm -rf "$folder"
}

add() {
	case $2 in
	unpack:*)
		name=${2#unpack:}
		command -v "$name" >/dev/null ||
			[ -x "build-deps/usr/bin/$name" ] ||
			[ -x "build-deps/usr/sbin/$name" ] ||
			{ knows "$1" "$name" && unpack "$name"; } ;;
	*)
		has "$1" "$2" || { knows "$1" "$2" && install "$1" "$2"; } ;;
	esac
}

[ "$(id -u)" -eq 0 ] || exit 0
while [ $# -ge 2 ]; do
	if command -v "$1" >/dev/null 2>&1; then
		for package in $2; do
			add "$1" "$package" ||
				echo "extras.sh: no $package here" >&2
		done
		exit 0
	fi
	shift 2
done
exit 0
