/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tells of lost events. */

#include <stdio.h>

#include "lib/moment.h"
#include "nfq/event/losses.h"

const char *const loss_words[LOSSES] = {
	[LOSS_DISK] = "disk", [LOSS_RING] = "ring", [LOSS_KERNEL] = "kernel",
};

void losses_start(struct losses *l, uint64_t disk, uint64_t kernel)
{
	*l = (struct losses) { .kinds = {
		[LOSS_DISK] = { .told = disk, .seen = disk },
		[LOSS_KERNEL] = { .told = kernel, .seen = kernel },
	} };
}

static void tell(enum loss kind, uint64_t n, const struct timespec *first,
		 const struct timespec *last, struct notices *to)
{
	static const char *const texts[LOSSES] = {
		[LOSS_DISK] = "they found no room on the disk",
		[LOSS_RING] = "they came faster than they could be written",
		[LOSS_KERNEL] = "the kernel held no more of them",
	};
	struct buffer fields = { 0 };
	struct json j = json_into(&fields);
	char when[MOMENT_TEXT], detail[NOTICE_DETAIL];

	json_number(&j, "lost", n);
	json_text(&j, "why", loss_words[kind]);
	json_text(&j, "first", moment_format_eve(first, when));
	json_text(&j, "last", moment_format_eve(last, when));
	snprintf(detail, sizeof(detail), "%llu events are lost: %s",
		 (unsigned long long)n, texts[kind]);
	notices_put(to, "lost", NOTICE_SELF, detail, &fields);
}

static void tell_kind(struct losses *l, enum loss kind, struct notices *to)
{
	if (l->kinds[kind].seen == l->kinds[kind].told)
		return;
	tell(kind, l->kinds[kind].seen - l->kinds[kind].told,
	     &l->kinds[kind].first, &l->kinds[kind].last, to);
	l->kinds[kind].told = l->kinds[kind].seen;
}

void losses_end(struct losses *l, struct notices *to)
{
	for (enum loss k = 0; k < LOSSES; k++)
		tell_kind(l, k, to);
}

void losses_note(struct losses *l, enum loss kind, uint64_t all, bool going_on,
		 struct notices *to)
{
	struct timespec now;
	time_t quiet;

	clock_gettime(CLOCK_REALTIME, &now);
	if (all > l->kinds[kind].seen) {
		if (l->kinds[kind].seen == l->kinds[kind].told)
			l->kinds[kind].first = now;
		l->kinds[kind].last = now;
		l->kinds[kind].seen = all;
	}
	quiet = now.tv_sec - l->kinds[kind].last.tv_sec;
	/* A clock that was set back keeps nothing waiting. */
	if (!going_on && (quiet < 0 || quiet >= LOSS_QUIET))
		tell_kind(l, kind, to);
}
