#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What a debugger shows of addresses, spans and names with mk/gdb.py.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"

what="gdb shows what people write"
if ! command -v gdb >/dev/null; then
	skip "$what" "no gdb here"
	finish
	exit
elif ! gdb -nx -batch -ex 'python import gdb.printing' >"$dir/out" 2>&1; then
	skip "$what" "this gdb has no Python"
	finish
	exit
fi

cat >"$dir/shown.c" <<'END'
#include "lib/address.h"
#include "lib/name.h"
#include "lib/prefix.h"
#include "lib/range.h"

static void here(const struct range *r, const struct prefix *p,
		 struct span s, struct span none, struct span lost,
		 const struct name *n)
{
	(void)r, (void)p, (void)s, (void)none, (void)lost, (void)n;
}

int main(void)
{
	static const struct range v4 = {
		{ { [10] = 0xff, 0xff, 192, 0, 2, 1 } },
		{ { [10] = 0xff, 0xff, 192, 0, 2, 9 } },
	};
	static const struct prefix v6 = {
		{ { 0x20, 0x01, 0x0d, 0xb8 } }, 32
	};
	static const struct name n = { 11, "example.com and more" };
	static const uint8_t bytes[] = "GET /\r\n\xff and more";
	static uint8_t long_one[100000];

	here(&v4, &v6, (struct span) { bytes, 8 }, (struct span) { 0 },
	     (struct span) { (const uint8_t *)16, 7 }, &n);
	here(&v4, &(struct prefix) { v4.first, 120 },
	     (struct span) { long_one, sizeof(long_one) },
	     (struct span) { 0 }, (struct span) { 0 }, &n);
}
END
${CC:-cc} -D_GNU_SOURCE -g3 -O0 -I. -o "$dir/shown" "$dir/shown.c"
result $? "there is a program to look into"

# Without the symbols of libraries, which may be looked for far away.
gdb -nx -batch -iex 'set debuginfod enabled off' -x mk/gdb.py \
	-ex 'break here' -ex run -ex 'p *r' -ex 'p r->first' -ex 'p *p' \
	-ex 'p s' -ex 'p none' -ex 'p lost' -ex 'p *n' -ex 'p &r->last' \
	-ex continue -ex 'p *p' -ex 'p s' "$dir/shown" >"$dir/out" 2>"$dir/err"
if grep -q 'ptrace: Operation not permitted\|warning: Error disabling address' \
	"$dir/err" && ! grep -q '^\$' "$dir/out"; then
	skip "$what" "a debugger may not do its work here"
	finish
	exit
fi
sed -n 's/^\$[0-9]* = \((.*) 0x[0-9a-f]* <v4.*\)*//p' "$dir/out" |
	sed 's/\(\\000\|\\x00\)*.\.\.\.$/.../' >"$dir/shown.got"
cat >"$dir/want" <<'END'
192.0.2.1-192.0.2.9
192.0.2.1
2001:db8::/32
8 bytes 'GET /\r\n\xff'
0 bytes
7 bytes that cannot be read at 0x10
"example.com"

192.0.2.1/24
100000 bytes '...
END
diff -u "$dir/want" "$dir/shown.got" >"$dir/diff"
result $? "$what"
finish
