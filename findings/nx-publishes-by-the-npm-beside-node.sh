#!/usr/bin/env bash
# nx 23.3.1: `nx release publish` asks the npm that is first on PATH for its version, and publishes by the one that lies beside the node
# that runs nx, wherever PATH leads.
#
# It puts the folder of the running node before PATH (`npm-run-path` 4) for what it publishes with, and not for the question.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/home" "$work/first" "$work/node" "$work/repository/packages/x"
cp "$(node -p process.execPath)" "$work/node/node"
npm install --silent --no-audit --no-fund --prefix "$work/repository" nx@23.3.1 @nx/js@23.3.1 >&2

# Two programs by the name of npm, which tell where they are, what they are asked, and what npm would answer.
for place in first node; do
  case $place in first) name="first on PATH" ;; node) name="beside node" ;; esac
  cat >"$work/$place/npm" <<SH
#!/bin/sh
case \$1 in
--version | -v) echo "$name: npm --version" >>"$work/calls" && echo 11.21.2 ;;
publish) echo "$name: npm publish" >>"$work/calls" && echo '{"id":"x@1.0.0","name":"x","version":"1.0.0","size":1,"unpackedSize":1,"shasum":"0","integrity":"sha512-0","filename":"x-1.0.0.tgz","files":[],"entryCount":0,"bundled":[]}' ;;
config) echo https://registry.invalid/ ;;
esac
SH
  chmod +x "$work/$place/npm"
done

cd "$work/repository"
echo '{"name":"root","version":"0.0.0","private":true,"workspaces":["packages/*"]}' >package.json
echo '{"lockfileVersion":3,"packages":{}}' >package-lock.json
echo '{"release":{"projects":["packages/*"]},"analytics":false,"neverConnectToCloud":true}' >nx.json
echo '{"name":"x","version":"1.0.0"}' >packages/x/package.json
env -i PATH="$work/first:/usr/bin:/bin" HOME="$work/home" CI=1 NX_DAEMON=false \
  "$work/node/node" node_modules/nx/dist/bin/nx.js release publish --first-release --registry=https://registry.invalid/ >"$work/said" 2>&1 || {
  cat "$work/said"
  exit 1
}

sort -u "$work/calls" | tee "$work/all"
cat >"$work/expected" <<'TXT'
beside node: npm publish
first on PATH: npm --version
TXT
diff "$work/expected" "$work/all" || {
  echo "changed"
  exit 1
}
