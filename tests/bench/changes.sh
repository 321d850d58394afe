#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The long runs of two tests: packets that race updates of a large table, a
# million at least and 500 updates each way, and downloads while syncs of
# 100,000 changed prefixes run back to back, where throughput must stay.
set -e
cd "$(dirname "$0")/../.."
RACE_SLOTS=${RACE_SLOTS:-20000} RACE_PACKETS=${RACE_PACKETS:-1000000} \
	RACE_UPDATES=${RACE_UPDATES:-500} RACE_SECONDS=${RACE_SECONDS:-1800} \
	tests/netns/race.sh
BENCH=1 PREFIXES=${PREFIXES:-200000} SECONDS_EACH=${SECONDS_EACH:-20} \
	tests/netns/downloads.sh
