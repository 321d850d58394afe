/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What cordond reaches is what its configuration names, and where there is
 * nothing to confine it with, it is told. */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/array.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "nfq/confine/confine.h"
#include "ruleset/config/config_load.h"
#include "tests/unit/tap.h"

static char root[200], config_path[300];
static struct config config;

static const char *at(const char *name)
{
	static char path[2][300];
	static int next;

	next = !next;
	snprintf(path[next], sizeof(path[next]), "%s/%s", root, name);
	return path[next];
}

static void make(const char *name, const char *text)
{
	char folder[300];

	snprintf(folder, sizeof(folder), "%s", at(name));
	*strrchr(folder, '/') = '\0';
	folder_make(folder, 0755);
	file_write(at(name), text, strlen(text), 0644);
}

/* The configuration is a link, as some tools install it. */
static void make_tree(void)
{
	char text[2000];

	snprintf(text, sizeof(text),
		 "catalogue = \"%s/share/vendors\";\n"
		 "local_catalogue = \"%s/etc/missing\";\n"
		 "block_list = \"%s/lists/block.list\";\n"
		 "allow_list = \"%s/lists/allow.list\";\n"
		 "protect_list = \"\";\n"
		 "state = \"%s/state\";\nrun = \"%s/run\";\n"
		 "log = { file = \"%s/log/eve.json\"; };\n",
		 root, root, root, root, root, root, root);
	make("store/cordon.conf", text);
	make("etc/conf.d/10.conf", "strict = true;\n");
	make("linked/20.conf", "workers = 1;\n");
	make("share/vendors/a.conf", "x\n");
	make("lists/block.list", "x\n");
	make("state/generations/1/names.idx", "x\n");
	make("run/control.sock", "x\n");
	make("log/eve.json", "x\n");
	make("secret/file", "x\n");
	snprintf(config_path, sizeof(config_path), "%s/etc/cordon.conf", root);
	if (symlink("../store/cordon.conf", config_path) < 0 ||
	    symlink("../../linked/20.conf", at("etc/conf.d/20.conf")) < 0)
		abort();
}

/* --- in force -------------------------------------------------------- */

static bool reads(const char *path)
{
	int fd = open(path, O_RDONLY);

	return fd >= 0 && close(fd) == 0;
}

static bool writes(const char *name)
{
	int fd = open(at(name), O_WRONLY | O_CREAT | O_APPEND, 0640);

	return fd >= 0 && close(fd) == 0;
}

static bool binds(const char *name)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };

	snprintf(to.sun_path, sizeof(to.sun_path), "%s", at(name));
	return bind(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&to,
		    sizeof(to)) == 0;
}

/* What a later configuration names. */
static void check_hidden(const struct confinement *got)
{
	struct config other = config;
	char path[300];

	ok(!confine_hides(got, &other), ": nothing of it is out of reach");
	other.block_list = path;
	snprintf(path, sizeof(path), "%s/secret/file", root);
	is_text(confine_hides(got, &other), path, ": another list is");
	snprintf(path, sizeof(path), "%s/etc/conf.d/10.conf", root);
	ok(!confine_hides(got, &other), ": but not where others are");
	other.block_list = config.block_list;
	other.local_catalogue = path;
	snprintf(path, sizeof(path), "%s/secret", root);
	is_text(confine_hides(got, &other), path, ": another folder is");
	other.local_catalogue = config.local_catalogue;
	other.state = path;
	snprintf(path, sizeof(path), "%s/new", root);
	is_text(confine_hides(got, &other), path, ": and another state");
}

static void check_files(const struct confinement *got)
{
	struct config again;

	ok(config_load(&again, config_path) && again.strict &&
	   again.workers == 1, ": it reads its configuration again");
	config_done(&again);
	ok(reads(at("share/vendors/a.conf")), ": and the catalogue");
	ok(reads(at("lists/block.list")), ": and the local rules");
	ok(!reads(at("lists/allow.list")) && errno == ENOENT,
	   ": and sees that one is not there");
	ok(!reads(at("etc/missing/a.conf")) && errno == ENOENT,
	   ": as a catalogue is not");
	ok(!writes("lists/block.list") && !writes("share/vendors/a.conf") &&
	   !writes("store/cordon.conf"), ": it changes none of them");
	ok(file_write(at("state/register"), "y", 1, 0644) == 0 &&
	   folder_make(at("state/generations/2"), 0755) == 0,
	   ": it writes its state");
	ok(rename(at("log/eve.json"), at("log/eve.json.1")) == 0 &&
	   writes("log/eve.json"), ": it rotates its log");
	ok(writes("run/other") && unlink(at("run/control.sock")) == 0 &&
	   binds("run/control.sock"), "it makes its socket again");
	ok(!reads(at("secret/file")) && errno == EACCES &&
	   !reads("/etc/passwd") && errno == EACCES, ": it reads nothing else");
	ok(!writes("secret/new"), ": and writes nothing else");
	check_hidden(got);
}

