#!/usr/bin/env bash
# GnuPG 2.2.40: --quiet also takes lines away that --status-fd is to print, the ones that say why nothing could be decrypted. Without
# it a key that is not on this machine is NO_SECKEY, and one that is locked while nobody may be asked is ERROR pkdecrypt_failed; with it both
# are the same DECRYPTION_FAILED.
#
# pass calls GnuPG with --quiet, whatever PASSWORD_STORE_GPG_OPTS holds: who keeps a token there and asks for it unattended cannot tell
# "unlock it" from "you will never read it here".
set -euo pipefail

for package in gnupg gpg-agent; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="${missing:-} $package"
done
# shellcheck disable=SC2086 # package names are words
[ -z "${missing:-}" ] || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2; }

work=$(mktemp -d)
export GNUPGHOME=$work/keys LC_ALL=C.UTF-8
trap 'gpgconf --kill gpg-agent; rm -rf "$work"' EXIT
mkdir -m 700 "$GNUPGHOME"
gpg --batch --quiet --passphrase secret --quick-generate-key store@example.org future-default default never 2>/dev/null
echo text | gpg --batch --quiet --trust-model always -r store@example.org -o "$work/item" -e
gpgconf --kill gpg-agent

# says OPTION…: the words of the status lines about the failure.
says() {
  { gpg --batch --no-tty --pinentry-mode error --status-fd 1 "$@" --decrypt "$work/item" 2>/dev/null || true; } |
    sed -n 's/^\[GNUPG:\] \(NO_SECKEY\|ERROR [a-z_]*\|DECRYPTION_FAILED\).*/\1/p' | paste -sd ' '
}

{
  gpg --version | sed -n 's/^gpg (GnuPG) //p'
  echo "locked:          $(says)"
  echo "locked, quiet:   $(says --quiet)"
  gpgconf --kill gpg-agent
  rm -r "$GNUPGHOME/private-keys-v1.d"
  echo "not here:        $(says)"
  echo "not here, quiet: $(says --quiet)"
} | tee "$work/all"
cat >"$work/expected" <<'TXT'
2.2.40
locked:          ERROR pkdecrypt_failed DECRYPTION_FAILED
locked, quiet:   DECRYPTION_FAILED
not here:        NO_SECKEY DECRYPTION_FAILED
not here, quiet: DECRYPTION_FAILED
TXT
diff "$work/expected" "$work/all"
