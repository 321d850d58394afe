/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's check of a pair of gateways. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/file.h"
#include "tools/doctor/pair.h"

enum { FILE_MOST = 1 << 20, VALUE = 256 };

#define KEEPALIVED "/etc/keepalived/keepalived.conf"
#define CONNTRACKD "/etc/conntrackd/conntrackd.conf"
#define EXAMPLES "/usr/share/cordon/fleet/pair"

/* --- their files ----------------------------------------------------- */

static void copy_value(const char *from, char *out, size_t size)
{
	const char *ends = *from == '"' ? "\"\n" : " \t\n#!{";
	size_t n;

	from += *from == '"';
	/* Of a command with words behind it only the command. */
	n = strcspn(from, ends);
	n = n < strcspn(from, " \t") ? n : strcspn(from, " \t");
	snprintf(out, size, "%.*s", (int)n, from);
}

bool doctor_pair_value(const char *text, const char *key, char *out,
		       size_t size)
{
	size_t len = strlen(key);

	for (const char *line = text; line && *line; ) {
		const char *at = line + strspn(line, " \t");

		if (strncasecmp(at, key, len) == 0 &&
		    (at[len] == ' ' || at[len] == '\t')) {
			at += len;
			copy_value(at + strspn(at, " \t"), out, size);
			return true;
		}
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	return false;
}

static bool is(const char *text, const char *key, const char *want)
{
	char value[VALUE];

	return doctor_pair_value(text, key, value, sizeof(value)) &&
	       strcasecmp(value, want) == 0;
}

/* --- what follows ---------------------------------------------------- */

static void find_sync(struct diagnosis *d, const struct doctor_pair *p)
{
	if (!p->conntrackd) {
		diagnosis_add(d, LEVEL_WARN, "set up conntrackd, as in "
			      EXAMPLES, "another gateway may take over, and "
			      "knows nothing of what was decided here");
		diagnosis_evidence(d, KEEPALIVED " is there, " CONNTRACKD
				   " is not");
		return;
	}
	if (!p->answers) {
		diagnosis_add(d, LEVEL_FAIL, "systemctl start conntrackd",
			      "conntrackd does not run: connections and their "
			      "marks do not go to the other gateway");
		diagnosis_evidence(d, "nothing answers at its socket");
	}
	if (!is(p->conntrackd, "DisableExternalCache", "on")) {
		diagnosis_add(d, LEVEL_WARN, "DisableExternalCache on, in "
			      "Mode of " CONNTRACKD, "what was decided comes "
			      "into the kernel of the other gateway only when "
			      "it takes over: packets may come first");
		diagnosis_evidence(d, CONNTRACKD ": DisableExternalCache");
	}
	if (!is(p->conntrackd, "TCPWindowTracking", "off")) {
		diagnosis_add(d, LEVEL_NOTE, "TCPWindowTracking off, in "
			      "Options of " CONNTRACKD, "packets of "
			      "connections that were taken over may count as "
			      "invalid");
		diagnosis_evidence(d, CONNTRACKD ": TCPWindowTracking");
	}
}

static void find_notify(struct diagnosis *d, const struct doctor_pair *p)
{
	static const char *const keys[] = { "notify_master", "notify_backup" };
	char path[VALUE];

	for (size_t i = 0; i < 2; i++) {
		if (!doctor_pair_value(p->keepalived, keys[i], path,
				       sizeof(path))) {
			diagnosis_add(d, LEVEL_WARN, "take it from "
				      EXAMPLES, "keepalived tells nobody what "
				      "this gateway has become: what was "
				      "missed while it was away is not asked "
				      "for");
			diagnosis_evidence(d, KEEPALIVED " has no %s",
					   keys[i]);
		} else if (!p->may_run(path)) {
			diagnosis_add(d, LEVEL_FAIL, "take it from " EXAMPLES,
				      "keepalived cannot run %s", path);
			diagnosis_evidence(d, KEEPALIVED ": %s", keys[i]);
		}
	}
}

void doctor_pair_judge(struct diagnosis *d, const struct doctor_pair *p)
{
	size_t before = d->n;

	if (!p->keepalived) {
		diagnosis_add(d, LEVEL_OK, NULL, "no other gateway takes over "
			      "from this one");
		diagnosis_evidence(d, KEEPALIVED " is not there");
		return;
	}
	find_sync(d, p);
	find_notify(d, p);
	if (d->n > before)
		return;
	diagnosis_add(d, LEVEL_OK, NULL, "what is decided here goes to the "
		      "gateway that takes over");
	diagnosis_evidence(d, "keepalived, conntrackd");
}

/* --- asking ---------------------------------------------------------- */

static bool may_run(const char *path)
{
	return access(path, X_OK) == 0;
}

/* Its socket is named in the group UNIX. */
static bool answers(const char *conntrackd)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	char path[sizeof(to.sun_path)];
	bool is_there;
	int fd;

	if (!conntrackd || !doctor_pair_value(conntrackd, "Path", path,
					      sizeof(path)))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	memcpy(to.sun_path, path, sizeof(path));
	is_there = fd >= 0 &&
		   connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0;
	if (fd >= 0)
		close(fd);
	return is_there;
}

static char *read_file(const char *path)
{
	struct buffer text = { 0 };

	if (file_read(path, FILE_MOST, &text) == 0) {
		buffer_char(&text, '\0');
		return buffer_take(&text);
	}
	buffer_done(&text);
	return NULL;
}

void doctor_pair_check(struct diagnosis *d, struct facts *f)
{
	char *keepalived = read_file(KEEPALIVED);
	char *conntrackd = read_file(CONNTRACKD);
	const struct doctor_pair p = {
		.keepalived = keepalived, .conntrackd = conntrackd,
		.answers = answers(conntrackd), .may_run = may_run,
	};

	(void)f;
	doctor_pair_judge(d, &p);
	free(keepalived);
	free(conntrackd);
}
