#!/usr/bin/env bash
# Wine 8.0: in `for … do ONE & TWO`, cmd runs TWO once, behind the loop; in Windows both are the body. In parentheses both are, as in
# Windows. With an `@` in front of them, by which Windows only keeps the block from being echoed, ONE is not run at all, and TWO
# once, with the closing parenthesis as a part of it.
#
# So a command line that works in Windows ("remove the file; if it is still there, wait a second; sixty times") waits once.
set -euo pipefail

for package in wine wine64; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="${missing:-} $package"
done
# shellcheck disable=SC2086 # package names are words
[ -z "${missing:-}" ] || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2; }

work=$(mktemp -d)
wine=(env -i PATH="$PATH" HOME="$work" WINEPREFIX="$work/prefix" WINEDEBUG=-all "WINEDLLOVERRIDES=mscoree,mshtml=d" LC_ALL=C.UTF-8)
trap '"${wine[@]}" wineserver -k 2>/dev/null || true; rm -rf "$work"' EXIT
"${wine[@]}" wine wineboot --init >/dev/null 2>&1 </dev/null

# said LINE: what cmd prints for it, on one line.
said() { "${wine[@]}" timeout 60 wine cmd /d /c "$1" </dev/null 2>/dev/null | tr -d '\r' | tr -s ' \n' ' ' | sed 's/ *$//'; }

{
  "${wine[@]}" wine --version | sed 's/ .*//'
  echo "ONE & TWO:    $(said 'for /l %i in (1,1,3) do @echo one & echo two')"
  echo "(ONE & TWO):  $(said '@for /l %i in (1,1,3) do (echo one & echo two)')"
  echo "@(ONE & TWO): $(said 'for /l %i in (1,1,3) do @(echo one & echo two)')"
} | tee "$work/all"
cat >"$work/expected" <<'TXT'
wine-8.0
ONE & TWO:    one one one two
(ONE & TWO):  one two one two one two
@(ONE & TWO): two)
TXT
diff "$work/expected" "$work/all"
