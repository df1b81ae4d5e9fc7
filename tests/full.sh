#!/usr/bin/env bash
# What takes longer than the ordinary tests: a thousand programs killed in the middle of their work, and saving on a disk
# that is full or read-only, where the system lets an unprivileged user mount one.
set -euo pipefail
cd "$(dirname "$0")/.."

DRIFTLINE_KILLS="${DRIFTLINE_KILLS:-1000}" cargo test --all-features --test it killing:: -- --nocapture

cargo build --all-features
program="${CARGO_TARGET_DIR:-target}/debug/driftline"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
if ! unshare -rm true 2>/dev/null; then
  echo "left out: a full and a read-only disk (no mounts for this user)"
  exit 0
fi
unshare -rm bash -s "$program" "$folder" <<'DISK'
set -euo pipefail
program="$1" folder="$2"
mount -t tmpfs -o size=300k tmpfs "$folder"
cp tests/data/accepted/base.driftline "$folder/a.driftline"
head -c 290000 /dev/zero >"$folder/rest"
expect() {
  local words="$1" code=0
  shift
  "$program" convert assets/samples/coding-agent-fleet.driftline "$folder/a.driftline" 2>"$folder.told" || code=$?
  cat "$folder.told"
  [ "$code" -eq 2 ] && grep -q "$words" "$folder.told"
  cmp tests/data/accepted/base.driftline "$folder/a.driftline"
  [ "$(ls -A "$folder" | wc -l)" -eq 2 ] # nothing half-written is left
}
expect "the disk is full"
mount -o remount,ro "$folder"
expect "the disk is read-only"
rm -f "$folder.told"
echo "a full and a read-only disk: refused with their reason, the file whole"
DISK
