/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Capture files, their link layers, fragments and tunnels. */

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"
#include "tools/capture/capture.h"
#include "tools/capture/datagram.h"
#include "tools/capture/link.h"

static void take_frame(struct datagrams *d, const struct capture_frame *f)
{
	struct link_source from;
	uint8_t *copy = malloc(f->data.len ? f->data.len : 1);
	struct cursor c;
	struct span ip;
	size_t whole = f->whole;
	unsigned sum = 0;

	memcpy(copy, f->data.p, f->data.len);	/* ends where it ends */
	c = link_payload(f->link, cursor_over(copy, f->data.len), &from);
	ip = (struct span) { c.p, c.left };
	if (!c.bad && ip.len > 0 &&
	    datagram_open(d, f->time.tv_sec, &ip, &whole))
		for (size_t i = 0; i < ip.len; i++)
			sum += ip.p[i];		/* is it all there? */
	free(copy);
	must(sum < 1u << 31);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char path[32];
	static int fd = -1;
	struct datagrams *d = datagrams_new();
	struct capture c;
	struct capture_frame f;
	uint64_t n = 0;

	if (fd < 0) {
		fd = memfd_create("capture", MFD_CLOEXEC);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	must(fd >= 0 && ftruncate(fd, 0) == 0);
	must(pwrite(fd, data, size, 0) == (ssize_t)size);
	if (capture_open(&c, path)) {
		while (capture_next(&c, &f)) {
			must(++n == c.number && n <= size);
			must(f.data.len <= size);
			take_frame(d, &f);
		}
	} else {
		must(c.error[0] != '\0');
	}
	capture_close(&c);
	datagrams_free(d);
	return 0;
}
