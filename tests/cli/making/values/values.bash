
# What only npmcred knows: profiles, registries, scopes, settings, a tool's commands behind explain.
_npmcred_with_values() {
    # Bash cuts words at colons as well; here they are whole.
    local typed=${COMP_LINE:0:COMP_POINT} words=() last breaks before="" one
    typed=${typed#*"$1"}
    read -ra words <<< "$typed"
    [[ $typed == *[[:space:]] ]] && words+=("")
    COMPREPLY=()
    if ((${#words[@]})); then
        last=${words[${#words[@]} - 1]}
        breaks=${COMP_WORDBREAKS//[^=:]/}
        [[ -n $breaks ]] && before=${last%"${last##*[$breaks]}"}
        while IFS= read -r one; do
            COMPREPLY+=("${one#"$before"}")
        done < <(command npmcred complete -- "${words[@]}" 2> /dev/null)
    fi
    ((${#COMPREPLY[@]})) || _npmcred "$@"
}
complete -F _npmcred_with_values -o nosort -o bashdefault -o default npmcred 2> /dev/null ||
    complete -F _npmcred_with_values -o bashdefault -o default npmcred
