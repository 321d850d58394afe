# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Completion of cordon(8) for bash 4.4 and later: cordon itself says what may
# stand at a place, quoted; nothing of it is evaluated here.

_cordon() {
	local -a answer=()

	COMPREPLY=()
	mapfile -t answer < <(command cordon __complete bash "$COMP_CWORD" \
		"${COMP_WORDS[@]}" 2>/dev/null)
	case ${answer[0]-} in
	words)
		COMPREPLY=("${answer[@]:1}") ;;
	files)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "${answer[1]-}")
		COMPREPLY=("${COMPREPLY[@]#"${answer[2]-}"}") ;;
	esac
}

complete -F _cordon cordon
