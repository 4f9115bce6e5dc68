#!/usr/bin/env bash
# Looks at a built site in Chromium: accessibility, strict Content-Security-Policy, keyboard, reading, print, search, sealed tiers, the preview, Arabic, Lighthouse.
# What is missing of Chromium, Node, pdftotext and the packages of package.json is installed.
#
#   tests/browser/run.sh DIR [BASE [CHECK...]]
#
# DIR is the output of the demonstration site; BASE the path it was built for (/); CHECK is pages, keyboard, reading, print, search, sealed,
# preview, arabic or lighthouse, all of them if none is named; sealed, preview and arabic make sites of their own with BLUF (target/release/bluf, target/debug/bluf).
#
# Screenshots go to tests/browser/screenshots/.
set -euo pipefail

if [ "$#" -eq 0 ]; then
    echo "usage: $0 DIR [BASE [CHECK...]]" >&2
    exit 2
fi
folder=$(realpath "$1")
shift
cd "$(dirname "${BASH_SOURCE[0]}")"

missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v node >/dev/null || missing+=(nodejs)
command -v pdftotext >/dev/null || missing+=(poppler-utils)
../html/validate.sh --install "${missing[@]}"
npm install --ignore-scripts --no-audit --no-fund --loglevel error
exec node run.mjs "$folder" "$@"
