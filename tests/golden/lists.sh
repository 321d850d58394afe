#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# cordon lists parse: the same list in every format means the same, and the
# prefixes of random and nasty lists are those of Python's ipaddress.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"

parse() { "$BUILD/cordon" lists parse "$@" 2>"$dir/err"; }

# Recognised by content, and as it is by its word.
same() { # FILE WANT WORD [OPTION...]
	local file=$1 want=$2 word=$3
	shift 3
	parse "$@" "$file" >"$dir/out"
	diff -u "$want" "$dir/out" >"$dir/diff" &&
		grep -q ": format $word:" "$dir/err" &&
		parse --format "$word" "$@" "$file" | cmp -s - "$want" &&
		parse "$@" - <"$file" | cmp -s - "$want"
	result $? "${file##*/} is what ${want##*/} says"
}

for kind in names addresses; do
	for file in tests/golden/lists/$kind.*; do
		word=${file##*.}
		case $word in
		want | v2fly) continue ;;
		hosts | rpz | urls | zeek) same "$file" \
			"tests/golden/lists/$kind.want" "$word" \
			--match suffix ;;
		wildcard) same "$file" "tests/golden/lists/$kind.want" domains ;;
		range | netmask) same "$file" "tests/golden/lists/$kind.want" \
			netset ;;
		*) same "$file" "tests/golden/lists/$kind.want" "$word" ;;
		esac
	done
done
parse tests/golden/lists/names.v2fly | cmp -s - tests/golden/lists/names.want
result $? "v2fly with its include"
sed 's/^suffix/exact/' tests/golden/lists/names.want >"$dir/exact"
same tests/golden/lists/names.hosts "$dir/exact" hosts

# --- rejects, refusals, exit codes -----------------------------------------

printf 'a.example\nno name\n\033]0;x\007.example\n10.0.0.1/8\n010.0.0.1\n' \
	>"$dir/bad"
parse "$dir/bad" >"$dir/out"
[ $? -eq 0 ] && [ "$(cat "$dir/out")" = "suffix a.example" ]
result $? "rejects leave the rest"
[ "$(grep -c "^$dir/bad:[2-5]: " "$dir/err")" -eq 4 ] &&
	! grep -q $'\033' "$dir/err"
result $? "each with file:line, harmless for a terminal"
gzip -c "$dir/bad" >"$dir/gz"
parse "$dir/gz" >"$dir/out"
[ $? -eq 65 ] && [ ! -s "$dir/out" ] && grep -q 'gzip data' "$dir/err"
result $? "gzip data are refused with a word"
printf '{"cidr":"192.0.2.0/24"}\n{"cidr":"19' >"$dir/half"
parse "$dir/half" >"$dir/out"
[ $? -eq 65 ] && [ ! -s "$dir/out" ]
result $? "nothing of a list that is cut off counts"
printf '"16777216","16777471","ZZ"\n' >"$dir/integers"
parse "$dir/integers" >"$dir/out"
[ $? -eq 65 ] && grep -q 'no column holds names or addresses' "$dir/err"
result $? "addresses as integers are no numbers of AS"
printf 'no name\n' >"$dir/nothing"
parse "$dir/nothing" >"$dir/out"
[ $? -eq 1 ] && [ ! -s "$dir/out" ]
result $? "a list of which nothing can be read"
parse "$dir/none" >/dev/null
result $(($? != 66)) "a file that is not there"
parse --format nonsense "$dir/bad" >/dev/null
result $(($? != 64)) "an unknown format"
mkdir -p "$dir/state/sources/one"
printf 'a.example\nb.example\n' >"$dir/state/sources/one/good"
printf '{"content":"%s","names":3}' "$(sha256sum \
	<"$dir/state/sources/one/good" | cut -d' ' -f1)" \
	>"$dir/state/sources/one/state.json"
printf '%s\n' 'catalogue = "ruleset/vendors";' "local_catalogue = \"$dir/none\";" \
	"state = \"$dir/state\"; block_list = \"$dir/b\";" \
	"allow_list = \"$dir/a\"; protect_list = \"$dir/p\";" \
	"sources = ( { id = \"one\"; vendor = \"ads\"; file = \"$dir/one\"; } );" \
	>"$dir/cordon.conf"
"$BUILD/cordon" -c "$dir/cordon.conf" config check >"$dir/out" 2>&1 &&
	grep -q '"one" is read otherwise .* 2 entries, where 3 were' "$dir/out"
result $? "config check tells what is read otherwise than it was"
# As if an older program had read the copy, which is another now, as this one
# reads it: a generation with c.example and an address is in force.
taken() { # LINE...
	printf '%s\n' "$@" >"$dir/state/sources/one/good"
	printf '{"content":"%s","names":2,"prefixes":1}' "$(sha256sum \
		<"$dir/state/sources/one/good" | cut -d' ' -f1)" \
		>"$dir/state/sources/one/state.json"
}
taken a.example c.example 192.0.2.0/24
"$BUILD/tests/netns/apply" "$dir/cordon.conf" compile >/dev/null 2>&1
taken a.example full:b.example 192.0.2.0/25
"$BUILD/cordon" -c "$dir/cordon.conf" config check >"$dir/out" 2>&1 &&
	grep -q '"one": exact b.example comes' "$dir/out" &&
	grep -q '"one": suffix c.example goes' "$dir/out" &&
	grep -q '"one": prefix 192.0.2.128/25 goes' "$dir/out" &&
	! grep -q 'a.example' "$dir/out" &&
	grep -q 'of what is in force 2 go and 1 come' "$dir/out"
