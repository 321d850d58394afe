#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# coverage.sh FOLDER: how many lines of each room ran, by the counts that a
# build with --coverage left in FOLDER. A file that never ran counts too.
set -eu

find "$1"/lib "$1"/ruleset "$1"/nfq "$1"/tools -name '*.gcno' \
	-exec gcov -n {} + 2>/dev/null |
	awk '
	/^File / { file = substr($2, 2, length($2) - 2) }
	/^Lines executed:/ && file ~ /\.c$/ && file !~ /^\// {
		split($0, part, /[:% ]+/)
		room = file
		sub(/\/[^\/]*$/, "", room)
		lines[room] += part[5]
		ran[room] += part[3] * part[5] / 100
		file = ""
	}
	END {
		for (room in lines) {
			printf "%5.1f %% of %5d lines  %s\n", \
				100 * ran[room] / lines[room], lines[room], room
			all += lines[room]
			some += ran[room]
		}
		printf "%5.1f %% of %5d lines  in all\n", 100 * some / all, all
	}' | sort -k 6,6
