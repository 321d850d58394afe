#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# All of names.sh again, in strict mode.
CORDON_SETTINGS='strict = true;' exec "$(dirname "$0")/names.sh"
