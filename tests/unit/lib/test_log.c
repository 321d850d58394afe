/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the six verbs write to stderr. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/log.h"
#include "tests/unit/tap.h"

static char said[8192];

/* Catches stderr in a file, since the verbs write to the descriptor. */
static int catch_stderr(void)
{
	char path[256];
	int saved = dup(STDERR_FILENO), fd;

	snprintf(path, sizeof(path), "%s/stderr", scratch());
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	dup2(fd, STDERR_FILENO);
	close(fd);
	return saved;
}

static const char *caught(int saved)
{
	ssize_t n;

	lseek(STDERR_FILENO, 0, SEEK_SET);
	n = read(STDERR_FILENO, said, sizeof(said) - 1);
	said[n > 0 ? n : 0] = '\0';
	dup2(saved, STDERR_FILENO);
	close(saved);
	return said;
}

static void test_plain(void)
{
	int saved = catch_stderr();

	warnx("%s is %d", "x", 5);
	is_text(caught(saved), "test: x is 5\n", "a message");
	saved = catch_stderr();
	errno = ENOENT;
	warn("file");
	is_number(errno, ENOENT, "errno stays");
	is_text(caught(saved), "test: file: No such file or directory\n",
		": with its text");
	saved = catch_stderr();
	debug("quiet");
	is_text(caught(saved), "", ": nothing of debugging");
	saved = catch_stderr();
	warnx("%s", "");
	is_text(caught(saved), "test: \n", "an empty one");
}

static void test_hostile(void)
{
	int saved = catch_stderr();

	warnx("no \"%s\"", "a\033[7m\rb\xff\xe2\x80\xae");
	is_text(caught(saved), "test: no \"a\\x1b[7m\\x0db\\xff\\u{202e}\"\n",
		"what a terminal would act upon");
	saved = catch_stderr();
	warnx("%s", "a\nb: done");
	is_text(caught(saved), "test: a\\x0ab: done\n",
		"a newline, which would begin another message");
	saved = catch_stderr();
	warnx("%s", "\xc3\xa4\xe4\xb8\xad");
	is_text(caught(saved), "test: \xc3\xa4\xe4\xb8\xad\n",
		"letters of all scripts");
}

static void test_long(void)
{
	char text[3000];
	int saved = catch_stderr();

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	warnx("%s", text);
	is_number(strlen(caught(saved)), strlen("test: ") + 1023 + 1,
		  "a long message is cut off");
	ok(said[strlen(said) - 1] == '\n', ": and its line ends");
	memset(text, 1, sizeof(text) - 1);
	saved = catch_stderr();
	errno = EIO;
	warn("%s", text);
	caught(saved);
	ok(strlen(said) > 1024 && strlen(said) < 5000 &&
	   said[strlen(said) - 1] == '\n', ": so is one that grows");
}

static void test_fatal(void)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		catch_stderr();
		fatalx_status(64, "over");
	}
	waitpid(pid, &status, 0);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 64,
	   "the status is the one that was asked for");
}

int main(void)
{
	unsetenv("JOURNAL_STREAM");
	log_init("test", false);
	test_plain();
	test_hostile();
	test_long();
	test_fatal();
	return done_testing();
}
