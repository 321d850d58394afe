/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Notices on their way to the log. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "nfq/event/notice.h"
#include "ruleset/policy/rules.h"

void notices_init(struct notices *n)
{
	*n = (struct notices) { .last = &n->first };
	pthread_mutex_init(&n->lock, NULL);
}

void notice_free(struct notice *n)
{
	if (!n)
		return;
	buffer_done(&n->fields);
	free(n);
}

void notices_done(struct notices *n)
{
	struct notice *one;

	if (!n->last)
		return;
	while ((one = notices_take(n)))
		notice_free(one);
	pthread_mutex_destroy(&n->lock);
}

static bool append(struct notices *n, struct notice *one)
{
	bool room;

	pthread_mutex_lock(&n->lock);
	room = n->n < NOTICES_MAX;
	if (room) {
		*n->last = one;
		n->last = &one->next;
		n->n++;
	}
	pthread_mutex_unlock(&n->lock);
	return room;
}

void notices_put(struct notices *n, const char *event, uid_t who,
		 const char *detail, struct buffer *fields)
{
	struct notice *one = xcalloc(1, sizeof(*one));

	clock_gettime(CLOCK_REALTIME, &one->time);
	one->who = who;
	snprintf(one->event, sizeof(one->event), "%s", event);
	snprintf(one->detail, sizeof(one->detail), "%s", detail);
	if (fields) {
		one->fields = *fields;
		*fields = (struct buffer) { .p = NULL };
	}
	if (!append(n, one))
		notice_free(one);
}

struct notice *notices_take(struct notices *n)
{
	struct notice *one;

	pthread_mutex_lock(&n->lock);
	one = n->first;
	if (one) {
		n->first = one->next;
		n->n--;
	}
	if (!n->first)
		n->last = &n->first;
	pthread_mutex_unlock(&n->lock);
	return one;
}

void notice_put_rules(struct json *j, const struct rules *r)
{
	const struct legend *l = &r->generation.legend;

	json_text(j, "mode", mode_words[r->config.mode]);
	json_open(j, "vendors", '[');
	for (size_t i = 0; i < l->nvendors; i++) {
		if (r->policy->modes[i] == MODE_OFF)
			continue;
		json_open(j, NULL, '{');
		json_text(j, "id", l->vendors[i].id);
		json_text(j, "mode", mode_words[r->policy->modes[i]]);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_number(j, "generation", r->generation.number);
	json_text(j, "digest", r->generation.digest);
	if (r->config.central.sequence)
		json_text(j, "policy", r->config.central.digest);
}
