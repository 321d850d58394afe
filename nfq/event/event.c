/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events and their rings. */

#include <string.h>
#include <sys/mman.h>

#include "lib/log.h"
#include "nfq/event/event.h"
#include "nfq/inspect/protocol.h"

const char *const outcome_words[OUTCOMES] = {
	[OUTCOME_BLOCKED] = "blocked", [OUTCOME_WOULD_BLOCK] = "would-block",
	[OUTCOME_LOGGED] = "logged", [OUTCOME_EXCEPTED] = "excepted",
	[OUTCOME_UNJUDGED] = "unjudged",
};

enum outcome event_outcome(const struct event *e)
{
	switch ((enum effect)e->effect) {
	case EFFECT_BLOCK:
		return OUTCOME_BLOCKED;
	case EFFECT_OBSERVE:
		return OUTCOME_WOULD_BLOCK;
	case EFFECT_EXCEPT:
		return OUTCOME_EXCEPTED;
	default:
		return OUTCOME_LOGGED;
	}
}

const char *event_vendor(const struct event *e)
{
	const struct legend *l = &e->rules->generation.legend;

	return e->source == SOURCE_REACTION ? "policy" :
	       l->vendors[l->classes[e->rule.class].vendor].id;
}

/* Mapped, so that only what is used takes memory. */
struct event_ring *event_ring_new(void)
{
	void *p = mmap(NULL, sizeof(struct event_ring),
		       PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		       -1, 0);

	if (p == MAP_FAILED)
		fatal("mmap");
	return p;
}

void event_ring_free(struct event_ring *r)
{
	if (r)
		munmap(r, sizeof(*r));
}

struct event *event_slot(struct event_ring *r)
{
	uint32_t head = atomic_load_explicit(&r->head, memory_order_relaxed);
	uint32_t tail = atomic_load_explicit(&r->tail, memory_order_acquire);

	if (head - tail == EVENT_RING) {
		atomic_fetch_add_explicit(&r->lost, 1, memory_order_relaxed);
		return NULL;
	}
	return &r->events[head % EVENT_RING];
}

void event_push(struct event_ring *r)
{
	uint32_t head = atomic_load_explicit(&r->head, memory_order_relaxed);

	atomic_store_explicit(&r->head, head + 1, memory_order_release);
}

const struct event *event_peek(struct event_ring *r)
{
	uint32_t tail = atomic_load_explicit(&r->tail, memory_order_relaxed);
	uint32_t head = atomic_load_explicit(&r->head, memory_order_acquire);

	return head == tail ? NULL : &r->events[tail % EVENT_RING];
}

void event_pop(struct event_ring *r)
{
	uint32_t tail = atomic_load_explicit(&r->tail, memory_order_relaxed);

	atomic_store_explicit(&r->tail, tail + 1, memory_order_release);
}

bool event_wanted(const struct report *r)
{
	return r->decision.effect == EFFECT_LOG ||
	       r->decision.effect == EFFECT_OBSERVE ||
	       r->decision.effect == EFFECT_EXCEPT ||
	       r->decision.effect == EFFECT_BLOCK;
}

/* The end of a name that does not fit, behind "..."; how much is gone. */
static size_t copy_name(char out[256], uint8_t *len, const struct name *n)
{
	size_t gone = n->len < 256 ? 0 : n->len + 1u - 256;

	*len = (uint8_t)(n->len - gone);
	memcpy(out, n->text + gone, *len);
	if (gone > 0)
		memcpy(out, "...", 3);
	return gone;
}

static void copy_names(struct event *e, const struct report *r)
{
	size_t gone = 0;

	if (r->name)
		gone = copy_name(e->name, &e->name_len, r->name);
	if (gone > 0)
		e->rule.start = e->rule.start > gone + 3 ?
				(uint16_t)(e->rule.start - gone) : 3;
	if (r->asked)
		copy_name(e->asked, &e->asked_len, r->asked);
}

void event_fill(struct event *e, const struct rules *rules,
		const struct report *r)
{
	const struct packet *p = r->packet;
	const struct finding *f = r->finding;

	e->rules = rules;
	e->rule = r->decision.rule;
	e->src = p->src;
	e->dst = p->dst;
	e->sport = p->sport;
	e->dport = p->dport;
	e->transport = p->transport;
	e->source = r->reason != REASON_RULE ? SOURCE_REACTION :
		    r->name ? SOURCE_NAME : SOURCE_ADDRESS;
	e->exception = (uint16_t)r->decision.exception;
	e->effect = r->decision.effect;
	e->verdict = r->verdict;
	e->reason = r->reason;
	e->wrong = r->wrong;
	e->has_protocol = f != NULL;
	e->in_kernel = false;
	e->handshake = e->neighbour = e->unlinked = false;
	e->name_len = e->asked_len = 0;
	e->detail[0] = '\0';
	e->story = 0;
	e->story_fallback = false;
	e->story_name_len = e->hint_len = 0;
	copy_names(e, r);
	if (!f)
		return;
	e->protocol = f->protocol;
	e->dns_type = f->dns.type;
	e->dns_id = f->dns.id;
	e->ech = f->tls.ech;
	if (protocols[f->protocol].detail)
		protocols[f->protocol].detail(f, e->detail);
}
