#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# deps.sh MANAGER "PACKAGES" [MANAGER "PACKAGES"]...
# Installs what is missing with the first package manager that is here.
set -eu

# Prints those of its arguments that are not installed.
missing() {
	manager=$1
	shift
	for package; do
		case $manager in
		apt-get) dpkg-query -W -f '${db:Status-Status}\n' "$package" \
			2>/dev/null | grep -qx installed ;;
		dnf) rpm -q --whatprovides "$package" >/dev/null 2>&1 ;;
		apk) apk info -e "$package" >/dev/null 2>&1 ;;
		pacman) pacman -Qq "$package" >/dev/null 2>&1 ;;
		esac || echo "$package"
	done
}

# Nothing that is here may go for it: then it says so, and fails.
install() {
	manager=$1
	shift
	case $manager in
	apt-get)
		export DEBIAN_FRONTEND=noninteractive
		set -- install -y --no-remove --no-install-recommends "$@"
		apt-get "$@" </dev/null ||
			{ apt-get update </dev/null &&
			  apt-get "$@" </dev/null; } ;;
	dnf) dnf install -y "$@" ;;
	apk) apk add "$@" ;;
	pacman) pacman -S --noconfirm --needed "$@" ;;
	esac
}

while [ $# -ge 2 ]; do
	if command -v "$1" >/dev/null 2>&1; then
		# shellcheck disable=SC2086 # a list of words
		list=$(missing "$1" $2)
		[ -n "$list" ] || exit 0
		echo "installing:" $list
		if [ "$(id -u)" -ne 0 ]; then
			echo "deps.sh: this needs root; as root: $1 install" \
				$list >&2
			exit 77
		fi
		install "$1" $list
		exit
	fi
	shift 2
done
echo "deps.sh: no known package manager here; see mk/deps.mk" >&2
exit 69
