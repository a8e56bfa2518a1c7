# What elvish evaluates: eval (npmcred env elvish | slurp)
var npmcred-folder = @folder@
fn npmcred-front {
  var rest = [(each {|entry| if (not-eq $entry $npmcred-folder) { put $entry } } $paths)]
  set paths = [$npmcred-folder $@rest]
}
npmcred-front
# `edit:` is there at a prompt only, and what names it does not even compile elsewhere. A module's functions cannot be told apart
# from one evaluation to the next, so the shell that has the hook is noted by its number.
try {
  if (not-eq (get-env __NPMCRED_HOOKED) $pid) { fail 'not yet' }
} catch e {
  try {
    eval ^
'set edit:before-readline = [$@edit:before-readline { if (not-eq $paths[0] $npmcred-folder) { npmcred-front } }]' ^
&ns=(ns [&npmcred-folder=$npmcred-folder &npmcred-front~=$npmcred-front~])
    set-env __NPMCRED_HOOKED $pid
    eval (slurp < @data@/completions/npmcred.elv)
  } catch e {
    nop
  }
}
