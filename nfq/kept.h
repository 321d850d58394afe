/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_KEPT_H
#define NFQ_KEPT_H

/*
 * What the service manager keeps for a process that comes after a restart or a
 * crash: the sockets of the queues, so that packets wait meanwhile
 * (FileDescriptorStoreMax= in systemd.service(5)). They wait a second at most,
 * and no more once we have crashed three times in a minute: then on_failure
 * decides, as it does without a manager.
 */

#include <pthread.h>
#include <stdbool.h>
#include <time.h>

#include "lib/handover.h"
#include "nfq/confine/notify.h"
#include "nfq/enforcer.h"
#include "nfq/event/writer.h"
#include "nfq/worker/workers.h"

/* --- while we begin --------------------------------------------------- */

struct kept_limit {
	struct handover *left;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t ended;
	bool runs, over;
};

/* Begins to wait: if kept_limit_end() does not come in time, the queues in
 * `left` are given up. Nobody else looks at `left` before that. */
void kept_limit(struct kept_limit *l, struct handover *left);
void kept_limit_end(struct kept_limit *l);

struct kept {
	bool done;
	bool bereft;		/* the one before was killed */
	time_t at;		/* not before; clock_boot() */
};

/* Takes note of how the one before ended, gives up what it left if that was
 * the third crash in a minute, and says from when on sockets may be kept. From
 * the third crash in ten minutes on it waits before it returns, longer each
 * time, so that whoever starts us need never give up. `run` is the folder for
 * what runs. */
void kept_judge(struct kept *k, const char *run, struct handover *left,
		const struct notify *manager);

/* --- while we run ----------------------------------------------------- */

/* Has the manager keep what we have, once that is due. */
void kept_tick(struct kept *k, const struct notify *manager,
	       const struct workers *workers, const struct writer *writer,
	       const struct enforcer *enforcer);

/* The next process is to find all as it is, for it comes at once. */
void kept_retire(const char *run);

/* No other comes: the manager keeps nothing. */
void kept_end(struct kept *k, const char *run, const struct notify *manager,
	      const struct workers *workers, const struct writer *writer,
	       const struct enforcer *enforcer);

/* Goes on in another program in our place. */
void kept_hand_on(const struct kept *k, struct handover *to);

#endif
