#!/bin/sh
# Make sure .venv has what a requirements file asks for: environment.sh PYTHON REQUIREMENTS
# Nothing is done when it already has. A changed file, or another version of Python, installs again.
set -eu
python=$1
requirements=$2
stamp=.venv/$requirements.done

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "nnplay needs Python 3.11 or newer, and '$python' is not. Choose another: make ... PYTHON=python3.12" >&2
    exit 1
fi

# What the environment should hold: the files' text and the interpreter's version.
wanted=$("$python" --version; cat requirements*.txt)

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && .venv/bin/python -c '' 2>/dev/null; then
    exit 0
fi

version=$("$python" --version)
if [ "$(.venv/bin/python --version 2>/dev/null || true)" != "$version" ] \
    || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "Python's venv module is missing. On Debian and Ubuntu: sudo apt-get install python3-venv" >&2
        exit 1
    fi
    echo "Making .venv with $version"
    rm -rf .venv
    "$python" -m venv .venv
fi

echo "Installing $requirements into .venv"
rm -f "$stamp"
.venv/bin/python -m pip install -qq --disable-pip-version-check -r "$requirements"
printf '%s\n' "$wanted" > "$stamp"
