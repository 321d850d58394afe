/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One sync at a time. */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/tap.h"
#include "tools/sync/synclock.h"

static char heard[256];
static int told;

static void tell(void *arg, const char *holder)
{
	snprintf(heard, sizeof(heard), "%s", holder);
	told++;
	(void)arg;
}

int main(void)
{
	int ready[2], fd, status;
	char want[64], text[256], byte;
	pid_t pid;

	if (pipe(ready) < 0)
		return 1;
	synclock_holder(scratch(), text, sizeof(text));
	is_text(text, "", "at first nobody has it");
	pid = fork();
	if (pid == 0) {
		synclock_take(scratch(), 0, NULL, NULL);
		if (write(ready[1], "x", 1) == 1)
			pause();
		_exit(0);
	}
	if (read(ready[0], &byte, 1) != 1)
		return 1;
	snprintf(want, sizeof(want), "%d ", (int)pid);
	synclock_holder(scratch(), text, sizeof(text));
	ok(strncmp(text, want, strlen(want)) == 0 &&
	   strstr(text, "test_synclock"), "its holder is known: %s", text);
	is_number(synclock_take(scratch(), 0, tell, NULL), -ETIMEDOUT,
		  "another one does not get it");
	ok(told == 1 && strcmp(heard, text) == 0, "and hears who has it");
	is_number(synclock_take(scratch(), 1, tell, NULL), -ETIMEDOUT,
		  "nor in a second");
	is_number(told, 2, "of which it hears once");
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	fd = synclock_take(scratch(), 5, tell, NULL);
	ok(fd >= 0, "once the holder is killed, it does");
	is_number(told, 2, "without waiting");
	close(fd);
	is_number(synclock_take("/nonexistent", 0, NULL, NULL), -ENOENT,
		  "without a folder there is no lock");
	return done_testing();
}