/* --- not there ------------------------------------------------------- */

/* As a container may have it. */
static void forbid_confinement(void)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
	static const char *const calls[] = {
		"landlock_create_ruleset", "landlock_add_rule",
		"landlock_restrict_self",
	};

	for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
		seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS),
				 seccomp_syscall_resolve_name(calls[i]), 0);
	seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(seccomp), 0);
	seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prctl), 1,
			 SCMP_A0(SCMP_CMP_EQ, 22, 0));	/* PR_SET_SECCOMP */
	seccomp_load(f);
	seccomp_release(f);
}

/* In a process of its own: 0, or what was wrong with it. */
static int start_without(void)
{
	struct confinement got;
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		forbid_confinement();
		confine(&config, config_path, &got);
		_exit(got.seccomp || !got.no_seccomp ? 1 :
		      got.landlock || !got.no_landlock ? 2 :
		      !reads("/etc/passwd") ? 3 :
		      socket(AF_INET, SOCK_DGRAM, 0) < 0 ? 4 : 0);
	}
	waitpid(pid, &status, 0);
	return status;
}

/* --- a program in our place ------------------------------------------- */

enum { SECOND = 42, UNCONFINED = 3 };	/* how it ends */

static void *runs_itself(void *program)
{
	confine_thread();
	execl(program, program, "second", NULL);
	return NULL;
}

/* How a process ends that is confined and runs a program: this one again, by
 * its first thread or by another. A signal as its number. */
static int run_confined(char *program, bool in_thread)
{
	struct confinement got;
	int status = -1;
	pthread_t t;
	pid_t pid = fork();

	if (pid == 0) {
		confine(&config, config_path, &got);
		if (!got.seccomp || !got.landlock)
			_exit(UNCONFINED);
		if (!got.runs)
			_exit(6);
		if (execl("/bin/true", "true", NULL) == 0 || errno != EACCES)
			_exit(4);
		if (!in_thread)
			execl(program, program, "second", NULL);
		else if (pthread_create(&t, NULL, runs_itself, program) == 0)
			pthread_join(t, NULL);
		_exit(5);
	}
	waitpid(pid, &status, 0);
	return WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

static void check_programs(char *program)
{
	int status = run_confined(program, false);

	if (status == UNCONFINED) {
		skip_one("programs out of reach", "it is not confined here");
		return;
	}
	is_number(status, SECOND, "it runs its own program, and no other");
	is_number(run_confined(program, true), SIGSYS,
		  ": but not in a thread that judges");
}

/* What is handed on. */
static void check_resumed(const struct confinement *got)
{
	struct handover h = { .n = 0 };
	struct confinement again;

	confine_hand_on(got, &h);
	confine_resume(&config, &h, &again);
	ok(again.landlock == got->landlock && again.seccomp == got->seccomp &&
	   again.runs, "the next knows how it is confined");
	ok(!confine_hides(&again, &config), ": and what it may reach");
	ok(confine_digest() != 0 && confine_digest() == confine_digest(),
	   ": a number tells one sandbox from another");
	confine_done(&again);
}

static int run(char *program)
{
	struct confinement got;

	if (!ok(config_load(&config, config_path), "a configuration"))
		diag("%s", config.report.text.p);
	is_number(start_without(), 0, "where nothing is to be had, it starts");
	check_programs(program);
	confine(&config, config_path, &got);
	ok(got.seccomp == !got.no_seccomp, "seccomp, or why not: %s",
	   got.seccomp ? "yes" : got.no_seccomp);
	ok((got.landlock > 0) == !got.no_landlock, "Landlock too: %s",
	   got.landlock ? "yes" : got.no_landlock);
	if (got.landlock)
		check_files(&got);
	else
		skip_one("files out of reach", got.no_landlock);
	check_resumed(&got);
	return done_testing();
}

int main(int argc, char **argv)
{
	char program[PATH_MAX];
	int status = 1;
	pid_t pid;

	/* A program begins, reads its configuration, and may not do more. */
	if (argc > 1)
		return reads("/etc/passwd") ? 6 : SECOND;
	if (!realpath(argv[0], program))
		abort();
	snprintf(root, sizeof(root), "%s", scratch());
	make_tree();
	fflush(stdout);
	/* What is confined cannot remove what it made. */
	pid = fork();
	if (pid == 0) {
		status = run(program);
		fflush(stdout);
		_exit(status);
	}
	waitpid(pid, &status, 0);
	return status != 0;
}
