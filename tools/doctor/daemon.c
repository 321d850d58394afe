/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's checks of cordond. */

#include <string.h>

#include "lib/duration.h"
#include "tools/doctor/daemon.h"

static void find_silent(struct diagnosis *d, const struct facts *f)
{
	const struct fault *why = &f->client.fault;
	char text[FAULT_TEXT];

	fault_text(why, text);
	if (client_is_alone(&f->client)) {
		diagnosis_add(d, LEVEL_FAIL, "systemctl start cordond",
			      "cordond is not running: nothing is judged by "
			      "name");
		diagnosis_evidence(d, "its socket below %s: %s",
				   f->config.run, text);
	} else {
		diagnosis_add(d, LEVEL_FAIL, "systemctl restart cordond",
			      "cordond does not answer: %s", text);
		diagnosis_evidence(d, "its socket below %s", f->config.run);
	}
}

static void find_error(struct diagnosis *d, const struct facts *f)
{
	if (!jsontree_true(f->status, "last_reload_well"))
		diagnosis_add(d, LEVEL_WARN, "cordon config check && cordon "
			      "reload", "the last reload failed: what was in "
			      "force before it still is");
	else
		diagnosis_add(d, LEVEL_FAIL, "cordon reload", "another "
			      "program changed the table, and cordond could "
			      "not put it back");
	diagnosis_evidence(d, "%s", jsontree_text(f->status, "last_error"));
}

void doctor_daemon_check(struct diagnosis *d, struct facts *f)
{
	const char *version = jsontree_text(f->status, "version");
	char up[DURATION_TEXT];

	if (!f->status) {
		find_silent(d, f);
		return;
	}
	if (strcmp(version, CORDON_VERSION) != 0) {
		diagnosis_add(d, LEVEL_WARN, "systemctl restart cordond",
			      "cordond is version %s, this program %s",
			      version, CORDON_VERSION);
		diagnosis_evidence(d, "\"version\" of cordon status --json: "
				   "%s", version);
	}
	diagnosis_add(d, LEVEL_OK, NULL, "cordond %s, pid %lld, up %s",
		      version, jsontree_number(f->status, "pid"),
		      duration_format((uint64_t)jsontree_number(f->status,
				      "uptime"), up));
	if (*jsontree_text(f->status, "last_error"))
		find_error(d, f);
}

void doctor_daemon_mode(struct diagnosis *d, struct facts *f)
{
	const char *mode = f->status ? jsontree_text(f->status, "mode") :
				       mode_words[f->config.mode];

	if (strcmp(mode, "enforce") == 0)
		diagnosis_add(d, LEVEL_OK, NULL, "restricted vendors are "
			      "blocked");
	else
		diagnosis_add(d, LEVEL_WARN, "cordon mode enforce --confirm "
			      "5m", "mode %s: nothing is blocked", mode);
	diagnosis_evidence(d, "mode %s, from %s", mode, f->status ?
			   jsontree_text(f->status, "mode_origin") :
			   f->a->config);
}
