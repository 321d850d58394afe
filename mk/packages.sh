#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# packages.sh VERSION LIBRARY...
# Prints in what the packages' descriptions differ from the Makefile: each has
# to name its version and the libraries (by pkg-config's names) it builds with.
set -u
cd "$(dirname "$0")/.." || exit 1
version=$1
shift

# pkg-config          Debian                    OpenWrt; RPM takes the first
# ("-": built without it)
table="
libmnl                libmnl-dev                libmnl
libnetfilter_queue    libnetfilter-queue-dev    libnetfilter-queue
libnftnl              libnftnl-dev              libnftnl
libconfig             libconfig-dev             libconfig
libcap-ng             libcap-ng-dev             libcap-ng
nettle                nettle-dev                libnettle
libidn2               libidn2-dev               libidn2
libcurl               libcurl4-openssl-dev      libcurl
libsodium             libsodium-dev             libsodium
zlib                  zlib1g-dev                zlib
liblzma               liblzma-dev               liblzma
libzstd               libzstd-dev               libzstd
libpsl                libpsl-dev                libpsl
libseccomp            libseccomp-dev            libseccomp
libmaxminddb          libmaxminddb-dev          libmaxminddb
sqlite3               libsqlite3-dev            libsqlite3
ncursesw              libncurses-dev            -"

for name; do
	awk -v n="$name" '$1 == n { found = 1 } END { exit !found }' \
		<<<"$table" || echo "mk/packages.sh: $name has no row"
done

# Column N of the libraries that are wanted, sorted.
wanted() {
	awk -v n="$1" -v names=" ${*:2} " \
		'NF && $n != "-" && index(names, " " $1 " ") { print $n }' \
		<<<"$table" | sort
}

# differ FILE, of the two lists of names on descriptors 3 (wanted) and 4.
differ() {
	comm -3 /dev/fd/3 /dev/fd/4 |
		sed -n "s|^\t\(.*\)|$1: \1 is not in the Makefile|p; t
			s|.*|$1: & is missing|p"
}

file=packaging/debian/control
differ $file 3< <(wanted 2 "$@") 4< <(sed -n '/^Build-Depends:/,/^$/{
		s/^ \(.*[^,]\),*$/\1/p
	}' $file | grep -vE '^(debhelper-compat|dh-sequence-|pkg-config)' | sort)
file=mk/deps.mk
differ $file 3< <(wanted 2 "$@") 4< <(sed -n '/^DEPS_APT =/,/[^\\]$/p' $file |
	tr -s '\\ \t' '\n' | grep -E -- '-dev$' | sort)
file=packaging/rpm/cordon.spec
[ ! -e $file ] || differ $file 3< <(wanted 1 "$@") 4< <(sed -n \
	's/^BuildRequires:.*pkgconfig(\(.*\))$/\1/p' $file | sort)
file=packaging/openwrt/Makefile
[ ! -e $file ] || differ $file 3< <(wanted 3 "$@") 4< <(sed -n \
	'/^CORDON_LIBS:=/,/[^\\]$/{ s/.*:=//; p }' $file |
	tr -s '\\ \t' '\n' | grep . | sort)

says() { # FILE VERSION
	[ ! -e "$1" ] || [ "$2" = "$version" ] ||
		echo "$1: version $2 is not $version"
}
says packaging/debian/changelog \
	"$(sed -n '1s/.*(\(.*\)).*/\1/p' packaging/debian/changelog)"
says packaging/rpm/cordon.spec \
	"$(sed -n 's/^Version:[ \t]*//p' packaging/rpm/cordon.spec 2>/dev/null)"
says packaging/openwrt/Makefile \
	"$(sed -n 's/^PKG_VERSION:=//p' packaging/openwrt/Makefile 2>/dev/null)"
