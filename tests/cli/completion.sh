#!/usr/bin/env bash
# The completion scripts that wfsh prints are those that are installed, and shells take them.
. "$(dirname "$0")/../lib/lib.sh"

for pair in bash=wfsh.bash fish=wfsh.fish zsh=_wfsh powershell=wfsh.ps1; do
    run wfsh completion "${pair%%=*}"
    expect cmp "$stdout" "$root/packaging/completion/${pair#*=}"
done

it "without descriptions the program is asked for plain values"
run wfsh completion bash --no-descriptions
expect grep -q '__complete --plain -- ' "$stdout"
run wfsh completion fish --no-descriptions
expect grep -q '__complete --plain -- ' "$stdout"
run wfsh __complete --plain -- workflow termin
expect_stdout <<'EOF'
terminate
EOF

it "bash sources it"
run bash -c 'source <(wfsh completion bash) && complete -p wfsh'
expect_stdout <<'EOF'
complete -F _wfsh wfsh
EOF

it "zsh sources it"
run zsh -fc 'autoload -U compinit; compinit -D; source <(wfsh completion zsh); print $_comps[wfsh]'
expect_stdout <<'EOF'
_wfsh
EOF

it "fish sources it, with descriptions and without"
run fish -c 'wfsh completion fish | source; complete -C "wfsh workflow termin"'
expect grep -q '^terminate	End ' "$stdout"
run fish -c 'wfsh completion fish --no-descriptions | source; complete -C "wfsh workflow termin"'
expect_stdout <<'EOF'
terminate
EOF

it "an unknown shell"
run wfsh completion tcsh
expect_status 2
