# shellcheck shell=bash
# What the scripts of this folder share: where things are, how steps are told, and how wasm is compiled here.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools=$root/.tools
wasm=wasm32-unknown-unknown

say() { printf '%s\n' "$*" >&2; }
fail() { say "error: $*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# step TEXT COMMAND...: says what is being done, and how long it took.
step() {
    local text=$1 start=$SECONDS
    shift
    say "==> $text"
    "$@" || { local status=$?; say "==> $text: failed after $((SECONDS - start)) s"; return "$status"; }
    say "==> $text: $((SECONDS - start)) s"
}

# retry COMMAND...: networks fail now and then; nobody should have to type the command again for that.
retry() {
    local try
    for try in 1 2 3; do
        "$@" && return
        [ "$try" = 3 ] || { say "try $try failed, once more: $*"; sleep $((try * 3)); }
    done
    return 1
}

# The version of a crate in Cargo.lock, which is the only place that names it.
locked_version() {
    awk -v name="\"$1\"" '$1 == "name" { found = $3 == name } found && $1 == "version" { gsub(/"/, "", $3); print $3; exit }' \
        "$root/Cargo.lock"
}

# How wasm is compiled here: `rustup` (the toolchain has the target, whoever installed it), `debian` (its rustc-web
# builds the standard library from source), or nothing yet.
wasm_toolchain() {
    if [ -d "$(rustc --print sysroot)/lib/rustlib/$wasm/lib" ]; then
        echo rustup
    elif [ -f /usr/lib/rustlib/src/rust/library/Cargo.lock ] && [ -x /usr/bin/cargo ] && [ -x /usr/bin/rust-lld ]; then
        echo debian
    fi
}

# The newest clang that can compile for wasm (Apple's cannot), or nothing.
wasm_clang() {
    local clang
    for clang in $(compgen -c clang- | grep -E '^clang-[0-9]+$' | sort -rV | uniq) clang \
        /opt/homebrew/opt/llvm/bin/clang /usr/local/opt/llvm/bin/clang; do
        if have "$clang" && "$clang" --target=$wasm -c -x c -o /dev/null - </dev/null 2>/dev/null; then
            echo "$clang"
            return
        fi
    done
}

# The archiver that belongs to a clang: clang-22, llvm-ar-22. The system's own `ar` does not know wasm.
wasm_ar() { echo "${1%clang*}llvm-ar${1##*clang}"; }

# The browser that runs the tests, or nothing.
browser() {
    local name
    for name in "${SIGHTLINE_CHROMIUM:-}" chromium google-chrome google-chrome-stable chromium-browser \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
        if [ -n "$name" ] && have "$name"; then
            command -v "$name"
            return
        fi
    done
}

# Sets the environment in which the page is compiled. Native builds must not see it: with it cargo would build the
# standard library for the host too.
wasm_environment() {
    local clang source
    clang=$(wasm_clang)
    export CC_wasm32_unknown_unknown=$clang
    AR_wasm32_unknown_unknown=$(wasm_ar "$clang")
    export AR_wasm32_unknown_unknown
    export PATH=$root/web/editor/node_modules/.bin:$tools/bin:$PATH

    # Only these three come from Debian; node and the rest stay what they are.
    if [ "$(wasm_toolchain)" = debian ]; then
        mkdir -p "$tools/debian"
        ln -sf /usr/bin/cargo /usr/bin/rustc /usr/bin/rustdoc "$tools/debian"
        export PATH=$tools/debian:$PATH
        export RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=std,panic_abort
    fi

    # The wasm must not carry paths of the machine that built it. (Encoded, because a path may hold a space.)
    local separator=$'\x1f'
    CARGO_ENCODED_RUSTFLAGS=--remap-path-prefix=$root=sightline
    CARGO_ENCODED_RUSTFLAGS+=$separator--remap-path-prefix=$(rustc --print sysroot)/lib/rustlib/src/rust=rust
    for source in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/; do
        CARGO_ENCODED_RUSTFLAGS+=$separator--remap-path-prefix=${source%/}=crates
    done
    # The linker's megabyte of stack is too little for nested code.
    CARGO_ENCODED_RUSTFLAGS+=$separator-Clink-arg=-zstack-size=8388608
    export CARGO_ENCODED_RUSTFLAGS
}
