/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the filter lets through, and what it ends a process for. */

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/array.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "nfq/confine/syscalls.h"
#include "tests/unit/tap.h"

enum { NO_FILTER = 77 };

static pid_t parent;
static char path[200], other[210];

/* --- the child ------------------------------------------------------- */

/* How a child ends that does `what` behind the filter: by a signal (its
 * number), or with what was returned, negated. */
static int end_of(bool (*what)(void))
{
	const struct rlimit no_core = { 0, 0 };
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		setrlimit(RLIMIT_CORE, &no_core);
		if (syscalls_filter(false) < 0)
			_exit(NO_FILTER);
		_exit(what() ? 1 : 0);
	}
	waitpid(pid, &status, 0);
	return WIFSIGNALED(status) ? WTERMSIG(status) : -WEXITSTATUS(status);
}

/* --- what it does ---------------------------------------------------- */

static void *in_thread(void *arg)
{
	pthread_setname_np(pthread_self(), "other");
	free(malloc(1 << 20));
	return arg;
}

static bool threads(void)
{
	pthread_t t;
	void *end;

	return pthread_create(&t, NULL, in_thread, path) == 0 &&
	       pthread_join(t, &end) == 0 && end == path;
}

static volatile sig_atomic_t woken;

static void wake(int signo)
{
	woken = signo;
}

static bool signals(void)
{
	signal(SIGUSR1, wake);
	return pthread_kill(pthread_self(), SIGUSR1) == 0 &&
	       woken == SIGUSR1 && raise(SIGUSR1) == 0;
}

static bool memory(void)
{
	char *p = malloc(64 << 20);
	void *map = mmap(NULL, 65536, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	p[0] = p[(64 << 20) - 1] = 1;
	p = realloc(p, 128 << 20);
	free(p);
	return map != MAP_FAILED && mprotect(map, 4096, PROT_READ) == 0 &&
	       munmap(map, 65536) == 0;
}

static bool files(void)
{
	struct stat st;
	char **names;
	size_t n;
	int fd;

	if (file_write(path, "x", 1, 0600) < 0 || rename(path, other) < 0 ||
	    stat(other, &st) < 0 || folder_list(scratch(), "", &names, &n) < 0)
		return false;
	fd = open(other, O_RDWR | O_APPEND);
	return fd >= 0 && ftruncate(fd, 0) == 0 && fsync(fd) == 0 &&
	       fcntl(fd, F_GETFL) >= 0 && symlink("x", path) == 0 &&
	       unlink(path) == 0 && unlink(other) == 0 && close(fd) == 0;
}

static bool netlink(void)
{
	struct sockaddr_nl at = { .nl_family = AF_NETLINK };
	int packets = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC,
			     NETLINK_NETFILTER);
	int routes = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);

	return packets >= 0 && routes >= 0 &&
	       bind(routes, (void *)&at, sizeof(at)) == 0;
}

static bool interfaces(void)
{
	struct if_nameindex *all = if_nameindex();
	char name[IF_NAMESIZE];
	bool good = all && if_indextoname(all->if_index, name);

	if_freenameindex(all);
	return good;
}

static bool clocks(void)
{
	const struct timespec pause = { .tv_nsec = 1000 };
	struct timespec now;

	return syscall(SYS_clock_gettime, CLOCK_BOOTTIME, &now) == 0 &&
	       nanosleep(&pause, NULL) == 0 && time(NULL) > 0;
}

static bool limits(void)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_STACK, &limit) == 0;
}

static bool messages(void)
{
	char text[100];

	return snprintf(text, sizeof(text), "%s", strerror(EACCES)) > 0 &&
	       sysconf(_SC_NPROCESSORS_ONLN) > 0;
}

static bool third_clone(void)
{
#ifdef SYS_clone3
	return syscall(SYS_clone3, NULL, 0) < 0 && errno == ENOSYS;
#else
	return true;
#endif
}

static bool aborts(void) { abort(); }

