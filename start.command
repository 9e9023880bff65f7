#!/bin/bash
# Double-click on macOS (or run on Linux): installs the app into .venv beside this file at the first start, and starts it.
cd "$(dirname "$0")" || exit 1
python=.venv/bin/python

stop() {
  echo "$1"
  read -r -p "Enter: đóng / close" _
  exit 1
}

if ! cmp -s requirements.txt .venv/installed.txt; then
  for found in python3.14 python3.13 python3.12 python3.11 python3; do
    "$found" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null && break
    found=
  done
  [ -n "$found" ] || stop "Cần Python 3.11 đến 3.14 / Python 3.11 to 3.14 is needed: https://www.python.org/downloads/"
  echo "Cài đặt lần đầu, vài phút, cần mạng / Installing, a few minutes, the network is needed ..."
  { [ -x $python ] || "$found" -m venv .venv; } && $python -m pip install -c constraints-cuda.txt -r requirements.txt &&
    $python -m pip install --no-deps --editable . && cp requirements.txt .venv/installed.txt || stop "Cài đặt không xong / The installation failed."
fi
$python -m gan_core serve --browser "$@" || stop ""
