#!/usr/bin/env bash
# Every example of every verb, run as it stands, each in a home and a folder of its own.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

# What many examples speak of is there each time, though the one before may have ended it; others
# may end with "not found" and the like.
there()
{
    wfsh workflow start --type WaitFor -t wfsh-sample -w order-42 -o none
    wfsh schedule create nightly --cron '30 2 * * *' --type Report -t reports -w report -o none 2>"$work/nightly" || return 0
}
wfsh operator search-attribute create --name CustomerId --type Keyword -o none 2>"$work/attribute" ||
    grep -q 'already' "$work/attribute"
wait_for 30 wfsh ls -q 'CustomerId = "c-88"' -o none
wait_for 20 there
wait_for 20 wfsh show order-42 -o none
wfsh show order-42 -o json >"$work/history.json"
wfsh schedule export nightly >"$work/schedules.json"
# What they read.
stage()
{
    rm -rf "$work/at"
    mkdir -p "$work/at/home"
    cd "$work/at" || exit 1
    for name in old history download order-42 a b before after; do cp "$work/history.json" $name.json; done
    cp "$work/schedules.json" .
    echo '{"namespace":"default","taskQueue":{"name":"wfsh-sample"}}' >request.json
    echo '{"order":{"id":42}}' | tee x.json import.json >result.json
    echo '{"id":"1"}' >orders.ndjson
    echo AAEC >blob.b64
    there
}

# 2 is a line that wfsh does not take, 1 one that nobody foresaw; 124 goes on by itself.
ran()
{
    local status=0

    stage
    (
        export HOME=$work/at/home XDG_CONFIG_HOME=$work/at/home/.config XDG_STATE_HOME=$work/at/home/.state \
            XDG_CACHE_HOME=$work/at/home/.cache EDITOR=true
        case $1 in
        *'completion zsh'*) mkdir -p ~/.zfunc && timeout 4 zsh -fc "autoload -U compinit; compinit -D; $1" ;;
        *'completion fish'*) timeout 4 fish -c "mkdir -p ~/.config/fish/completions; $1" ;;
        *'completion bash >'*) mkdir -p ~/.local/share/bash-completion/completions && bash -c "$1" ;;
        'wfsh top'*) TERM=xterm timeout 2 script -qec "$1" /dev/null ;;
        *) timeout 2 bash -c "$1" ;;
        esac
    ) </dev/null >"$work/out" 2>"$work/err" || status=$?
    case $status in
    0 | 3 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 75 | 124) return 0 ;;
    esac
    # "no match" and "different" are answers
    [[ $status = 1 && $1 =~ history\ (grep|diff) && ! -s $work/err ]] && return 0
    # no dev server has a compute provider
    [[ $1 == *'deployment create-version'* ]] && grep -q 'Could not instantiate compute provider' "$work/err" && return 0
    echo "status $status"
    cat "$work/err"
    return 1
}
count=0
while IFS= read -r line; do
    it "$line"
    expect ran "$line"
    count=$((count + 1))
done < <(wfsh --dump-commands | jq -r '.commands[] | select(.hidden | not) | .examples[].line')
it "there were some"
expect test "$count" -gt 300
cd "$root" || exit 1
