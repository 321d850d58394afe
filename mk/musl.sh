#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# musl.sh FILE... -- FLAG...: does all compile with musl's headers? Those of
# the kernel and the libraries are linked into a folder, which glibc's are not.
set -eu
cd "$(dirname "$0")/.."
files=()
while [ "$1" != -- ]; do
	files+=("$1")
	shift
done
shift

here=/usr/include
machine=$here/$(cc -print-multiarch)
folder=build-arch/musl
glibc=" $(dpkg -L libc6-dev |
	sed -nE "s#^($machine|$here)/([^/]*).*#\2#p" | sort -u | tr '\n' ' ') "
rm -rf $folder && mkdir -p $folder
for header in "$here"/* "$machine"/*; do
	case $glibc in
	*" ${header##*/} "*) ;;
	*) ln -sfn "$header" $folder/ ;;
	esac
done

printf '%s\n' "${files[@]}" | xargs -P "$(nproc)" -n 20 \
	musl-gcc "$@" -idirafter $folder -fsyntax-only
echo "musl: ${#files[@]} files compile"
