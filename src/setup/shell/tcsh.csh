# What tcsh evaluates: eval "`npmcred env tcsh`". Lines of comment and indentation are left out on the way, and the rest is put into one
# line, because that is how tcsh reads it. `set -f` keeps the first of equal entries; setting path also drops its table of locations.
set __npmcred_folder = @folder@
set -f path = ( $__npmcred_folder:q $path:q )
rehash
# The user's own precmd is kept under another name. In front again at each prompt; tcsh itself keeps the status over it.
if ( "`alias precmd`" !~ *__npmcred_precmd* ) alias __npmcred_precmd "`alias precmd`"
alias precmd 'if ( $path[1]:q != $__npmcred_folder:q ) set -f path = ( $__npmcred_folder:q $path:q ); __npmcred_precmd'
