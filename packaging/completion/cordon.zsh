#compdef cordon
# SPDX-License-Identifier: GPL-2.0-or-later
# Completion of cordon(8) for zsh: cordon itself says what may stand at a
# place; nothing of it is evaluated here.

_cordon() {
	local -a before answer found
	local line word help

	(( CURRENT > 2 )) && before=("${(@Q)words[2,CURRENT-1]}")
	answer=("${(@f)$(command cordon __complete zsh "${before[@]}" \
		"${(Q)PREFIX}" 2>/dev/null)}")
	[[ $PREFIX == --*=* ]] && compset -P '*='
	case $answer[1] in
	words)
		for line in "${(@)answer[2,-1]}"; do
			word=${line%%$'\t'*} help=
			[[ $line == *$'\t'* ]] && help=${line#*$'\t'}
			word=${word//\\/\\\\}
			found+=("${word//:/\\:}${help:+:$help}")
		done
		_describe -t values cordon found ;;
	files)
		_files ;;
	*)
		return 1 ;;
	esac
}

# Loaded by compinit, this file is the function; sourced, it makes it known.
if [[ ${funcstack[1]-} == _cordon ]]; then
	_cordon "$@"
else
	compdef _cordon cordon
fi
