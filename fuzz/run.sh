#!/usr/bin/env bash
# Fuzzes what reads strangers' files: fuzz/run.sh SECONDS [READER…]. Needs cargo-fuzz and a nightly compiler.
# Begins with the kept files of tests/corpus; what a reader does not stand lies in fuzz/artifacts afterwards, and belongs
# into tests/corpus, where the ordinary tests try it every time.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds="${1:?how many seconds for each reader}"
shift
readers=("$@")
[ $# -gt 0 ] || mapfile -t readers < <(ls fuzz/targets | sed 's/\.rs$//')
failed=0
for reader in "${readers[@]}"; do
  mkdir -p "fuzz/corpus/$reader" "fuzz/artifacts/$reader"
  seeds=("fuzz/corpus/$reader" "tests/corpus/$reader")
  case "$reader" in documents_*) seeds+=(tests/data/hostile tests/data/accepted) ;; esac
  printf '\n== %s\n' "$reader"
  # The readers panic where they must not; leaks and undefined behavior are the business of unsafe code, which is forbidden.
  cargo +nightly fuzz run --sanitizer none -O -a "$reader" "${seeds[@]}" -- \
    "-artifact_prefix=fuzz/artifacts/$reader/" "-max_total_time=$seconds" -timeout=25 -rss_limit_mb=3000 \
    -max_len=20000 -use_value_profile=1 -print_final_stats=1 2>&1 | grep -E '^(stat::|SUMMARY|thread|.*panicked|Done)' ||
    true
  ls -A "fuzz/artifacts/$reader" | grep -q . && failed=1
done
exit "$failed"
