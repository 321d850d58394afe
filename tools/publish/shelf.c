/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps bundles that were published. */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "tools/bundle/bundle.h"
#include "tools/bundle/ustar.h"
#include "tools/fetch/unpack.h"
#include "tools/publish/shelf.h"

#define UNPACKED_MOST (UINT64_C(1) << 34)

static char *past(const char *folder, int64_t sequence, const char *end)
{
	return xasprintf("%s/past/%" PRId64 ".cordon%s", folder, sequence,
			 end);
}

int64_t shelf_last(const char *folder)
{
	char *below = xasprintf("%s/past", folder), **names;
	long long last = 0, one;
	size_t n;

	if (folder_list(below, ".cordon", &names, &n) < 0)
		n = 0, names = NULL;
	for (size_t i = 0; i < n; i++)
		if (sscanf(strrchr(names[i], '/') + 1, "%lld.", &one) == 1 &&
		    one > last)
			last = one;
	folder_list_free(names, n);
	free(below);
	return last;
}

/* --- back ------------------------------------------------------------ */

/* The manifest is read as gateways read it, from a file. */
static bool read_manifest(struct span archive, struct central_manifest *m,
			  struct fault *fault)
{
	struct cursor c = cursor_over(archive.p, archive.len);
	struct conf_report report = { .errors = 0 };
	char folder[] = "/tmp/cordon.XXXXXX", *path;
	struct ustar_member first;
	bool good = false;

	if (ustar_next(&c, &first) != USTAR_MEMBER || !mkdtemp(folder)) {
		fault_set(fault, -errno, "its manifest cannot be read");
		return false;
	}
	path = xasprintf("%s/manifest", folder);
	if (file_write(path, first.data.p, first.data.len, 0600) == 0)
		good = central_manifest_read(m, folder, &report);
	if (!good)
		*fault = report.first;
	conf_report_done(&report);
	folder_remove_all(folder);
	free(path);
	return good;
}

static bool read_archive(int packed, int archive, struct gathered *g,
			 struct central_manifest *m, struct fault *fault)
{
	struct span all = { NULL, 0 };
	int ret = unpack(packed, archive, UNPACKED_MOST);
	bool good;

	if (ret == 0)
		ret = file_map(archive, &all);
	if (ret < 0) {
		fault_set(fault, ret, "cannot be read");
		return false;
	}
	good = gathered_again(g, all, fault) && read_manifest(all, m, fault);
	file_unmap(all);
	return good;
}

bool shelf_read(const char *folder, int64_t sequence, struct gathered *g,
		struct central_manifest *m, struct fault *fault)
{
	char *path = past(folder, sequence, "");
	int packed = open(path, O_RDONLY | O_CLOEXEC);
	int archive = memfd_create("bundle", MFD_CLOEXEC);
	bool good = false;

	*g = (struct gathered) { .files = 0 };
	*m = (struct central_manifest) { .format = 0 };
	if (packed < 0 || archive < 0)
		fault_set(fault, -errno, "cannot be opened");
	else
		good = read_archive(packed, archive, g, m, fault);
	if (!good)
		fault_at(fault, path, 0);
	if (packed >= 0)
		close(packed);
	if (archive >= 0)
		close(archive);
	free(path);
	return good;
}

/* --- there ----------------------------------------------------------- */

static int put(const char *path, const struct buffer *b)
{
	return file_write(path, b->p, b->len, 0644);
}

int shelf_put(const char *folder, int64_t sequence,
	      const struct buffer *bundle, const struct buffer *signature)
{
	char *below = xasprintf("%s/past", folder);
	char *paths[] = {
		past(folder, sequence, ".minisig"), past(folder, sequence, ""),
		xasprintf("%s/" SHELF_BUNDLE ".minisig", folder),
		xasprintf("%s/" SHELF_BUNDLE, folder),
	};
	int ret = folder_make(below, 0755);

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		if (ret == 0)
			ret = put(paths[i], i % 2 ? bundle : signature);
		free(paths[i]);
	}
	free(below);
	return ret;
}
