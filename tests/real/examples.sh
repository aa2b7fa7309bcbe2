#!/usr/bin/env bash
# Every example of every verb, run as it stands, each in a home and a folder of its own; many at a
# time, since most only wait.
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
# What they read; each gets a copy for its current folder.
mkdir -p "$work/at/home" "$work/ran"
for name in old history download order-42 a b before after; do cp "$work/history.json" "$work/at/$name.json"; done
(
    cd "$work/at" || exit 1
    cp "$work/schedules.json" .
    echo '{"namespace":"default","taskQueue":{"name":"wfsh-sample"}}' >request.json
    echo '{"order":{"id":42}}' | tee x.json import.json >result.json
    echo '{"id":"1"}' >orders.ndjson
    echo AAEC >blob.b64
)

# The example NUMBER of the list: status, out and err are in its folder then.
ran()
{
    local dir=$work/ran/$1 found line status=0

    mapfile -t -s $(($1 - 1)) -n 1 found <"$work/lines"
    line=${found[0]}
    cp -r "$work/at" "$dir"
    (
        cd "$dir" || exit 1
        [[ $line =~ (order-42|nightly) && $2 = changes ]] && there
        export HOME=$dir/home XDG_CONFIG_HOME=$dir/home/.config XDG_STATE_HOME=$dir/home/.state \
            XDG_CACHE_HOME=$dir/home/.cache EDITOR=true
        case $line in
        *'completion zsh'*) mkdir -p ~/.zfunc && timeout 4 zsh -fc "autoload -U compinit; compinit -D; $line" ;;
        *'completion fish'*) timeout 4 fish -c "mkdir -p ~/.config/fish/completions; $line" ;;
        *'completion bash >'*) mkdir -p ~/.local/share/bash-completion/completions && bash -c "$line" ;;
        'wfsh top'*) TERM=xterm timeout 2 script -qec "$line" /dev/null ;;
        *) timeout 2 bash -c "$line" ;;
        esac
    ) </dev/null >"$dir.out" 2>"$dir.err" || status=$?
    echo "$status" >"$dir.status"
}
# 2 is a line that wfsh does not take, 1 one that nobody foresaw; 124 goes on by itself.
ended_well()
{
    local dir=$work/ran/$1 line=$2 status

    status=$(cat "$dir.status")
    case $status in
    0 | 3 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 75 | 124) return 0 ;;
    esac
    # "no match" and "different" are answers
    [[ $status = 1 && $line =~ history\ (grep|diff) && ! -s $dir.err ]] && return 0
    # no dev server has a compute provider
    [[ $line == *'deployment create-version'* ]] && grep -q 'Could not instantiate compute provider' "$dir.err" && return 0
    echo "status $status"
    cat "$dir.err"
    return 1
}
# Numbers on stdin, a line of them one after the other, AT-A-TIME lines.
ran_all()
{
    # shellcheck disable=SC2016 # for the inner shell
    xargs -P "$1" -L 1 bash -c 'class=$0; for n; do ran "$n" "$class"; done' "$2"
}
export work
export -f ran there

wfsh --dump-commands | jq -r '.commands[] | select(.hidden | not) | .class as $class | .path as $path | .examples[] |
    [$class, $path, .line] | join("\t")' >"$work/examples"
cut -f3 "$work/examples" >"$work/lines"
# First what reads. Then what changes workflows, which are there anew for each, together with what
# changes other things; there the examples of a group follow each other.
awk -F '\t' '$1 == "reads" { print NR }' "$work/examples" | ran_all 8 reads
awk -F '\t' '$1 != "reads" && $2 ~ /^workflow / { print NR }
    $1 != "reads" && $2 !~ /^workflow / { split($2, word, " "); rest[word[1]] = rest[word[1]] " " NR }
    END { for (group in rest) print rest[group] }' "$work/examples" | ran_all 8 changes
count=0
while IFS= read -r line; do
    count=$((count + 1))
    it "$line"
    expect ended_well $count "$line"
done <"$work/lines"
it "there were some"
expect test "$count" -gt 300
