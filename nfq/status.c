/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a status has, in the order it is written. */

#include "nfq/status.h"

/* --- cordon.mode/1 --------------------------------------------------- */

static const struct jsonrow timed_rows[] = {
	JSONROW(status_timed, "vendor", vendor),
	JSONROW(status_timed, "mode", mode),
	JSONROW(status_timed, "ends_in", ends_in),
	JSONROW(status_timed, "needs_confirm", needs_confirm),
};

static const struct jsonrow timed[] = {
	JSONROW_STRUCTS(status_mode, "timed_modes", timed, timed_rows,
			status_timed),
};

static const struct jsonrow mode_rows[] = {
	JSONROW(status_mode, "mode", mode),
	JSONROW(status_mode, "mode_origin", origin),
	JSONROW_IF(status_mode, "mode_recalled", recalled, recalled),
	JSONROW_IF(status_mode, "mode_ends_in", ends_in, ends),
	JSONROW_IF(status_mode, "mode_needs_confirm", needs_confirm, ends),
	JSONROW(status_mode, "on_failure", on_failure),
	JSONROW(status_mode, "on_stop", on_stop),
};

void status_put_mode(const struct status_mode *m, struct json *j)
{
	json_open(j, NULL, '{');
	json_text(j, "schema", "cordon.mode/1");
	jsonrows_put(j, mode_rows, ARRAY_SIZE(mode_rows), m);
	json_number(j, "generation", m->generation);
	jsonrows_put(j, timed, ARRAY_SIZE(timed), m);
	json_close(j, '}');
}

/* --- cordon.status/1 ------------------------------------------------- */

static void put_counters(struct json *j, const char *key, const void *member)
{
	const struct table_state *s = member;

	json_open(j, key, '{');
	for (size_t i = 0; i < s->ncounters; i++)
		json_number(j, s->counters[i].name, s->counters[i].packets);
	json_close(j, '}');
}

static void put_names(struct json *j, const char *key, const void *member)
{
	const uint64_t *found = member;

	json_open(j, key, '{');
	for (int p = 0; p < PROTOCOLS; p++)
		json_number(j, protocols[p].word, found[p]);
	json_close(j, '}');
}

/* Members of the object that is open, by their words. */
static void put_words(struct json *j, const char *const *words, int n,
		      const uint64_t *counts)
{
	for (int i = 0; i < n; i++)
		json_number(j, words[i], counts[i]);
}

static void put_verdicts(struct json *j, const char *key, const void *member)
{
	(void)key;
	put_words(j, verdict_words, VERDICTS, member);
}

static void put_outcomes(struct json *j, const char *key, const void *member)
{
	(void)key;
	put_words(j, tally_words, TALLY_OUTCOMES, member);
}

static const struct jsonrow generation[] = {
	JSONROW(status, "number", mode.generation),
	JSONROW(status, "digest", digest),
};

static const struct jsonrow policy[] = {
	JSONROW(status, "sequence", policy),
	JSONROW(status, "digest", policy_digest),
	JSONROW(status, "valid_until", policy_until),
	JSONROW(status, "passed_over", passed_over),
	JSONROW(status, "mistakes", mistakes),
};

static const struct jsonrow vendor[] = {
	JSONROW(status_vendor, "id", id),
	JSONROW(status_vendor, "title", title),
	JSONROW(status_vendor, "mode", mode),
	JSONROW(status_vendor, "as_of", as_of),
	JSONROW(status_vendor, "names", names),
	JSONROW(status_vendor, "prefixes", prefixes),
};

static const struct jsonrow table[] = {
	JSONROW(status, "present", table.present),
	JSONROW(status, "complete", table.complete),
	JSONROW(status, "repairs", repairs),
	JSONROW(status, "repair_failures", repair_failures),
	JSONROW(status, "guard", guard),
	JSONROW_IF(status, "guard_back_in", guard_back_in, guard_lifted),
	JSONROW(status, "held_back", held),
	JSONROW_BY(status, "counters", table, put_counters),
	JSONROW_TEXTS(status, "wan", wan),
};

