#!/bin/sh
# Installs Debian packages without questions; asks for fresh lists only when it must. Needs root.
set -eu
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt-get install -y -qq --no-install-recommends "$@" >"$log" 2>&1 ||
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; } >"$log" 2>&1 ||
    { tail -3 "$log" >&2; exit 1; }
