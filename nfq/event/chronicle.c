/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers lines and writes them. */

#include <stdio.h>
#include <string.h>

#include "lib/log.h"
#include "lib/moment.h"
#include "nfq/event/chronicle.h"
#include "nfq/event/eve_notice.h"

/* --- into the file --------------------------------------------------- */

/* The numbers of lines that found no room go to the next: what is lost is
 * told, and a hole is nobody's but who takes lines out. */
void chronicle_flush(struct chronicle *c)
{
	uint64_t lost = atomic_load(&c->out.lost);

	outlet_flush(&c->out);
	c->sequence.next -= atomic_load(&c->out.lost) - lost;
	sequence_store(&c->sequence);
}

static void number_line(struct chronicle *c)
{
	c->eve.stream = c->sequence.stream;
	c->eve.seq = c->sequence.next++;
}

static void end_line(struct chronicle *c)
{
	if (outlet_is_full(&c->out))
		chronicle_flush(c);
}

void chronicle_check(struct chronicle *c, bool anew)
{
	outlet_check(&c->out, anew);
	sequence_check(&c->sequence, c->out.log.path);
}

/* --- lines ----------------------------------------------------------- */

void chronicle_event(struct chronicle *c, const struct event *e,
		     const struct eve_repeat *repeat)
{
	struct event less;

	if (!flood_add(c->flood, e, repeat))
		return;
	if (privacy_hides(&c->privacy)) {
		less = *e;
		privacy_hide(&c->privacy, &less);
		e = &less;
	}
	number_line(c);
	eve_write(&c->eve, e, repeat, &c->out.lines);
	end_line(c);
}

void chronicle_notices(struct chronicle *c)
{
	struct notice *n;

	while ((n = notices_take(&c->notices))) {
		number_line(c);
		eve_notice_write(&c->eve, n, &c->out.lines);
		notice_free(n);
		end_line(c);
	}
}

static void tell_flood(void *arg, const struct address *client,
		       const struct flood_row *row)
{
	struct chronicle *c = arg;
	struct address shown = privacy_client(&c->privacy, client);
	char text[ADDRESS_TEXT], when[MOMENT_TEXT], detail[NOTICE_DETAIL];
	struct buffer fields = { 0 };
	struct json j = json_into(&fields);

	json_text(&j, "client", address_format(&shown, text));
	json_text(&j, "vendor", row->vendor);
	json_text(&j, "action", outcome_words[row->outcome]);
	json_number(&j, "count", row->count);
	json_text(&j, "first", moment_format_eve(&row->first, when));
	json_text(&j, "last", moment_format_eve(&row->last, when));
	snprintf(detail, sizeof(detail), "%llu further events of %s about %s "
		 "(%s) are counted, not written",
		 (unsigned long long)row->count, text, row->vendor,
		 outcome_words[row->outcome]);
	notices_put(&c->notices, "flood", NOTICE_SELF, detail, &fields);
}

void chronicle_turn(struct chronicle *c, uint64_t rings, uint64_t kernel,
		    bool last)
{
	flood_close(c->flood, time(NULL), last);
	losses_note(&c->losses, LOSS_DISK, atomic_load(&c->out.lost),
		    c->out.losing, &c->notices);
	losses_note(&c->losses, LOSS_RING, rings, false, &c->notices);
	losses_note(&c->losses, LOSS_KERNEL, kernel, false, &c->notices);
	if (last)
		losses_end(&c->losses, &c->notices);
	chronicle_notices(c);
	chronicle_flush(c);
}

void chronicle_settle(struct chronicle *c)
{
	flood_tell(c->flood);
	chronicle_notices(c);
	chronicle_flush(c);
}

/* --- its life -------------------------------------------------------- */

static void set_privacy(struct chronicle *c, const struct config *config)
{
	int ret = privacy_set(&c->privacy, config, true);

	if (ret < 0)
		warnx("%s/" PRIVACY_KEY ": %s: pseudonyms will be others after "
		      "a restart", config->state, strerror(-ret));
}

void chronicle_follow(struct chronicle *c, const struct config *config)
{
	const struct config_log *log = &config->log;

	flood_set_limit(c->flood, (uint64_t)log->flood);
	outlet_limit(&c->out, log->max_size, (unsigned)log->keep);
	eve_name(&c->eve, config->gateway);
	set_privacy(c, config);
}

int chronicle_open(struct chronicle *c, const struct config *config)
{
	const struct config_log *log = &config->log;
	bool well = outlet_open(&c->out, log->file, log->max_size,
				(unsigned)log->keep);

	sequence_open(&c->sequence, log->file);
	eve_init(&c->eve);
	eve_name(&c->eve, config->gateway);
	c->privacy = (struct privacy) { .clients = PRIVACY_FULL };
	set_privacy(c, config);
	notices_init(&c->notices);
	losses_start(&c->losses, 0, 0);
	c->flood = flood_new((uint64_t)log->flood, tell_flood, c);
	return well ? 0 : c->out.log.error;
}

void chronicle_close(struct chronicle *c)
{
	outlet_close(&c->out);
	sequence_close(&c->sequence);
	eve_done(&c->eve);
	notices_done(&c->notices);
	flood_free(c->flood);
}
