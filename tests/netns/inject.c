/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inject TID: makes a thread of another process call execve(2) in the place of
 * what it would call next, as somebody would who has taken it over. */

#include <elf.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>

static int set_call(pid_t tid, long call)
{
#if defined(__x86_64__)
	struct user_regs_struct r;

	if (ptrace(PTRACE_GETREGS, tid, NULL, &r) < 0)
		return -1;
	r.orig_rax = (unsigned long)call;
	return (int)ptrace(PTRACE_SETREGS, tid, NULL, &r);
#elif defined(__aarch64__)
	int number = (int)call;
	struct iovec v = { &number, sizeof(number) };

	return (int)ptrace(PTRACE_SETREGSET, tid, (void *)0x404, &v);
#else
	(void)tid;
	(void)call;
	return -1;
#endif
}

static int wait_stop(pid_t tid, int *status)
{
	return waitpid(tid, status, __WALL) == tid ? 0 : -1;
}

int main(int argc, char **argv)
{
	pid_t tid = argc > 1 ? (pid_t)strtol(argv[1], NULL, 10) : 0;
	int status = 0;

	if (ptrace(PTRACE_SEIZE, tid, NULL, PTRACE_O_TRACESYSGOOD) < 0 ||
	    ptrace(PTRACE_INTERRUPT, tid, NULL, NULL) < 0 ||
	    wait_stop(tid, &status) < 0) {
		perror("ptrace");
		return 2;
	}
	/* The interrupted call may be begun again: its entry will do. */
	do {
		if (ptrace(PTRACE_SYSCALL, tid, NULL, NULL) < 0 ||
		    wait_stop(tid, &status) < 0)
			return 2;
	} while (WIFSTOPPED(status) &&
		 WSTOPSIG(status) != (SIGTRAP | 0x80));
	if (set_call(tid, SYS_execve) < 0) {
		fprintf(stderr, "not on this machine\n");
		return 77;
	}
	ptrace(PTRACE_DETACH, tid, NULL, NULL);
	return 0;
}
