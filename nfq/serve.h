/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_SERVE_H
#define NFQ_SERVE_H

/* What the control socket answers, as control_open() wants it; `arg` is a
 * struct daemon that runs. Objects are documented in cordon(8), "FILES". */

#include "nfq/control.h"

void serve_request(void *arg, struct request *r);

#endif
