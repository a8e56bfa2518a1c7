#!/usr/bin/env bash
# GNOME Keyring 42: `gnome-keyring-daemon --unlock` ends with status 0 and the same output whether the password was right or wrong. After a
# wrong one the keyring is locked, and a second start with the right one ends with 0 as well and leaves it locked.
#
# So a login script that unlocks the keyring cannot tell from the status whether it did; only the collection's property `Locked` says.
set -euo pipefail

for package in dbus gnome-keyring libsecret-tools; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="${missing:-} $package"
done
# shellcheck disable=SC2086 # package names are words
[ -z "${missing:-}" ] || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -m 700 "$work/run"
cat >"$work/session" <<'SH'
# Unlocks with each password in turn, says the status, and whether the collection is locked then.
for password; do
  status=0
  printf %s "$password" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1 || status=$?
  locked=$(dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets/aliases/default \
    org.freedesktop.DBus.Properties.Get string:org.freedesktop.Secret.Collection string:Locked | awk '/boolean/ { print $NF }')
  echo "$password: status $status, locked $locked"
done
SH
in_session() {
  echo "a session:"
  env -i PATH="$PATH" HOME="$work" XDG_RUNTIME_DIR="$work/run" LC_ALL=C.UTF-8 dbus-run-session -- sh "$work/session" "$@" 2>/dev/null
  # The daemon ends with its bus.
  sleep 1
}
{
  in_session right
  in_session right
  in_session wrong right
} | tee "$work/all"
cat >"$work/expected" <<'TXT'
a session:
right: status 0, locked false
a session:
right: status 0, locked false
a session:
wrong: status 0, locked true
right: status 0, locked true
TXT
diff "$work/expected" "$work/all" || {
  echo "changed"
  exit 1
}
