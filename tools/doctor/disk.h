/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_DOCTOR_DISK_H
#define TOOLS_DOCTOR_DISK_H

/* Is there room for the state and the log, and may they be written? */

#include "tools/doctor/diagnosis.h"
#include "tools/doctor/facts.h"
#include "tools/history/lastrun.h"

/* What is known of the file system below a folder. */
struct disk {
	const char *folder;
	int error;		/* errno of asking; ENOENT: it is not there */
	unsigned percent;	/* free, of all */
	unsigned long long bytes;
	bool read_only;
	int write_error;	/* errno where root cannot write, else 0 */
};

void doctor_disk_state(struct diagnosis *d, struct facts *f);
void doctor_disk_log(struct diagnosis *d, struct facts *f);

/* Is the log sealed, and the history filled? */
void doctor_disk_archive(struct diagnosis *d, struct facts *f);

/* By how "cordon log index" went last; `waits`: there are files that were
 * rotated more than a day ago. */
void doctor_disk_archive_judge(struct diagnosis *d, const struct lastrun *r,
			       time_t now, bool waits);

/* Finds that what is written there will be lost soon, or cannot be written at
 * all; false if there is nothing to find. `fix` makes room. */
bool doctor_disk_judge(struct diagnosis *d, const struct disk *x,
		       const char *fix);

#endif
