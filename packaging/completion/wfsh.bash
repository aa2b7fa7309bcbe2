# bash completion for wfsh; the program itself knows what fits (docs/internals/completion.md).
_wfsh()
{
    local -a words=()
    local i w gap rest=$COMP_LINE cur glued value

    # bash breaks words at = and : too; put them together again, as they are on the line
    for ((i = 0; i <= COMP_CWORD; i++)); do
        w=${COMP_WORDS[i]}
        gap=${rest%%[![:space:]]*}
        rest=${rest#"$gap"}
        rest=${rest#"$w"}
        if [[ $i -gt 0 && -z $gap ]]; then
            words[${#words[@]} - 1]+=$w
        else
            words+=("$w")
        fi
    done
    cur=${words[${#words[@]} - 1]}
    # what bash leaves in place: all that it takes for words of their own
    glued=
    [[ $cur == *[=:]* && $COMP_WORDBREAKS == *[=:]* ]] && glued=${cur%"${cur##*[=:]}"}
    words=("${words[@]//[\\\"\']/}")

    COMPREPLY=()
    while IFS= read -r value; do
        value=${value%%$'\t'*}
        [[ $value == *[=/] ]] && compopt -o nospace
        [[ $value == "${words[${#words[@]} - 1]}"* ]] || continue
        value=${value#"$glued"}
        [[ $cur == [\"\']* ]] || printf -v value %q "$value"
        COMPREPLY+=("$value")
    done < <("${words[0]}" __complete -- "${words[@]:1}" 2>/dev/null)
    # a path that the shell must expand first
    [[ ${#COMPREPLY[@]} = 0 && $cur == *[~\$]* ]] && compopt -o default
}
complete -F _wfsh wfsh
