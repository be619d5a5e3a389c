#!/bin/sh
# Programs the tests need beside Python's packages: installed as root, otherwise named in one line.
set -eu

missing() {
    while read -r command package; do
        case $command in '#'* | '') continue ;; esac
        command -v "$command" >/dev/null || printf ' %s' "$package"
    done <requirements/debian.txt
}

packages=$(missing)
if [ -n "$packages" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing$packages ..."
    # shellcheck disable=SC2086  (a list of words)
    scripts/apt.sh $packages || true
    packages=$(missing)
fi
if [ -n "$packages" ]; then
    echo "eLås: missing for some tests, which are skipped: apt-get install$packages" >&2
fi

# A C2SP witness that is not ours.
.venv/bin/python -c 'from tests.witness.foreign import install; install()' ||
    echo "eLås: the foreign witness could not be installed; the tests that need it say so." >&2

# What is not ours: a FHIR server and an SMPP server for tests, axe for pages, and TypeScript for the
# phone's types.
for folder in tests/fhir_server tests/smpp_server tests/browser/axe tests/browser/types; do
    if [ -e $folder/package-lock.json ] && command -v npm >/dev/null &&
        [ ! $folder/node_modules/.package-lock.json -nt $folder/package-lock.json ]; then
        npm ci --silent --ignore-scripts --no-audit --no-fund --prefix $folder ||
            echo "eLås: $folder could not be installed; the tests that need it say so." >&2
    fi
done
