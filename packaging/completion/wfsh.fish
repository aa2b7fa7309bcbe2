# fish completion for wfsh; the program itself knows what fits (docs/internals/completion.md).
function __wfsh_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in ($words[1] __complete -- $words[2..-1] "$current" 2>/dev/null)
        if test "$line" = :file
            set -l option (string match -r -- '^-[^=]*=' $current)
            __fish_complete_path (string replace -- "$option" '' $current) | string replace -r '^' -- "$option"
        else
            echo $line
        end
    end
end
complete -c wfsh -f -a '(__wfsh_complete)'
