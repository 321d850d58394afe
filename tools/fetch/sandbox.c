/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes away what a child does not need. */

#include <cap-ng.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <pwd.h>
#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/array.h"
#include "tools/fetch/sandbox.h"

/* --- capabilities and user ------------------------------------------- */

static int drop_capabilities(const char *user)
{
	const struct passwd *pw = *user && geteuid() == 0 ? getpwnam(user) :
				  NULL;

	capng_clear(CAPNG_SELECT_BOTH);
	if (pw && capng_change_id((int)pw->pw_uid, (int)pw->pw_gid,
				  CAPNG_DROP_SUPP_GRP |
				  CAPNG_CLEAR_BOUNDING) == 0)
		return 0;
	/* Without CAP_SETPCAP the bounding set stays; there is nothing in it
	 * that we could gain, as new privileges are barred. */
	if (capng_apply(CAPNG_SELECT_BOTH) < 0 &&
	    capng_apply(CAPNG_SELECT_CAPS) < 0)
		return -EPERM;
	return 0;
}

static void set_limit(int what, uint64_t max)
{
	const struct rlimit limit = { max, max };

	setrlimit(what, &limit);
}

/* --- Landlock (landlock(7)) ------------------------------------------ */

/* All that changes the file system, by the kernel's version of it. */
static uint64_t writing_rights(long version)
{
	uint64_t rights = LANDLOCK_ACCESS_FS_WRITE_FILE |
			  LANDLOCK_ACCESS_FS_REMOVE_DIR |
			  LANDLOCK_ACCESS_FS_REMOVE_FILE |
			  LANDLOCK_ACCESS_FS_MAKE_CHAR |
			  LANDLOCK_ACCESS_FS_MAKE_DIR |
			  LANDLOCK_ACCESS_FS_MAKE_REG |
			  LANDLOCK_ACCESS_FS_MAKE_SOCK |
			  LANDLOCK_ACCESS_FS_MAKE_FIFO |
			  LANDLOCK_ACCESS_FS_MAKE_BLOCK |
			  LANDLOCK_ACCESS_FS_MAKE_SYM;

	if (version >= 2)
		rights |= 1ull << 13;	/* REFER */
	if (version >= 3)
		rights |= 1ull << 14;	/* TRUNCATE */
	return rights;
}

static int allow_folder(int ruleset, const char *folder, uint64_t rights)
{
	struct landlock_path_beneath_attr rule = {
		.allowed_access = rights,
		.parent_fd = open(folder, O_PATH | O_CLOEXEC | O_DIRECTORY),
	};
	int ret = 0;

	if (rule.parent_fd < 0)
		return -errno;
	if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
		    &rule, 0) < 0)
		ret = -errno;
	close(rule.parent_fd);
	return ret;
}

/* -ENOSYS or -EOPNOTSUPP where the kernel has none. */
static int landlock(const struct sandbox *s)
{
	struct landlock_ruleset_attr attr = { 0 };
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
			       LANDLOCK_CREATE_RULESET_VERSION);
	int ruleset, ret = 0;

	if (version < 0)
		return -errno;
	attr.handled_access_fs = writing_rights(version);
	ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr,
			       sizeof(attr.handled_access_fs), 0);
	if (ruleset < 0)
		return -errno;
	if (s->folder)
		ret = allow_folder(ruleset, s->folder, attr.handled_access_fs);
	if (ret == 0 && syscall(SYS_landlock_restrict_self, ruleset, 0) < 0)
		ret = -errno;
	close(ruleset);
	return ret;
}

/* --- seccomp (seccomp(2)) -------------------------------------------- */

