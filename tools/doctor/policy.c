/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's check of the policy of a fleet. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/duration.h"
#include "lib/moment.h"
#include "lib/plural.h"
#include "tools/doctor/policy.h"

enum { SILENT = 900, SOON = 7 * 86400, TIMES = 10 };

/* What became of the last try. */
static void find_try(struct diagnosis *d, const struct facts *f,
		     const struct taken *t)
{
	int64_t none = f->now - t->well;
	char since[DURATION_TEXT];

	duration_format((uint64_t)(none > 0 ? none : 0), since);
	if (t->health == TAKEN_REFUSED)
		diagnosis_add(d, LEVEL_FAIL, "publish a good one, or mend "
			      "\"policy\"; then cordon sync --policy", "the "
			      "policy that is offered is refused");
	else if (t->health == TAKEN_WAITS)
		diagnosis_add(d, LEVEL_NOTE, NULL, "a newer policy waits");
	else if (t->health == TAKEN_FAILED && t->well == 0)
		diagnosis_add(d, LEVEL_FAIL, "cordon sync --policy",
			      "no policy could be had yet");
	else if (t->health == TAKEN_FAILED &&
		 none > TIMES * (int64_t)f->config.policy.every &&
		 none > SILENT)
		diagnosis_add(d, LEVEL_WARN, "cordon sync --policy",
			      "no policy could be had for %s", since);
	else
		return;
	diagnosis_evidence(d, "%s", t->why);
}

static void find_silence(struct diagnosis *d, const struct facts *f,
			 const struct taken *t)
{
	int64_t since = f->now - t->tried;
	char text[DURATION_TEXT];

	if (since < SILENT || since < TIMES * (int64_t)f->config.policy.every)
		return;
	diagnosis_add(d, LEVEL_WARN, "systemctl enable --now "
		      "cordon-policy.service", t->tried ? "nobody has asked "
		      "for the policy for %s" : "nobody has asked for the "
		      "policy", duration_format((uint64_t)since, text));
	diagnosis_evidence(d, "policy.url is set, every %" PRIu64 " s",
			   f->config.policy.every);
}

static void find_end(struct diagnosis *d, const struct facts *f)
{
	const struct config_central *x = &f->config.central;
	char end[MOMENT_TEXT];

	if (!x->valid_until || x->valid_until > f->now + SOON)
		return;
	moment_format(x->valid_until, end);
	diagnosis_add(d, x->valid_until > f->now ? LEVEL_NOTE : LEVEL_FAIL,
		      "publish another", x->valid_until > f->now ?
		      "policy %" PRId64 " is valid until %s" :
		      "policy %" PRId64 " was valid until %s; it stays in "
		      "force", x->sequence, end);
	diagnosis_evidence(d, "%s/manifest: until", x->folder);
}

/* What is in force, and what cordond has of it. */
static void find_use(struct diagnosis *d, const struct facts *f)
{
	const struct config_central *x = &f->config.central;
	const char *has = f->status ? jsontree_text(f->status,
						    "policy.digest") : "";

	if (x->mistakes > 0) {
		diagnosis_add(d, LEVEL_FAIL, "publish it for this version of "
			      "cordon, too", "%u setting%s of policy %" PRId64
			      " cannot be read by this version", x->mistakes,
			      plural(x->mistakes), x->sequence);
		diagnosis_evidence(d, "%s/policy.conf", x->folder);
	}
	if (f->status && strcmp(has, x->digest) != 0) {
		diagnosis_add(d, LEVEL_WARN, "cordon reload", "cordond goes "
			      "by another policy than %" PRId64,
			      x->sequence);
		diagnosis_evidence(d, "cordon status: policy.digest is \"%s\", "
				   "not %s", has, x->digest);
	}
	if (x->passed_over > 0) {
		diagnosis_add(d, LEVEL_NOTE, NULL, "%u setting%s of this "
			      "gateway do%s not count beside policy %" PRId64,
			      x->passed_over, plural(x->passed_over),
			      x->passed_over == 1 ? "es" : "", x->sequence);
		diagnosis_evidence(d, "cordon config show");
	}
}

void doctor_policy_judge(struct diagnosis *d, const struct facts *f,
			 const struct taken *t)
{
	const struct config_central *x = &f->config.central;
	size_t before = d->n;

	find_try(d, f, t);
	find_silence(d, f, t);
	if (x->sequence > 0) {
		find_end(d, f);
		find_use(d, f);
	} else if (d->n == before) {
		diagnosis_add(d, LEVEL_FAIL, "cordon sync --policy",
			      "no policy of the fleet is in force");
		diagnosis_evidence(d, "%s/policy has none", f->config.state);
	}
	if (d->n == before) {
		diagnosis_add(d, LEVEL_OK, NULL, "policy %" PRId64 " of the "
			      "fleet is in force", x->sequence);
		diagnosis_evidence(d, "%s", x->digest);
	}
}

void doctor_policy_check(struct diagnosis *d, struct facts *f)
{
	struct taken t;

	if (!f->config_ok)
		return;
	if (!*f->config.policy.url) {
		diagnosis_add(d, LEVEL_OK, NULL, "no policy of a fleet is "
			      "asked for");
		return;
	}
	taken_read(&t, &f->config);
	doctor_policy_judge(d, f, &t);
	taken_done(&t);
}
