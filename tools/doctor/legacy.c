/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's check of old tables, by the kernel's files of their names
 * (net/netfilter/x_tables.c). */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/file.h"
#include "tools/doctor/legacy.h"

static void find_tables(struct diagnosis *d, const char *command,
			const char *names)
{
	char fix[160];

	if (!*names)
		return;
	snprintf(fix, sizeof(fix), "%s-legacy-save to see them; "
		 "%s-legacy-save | %s-nft-restore puts them where they can be "
		 "looked at", command, command, command);
	diagnosis_add(d, LEVEL_NOTE, fix, "%s-legacy has tables (%s), whose "
		      "rules cannot be read: whether they drop packets or take "
		      "them out of connection tracking before ours is not "
		      "known", command, names);
	diagnosis_evidence(d, "/proc/net/%s_names: %s", strcmp(command,
			   "ip6tables") == 0 ? "ip6_tables" : "ip_tables",
			   names);
}

void doctor_legacy_judge(struct diagnosis *d, const char *names4,
			 const char *names6)
{
	find_tables(d, "iptables", names4);
	find_tables(d, "ip6tables", names6);
	if (!*names4 && !*names6)
		diagnosis_add(d, LEVEL_OK, NULL, "no table of iptables-legacy");
}

/* 0 or -errno; a kernel without such tables has not the file. */
static int read_names(const char *path, struct buffer *names)
{
	enum { MOST = 4096 };
	int ret = file_read(path, MOST, names);

	if (ret == -ENOENT)
		ret = 0;
	buffer_text(names, "");
	for (size_t i = 0; i < names->len; i++)
		if (names->p[i] == '\n')
			names->p[i] = i + 1 == names->len ? '\0' : ' ';
	return ret;
}

void doctor_legacy_check(struct diagnosis *d, struct facts *f)
{
	struct buffer names4 = { 0 }, names6 = { 0 };
	int ret;

	(void)f;
	ret = read_names("/proc/self/net/ip_tables_names", &names4);
	if (ret == 0)
		ret = read_names("/proc/self/net/ip6_tables_names", &names6);
	if (ret < 0)
		diagnosis_add(d, LEVEL_SKIP, NULL, "whether there are tables "
			      "of iptables-legacy cannot be read: %s",
			      strerror(-ret));
	else
		doctor_legacy_judge(d, names4.p, names6.p);
	buffer_done(&names4);
	buffer_done(&names6);
}
