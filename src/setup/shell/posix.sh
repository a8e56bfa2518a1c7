# shellcheck shell=sh
# What npmcred env has sh, dash, bash, zsh, ksh, mksh, yash and busybox evaluate: it puts the shims first on PATH, and keeps them there.
# For eval, comments and indentation are left out, and the rest is one line that a shell can split and glob without harm.
# It forks nothing where bash or zsh reads it, and no variable is set inside a function only: zsh can be told to complain of that.
# A command's name has a backslash before it, so that no alias takes its place, and is asked for only where the language does not do:
# people have functions called `test` or `hash`.

__npmcred_folder=@folder@
__npmcred_data=${__npmcred_folder%/*}
__npmcred_rest=
__npmcred_status=0
__npmcred_seen=
__npmcred_name=
__npmcred_body=
__npmcred_fixed=
__npmcred_npm=${__npmcred_npm-}
__npmcred_npx=${__npmcred_npx-}

# Whether PATH is one that nobody may change. A try would end the line that is being read, at every prompt.
__npmcred_is_fixed() {
  case ${BASH_VERSION-}:${ZSH_VERSION-} in
    [5-9]*)
      # shellcheck disable=SC2016
      \eval '__npmcred_fixed=${PATH+${PATH@a}}'
      ;;
    :?*)
      # shellcheck disable=SC2016
      \eval '__npmcred_fixed=${(t)PATH-}'
      case $__npmcred_fixed in
        *readonly*) __npmcred_fixed=r ;;
        *) __npmcred_fixed= ;;
      esac
      ;;
    *)
      if (\unset PATH) 2>/dev/null; then __npmcred_fixed=; else __npmcred_fixed=r; fi
      ;;
  esac
  case $__npmcred_fixed in
    *r*) \return 0 ;;
  esac
  \return 1
}

# Puts the folder first, once. The rest of PATH keeps its order; an empty entry means something, so it is kept as well.
__npmcred_front() {
  __npmcred_rest=:
  case ${PATH-} in
    ?*) __npmcred_rest=:$PATH: ;;
  esac
  while \:; do
    case $__npmcred_rest in
      *":$__npmcred_folder:"*)
        __npmcred_rest=${__npmcred_rest%%":$__npmcred_folder:"*}:${__npmcred_rest#*":$__npmcred_folder:"}
        ;;
      *) \break ;;
    esac
  done
  case $__npmcred_rest in
    :) PATH=$__npmcred_folder ;;
    *)
      __npmcred_rest=${__npmcred_rest#:}
      PATH=$__npmcred_folder:${__npmcred_rest%:}
      ;;
  esac
}

# A function that loads a version manager when npm is first called takes itself away, puts the manager in front, and goes on with
# the npm that it finds there. So it is called for nothing first, then we are in front again, and then npm is called. Each function
# is looked at once, and keeps its name meanwhile, because some call themselves by it. Only bash and zsh have such functions; in ksh
# one that runs cannot be taken away.
__npmcred_lazy() {
  case ${BASH_VERSION-}${ZSH_VERSION-} in
    '') \return 0 ;;
  esac
  for __npmcred_name in npm npx; do
    case $__npmcred_seen in
      *"$__npmcred_name"*) \continue ;;
    esac
    # shellcheck disable=SC3044
    if \builtin typeset -f "$__npmcred_name" >/dev/null 2>&1 && ! \builtin alias "$__npmcred_name" >/dev/null 2>&1; then
      __npmcred_seen=$__npmcred_seen$__npmcred_name
      __npmcred_body=$(\builtin typeset -f "$__npmcred_name")
      case $__npmcred_body in
        *__npmcred_front*) ;;
        *'unset -f'* | *unfunction* | *nvm*)
          \eval "__npmcred_$__npmcred_name=\$__npmcred_body
            function $__npmcred_name {
              \\unset -f $__npmcred_name
              \\eval \"\${__npmcred_$__npmcred_name-}\"
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
    *) __npmcred_is_fixed || __npmcred_front ;;
  esac
  __npmcred_lazy
  case $- in
    *e*) \return 0 ;;
  esac
  \return "$__npmcred_status"
}

# bash asks this for completions of npmcred the first time, and by 124 is told to ask anew.
__npmcred_complete() {
  # shellcheck disable=SC3044
  \builtin complete -r npmcred
  # shellcheck disable=SC1091
  \. "$__npmcred_data/completions/npmcred.bash" && \return 124
}

case ${PATH-} in
  "$__npmcred_folder" | "$__npmcred_folder:"*) __npmcred_is_fixed || __npmcred_front ;;
  *)
    if __npmcred_is_fixed; then
      \echo 'npmcred: PATH cannot be changed in this shell, so that npm is the bare one here' >&2
    else
      __npmcred_front
    fi
    ;;
esac
\export PATH
__npmcred_lazy

# man looks beside the folders of PATH, unless a list of the user's says where to look.
case ${MANPATH-} in
  '' | :* | *: | *::*) ;;
  *":$__npmcred_data/man" | *":$__npmcred_data/man:"*) ;;
  *)
    if [ -d "$__npmcred_data/man" ]; then
      MANPATH=$MANPATH:$__npmcred_data/man
      \export MANPATH
    fi
    ;;
esac

# What follows is evaluated from strings, because the other shells could not even read it. In PROMPT_COMMAND stands a variable,
# because some users export it: where the function is not known, nothing is done then. Behind it stands what no trap of the user's
# takes for a failure, while its status stays.
case $- in
  *i*)
    # shellcheck disable=SC2016,SC2034
    if [ -n "${BASH_VERSION-}" ]; then
      __npmcred_hook=__npmcred_prompt
      \eval '
        __npmcred_fixed=
        case $BASH_VERSION in
          [5-9]*) __npmcred_fixed=${PROMPT_COMMAND+${PROMPT_COMMAND@a}} ;;
        esac
        case $__npmcred_fixed:${PROMPT_COMMAND[*]-} in
          *r*:* | *__npmcred_hook*) ;;
          *)
            PROMPT_COMMAND=${PROMPT_COMMAND-}
            if [ -n "${PROMPT_COMMAND[1]+more}" ]; then
              PROMPT_COMMAND+=("\"\${__npmcred_hook-:}\" && \\:")
            else
              PROMPT_COMMAND="${PROMPT_COMMAND:+$PROMPT_COMMAND
}\"\${__npmcred_hook-:}\" && \\:"
            fi
            ;;
        esac
        if [ -r "$__npmcred_data/completions/npmcred.bash" ] && ! \builtin complete -p npmcred >/dev/null 2>&1; then
          \builtin complete -F __npmcred_complete npmcred 2>/dev/null || \:
        fi
      '
    elif [ -n "${ZSH_VERSION-}" ]; then
      \eval '
        case ${(t)precmd_functions-} in
          *readonly*) ;;
          *)
            \builtin typeset -ga precmd_functions
            precmd_functions=(${precmd_functions[@]:#__npmcred_prompt} __npmcred_prompt)
            ;;
        esac
        case ${(t)chpwd_functions-} in
          *readonly*) ;;
          *)
            \builtin typeset -ga chpwd_functions
            chpwd_functions=(${chpwd_functions[@]:#__npmcred_prompt} __npmcred_prompt)
            ;;
        esac
        if [ -r "$__npmcred_data/completions/_npmcred" ]; then
          fpath=("$__npmcred_data/completions" ${fpath[@]:#"$__npmcred_data/completions"})
          if \builtin typeset -f compdef >/dev/null; then
            \builtin autoload -Uz _npmcred
            compdef _npmcred npmcred
          fi
        fi
      '
    elif [ -n "${YASH_VERSION-}" ]; then
      \eval '
        case "${PROMPT_COMMAND-}" in
          *__npmcred_prompt*) ;;
          *) PROMPT_COMMAND=("${PROMPT_COMMAND-}" __npmcred_prompt) ;;
        esac
      '
    fi
    ;;
esac
