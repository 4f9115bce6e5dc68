#!/usr/bin/env bash
# Counts the instructions of one cold build of a fixed corpus and holds them against a budget.
#
#   benches/instructions.sh            fails when the build takes more than the budget allows
#   benches/instructions.sh --update   writes what it takes now, plus 8 %, as the new budget
#
# Seconds depend on what else the machine does; instructions under callgrind, with one thread, repeat to a fraction of a
# percent, so a change for the worse is seen on any machine. Needs valgrind. Takes half a minute after the release build,
# which CI has made by then. The budget is that of the release profile.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

budget_file=benches/instructions.budget
reports=100
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cargo build --release --quiet
# The corpus alone, without the benchmark and all that it depends on; its other shapes are not asked for.
rustc --edition 2024 -C opt-level=1 -A dead_code -o "$work/write" benches/whole/write.rs
"$work/write" "$work/corpus" "$reports"
cp target/release/bluf "$work/bluf"
RAYON_NUM_THREADS=1 valgrind --tool=callgrind --callgrind-out-file="$work/callgrind.out" \
    "$work/bluf" build --root "$work/corpus" >"$work/out.txt" 2>"$work/log.txt" || {
    cat "$work/out.txt" "$work/log.txt"
    exit 1
}
counted=$(sed -n 's/.*Collected : \([0-9]*\).*/\1/p' "$work/log.txt")
if [ "${1:-}" = --update ]; then
    echo "$((counted * 108 / 100))" >"$budget_file"
fi
budget=$(cat "$budget_file")
printf '%s instructions for %s reports, of %s allowed (%s %%)\n' \
    "$counted" "$reports" "$budget" "$((counted * 100 / budget))"
if [ "$counted" -gt "$budget" ]; then
    echo "more than the budget; find what grew, or raise it with --update and say why in the commit" >&2
    exit 1
fi
