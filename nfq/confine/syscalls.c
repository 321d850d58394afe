/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A seccomp(2) filter from a list of what is allowed. */

#include <errno.h>
#include <linux/netlink.h>
#include <linux/sockios.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/array.h"
#include "nfq/confine/syscalls.h"

#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#endif

/*
 * Whole families rather than what one C library happens to call: the others
 * ask for the same by another name (open or openat, stat or statx), and so do
 * machines of 32 bits (the names with 64 in them). None of these can do what
 * the capabilities and Landlock do not allow. The kernel remembers those
 * without conditions, and then asks the filter no more.
 */
static const char *const allowed[] = {
	/* packets, verdicts, events */
	"recvmsg", "recvmmsg", "recvmmsg_time64", "recvfrom", "recv",
	"sendmsg", "sendmmsg", "sendto", "send", "poll", "ppoll",
	"ppoll_time64", "select", "_newselect", "pselect6", "pselect6_time64",
	/* sockets that are there */
	"accept", "accept4", "bind", "getsockname", "getsockopt", "listen",
	"setsockopt", "shutdown",
	/* files that are open */
	"read", "readv", "pread64", "preadv", "preadv2", "write", "writev",
	"pwrite64", "pwritev", "pwritev2", "lseek", "_llseek", "close",
	"close_range", "fcntl", "fcntl64", "flock", "fsync", "fdatasync",
	"sync_file_range", "sync_file_range2", "ftruncate", "ftruncate64",
	"fallocate", "fadvise64", "fadvise64_64", "arm_fadvise64_64",
	"readahead",
	/* files by name */
	"open", "openat", "openat2", "creat", "stat", "stat64", "lstat",
	"lstat64", "fstat", "fstat64", "newfstatat", "fstatat64", "statx",
	"oldstat", "oldfstat", "oldlstat", "statfs", "statfs64", "fstatfs",
	"fstatfs64", "access", "faccessat", "faccessat2", "readlink",
	"readlinkat", "getdents", "getdents64", "getcwd", "rename",
	"renameat", "renameat2", "unlink", "unlinkat", "rmdir", "mkdir",
	"mkdirat", "symlink", "symlinkat", "chmod", "fchmod", "fchmodat",
	"fchmodat2", "fchown", "fchown32", "umask", "utimensat",
	"utimensat_time64",
	/* memory that is not executed; mmap and mprotect are below */
	"brk", "munmap", "mremap", "madvise", "mincore", "msync", "mseal",
	/* threads and their locks */
	"futex", "futex_time64", "futex_wait", "futex_wake", "futex_requeue",
	"futex_waitv", "set_robust_list", "get_robust_list",
	"set_tid_address", "rseq", "membarrier", "sched_yield",
	"sched_getaffinity", "sched_getparam", "sched_getscheduler",
	"sched_get_priority_max", "sched_get_priority_min", "getcpu",
	"gettid", "exit", "exit_group", "set_thread_area",
	"get_thread_area", "set_tls", "get_tls", "arch_prctl",
	/* signals, to ourselves alone (tgkill is below) */
	"rt_sigaction", "sigaction", "rt_sigprocmask", "sigprocmask",
	"rt_sigreturn", "sigreturn", "rt_sigpending", "rt_sigsuspend",
	"rt_sigtimedwait", "rt_sigtimedwait_time64", "sigaltstack",
	"restart_syscall", "tkill", "signalfd4",
	/* clocks */
	"clock_gettime", "clock_gettime64", "clock_getres",
	"clock_getres_time64", "clock_nanosleep", "clock_nanosleep_time64",
	"nanosleep", "gettimeofday", "time",
	/* who and where we are */
	"getpid", "getppid", "getpgrp", "getpgid", "getsid", "getuid",
	"getuid32", "geteuid", "geteuid32", "getgid", "getgid32", "getegid",
	"getegid32", "getresuid", "getresuid32", "getresgid", "getresgid32",
	"capget", "getrlimit", "ugetrlimit", "getrusage", "times", "sysinfo",
	"uname", "getrandom",
	/* what some processors need the kernel for */
	"riscv_flush_icache", "riscv_hwprobe", "cacheflush", "breakpoint",
	"map_shadow_stack", "uretprobe",
	/* to forbid more; never less */
	"seccomp",
};

