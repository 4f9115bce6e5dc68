# Show the recipes.
default:
    @just --list

# Build the demonstration site into public/.
demo:
    cargo run --release -- build
    @echo "look at it: python3 -m http.server -d public 8000"

# Run all tests.
test:
    cargo test

# All of cargo's steps in CI: format, lints, documentation, tests.
check:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps
    cargo test

# Everything that CI does; installs what is missing (Debian).
ci:
    .ci/run

# Look at the demonstration site in Chromium: accessibility, policy, keyboard, search (installs what is missing; Debian).
browser: demo
    tests/browser/run.sh public

# Measure the whole program against `cp -r` and Hugo, on corpora of its own: `just bench --sizes 1000,10000`.
bench *arguments:
    cargo bench --bench whole -- {{arguments}}

# Measure functions that a build spends its time in.
bench-hot:
    cargo bench --bench hot

# Count instructions of a small build and hold them against the budget (needs valgrind).
instructions *arguments:
    benches/instructions.sh {{arguments}}

# Format the source.
fmt:
    cargo fmt

# Build the documentation of the library into target/doc/.
doc:
    cargo doc --no-deps
