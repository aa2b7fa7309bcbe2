#!/usr/bin/env bash
# The Arch package: built by makepkg with no network, HOME or terminal; installs and removes.
# timeout: 900
. "$(dirname "$0")/../lib/lib.sh"
cd "$root" || exit 1
[ -e .git ] || skip_all "the tarball is made of what git has"
for tool in makepkg pacman bsdtar fakeroot; do
    command -v $tool >/dev/null || skip_all "no $tool here; tools/install-deps pkg"
done
[ "$(id -u)" = 0 ] || skip_all "pacman installs as root only"
version=$(cat VERSION)

begin "make pkg builds the package"
expect make -s pkg || exit 1
package=$(ls build/pkg/wfsh-"$version"-*.pkg.tar.*)
expect test -f "$package"
expect grep -q "^sha256sums=('[0-9a-f]\{64\}')" build/pkg/PKGBUILD
expect grep -q "pkgver = $version" build/pkg/.SRCINFO

begin "it holds what make install installs, compressed man pages, and nothing outside of /usr"
bsdtar -tf "$package" | grep -v '/$' | LC_ALL=C sort >"$work/list"
for f in usr/bin/wfsh usr/bin/temporal-wfsh usr/share/man/man1/wfsh.1.gz \
    usr/share/licenses/wfsh/COPYING usr/share/zsh/site-functions/_wfsh; do
    expect grep -qx "$f" "$work/list"
done
run grep -vE '^usr/|^\.(BUILDINFO|MTREE|PKGINFO)$' "$work/list"
expect_status 1
expect_stdout </dev/null

cat >"$work/pacman.conf" <<'END'
[options]
Architecture = auto
SigLevel = Never
END
mkdir -p "$work/root/var/lib/pacman" "$work/root/var/cache/pacman/pkg"

in_root()
{
    pacman --config "$work/pacman.conf" --root "$work/root" --dbpath "$work/root/var/lib/pacman" \
        --cachedir "$work/root/var/cache/pacman/pkg" --logfile "$work/pacman.log" --noconfirm "$@"
}

begin "it installs, whole, and runs"
# -dd: what it depends on is no package of this machine
expect in_root -dd -U "$package" || exit 1
expect "$work/root/usr/bin/wfsh" --version
run in_root -Qkk wfsh
expect_out ' 0 altered files'

begin "it needs only libraries that it depends on"
declare -A package_of=([libgrpc]=grpc [libgpr]=grpc [libprotobuf-c]=protobuf-c
    [libyaml]=libyaml [libpcre2]=pcre2 [libutf8proc]=libutf8proc
    [libreadline]=readline [libncursesw]=ncurses [libtinfo]=ncurses [libc]=glibc [libm]=glibc
    [ld]=glibc [libgcc_s]=gcc-libs)
depends=" $(sed -n 's/^\tdepends = //p' build/pkg/.SRCINFO | tr '\n' ' ') glibc gcc-libs "
for lib in $(readelf -d "$work/root/usr/bin/wfsh" | sed -n 's/.*(NEEDED).*\[\(.*\)\].*/\1/p'); do
    name=${lib%%[-.]*}
    [ "$name" != libprotobuf ] || name=libprotobuf-c
    expect test -n "${package_of[$name]-}"
    expect grep -q " ${package_of[$name]-none} " <<<"$depends"
done

begin "it removes cleanly"
expect in_root -dd -R wfsh
run find "$work/root" ! -type d ! -path '*/var/lib/pacman/*' ! -path '*/var/cache/*'
expect_stdout </dev/null
