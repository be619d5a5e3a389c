#!/bin/sh
# Makes .venv with everything eLås and its tests need, and touches the file named by $1 when done.
# PYTHON names the Python to use; otherwise the newest from 3.11 up that is found.
set -eu
ready=$1

fail() {
    echo "eLås: $1" >&2
    exit 1
}

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        new_enough "$PYTHON" || fail "PYTHON=$PYTHON is not a Python 3.11 or newer."
        echo "$PYTHON"
        return
    fi
    for name in python3.13 python3.12 python3.11 python3; do
        if new_enough "$name"; then
            echo "$name"
            return
        fi
    done
}

install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    echo "Installing $* ..."
    scripts/apt.sh "$@"
}

python=$(find_python)
if [ -z "$python" ]; then
    install python3 python3-venv || true
    python=$(find_python)
    [ -n "$python" ] || fail "Python 3.11 or newer is missing: install it (Debian: python3 \
python3-venv), or name one with make PYTHON=/path/to/python3."
fi

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    install "python$version-venv" || install python3-venv || true
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "$python cannot make a venv: install python$version-venv."
fi

# A .venv of an older Python, or of one that is gone, is made anew.
if ! new_enough .venv/bin/python || [ ! -x .venv/bin/pip ]; then
    echo "Making .venv with $("$python" --version) ..."
    rm -rf .venv
    "$python" -m venv .venv
fi

export PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1 UV_NO_PROGRESS=1
# The machine's own certificates, where there are any: a company's network may need them.
[ ! -e /etc/ssl/certs/ca-certificates.crt ] || export UV_SYSTEM_CERTS=1
network="Is there a network, and a way to the package registry?"
.venv/bin/python -m pip install -qq --require-hashes -r requirements/uv.txt ||
    fail "uv could not be installed. $network"
.venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes requirements/dev.txt ||
    fail "The packages in requirements/dev.txt could not be installed. $network"
.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e . ||
    fail "eLås itself could not be installed in .venv."
touch "$ready"
