/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon completion bash|zsh|fish */

#include <string.h>

#include "tools/cli/answer.h"
#include "tools/run.h"
#include "tools/scripts.h"

int completion_run(const struct args *a)
{
	struct answer *an = answer_begin(a, "cordon.completion/1");
	const struct script *s = scripts;

	/* The table of commands lets no other word through. */
	while (s->shell && strcmp(s->shell, a->words[0]) != 0)
		s++;
	answer_put(an, "shell", cell_text(s->shell));
	answer_put(an, "script", cell_text(s->text));
	answer_write(an, "%s", s->text);
	answer_end(an);
	return 0;
}
