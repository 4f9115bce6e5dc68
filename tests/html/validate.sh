#!/usr/bin/env bash
# Checks every HTML page below the given folders with the Nu Html Checker. Any error in a page is a failure, and
# so is a folder without pages.
#
#   tests/html/validate.sh DIR...
#   tests/html/validate.sh --install [PACKAGE...]    only installs what is missing, and the Debian packages named
set -euo pipefail

checker="vnu-jar@26.9.27"

install_packages() {
    local become=()
    if [ "$(id -u)" -ne 0 ]; then
        become=(sudo)
    fi
    "${become[@]}" apt-get update -q
    "${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

install_missing() {
    local missing=("$@")
    if ! command -v java >/dev/null; then
        missing+=(default-jre-headless)
    fi
    if ! command -v npm >/dev/null; then
        missing+=(npm)
    fi
    if [ "${#missing[@]}" -gt 0 ]; then
        install_packages "${missing[@]}"
    fi
}

if [ "$#" -eq 0 ]; then
    echo "usage: $0 DIR..." >&2
    exit 2
fi
if [ "$1" = "--install" ]; then
    shift
    install_missing "$@"
    exit
fi

for folder in "$@"; do
    pages=$(find "$folder" -type f -name '*.html' | wc -l)
    if [ "$pages" -eq 0 ]; then
        echo "$folder has no HTML pages" >&2
        exit 1
    fi
    echo "$folder: $pages pages"
done

install_missing
tool=$(mktemp -d)
trap 'rm -rf "$tool"' EXIT
npm install --ignore-scripts --no-audit --no-fund --loglevel error --prefix "$tool" "$checker"
java -jar "$tool/node_modules/vnu-jar/build/dist/vnu.jar" --errors-only --skip-non-html "$@"
echo "no errors"
