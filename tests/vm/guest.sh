#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# In the machine: the tests of the boot that the kernel's command line names.
set -u
part=$(sed -n 's/.*cordon\.part=\([a-z]*\).*/\1/p' /proc/cmdline)
cd /src || exit 1
echo "# $(uname -r), $part"
# shellcheck disable=SC1090 # one file for each boot
. "tests/vm/$part.sh"
