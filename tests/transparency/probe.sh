#!/bin/sh
# Stands in for npm and prints what a program can know about how it was started. A shell, because it changes next to nothing of
# that itself.
self=/proc/$$
echo "pid $$"
# Read by the shell itself: while it starts another program, it blocks signals.
while read -r name value; do
  case $name in Umask: | Sig[BIC]*: | Cap*: | NoNewPrivs: | Seccomp*: | PPid:) echo "$name $value" ;; esac
done <$self/status
# Process group, session, terminal, foreground group; then priority and nice.
stat=$(cat $self/stat)
echo "stat ${stat##*) }" | cut -d' ' -f3-6,17-18
echo "cwd $(readlink $self/cwd)"
cat $self/limits $self/oom_score_adj $self/coredump_filter
for fd in "$self"/fd/*; do
  number=${fd##*/}
  target=$(readlink "$fd")
  # The shell keeps this script open, and the loop its own folder.
  case $target in */bin/npm | /proc/*) continue ;; esac
  echo "fd $number ${target%%\[*}"
done
echo arguments
cat $self/cmdline
echo
echo environment
tr '\0' '\n' <$self/environ | LC_ALL=C sort
