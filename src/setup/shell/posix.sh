# shellcheck shell=sh
# What sh, dash, bash, zsh, ksh, mksh, yash and busybox evaluate. Lines of comment and indentation are left out on the way,
# and the rest is put into one line that a shell can split and glob without harm: see split_proof.rs.
# It forks nothing, and no variable is set inside a function only: zsh can be told to complain of that.

__npmcred_folder=@folder@
__npmcred_data=${__npmcred_folder%/*}
__npmcred_rest=
__npmcred_status=0

# Puts the folder first, once. The rest of PATH keeps its order; an empty entry means something, so it is kept as well.
__npmcred_front() {
  __npmcred_rest=:
  if test -n "${PATH-}"; then __npmcred_rest=:$PATH:; fi
  while :; do
    case $__npmcred_rest in
      *":$__npmcred_folder:"*)
        __npmcred_rest=${__npmcred_rest%%":$__npmcred_folder:"*}:${__npmcred_rest#*":$__npmcred_folder:"}
        ;;
      *) break ;;
    esac
  done
  case $__npmcred_rest in
    :) PATH=$__npmcred_folder ;;
    *)
      __npmcred_rest=${__npmcred_rest#:}
      PATH=$__npmcred_folder:${__npmcred_rest%:}
      ;;
  esac
  export PATH
  hash -r 2>/dev/null || :
}

# At a prompt: in front again where a version manager put itself there. `$?` stays what it was, but under `set -e` a status
# would end the shell.
__npmcred_prompt() {
  __npmcred_status=$?
  case ${PATH-} in
    "$__npmcred_folder" | "$__npmcred_folder:"*) ;;
    *) __npmcred_front ;;
  esac
  case $- in
    *e*) return 0 ;;
  esac
  return "$__npmcred_status"
}

# bash asks this for completions of npmcred the first time, and by 124 is told to ask anew.
__npmcred_complete() {
  # shellcheck disable=SC3044
  complete -r npmcred
  # shellcheck disable=SC1091
  . "$__npmcred_data/completions/npmcred.bash" && return 124
}

__npmcred_front

# man looks beside the folders of PATH, unless a list of the user's says where to look.
case ${MANPATH-} in
  '' | :* | *: | *::*) ;;
  *":$__npmcred_data/man" | *":$__npmcred_data/man:"*) ;;
  *)
    if test -d "$__npmcred_data/man"; then
      MANPATH=$MANPATH:$__npmcred_data/man
      export MANPATH
    fi
    ;;
esac

# What follows is evaluated from strings, because the other shells could not even read it. In PROMPT_COMMAND stands a variable,
# because some users export it: where the function is not known, there is no command then.
case $- in
  *i*)
    # shellcheck disable=SC2016,SC2034
    if test -n "${BASH_VERSION-}"; then
      __npmcred_hook=__npmcred_prompt
      eval '
        PROMPT_COMMAND=${PROMPT_COMMAND-}
        case "${PROMPT_COMMAND[*]-}" in
          *__npmcred_hook*) ;;
          *)
            if test -n "${PROMPT_COMMAND[1]+more}"; then
              PROMPT_COMMAND+=("\${__npmcred_hook-}")
            else
              PROMPT_COMMAND="${PROMPT_COMMAND:+$PROMPT_COMMAND
}\${__npmcred_hook-}"
            fi
            ;;
        esac
        if test -r "$__npmcred_data/completions/npmcred.bash" && ! complete -p npmcred >/dev/null 2>&1; then
          complete -F __npmcred_complete npmcred 2>/dev/null || :
        fi
      '
    elif test -n "${ZSH_VERSION-}"; then
      eval '
        typeset -ga precmd_functions chpwd_functions
        precmd_functions=(${precmd_functions[@]:#__npmcred_prompt} __npmcred_prompt)
        chpwd_functions=(${chpwd_functions[@]:#__npmcred_prompt} __npmcred_prompt)
        if test -r "$__npmcred_data/completions/_npmcred"; then
          fpath=("$__npmcred_data/completions" ${fpath[@]:#"$__npmcred_data/completions"})
          if typeset -f compdef >/dev/null; then
            autoload -Uz _npmcred
            compdef _npmcred npmcred
          fi
        fi
      '
    elif test -n "${YASH_VERSION-}"; then
      eval '
        case "${PROMPT_COMMAND-}" in
          *__npmcred_prompt*) ;;
          *) PROMPT_COMMAND=("${PROMPT_COMMAND-}" __npmcred_prompt) ;;
        esac
      '
    fi
    ;;
esac