/* --- with conditions ------------------------------------------------- */

enum { CONDITIONS = 3 };

struct narrowed {
	const char *name;
	unsigned n;
	struct scmp_arg_cmp when[CONDITIONS];
};

#define EQUAL(argument, value) \
	{ argument, SCMP_CMP_MASKED_EQ, UINT32_MAX, (uint32_t)(value) }
#define MASKED(argument, mask, value) \
	{ argument, SCMP_CMP_MASKED_EQ, mask, value }
#define IOCTL(request) { "ioctl", 1, { EQUAL(1, request) } }
#define PRCTL(option) { "prctl", 1, { EQUAL(0, option) } }
#define SOCKET(family, protocol) \
	{ "socket", 2, { EQUAL(0, family), EQUAL(2, protocol) } }

/* What makes a process or a namespace, beside what makes a thread. */
enum {
	CLONE_FLAGS = CLONE_THREAD | CLONE_VM | CLONE_SIGHAND | CLONE_VFORK |
		      CLONE_PTRACE | CLONE_PARENT | CLONE_NEWNS |
		      CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
		      CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET,
	CLONE_OF_THREAD = CLONE_THREAD | CLONE_VM | CLONE_SIGHAND,
#ifdef __s390__
	CLONE_ARGUMENT = 1,
#else
	CLONE_ARGUMENT = 0,
#endif
};

static const struct narrowed narrowed[] = {
	SOCKET(AF_NETLINK, NETLINK_NETFILTER),
	SOCKET(AF_NETLINK, NETLINK_ROUTE),
	/* The C library asks through one for the names of interfaces. */
	SOCKET(AF_UNIX, 0),
	IOCTL(SIOCGIFNAME), IOCTL(SIOCGIFINDEX), IOCTL(SIOCGIFFLAGS),
	/* Is a file a terminal? */
	IOCTL(TCGETS), IOCTL(TIOCGWINSZ),
	IOCTL(_IOR('T', 0x2a, char[44])),	/* TCGETS2 */
	/* Names of threads and of memory. */
	PRCTL(PR_SET_NAME), PRCTL(PR_GET_NAME), PRCTL(PR_SET_VMA),
	/* Is there a filter? */
	PRCTL(PR_GET_SECCOMP),
	{ "mmap", 1, { MASKED(2, PROT_EXEC, 0) } },
	{ "mmap2", 1, { MASKED(2, PROT_EXEC, 0) } },
	{ "mprotect", 1, { MASKED(2, PROT_EXEC, 0) } },
	{ "clone", 1, { MASKED(CLONE_ARGUMENT, CLONE_FLAGS & UINT32_MAX,
			       CLONE_OF_THREAD) } },
	/* A thread may give way to others, for itself. */
	{ "setpriority", 2, { EQUAL(0, PRIO_PROCESS), EQUAL(1, 0) } },
	/* A limit is asked for and not set. */
	{ "prlimit64", 1, { { 2, SCMP_CMP_EQ, 0, 0 } } },
};

/* To run the program that takes our place, and for it to begin. */
static const struct narrowed running[] = {
	{ "execve", 0, { { 0 } } },
	{ "eventfd2", 0, { { 0 } } }, { "pipe2", 0, { { 0 } } },
	{ "mmap", 2, { MASKED(2, PROT_EXEC | PROT_WRITE, PROT_EXEC),
		       MASKED(3, MAP_ANONYMOUS, 0) } },
	{ "mmap2", 2, { MASKED(2, PROT_EXEC | PROT_WRITE, PROT_EXEC),
			MASKED(3, MAP_ANONYMOUS, 0) } },
	PRCTL(PR_CAP_AMBIENT),
	/* Libraries ask how things are when they begin. */
	PRCTL(PR_CAPBSET_READ), PRCTL(PR_GET_SECUREBITS),
	PRCTL(PR_GET_NO_NEW_PRIVS), PRCTL(PR_GET_DUMPABLE),
	PRCTL(PR_GET_KEEPCAPS), PRCTL(PR_GET_PDEATHSIG),
	PRCTL(PR_GET_TID_ADDRESS), PRCTL(PR_GET_THP_DISABLE),
};

