# What xonsh evaluates: execx($(npmcred env xonsh))
def __npmcred_front(**_):
    folder = __import__('os').fsdecode(@folder@)
    entries = [str(entry) for entry in ${...}.get('PATH', [])]
    if entries[:1] != [folder] or entries.count(folder) > 1:
        $PATH = [folder] + [entry for entry in entries if entry != folder]

__npmcred_front()
# In front again at each prompt.
if not any(getattr(hook, '__name__', '') == '__npmcred_front' for hook in events.on_pre_prompt):
    events.on_pre_prompt(__npmcred_front)
