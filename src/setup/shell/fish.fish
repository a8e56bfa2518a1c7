# What fish evaluates: npmcred env fish | source. Lines of comment and indentation are left out on the way, and the rest is put
# into one line, because `eval (npmcred env fish)` takes line ends away.
set -g __npmcred_folder @folder@
set -g __npmcred_data @data@
function __npmcred_front
    set -l rest
    for entry in $PATH
        if test "$entry" != "$__npmcred_folder"
            set rest $rest $entry
        end
    end
    set -gx PATH $__npmcred_folder $rest
end
# A function that loads a version manager when npm is first called takes itself away and goes on with the npm that it has put in
# front. So it is called for nothing first, then we are in front again, and then npm is called. Each is looked at once.
set -g __npmcred_seen
function __npmcred_lazy
    for name in npm npx
        if not contains -- $name $__npmcred_seen; and functions -q $name
            set -g __npmcred_seen $__npmcred_seen $name
            if functions $name | string match -qr -- 'functions +(-e|--erase)|nvm'
                functions -c $name __npmcred_of_$name
                functions -e $name
                eval "function $name; __npmcred_of_$name --version >/dev/null 2>&1 </dev/null; functions -e $name; __npmcred_front; command $name \$argv; end"
            end
        end
    end
end
# In front again at each prompt; fish itself keeps the status over an event.
function __npmcred_prompt --on-event fish_prompt
    if test "$PATH[1]" != "$__npmcred_folder"
        __npmcred_front
    end
    __npmcred_lazy
end
__npmcred_front
__npmcred_lazy
if test -r "$__npmcred_data/completions/npmcred.fish"
    if not contains -- "$__npmcred_data/completions" $fish_complete_path
        set -g fish_complete_path "$__npmcred_data/completions" $fish_complete_path
    end
end
# man looks beside the folders of PATH, unless a list of the user's says where to look.
if set -q MANPATH[1]
    if not contains -- "" $MANPATH; and not contains -- "$__npmcred_data/man" $MANPATH
        if test -d "$__npmcred_data/man"
            set -gx MANPATH $MANPATH "$__npmcred_data/man"
        end
    end
end
