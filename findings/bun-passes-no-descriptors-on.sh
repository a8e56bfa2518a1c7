#!/usr/bin/env bash
# bun 1.4.5: a program that a script of bun's starts finds none of the descriptors that bun itself was started with. npm, pnpm and yarn
# pass them on, as node does. Whoever names a configuration file by /dev/fd/N is heard by bun, and not by a bun, npm or pnpm below it.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/home" "$work/here"
npm install --silent --no-audit --no-fund --prefix "$work/tools" \
  @oven/bun-linux-x64-baseline@1.4.5 npm@12.2.0 pnpm@10.34.4 yarn@1.22.22 >&2
cat >"$work/here/package.json" <<'JSON'
{ "name": "here", "version": "1.0.0", "scripts": { "look": "cat /dev/fd/200 2>/dev/null || echo none" } }
JSON

cd "$work/here"
bin=$work/tools/node_modules
run() {
  local name=$1
  shift
  printf '%s: %s\n' "$name" "$(env -i PATH="$PATH" HOME="$work/home" "$@" 200<<<'handed over' 2>/dev/null | tail -n 1)"
}
{
  run npm node "$bin/npm/bin/npm-cli.js" run --silent look
  run pnpm node "$bin/pnpm/bin/pnpm.cjs" run --silent look
  run yarn node "$bin/yarn/bin/yarn.js" run --silent look
  run bun "$bin/@oven/bun-linux-x64-baseline/bin/bun" run --silent look
} | tee "$work/all"

diff - "$work/all" <<'TXT' || { echo "changed" && exit 1; }
npm: handed over
pnpm: handed over
yarn: handed over
bun: none
TXT
