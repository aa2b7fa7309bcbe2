#!/usr/bin/env bash
# Every verb of the official CLI that is due, with every flag that it has there.
. "$(dirname "$0")/../lib/lib.sh"
tap python3 -B "$root/tests/compare/flags.py" check wfsh
