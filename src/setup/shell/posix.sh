# shellcheck shell=sh
# What sh, dash, bash, zsh, ksh, mksh, yash and busybox evaluate. Lines of comment and indentation are left out on the way,
# and the rest is put into one line that a shell can split and glob without harm: see split_proof.rs.
# It forks nothing, and no variable is set inside a function only: zsh can be told to complain of that.

__npmcred_folder=@folder@
__npmcred_data=${__npmcred_folder%/*}
__npmcred_rest=
__npmcred_status=0
__npmcred_seen=
__npmcred_name=
__npmcred_body=
__npmcred_npm=${__npmcred_npm-}
__npmcred_npx=${__npmcred_npx-}

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

# A function that loads a version manager when npm is first called takes itself away, puts the manager in front, and goes on with
# the npm that it finds there. So it is called for nothing first, then we are in front again, and then npm is called. Each function
# is looked at once, and keeps its name meanwhile, because some call themselves by it. Only bash and zsh have such functions; in ksh
# one that runs cannot be taken away.
__npmcred_lazy() {
  if test -z "${BASH_VERSION-}${ZSH_VERSION-}"; then return 0; fi
  for __npmcred_name in npm npx; do
    case $__npmcred_seen in
      *"$__npmcred_name"*) continue ;;
    esac
    # shellcheck disable=SC3044
    if typeset -f "$__npmcred_name" >/dev/null 2>&1 && ! alias "$__npmcred_name" >/dev/null 2>&1; then
      __npmcred_seen=$__npmcred_seen$__npmcred_name
      __npmcred_body=$(typeset -f "$__npmcred_name")
      case $__npmcred_body in
        *__npmcred_front*) ;;
        *'unset -f'* | *unfunction* | *nvm*)
          eval "__npmcred_$__npmcred_name=\$__npmcred_body
            function $__npmcred_name {
              unset -f $__npmcred_name
              eval \"\${__npmcred_$__npmcred_name-}\"
              $__npmcred_name --version >/dev/null 2>&1 </dev/null || :
              __npmcred_front
              $__npmcred_name \"\$@\"
            }"
          ;;
      esac
    fi
  done
}

# At a prompt: in front again where a version manager put itself there. `$?` stays what it was, but under `set -e` a status
# would end the shell.
__npmcred_prompt() {
  __npmcred_status=$?
  case ${PATH-} in
    "$__npmcred_folder" | "$__npmcred_folder:"*) ;;
    *) __npmcred_front ;;
  esac
  __npmcred_lazy
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
__npmcred_lazy

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
