#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# commands.sh COMMAND FILE...: how each is compiled, as JSON (a compilation
# database, https://clang.llvm.org/docs/JSONCompilationDatabase.html).
set -eu

json() { printf '%s' "$1" | sed 's/[\\"]/\\&/g'; }

folder=$(json "$PWD")
command=$(json "$1")
shift
separator='['
for file; do
	printf '%s{"directory": "%s", "command": "%s -c %s", "file": "%s"}' \
		"$separator" "$folder" "$command" "$file" "$file"
	separator=',
'
done
echo ']'
