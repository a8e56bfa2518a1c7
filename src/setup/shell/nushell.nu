# What nushell reads from its autoload folder: it evaluates nothing at run time, so the file holds this very text.
def --env __npmcred_front [] {
  let folder = @folder@
  let entries = ($env.PATH? | default [] | split row (char esep))
  if ($entries | is-empty) or ($entries | first) != $folder or ($entries | where $it == $folder | length) > 1 {
    $env.PATH = ($entries | where $it != $folder | prepend $folder)
  }
}
__npmcred_front
# In front again at each prompt. The hook is this text, not a closure, because texts can be compared.
$env.config.hooks.pre_prompt = ($env.config.hooks.pre_prompt? | default []
  | where { |hook| ($hook | describe) != string or $hook != "__npmcred_front" } | append "__npmcred_front")
# Known before anything runs, because `source` must be; nothing is read where the file is not there.
const __npmcred_completions = @data@ + "/completions/npmcred.nu"
source (if ($__npmcred_completions | path exists) { $__npmcred_completions } else { null })
