/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps the guard over a socket of its own, which owns it. */

#include <errno.h>
#include <string.h>
#include <time.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "nfq/guardian.h"
#include "ruleset/table/guardtable.h"

#define GUARD "guard"
#define LIFTED "guard-lifted"

enum { HOLD_SECONDS = 5, RENEW_SECONDS = 2 };

const char *const guardian_words[] = {
	[GUARDIAN_OFF] = "off", [GUARDIAN_ON] = "on",
	[GUARDIAN_LIFTED] = "lifted", [GUARDIAN_LACKING] = "lacking",
};

void guardian_open(struct guardian *g, struct handover *left)
{
	int fd = handover_take(left, GUARD), ret;

	*g = (struct guardian) {
		.state = fd >= 0 ? GUARDIAN_ON : GUARDIAN_OFF,
		.inherited = fd >= 0,
		.lifted = (time_t)handover_number(left, LIFTED),
	};
	ret = fd >= 0 ? netlink_adopt(&g->netlink, fd) :
			netlink_open(&g->netlink);
	if (ret < 0) {
		g->state = GUARDIAN_LACKING;
		g->error = ret;
	}
}

void guardian_close(struct guardian *g)
{
	netlink_close(&g->netlink);
}

void guardian_hand_on(const struct guardian *g, struct handover *to)
{
	if (g->netlink.nl)
		handover_put(to, GUARD, mnl_socket_get_fd(g->netlink.nl));
	handover_put_number(to, LIFTED, (uint64_t)g->lifted);
}

static bool is_lifted(const struct guardian *g)
{
	return g->lifted > clock_boot();
}

static bool enforces(const struct rules *r)
{
	for (size_t i = 0; i < r->generation.legend.nvendors; i++)
		if (r->policy->modes[i] == MODE_ENFORCE)
			return true;
	return r->config.mode == MODE_ENFORCE;
}

bool guardian_wanted(const struct guardian *g, const struct rules *r)
{
	return g->state != GUARDIAN_LACKING && !is_lifted(g) &&
	       r->config.guard && r->config.mode != MODE_OFF && enforces(r) &&
	       config_on_failure(&r->config) == FAIL_CLOSED;
}

/* --- setting --------------------------------------------------------- */

static int set(struct guardian *g, const struct marks *m)
{
	struct batch b;
	int ret;

	batch_begin(&b, &g->netlink);
	guardtable_write(&b, m, time(NULL) + HOLD_SECONDS);
	ret = batch_send(&b, &g->netlink);
	batch_done(&b);
	g->renewed = clock_boot();
	return ret;
}

/* Lifted, it is not there at all, as who wants that may ask for. */
static int clear(struct guardian *g)
{
	struct batch b;
	int ret;

	batch_begin(&b, &g->netlink);
	if (is_lifted(g))
		guardtable_remove(&b);
	else
		guardtable_clear(&b);
	ret = batch_send(&b, &g->netlink);
	batch_done(&b);
	/* Who was before us had none. */
	return ret == -ENOENT ? 0 : ret;
}

void guardian_follow(struct guardian *g, const struct marks *m, bool wanted)
{
	int ret = 0;

	if (g->state == GUARDIAN_LACKING)
		return;
	if (wanted && (g->state != GUARDIAN_ON || g->inherited))
		ret = set(g, m);
	else if (!wanted && g->state == GUARDIAN_ON)
		ret = clear(g);
	g->inherited = false;
	g->state = ret < 0 ? GUARDIAN_LACKING : wanted ? GUARDIAN_ON :
		   is_lifted(g) ? GUARDIAN_LIFTED : GUARDIAN_OFF;
	if (ret < 0) {
		warnx("no guard beside the table: %s", strerror(-ret));
		g->error = ret;
	}
}

/* --- while it stands ------------------------------------------------- */

void guardian_renew(struct guardian *g)
{
	struct batch b;

	if (g->state != GUARDIAN_ON ||
	    g->renewed + RENEW_SECONDS > clock_boot())
		return;
	batch_begin(&b, &g->netlink);
	guardtable_hold_until(&b, time(NULL) + HOLD_SECONDS);
	/* Refused, it lets go, and is tried again. */
	if (batch_send(&b, &g->netlink) == 0)
		g->renewed = clock_boot();
	batch_done(&b);
}

bool guardian_lift(struct guardian *g, time_t seconds)
{
	if (g->state != GUARDIAN_ON && g->state != GUARDIAN_LIFTED)
		return false;
	g->lifted = seconds > 0 ? clock_boot() + seconds : 0;
	return true;
}

time_t guardian_lifted_for(const struct guardian *g)
{
	return is_lifted(g) ? g->lifted - clock_boot() : 0;
}

uint64_t guardian_held(struct guardian *g)
{
	uint64_t packets = 0;

	if (g->state != GUARDIAN_ON ||
	    guardtable_held(&g->netlink, &packets) < 0)
		return 0;
	return packets;
}