static const struct jsonrow queues[] = {
	JSONROW(status, "kind", queue_kind),
	JSONROW(status, "workers", queues.workers),
	JSONROW(status, "first", queues.first),
	JSONROW(status, "length", queue_length),
	JSONROW(status, "counters_readable", counters_readable),
	JSONROW_IF(status, "waiting", backlog.waiting, counters_readable),
	JSONROW_IF(status, "dropped", backlog.dropped, counters_readable),
	JSONROW_IF(status, "user_dropped", backlog.user_dropped,
		   counters_readable),
	JSONROW(status, "receive_buffer", receive_buffer),
	JSONROW(status, "forced_buffers", work.queue.forced_buffer),
};

static const struct jsonrow packets[] = {
	JSONROW(status, "judged", work.queue.packets),
	JSONROW(status, "bursts", work.queue.bursts),
	JSONROW(status, "overruns", work.queue.overruns),
	JSONROW(status, "errors", work.queue.errors),
	JSONROW_BY(status, NULL, work.judge.verdicts, put_verdicts),
	JSONROW(status, "unknown", work.judge.unknown),
	JSONROW(status, "broken", work.judge.bad),
	JSONROW(status, "dns_answers", work.answers),
	JSONROW(status, "dns_answer_errors", work.answer_errors),
};

static const struct jsonrow flows[] = {
	JSONROW(status, "open", work.flows.flows),
	JSONROW(status, "max", work.flows.max),
	JSONROW(status, "evicted", work.flows.evicted),
};

static const struct jsonrow events[] = {
	JSONROW(status, "file", events_file),
	JSONROW(status, "seen", events),
	JSONROW(status, "written", written),
	JSONROW(status, "lost", lost),
	JSONROW(status, "lost_in_kernel", kernel_lost),
	JSONROW(status, "error", events_error),
};

static const struct jsonrow match[] = {
	JSONROW(status_match, "vendor", vendor),
	JSONROW_BY(status_match, NULL, counts, put_outcomes),
};

static const struct jsonrow sandbox[] = {
	JSONROW(status, "seccomp", seccomp),
	JSONROW(status, "landlock", landlock),
};

static const struct jsonrow head[] = {
	JSONROW_SAYS("schema", "cordon.status/1"),
	JSONROW(status, "generated", generated),
	JSONROW(status, "version", version),
	JSONROW(status, "pid", pid),
	JSONROW(status, "uid", uid),
	JSONROW(status, "uptime", uptime),
	JSONROW(status, "reexecs", reexecs),
	JSONROW(status, "failed_reexecs", failed_reexecs),
	JSONROW(status, "config", config),
};

static const struct jsonrow rest[] = {
	JSONROW_INSIDE("generation", generation),
	JSONROW_INSIDE_IF(status, "policy", policy, has_policy),
	JSONROW_STRUCTS(status, "vendors", vendors, vendor, status_vendor),
	JSONROW_TEXTS(status, "exceptions", exceptions),
	JSONROW_INSIDE("table", table),
	JSONROW_INSIDE("queues", queues),
	JSONROW_INSIDE("packets", packets),
	JSONROW_BY(status, "names", work.judge.found, put_names),
	JSONROW_INSIDE("flows", flows),
	JSONROW(status, "events_lost_in_rings", work.events_lost),
	JSONROW_INSIDE("events", events),
	JSONROW_STRUCTS(status, "matches", matches, match, status_match),
	JSONROW_INSIDE("sandbox", sandbox),
	JSONROW(status, "reloads", reloads),
	JSONROW(status, "failed_reloads", failed_reloads),
	JSONROW(status, "last_reload_well", last_reload_well),
	JSONROW(status, "last_error", last_error),
	JSONROW(status, "clock", clock),
};

void status_put(const struct status *s, struct json *j)
{
	json_open(j, NULL, '{');
	jsonrows_put(j, head, ARRAY_SIZE(head), s);
	jsonrows_put(j, mode_rows, ARRAY_SIZE(mode_rows), &s->mode);
	jsonrows_put(j, rest, ARRAY_SIZE(rest), s);
	jsonrows_put(j, timed, ARRAY_SIZE(timed), &s->mode);
	json_close(j, '}');
}
