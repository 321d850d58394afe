/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon completion bash|zsh|fish */

#include <stdio.h>
#include <string.h>

#include "lib/json.h"
#include "tools/cli/command.h"
#include "tools/scripts.h"

int completion_run(const struct args *a)
{
	const struct script *s = scripts;
	struct buffer out = { 0 };
	struct json j = json_into(&out);

	/* The table of commands lets no other word through. */
	while (s->shell && strcmp(s->shell, a->words[0]) != 0)
		s++;
	if (!a->json) {
		fputs(s->text, stdout);
		return 0;
	}
	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.completion/1");
	json_text(&j, "shell", s->shell);
	json_text(&j, "script", s->text);
	json_close(&j, '}');
	puts(out.p);
	buffer_done(&out);
	return 0;
}
