#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# again.sh MOST PROVE...: runs the tests that have just failed again, one after
# the other, if they are no more than MOST. What fails now has failed; what
# passes is named, since a test that fails by chance is one to mend.
set -eu
most=$1
shift
failed=$("$@" --state=failed --dry)
[ "$(echo "$failed" | wc -l)" -le "$most" ] || exit 1
echo "failed beside others, and run again alone:"
echo "$failed"
"$@" --state=failed -v
echo "passed alone: $failed" | tr '\n' ' '
echo
