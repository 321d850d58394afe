#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# scripts.sh FILE.SHELL...: C of which tools/scripts.h tells.
set -eu

cat <<'END'
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Made by mk/scripts.sh. */

#include <stddef.h>

#include "tools/scripts.h"

const struct script scripts[] = {
END
for file; do
	printf '\t{ "%s",\n' "${file##*.}"
	sed 's/[\\"]/\\&/g; s/	/\\t/g; s/.*/\t"&\\n"/' "$file"
	echo '	},'
done
printf '\t{ NULL, NULL }\n};\n'
