/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mistakes of others that a command cannot go on with. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/log.h"
#include "tools/cli/mistakes.h"

void mistakes_tell(const struct conf_report *r)
{
	if (r->text.len > 0)
		fwrite(r->text.p, 1, r->text.len, stderr);
}

void mistakes_end(const struct conf_report *r)
{
	fflush(stdout);
	mistakes_tell(r);
	fatalx_status(EX_CONFIG, "%u mistake%s in the configuration or the "
		      "catalogue", r->errors, r->errors == 1 ? "" : "s");
}

int mistakes_of_file(const char *path)
{
	if (strcmp(path, "-") == 0 || access(path, R_OK) == 0)
		return EX_DATAERR;
	return errno == EACCES || errno == EPERM ? EX_NOPERM : EX_NOINPUT;
}
