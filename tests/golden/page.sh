#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Pages of "cordon report" by the tools of others: valid HTML, no fault that
# axe-core finds in either colour scheme, no request, a PDF for A4. Those come by
# npm, "make page-tools" puts them into build/page.

# shellcheck source=tests/golden/lib.sh
. "$(dirname "$0")/lib.sh"
export TZ=UTC HOME=$dir PATH=$PATH:/usr/lib/chromium:/usr/lib/chromium-browser
MODULES=$PWD/${PAGE_TOOLS:-build/page/node_modules}
[ -d "$MODULES/axe-core" ] || skip_all "html-validate and axe-core are not here"
needs node chromium
LOG=$dir/log/eve.json
cordon() { "$BUILD/cordon" -c "$dir/conf" "$@" 2>"$dir/err"; }

log_config_is
"$BUILD/tests/bench/events" 4000 10 20 | python3 tests/golden/report.py log >"$LOG"
cordon report -o "$dir/all.html" --until 2026-07-10T23:59:59Z &&
	cordon report -o "$dir/hidden.html" --anonymize &&
	cordon report -o "$dir/none.html" --since 2026-09-01 --until 2026-09-02
result $? "three pages"
"$MODULES/.bin/html-validate" --preset standard "$dir/all.html" \
	"$dir/hidden.html" "$dir/none.html" >"$dir/out" 2>&1
result $? "html-validate finds nothing"
CHROMIUM=$(command -v chromium) timeout 900 node tests/golden/page.js \
	"$MODULES" "$dir" "$dir/all.html" "$dir/hidden.html" "$dir/none.html" \
	>"$dir/out" 2>&1 && [ ! -s "$dir/out" ]
result $? "axe-core neither, light and dark, and nothing is fetched"
timeout 300 chromium --headless --no-sandbox --disable-gpu --no-first-run \
	--disable-background-networking --disable-dev-shm-usage \
	--user-data-dir="$dir/profile" --no-pdf-header-footer \
	--print-to-pdf="$dir/all.pdf" "file://$dir/all.html" >"$dir/out" 2>&1
[ "$(head -c 5 "$dir/all.pdf")" = %PDF- ] &&
	grep -qaE '/MediaBox \[0 0 59[45]\S* 84[12]' "$dir/all.pdf"
result $? "a PDF of A4"
[ -z "${PAGE_KEEP-}" ] || cp "$dir"/*.png "$dir"/*.pdf "$dir"/*.html "$PAGE_KEEP"
finish
