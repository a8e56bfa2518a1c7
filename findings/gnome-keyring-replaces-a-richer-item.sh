#!/usr/bin/env bash
# GNOME Keyring 42 and secret-tool 0.20: storing a secret under *fewer* attributes than another item has overwrites that other
# item, attributes included. Storing it under more makes a second item.
#
# CreateItem with `replace` takes any item that has all the new attributes, whatever else it has, for the old one.
set -euo pipefail

for package in dbus gnome-keyring libsecret-tools; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="${missing:-} $package"
done
# shellcheck disable=SC2086 # package names are words
[ -z "${missing:-}" ] || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2; }

work=$(mktemp -d)
running=()
end() {
  local pid
  for pid in "${running[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap end EXIT
mkdir -m 700 "$work/run"
cat >"$work/bus.conf" <<XML
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=$work/run/bus</listen><policy context="default">
<allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>
XML
within=(env -i PATH="$PATH" HOME="$work" XDG_RUNTIME_DIR="$work/run" LC_ALL=C.UTF-8 DBUS_SESSION_BUS_ADDRESS="unix:path=$work/run/bus")
"${within[@]}" dbus-daemon --nofork --config-file="$work/bus.conf" 2>/dev/null &
running+=($!)
until [ -S "$work/run/bus" ]; do sleep 0.1; done
printf made-up | "${within[@]}" gnome-keyring-daemon --foreground --components=secrets --unlock >/dev/null 2>&1 &
running+=($!)
until "${within[@]}" dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \
  string:org.freedesktop.secrets 2>/dev/null | grep -q true; do sleep 0.1; done

keep() { printf %s "$1" | "${within[@]}" secret-tool store --label=made-up "${@:2}"; }
found() { "${within[@]}" secret-tool search --all "$@" 2>&1 | grep -E '^(secret|attribute\.(host|use)) =' | sort | paste -sd, | sed 's/,/, /g'; }

{
  keep rich host h use write
  echo "one item:         $(found host h)"
  keep poor host h
  echo "fewer attributes: $(found host h)"
  keep rich host h use write
  echo "more attributes:  $(found host h)"
} | tee "$work/all"
cat >"$work/expected" <<'TXT'
one item:         attribute.host = h, attribute.use = write, secret = rich
fewer attributes: attribute.host = h, secret = poor
more attributes:  attribute.host = h, attribute.host = h, attribute.use = write, secret = poor, secret = rich
TXT
diff "$work/expected" "$work/all" || {
  echo "changed"
  exit 1
}
