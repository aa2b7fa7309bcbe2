#!/usr/bin/env bash
# The tarball: the same bytes every time, builds with no network, installs and leaves nothing.
# timeout: 600
. "$(dirname "$0")/../lib/lib.sh"
cd "$root" || exit 1
[ -e .git ] || skip_all "the tarball is made of what git has"
version=$(cat VERSION)
tarball=build/wfsh-$version.tar.gz
tree=$work/wfsh-$version
jobs=${WFSH_JOBS:-2}

# No network where the kernel lets us, and no way to an index in any case.
cut_off()
{
    local cut=()

    if unshare -n true 2>/dev/null; then
        cut=(unshare -n)
    elif unshare -rn true 2>/dev/null; then
        cut=(unshare -rn)
    fi
    env -i PATH="/usr/local/bin:/usr/bin:/bin" HOME=/nonexistent LC_ALL=C.UTF-8 PIP_NO_INDEX=1 \
        "${cut[@]}" "$@" </dev/null
}

begin "make dist makes the same bytes twice"
expect make -s dist
expect cp "$tarball" "$work/first.tar.gz"
expect make -s dist
expect cmp "$tarball" "$work/first.tar.gz"

begin "it holds the API's sources with their licence, and nothing that is not ours"
tar -tzf "$tarball" | sed "s,^wfsh-$version/,," >"$work/list"
for f in COPYING VERSION Makefile api/proto/LICENSE .epoch docs/commands.md \
    api/proto/temporal/api/workflowservice/v1/service.proto packaging/completion/_wfsh; do
    expect grep -qx "$f" "$work/list"
done
# shellcheck disable=SC2016 # $ is for grep
expect sh -c '! grep -E "^(PKGBUILD|build/.*|\.git.*|.*\.whl|.*\.pyc)$" "$1"' sh "$work/list"

begin "it builds with no network"
tar -C "$work" -xzf "$tarball"
expect cut_off make -C "$tree" -s -j"$jobs" || exit 1
expect test -x "$tree/build/wfsh"
run "$tree/build/wfsh" --version
expect_out "^wfsh $version"

begin "it installs what it should"
expect cut_off make -C "$tree" -s install DESTDIR="$work/root" PREFIX=/usr || exit 1
(cd "$work/root" && find . ! -type d | LC_ALL=C sort | grep -vE '/man1/wfsh-|/doc/wfsh/') >"$work/installed"
run cat "$work/installed"
expect_stdout <<'EOF'
./usr/bin/temporal-wfsh
./usr/bin/wfsh
./usr/share/bash-completion/completions/wfsh
./usr/share/fish/vendor_completions.d/wfsh.fish
./usr/share/licenses/wfsh/COPYING
./usr/share/licenses/wfsh/LICENSE.temporal-api
./usr/share/man/man1/wfsh.1
./usr/share/man/man5/wfsh.toml.5
./usr/share/man/man7/wfsh-query.7
./usr/share/zsh/site-functions/_wfsh
EOF
begin "what it installed runs"
expect test "$(readlink "$work/root/usr/bin/temporal-wfsh")" = wfsh
expect "$work/root/usr/bin/temporal-wfsh" --version
expect test -f "$work/root/usr/share/man/man1/wfsh-workflow.1"
expect test -z "$(find "$work/root" -perm /022 ! -type l)"

begin "the program is hardened, and knows nothing of where it was built"
readelf -hdlW "$work/root/usr/bin/wfsh" >"$work/elf"
expect grep -q 'Type:.*DYN' "$work/elf"
expect grep -q 'GNU_RELRO' "$work/elf"
expect grep -q 'FLAGS_1.*NOW.*PIE' "$work/elf"
expect test -z "$(grep -E 'GNU_STACK.*RWE|RPATH|RUNPATH' "$work/elf")"
expect test -z "$(strings -n 8 "$work/root/usr/bin/wfsh" | grep -F "$work")"

begin "uninstall leaves nothing"
expect cut_off make -C "$tree" -s uninstall DESTDIR="$work/root" PREFIX=/usr
run find "$work/root" ! -type d
expect_stdout </dev/null
