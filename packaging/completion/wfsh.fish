# fish completion for wfsh; the program itself knows what fits (docs/internals/completion.md).
function __wfsh_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l found ($words[1] __complete -- $words[2..-1] "$current" 2>/dev/null)
    if test -n "$found"
        printf '%s\n' $found
    else if string match -qr '[~$]' -- $current
        # a path that the shell must expand first
        set -l option (string match -r -- '^-[^=]*=' $current)
        complete -C "'' "(string replace -- "$option" '' $current) |
            string replace -r '^' -- "$option"
    end
end
complete -c wfsh -f -a '(__wfsh_complete)'
