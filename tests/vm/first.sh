# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# The first boot with the package installed.
systemctl status cordond --no-pager
journalctl -u cordond -b --no-pager | tail -20
cordon status
systemd-analyze security cordond --no-pager | tail -5
cordon doctor
nft list ruleset | head -30
echo 1..1
