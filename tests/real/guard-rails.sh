#!/usr/bin/env bash
# What destroys is confirmed by typing, at a prompt and in a protected profile.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

mkdir -p "$HOME/.config/temporalio" "$HOME/.config/wfsh"
printf '[profile.safe]\naddress = "%s"\n' "$TEMPORAL_ADDRESS" >"$HOME/.config/temporalio/temporal.toml"
printf '[profile.safe]\nprotected = true\n' >"$HOME/.config/wfsh/config.toml"
tap python3 "$lib/guard_rails.py" "$root/build/venv/bin/temporal" "guard-$$"