result $? "entry by entry, where a generation is in force"
# The same of a folder of lists.
one=$dir/state/sources/one
in_folder() { # LINE...
	rm -rf "$one/good"
	mkdir "$one/good"
	printf 'a.example\n' >"$one/good/1"
	printf '%s\n' "$@" >"$one/good/2"
	printf '{"content":"%s","names":2}' "$(cd "$one/good" && {
		printf '1\0' && cat 1 && printf '2\0' && cat 2
	} | sha256sum | cut -d' ' -f1)" >"$one/state.json"
}
sed -i 's/file = "[^"]*"/folder = "\/lists"/' "$dir/cordon.conf"
# In force is still what the file had.
in_folder full:b.example d.example
"$BUILD/cordon" -c "$dir/cordon.conf" config check >"$dir/out" 2>&1 &&
	grep -q '"one": exact b.example comes' "$dir/out" &&
	grep -q '"one": suffix c.example goes' "$dir/out" &&
	grep -q '3 entries, where 2 were; of what is in force 2 go and 2 come' \
		"$dir/out"
result $? ": of a folder, too"
printf '||a.example^\n||b.example^\n||a.example^$badfilter\n' |
	cat | parse - >"$dir/out"
[ "$(cat "$dir/out")" = "suffix b.example" ]
result $? "a format that is read twice, through a pipe"
parse --json tests/golden/lists/names.csv | python3 -c '
import json, sys
print(*("%s %s" % (e["kind"], e["name"])
        for e in json.load(sys.stdin)["entries"]), sep="\n")' |
	diff - tests/golden/lists/names.want >"$dir/diff"
result $? "as JSON"
printf '192.0.2.0/24\n' >"$dir/net"
printf '@@||192.0.2.7^\n||192.0.2.0^\n||192.0.2.7^\n' >"$dir/except"
[ "$(parse "$dir/except")" = "prefix 192.0.2.0/32" ]
result $? "exceptions take addresses out"

# --- prefixes, against Python's ipaddress ----------------------------------

python3 - "$dir" <<'END'
import ipaddress, random, sys
random.seed(4)
out = sys.argv[1]

def write(name, rows):
    nets = []
    for row in rows:
        if "-" in row:
            first, last = map(ipaddress.ip_address, row.split("-"))
            nets += ipaddress.summarize_address_range(first, last)
        else:
            nets.append(ipaddress.ip_network(row))
    with open("%s/%s.list" % (out, name), "w") as f:
        f.writelines(row + "\n" for row in rows)
    with open("%s/%s.want" % (out, name), "w") as f:
        for version in 4, 6:
            these = [n for n in nets if n.version == version]
            f.writelines("prefix %s\n" % n
                         for n in ipaddress.collapse_addresses(these))

def prefix(bits, high, lengths):
    length = random.choice(lengths)
    a = random.getrandbits(bits - high) | (1 << (bits - high))
    a = a >> (bits - length) << (bits - length)
    c = ipaddress.IPv4Address if bits == 32 else ipaddress.IPv6Address
    return "%s/%d" % (c(a), length)

write("random", [prefix(32, 2, range(14, 33)) for _ in range(20000)] +
      [prefix(128, 2, [20, 32, 48, 64, 127, 128]) for _ in range(20000)])
write("dense", [prefix(32, 20, range(22, 33)) for _ in range(3000)] +
      [prefix(128, 116, range(117, 129)) for _ in range(3000)])
top6 = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fff"
write("nasty", ["0.0.0.0/1", "128.0.0.0/1", "192.0.2.1", "::/0"])
write("ends", ["0.0.0.0", "255.255.255.255", "255.255.255.254/31", "::",
               top6 + "f", top6 + "e/127", "192.0.2.0/31", "192.0.2.2/31",
               "192.0.2.0/31", "10.0.0.0/8", "10.1.0.0/16", "11.0.0.0/8",
               "2001:db8::/127", "2001:db8::2/127", "2001:db8::5/128"])
write("ranges", ["0.0.0.1-255.255.255.254", "2001:db8::1-2001:db8::ffff:1",
                 "::1-" + "::ff", top6 + "0-" + top6 + "f"])
write("touching", ["10.0.0.%d" % i for i in range(256)] +
      ["2001:db8::%x" % i for i in range(256)])
END
for list in "$dir"/*.list; do
	parse "$list" | diff "${list%.list}.want" - >"$dir/diff"
	name=${list##*/}
	result $? "${name%.list} prefixes are those of ipaddress"
done
if command -v iprange >/dev/null; then
	grep -v : "$dir/random.list" >"$dir/v4"
	parse "$dir/v4" | sed 's/^prefix //; s|/32$||' >"$dir/out"
	iprange "$dir/v4" | diff - "$dir/out" >"$dir/diff"
	result $? ": and of iprange"
else
	skip "and of iprange" "iprange is not installed"
fi
finish