/* What changes files by name, or gets around the filter. */
static const char *const forbidden[] = {
	"creat", "openat2", "unlink", "unlinkat", "rename", "renameat",
	"renameat2", "mkdir", "mkdirat", "rmdir", "mknod", "mknodat", "link",
	"linkat", "symlink", "symlinkat", "truncate", "truncate64", "chmod",
	"fchmod", "fchmodat", "fchmodat2", "chown", "lchown", "fchown",
	"fchownat", "chown32", "lchown32", "fchown32", "utime", "utimes",
	"utimensat", "futimesat", "setxattr", "lsetxattr", "fsetxattr",
	"removexattr", "lremovexattr", "fremovexattr", "setxattrat",
	"removexattrat", "mount", "umount2", "move_mount", "open_tree",
	"fsopen", "fsmount", "fsconfig", "pivot_root", "chroot", "setns",
	"unshare", "execve", "execveat", "ptrace", "process_vm_readv",
	"process_vm_writev", "pidfd_getfd", "io_uring_setup",
	"io_uring_enter", "io_uring_register", "bpf", "perf_event_open",
	"userfaultfd", "keyctl", "add_key", "request_key", "init_module",
	"finit_module", "delete_module", "kexec_load", "reboot",
	"open_by_handle_at", "quotactl", "swapon", "swapoff", "kill",
	"tkill", "pidfd_send_signal", "rt_sigqueueinfo",
};

/* An open for anything but reading is refused; `argument` has the flags. */
static int forbid_writing_open(scmp_filter_ctx f, int call, unsigned argument)
{
	static const unsigned flags[] = { O_WRONLY, O_RDWR, O_CREAT, O_TRUNC };
	int ret = 0;

	for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
		ret |= seccomp_rule_add(f, SCMP_ACT_ERRNO(EACCES), call, 1,
			SCMP_CMP(argument, SCMP_CMP_MASKED_EQ, flags[i],
				 flags[i]));
	return ret;
}

static int forbid_sockets(scmp_filter_ctx f, bool network)
{
	int ret = 0;

	if (!network)
		return seccomp_rule_add(f, SCMP_ACT_ERRNO(EACCES),
					SCMP_SYS(socket), 0);
	/* AF_UNIX and AF_NETLINK are for the resolver's library. */
	ret |= seccomp_rule_add(f, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(socket),
				1, SCMP_A0(SCMP_CMP_EQ, AF_PACKET, 0));
	ret |= seccomp_rule_add(f, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(socket),
				1, SCMP_A0(SCMP_CMP_GT, AF_NETLINK, 0));
	return ret;
}

static int filter_calls(const struct sandbox *s)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
	int ret = f ? 0 : -ENOMEM;

	for (size_t i = 0; ret == 0 && i < ARRAY_SIZE(forbidden); i++) {
		int call = seccomp_syscall_resolve_name(forbidden[i]);

		/* Not on this machine, or younger than the library. */
		if (call != __NR_SCMP_ERROR)
			seccomp_rule_add(f, SCMP_ACT_ERRNO(EACCES), call, 0);
	}
	if (ret == 0)
		ret = forbid_writing_open(f, SCMP_SYS(openat), 2);
	if (ret == 0)
		forbid_writing_open(f, SCMP_SYS(open), 1);
	if (ret == 0)
		ret = forbid_sockets(f, s->network);
	if (ret == 0)
		ret = seccomp_load(f);
	seccomp_release(f);
	return ret;
}

/* --- together -------------------------------------------------------- */

void sandbox_close_files(unsigned n)
{
	/* The library has it since glibc 2.34, the kernel since 5.9. */
	if (syscall(SYS_close_range, 3 + n, ~0u, 0) < 0)
		for (int fd = (int)(3 + n); fd < 1024; fd++)
			close(fd);
}

int sandbox_enter(const struct sandbox *s)
{
	pid_t parent = getppid();
	bool locked;
	int ret;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	ret = drop_capabilities(s->user);
	if (ret < 0)
		return ret;
	/* A change of credentials resets it. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 ||
	    getppid() != parent)
		return -ESRCH;
	set_limit(RLIMIT_CORE, 0);
	if (s->max_file > 0) {
		signal(SIGXFSZ, SIG_IGN);
		set_limit(RLIMIT_FSIZE, s->max_file);
	}
	locked = landlock(s) == 0;
	if (s->folder)
		return 0;
	if (filter_calls(s) == 0)
		locked = true;
	return locked || geteuid() != 0 ? 0 : -ENOSYS;
}
