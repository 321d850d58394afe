# SPDX-License-Identifier: GPL-2.0-or-later
# Completion of cordon(8) for fish: cordon itself says what may stand at a
# place; nothing of it is evaluated here.

function __cordon_complete
	set -l words (commandline -opc)
	set -l typed (commandline -ct)
	set -l answer
	set -l kind

	set -e words[1]
	set answer (command cordon __complete fish $words "$typed" 2>/dev/null)
	set kind "$answer[1]"
	set -e answer[1]
	if test "$kind" = files
		# Of --option=FILE only what is behind the "=".
		set -l option (string match -r -- '^--[^=]*=' "$typed")
		set -l path (string replace -- "$option" '' "$typed")

		__fish_complete_path "$path" | string replace -r '^' -- "$option"
	else if set -q answer[1]
		printf '%s\n' $answer
	end
end

complete -c cordon -f -a '(__cordon_complete)'
