/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A configuration's digest: another for any other byte of its files. */

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ruleset/config/config_digest.h"
#include "tests/unit/tap.h"

int main(void)
{
	char first[CONFIG_DIGEST], now[CONFIG_DIGEST], path[300];

	snprintf(path, sizeof(path), "%s", scratch_in("cordon.conf"));
	scratch_put("cordon.conf", "mode = \"off\";\n");
	is_number(strlen(config_digest(path, first)), 12, "twelve digits");
	is_text(config_digest(path, now), first, ": the same of the same");
	scratch_put("cordon.conf", "mode = \"of\";\n");
	ok(strcmp(config_digest(path, now), first) != 0, ": of another byte");
	scratch_put("cordon.conf", "mode = \"off\";\n");
	is_text(config_digest(path, now), first, ": and back");
	mkdir(scratch_in("conf.d"), 0755);
	is_text(config_digest(path, now), first, ": an empty conf.d/");
	scratch_put("conf.d/a.conf", "");
	ok(strcmp(config_digest(path, now), first) != 0, ": a file in it");
	unlink(scratch_in("conf.d/a.conf"));
	scratch_put("conf.d/a.txt", "x");
	is_text(config_digest(path, now), first, ": which is none of ours");
	unlink(path);
	ok(strcmp(config_digest(path, now), first) != 0, ": without the file");
	return done_testing();
}
