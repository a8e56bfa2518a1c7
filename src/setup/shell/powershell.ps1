# What PowerShell evaluates: npmcred env powershell | Out-String | Invoke-Expression
$global:__npmcred_folder = @folder@
$global:__npmcred_completions = @data@ + '/completions/npmcred.ps1'
function global:__npmcred_front {
  $separator = [System.IO.Path]::PathSeparator
  $entries = @()
  if ("$env:PATH" -ne '') {
    $entries = @("$env:PATH".Split($separator) | Where-Object { $_ -cne $global:__npmcred_folder })
  }
  $env:PATH = (@($global:__npmcred_folder) + $entries) -join $separator
}
__npmcred_front
# The prompt that was there is called by ours. A prompt that ours was put into, by a theme for instance, is not wrapped again.
if (-not (Test-Path -LiteralPath 'Variable:global:__npmcred_old_prompt')) {
  $global:__npmcred_old_prompt = $function:prompt
  function global:prompt {
    $first = "$env:PATH".Split([System.IO.Path]::PathSeparator)[0]
    if ($first -cne $global:__npmcred_folder) {
      __npmcred_front
    }
    if ($global:__npmcred_old_prompt) { & $global:__npmcred_old_prompt } else { 'PS> ' }
  }
}
# Read when the first completion is asked for: the file registers a completer of its own, in the place of this one.
if (Test-Path -LiteralPath $global:__npmcred_completions) {
  Register-ArgumentCompleter -Native -CommandName npmcred -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    . $global:__npmcred_completions
    $line = $commandAst.ToString().PadRight($cursorPosition)
    (TabExpansion2 -inputScript $line -cursorColumn $cursorPosition).CompletionMatches
  }
}