static bool runs(void) { return execl("/bin/true", "true", NULL) == 0; }
static bool forks(void) { return fork() >= 0; }
static bool traces(void) { return ptrace(PTRACE_TRACEME, 0, 0, 0) == 0; }
static bool kills(void) { return kill(parent, 0) == 0; }
static bool mounts(void) { return mount("x", "/", "tmpfs", 0, "") == 0; }
static bool unshares(void) { return unshare(CLONE_NEWUSER) == 0; }
static bool owns(void) { return chown("/", 0, 0) == 0; }
static bool becomes(void) { return syscall(SYS_setuid, getuid()) == 0; }
static bool internet(void) { return socket(AF_INET, SOCK_DGRAM, 0) >= 0; }
static bool raw(void) { return socket(AF_INET6, SOCK_RAW, 255) >= 0; }
static bool frames(void) { return socket(AF_PACKET, SOCK_RAW, 0) >= 0; }
static bool ciphers(void) { return socket(AF_ALG, SOCK_SEQPACKET, 0) >= 0; }
static bool memfd(void) { return syscall(SYS_memfd_create, "x", 0) >= 0; }
static bool loads(void) { return syscall(SYS_bpf, 0, NULL, 0) >= 0; }
static bool caps(void) { return syscall(SYS_capset, NULL, NULL) >= 0; }
static bool dumps(void) { return prctl(PR_SET_DUMPABLE, 1) == 0; }
static bool types(void) { return ioctl(0, TIOCSTI, "x") == 0; }
static bool unknown(void) { return syscall(4999) >= 0; }

static bool signals_others(void)
{
	return syscall(SYS_tgkill, parent, parent, 0) == 0;
}

static bool hears_devices(void)
{
	return socket(AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT) >= 0;
}

static bool connects(void)
{
	const struct sockaddr_un to = { .sun_family = AF_UNIX };

	return connect(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&to,
		       sizeof(to)) == 0;
}

static bool maps_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static bool makes_code(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return mprotect(p, 4096, PROT_READ | PROT_EXEC) == 0;
}

static bool raises_limits(void)
{
	const struct rlimit limit = { 1, 1 };

	return syscall(SYS_prlimit64, 0, RLIMIT_CORE, &limit, NULL) == 0;
}

static bool makes_process(void)
{
	return syscall(SYS_clone, CLONE_VM | CLONE_VFORK | SIGCHLD, NULL,
		       NULL, NULL, NULL) >= 0;
}

static bool is_32_bit(void)
{
#ifdef __x86_64__
	long ret;

	/* getpid() by the table of i386. */
	__asm__ volatile("int $0x80" : "=a"(ret) : "a"(20L) : "memory");
	return ret > 0;
#else
	return syscall(4999) >= 0;
#endif
}

int main(void)
{
	static const struct {
		const char *what;
		bool (*run)(void);
	} good[] = {
		{ "start threads", threads },
		{ "signal itself", signals },
		{ "allocate memory", memory },
		{ "write, list and remove files", files },
		{ "open sockets of netlink", netlink },
		{ "name interfaces", interfaces },
		{ "read clocks", clocks },
		{ "ask for limits", limits },
		{ "describe errors", messages },
		{ "be told that there is no clone3", third_clone },
	}, bad[] = {
		{ "running a program", runs },
		{ "fork", forks },
		{ "clone without a thread", makes_process },
		{ "ptrace", traces },
		{ "a signal to others", kills },
		{ "a signal to others' threads", signals_others },
		{ "mount", mounts },
		{ "another namespace", unshares },
		{ "another user", becomes },
		{ "other capabilities", caps },
		{ "chown", owns },
		{ "an Internet socket", internet },
		{ "a raw socket", raw },
		{ "a packet socket", frames },
		{ "a crypto socket", ciphers },
		{ "a socket for devices", hears_devices },
		{ "connecting", connects },
		{ "a program in memory", memfd },
		{ "mapping code", maps_code },
		{ "making code of data", makes_code },
		{ "a program for the kernel", loads },
		{ "other limits", raises_limits },
		{ "another prctl", dumps },
		{ "another ioctl", types },
		{ "a call that there is not", unknown },
		{ "a call of another machine", is_32_bit },
	};

	need_seccomp();
	parent = getpid();
	folder_make(scratch(), 0755);
	snprintf(path, sizeof(path), "%s/file", scratch());
	snprintf(other, sizeof(other), "%s.other", path);
	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		is_number(end_of(good[i].run), -1, "it can %s", good[i].what);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		is_number(end_of(bad[i].run), SIGSYS, "%s ends it",
			  bad[i].what);
	is_number(end_of(aborts), SIGABRT, "it can still abort");
	return done_testing();
}