static int allow(scmp_filter_ctx f, const char *name, unsigned n,
		 const struct scmp_arg_cmp *when)
{
	int call = seccomp_syscall_resolve_name(name), ret;

	/* Younger than the library. */
	if (call == __NR_SCMP_ERROR)
		return 0;
	ret = seccomp_rule_add_array(f, SCMP_ACT_ALLOW, call, n, when);
	/* Not on this machine. */
	return call < 0 ? 0 : ret;
}

static int allow_rows(scmp_filter_ctx f, const struct narrowed *rows, size_t n)
{
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < n; i++)
		ret = allow(f, rows[i].name, rows[i].n, rows[i].when);
	return ret;
}

static int allow_all(scmp_filter_ctx f, bool runs)
{
	const struct scmp_arg_cmp self = { 0, SCMP_CMP_EQ,
					   (scmp_datum_t)getpid(), 0 };
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < ARRAY_SIZE(allowed); i++)
		ret = allow(f, allowed[i], 0, NULL);
	if (ret == 0)
		ret = allow_rows(f, narrowed, ARRAY_SIZE(narrowed));
	if (ret == 0 && runs)
		ret = allow_rows(f, running, ARRAY_SIZE(running));
	if (ret == 0)
		ret = allow(f, "tgkill", 1, &self);
	/* Its flags are in memory, where no filter sees them: the C library
	 * then does without it. */
	if (ret == 0)
		ret = seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS),
				       seccomp_syscall_resolve_name("clone3"),
				       0);
	return ret;
}

int syscalls_filter(bool runs)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int ret = f ? 0 : -ENOSYS;

	if (ret == 0)
		ret = seccomp_attr_set(f, SCMP_FLTATR_ACT_BADARCH,
				       SCMP_ACT_KILL_PROCESS);
	/* A search tree in the place of a list; an older library has none. */
	if (ret == 0)
		seccomp_attr_set(f, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if (ret == 0)
		ret = allow_all(f, runs);
	if (ret == 0)
		ret = seccomp_load(f);
	if (f)
		seccomp_release(f);
	return ret;
}

int syscalls_narrow(void)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
	int ret = f ? 0 : -ENOSYS;

	/* It is so already, and could not be asked for here. */
	if (ret == 0)
		ret = seccomp_attr_set(f, SCMP_FLTATR_CTL_NNP, 0);
	for (size_t i = 0; ret == 0 && i < ARRAY_SIZE(running); i++) {
		const struct narrowed *r = &running[i];
		int call = seccomp_syscall_resolve_name(r->name);

		ret = seccomp_rule_add_array(f, SCMP_ACT_KILL_PROCESS, call,
					     r->n, r->when);
		if (call < 0)
			ret = 0;
	}
	if (ret == 0)
		ret = seccomp_load(f);
	if (f)
		seccomp_release(f);
	return ret;
}

/* --- told apart ------------------------------------------------------- */

/* FNV-1a: nobody who could choose the tables would have to. */
static uint64_t mix(uint64_t sum, const void *p, size_t n)
{
	const unsigned char *byte = p;

	while (n-- > 0)
		sum = (sum ^ *byte++) * 0x100000001b3;
	return sum;
}

static uint64_t mix_rows(uint64_t sum, const struct narrowed *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		sum = mix(sum, rows[i].name, strlen(rows[i].name) + 1);
		for (unsigned k = 0; k < rows[i].n; k++) {
			const struct scmp_arg_cmp *c = &rows[i].when[k];
			const uint64_t all[] = { c->arg, c->op, c->datum_a,
						 c->datum_b };

			sum = mix(sum, all, sizeof(all));
		}
	}
	return sum;
}

uint64_t syscalls_digest(void)
{
	uint64_t sum = 0xcbf29ce484222325;

	for (size_t i = 0; i < ARRAY_SIZE(allowed); i++)
		sum = mix(sum, allowed[i], strlen(allowed[i]) + 1);
	sum = mix_rows(sum, narrowed, ARRAY_SIZE(narrowed));
	return mix_rows(sum, running, ARRAY_SIZE(running));
}
