/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asks for a password. */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/log.h"
#include "tools/publish/password.h"

enum { MOST = 1024 };

static char *from_file(const char *path)
{
	struct buffer text = { 0 };
	int ret = file_read(path, MOST, &text);
	char *line;

	if (ret < 0)
		fatalx_status(EX_NOINPUT, "%s: %s", path, strerror(-ret));
	line = xstrndup(text.p ? text.p : "",
			text.p ? strcspn(text.p, "\r\n") : 0);
	explicit_bzero(text.p, text.len);
	buffer_done(&text);
	return line;
}

static char *from_terminal(const char *prompt)
{
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct termios shown, hidden;
	char line[MOST] = "";
	ssize_t n = -1;

	if (fd < 0 || tcgetattr(fd, &shown) < 0) {
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(fd, TCSAFLUSH, &hidden);
	if (dprintf(fd, "%s", prompt) >= 0)
		n = read(fd, line, sizeof(line) - 1);
	tcsetattr(fd, TCSAFLUSH, &shown);
	dprintf(fd, "\n");
	close(fd);
	line[n > 0 ? n : 0] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
	return n > 0 ? xstrdup(line) : NULL;
}

char *password_read(const char *path, const char *prompt)
{
	return path ? from_file(path) : from_terminal(prompt);
}

void password_free(char *password)
{
	if (password)
		explicit_bzero(password, strlen(password));
	free(password);
}
