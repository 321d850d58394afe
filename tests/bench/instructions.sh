#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Instructions from a packet's bytes to its verdict, as valgrind counts them:
# the same in every run.
set -eu
cd "$(dirname "$0")/../.."
BUILD=${BUILD:-build}
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT

printf '\x12\x34\1\0\0\1\0\0\0\0\0\0\3www\7example\3org\0\0\1\0\1' >"$T/dns"
printf '\x12\x34\1\0\0\1\0\0\0\0\0\0\3www\11kaspersky\3com\0\0\1\0\1' \
	>"$T/blocked"
printf 'GET /index.html HTTP/1.1\r\nHost: www.example.org\r\n%s\r\n\r\n' \
	'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko' \
	>"$T/http"

# How many the judging of one client's payload takes, of 2,000 alike.
count() { # TITLE tcp|udp PORT FILE FIRST
	local verdict total
	verdict=$(valgrind --tool=callgrind --callgrind-out-file="$T/out" \
		--toggle-collect=pipeline_judge "$BUILD"/tests/bench/judge \
		tests/fuzz/cordon.conf "${@:2}" 2000 2>"$T/log")
	total=$(sed -n 's/.*Collected : //p' "$T/log")
	printf '%-44s %6d  (%s)\n' "$1" $((total / 2000)) "$verdict"
}

count "TLS hello of 1,987 bytes" tcp 443 tests/bench/hello.bin 0
count "TLS hello, the name in a second packet" tcp 443 tests/bench/hello.bin 100
count "DNS question" udp 53 "$T/dns" 0
count "DNS question, refused, with its event" udp 53 "$T/blocked" 0
count "HTTP request" tcp 80 "$T/http" 0
count "QUIC Initial with a whole hello" udp 443 \
	tests/fuzz/corpus/quic/version-00000001 0
count "QUIC hello over two Initials of 1,250 bytes" udp 443 \
	tests/bench/initials.bin 1250
head -c 1250 tests/bench/initials.bin >"$T/first"
count "the first of them" udp 443 "$T/first" 0
