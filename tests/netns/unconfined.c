/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unconfined COMMAND...: runs it where it gets neither seccomp nor Landlock,
 * as some containers do. */

#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "lib/array.h"

int main(int argc, char **argv)
{
	static const char *const calls[] = {
		"landlock_create_ruleset", "landlock_add_rule",
		"landlock_restrict_self",
	};
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
	int ret = f ? 0 : -1;

	for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
		ret |= seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS),
			seccomp_syscall_resolve_name(calls[i]), 0);
	ret |= seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(seccomp),
				0);
	ret |= seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prctl), 1,
				SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP, 0));
	if (ret || seccomp_load(f) < 0 || argc < 2)
		return 77;
	execvp(argv[1], argv + 1);
	perror(argv[1]);
	return 127;
}
