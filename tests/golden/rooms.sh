#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What keeps the house in order finds what is planted in a copy of the tree:
# includes against the plan, circles, names of what is not there.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"

mkdir -p "$dir/tree/build"
tar -c --exclude './build*' --exclude ./.git . | tar -x -C "$dir/tree"
find "$BUILD"/{lib,ruleset,nfq,tools} -name '*.o' |
	sed "s|^$BUILD/||" | tar -c -C "$BUILD" -T - | tar -x -C "$dir/tree/build"
here=$PWD
cd "$dir/tree" || exit 1

look() { # COMMAND...: what it finds; that it fails, if anything was planted
	"$@" >"$dir/out" 2>"$dir/err"
	status=$?
	[ $status -eq $((planted > 0)) ]
	result $? "${1#mk/} fails if and only if something is wrong: $planted"
	planted=0
}
finds() { # PATTERN WHAT
	grep -q -e "$1" "$dir/out"
	result $? "it finds $2"
}
plant() { # FILE LINE
	printf '%s\n' "$2" >>"$1"
	planted=$((planted + 1))
	touched+=("$1")
}
put_back() {
	for f in "${touched[@]}"; do
		if [ -e "$here/$f" ]; then cp "$here/$f" "$f"; else rm "$f"; fi
	done
	touched=()
}
build() { # FILE...: their objects anew
	local f

	for f; do
		${CC:-cc} -D_GNU_SOURCE -I. -c -o "build/${f%c}o" "$f" || exit 1
	done
}
planted=0 touched=()

look mk/rooms.py build
look mk/stale.py

mkdir ruleset/attic
plant ruleset/attic/box.h ""
plant mk/rooms ' | | | cellar'
plant lib/span.h '#include "ruleset/index/names.h"'
plant ruleset/index/names.h '#include "ruleset/nft/netlink.h"'
plant ruleset/apply/apply.h '#include "nfq/inspect/tls.h"'
plant nfq/watch.h '#include "nfq/enforcer.h"'
plant nfq/main.c '#include "tests/unit/tap.h"'
plant lib/cursor.h '#include "lib/size.h"'
plant lib/size.h '#include "lib/cursor.h"'
plant lib/hash.h '#include "lib/suggest.h"'
plant lib/suggest.h '#include "lib/text.h"'
plant lib/text_made.h '#include "lib/hash.h"'
look mk/rooms.py build
finds '^ruleset/attic: has no place' "a room that is not on the plan"
finds '^mk/rooms: there is no tools/cellar' "one that is only there"
finds '^lib/span.h:[0-9]*: includes ruleset/index/names.h against' \
	"an include that climbs"
finds '^ruleset/index/names.h:.*against' "one that goes to a neighbour"
finds '^ruleset/apply/apply.h:.*against' "one that goes down, but to the right"
finds '^nfq/watch.h:.*against' "one that climbs between files"
finds '^nfq/main.c:.*no part of the house' "one of the tests"
finds 'a circle by includes of 2: lib/cursor -> lib/size ' \
	"a circle by includes"
finds 'a circle by includes of [0-9]: lib/hash -> lib/suggest .*-> lib/text ' \
	"a longer one, of which a file of two names is part"
put_back
rmdir ruleset/attic

plant lib/name.c 'void a(void), b(void); void a(void) { b(); }'
plant lib/size.c 'void a(void), b(void); void b(void) { a(); }'
plant lib/hash.c 'void d(void); void (*const c[])(void) = { d };'
plant lib/text.c 'extern void (*const c[])(void); void d(void) { c[0](); }'
build "${touched[@]}"
look mk/rooms.py build
finds 'a circle by calls of 2: lib/name -> lib/size (b)' "a circle by calls"
finds 'a circle by calls of 2: lib/hash -> lib/text (d)' "one through a table"
put_back

# In two parts, so that this file does not name what is not there.
no=la"rder"
plant lib/span.h "/* As ${no}_open() does, and ${no}_shut. */"
plant ruleset/index/index.h "/* As ${no}() does. */"
plant README.md "See \`${no}_door\`, nfq/inspect/$no.c and quic.py."
plant packaging/man/cordon.7 "$no.h has it."
plant mk/deps.mk "# As mk/$no.sh wants it, and ${no}_walls()."
mv nfq/inspect/tls.c nfq/inspect/ssl.c
look mk/stale.py
finds "^lib/span.h:[0-9]*: there is no ${no}_open()" "a function in a comment"
finds "^lib/span.h:[0-9]*: there is no ${no}_shut" "a word with an underscore"
finds "^ruleset/index/index.h:[0-9]*: there is no ${no}()" "one without"
finds "^README.md:[0-9]*: there is no ${no}_door" "a name in the README"
finds "^README.md:[0-9]*: there is no nfq/inspect/$no.c" "a file in it"
finds "^README.md:[0-9]*: there is no quic.py" "a file without a folder"
finds "^README.md:[0-9]*: there is no nfq/inspect/tls.c" "a file that moved"
finds "^packaging/man/cordon.7:[0-9]*: there is no $no.h" "a file in a manual"
finds "^mk/deps.mk:[0-9]*: there is no mk/$no.sh" "a file in a makefile"
finds "^mk/deps.mk:[0-9]*: there is no ${no}_walls()" "a function in one"
finish
