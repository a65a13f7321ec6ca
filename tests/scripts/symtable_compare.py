"""Compares scopes and names with CPython's own `symtable`, file by file.

    cargo build --example dump_names -p sightline
    python3.11 tests/scripts/symtable_compare.py target/debug/examples/dump_names PATH...

A path is a file or a folder, `site-packages` in it left out. Compared are: which scopes there are, inside which,
of what kind, name and line; for each name of each scope whether it is local, global or free there, and whether
it is read, assigned, a parameter, imported, declared `global` or `nonlocal`. Files that this CPython cannot
compile, and files that cannot be read whole here, are counted and left out. What differs for a reason is counted
under that reason (EXPLAINED); everything else is printed and makes the exit status 1.

From 3.12 on CPython folds the tables of comprehensions into those around them: with such a Python only files
without comprehensions compare well. That is how type parameters were compared.
"""

import collections
import json
import pathlib
import re
import subprocess
import symtable
import sys
import tokenize
import unicodedata
import warnings

sys.setrecursionlimit(100_000)
warnings.simplefilter("ignore")

EXPLAINED = collections.Counter()
COMPREHENSIONS = {"listcomp", "setcomp", "dictcomp", "genexpr"}
# What CPython adds to a scope for its own use.
OWN = {".0", ".type_params", ".generic_base", ".defaults", "__classdict__", "__static_attributes__",
       "__conditional_annotations__", "__firstlineno__", "__type_params__", ".kwdefaults"}


def type_of(table):
    return str(getattr(table.get_type(), "value", table.get_type()))


def kind_of(table):
    if table.get_name() in COMPREHENSIONS and ".0" in table.get_identifiers():
        return "comprehension"
    return type_of(table)


def is_lazy(table):
    """The value of a `type` alias, the bound or default of a type parameter: CPython's own small scopes, which
    see all that the scope around them sees; here they are part of it."""
    return type_of(table) in ("type alias", "type variable")


def cpython(table):
    """A table in the shape of the dump: [kind, name, line, names, children]."""
    names = {}
    for symbol in table.get_symbols():
        name = symbol.get_name()
        if name in OWN:
            EXPLAINED["a name for CPython's own use"] += 1
            continue
        roles = "".join(letter for letter, has in [
            ("r", symbol.is_referenced()), ("a", symbol.is_assigned()), ("p", symbol.is_parameter()),
            ("i", symbol.is_imported()), ("g", symbol.is_declared_global()), ("n", symbol.is_nonlocal()),
        ] if has)
        kind = "local" if symbol.is_local() else "free" if symbol.is_free() else "global"
        names[name] = (kind, roles)
    children = []
    for child in table.get_children():
        made = cpython(child)
        if not is_lazy(child):
            children.append(made)
            continue
        EXPLAINED["a scope of a type alias or bound, part of the scope around it here"] += 1
        children.extend(made[4])
        for name, (kind, roles) in made[3].items():
            known_kind, known_roles = names.get(name, (None, ""))
            if known_kind is None:
                # What is free there may be the scope's around it or further out: CPython tells below.
                known_kind = "global" if kind_of(table) == "module" else kind
            names[name] = (known_kind, "".join(sorted(set(known_roles + roles), key="rapign".index)))
    kind = kind_of(table)
    name = {"comprehension": "", "type parameters": "", "module": "top"}.get(kind, table.get_name())
    return [kind, name, table.get_lineno() if kind != "module" else 1, names, children, table.get_identifiers()]


def composed(name):
    if name.isascii() or unicodedata.is_normalized("NFKC", name):
        return name
    EXPLAINED["a name that CPython writes in another form of Unicode (NFKC)"] += 1
    return unicodedata.normalize("NFKC", name)


def ours(dump):
    scopes = [[kind, name, line, {composed(n): (k, r) for n, r, k in symbols}, []]
              for kind, name, line, _, symbols in dump]
    for scope, (_, _, _, parent, _) in zip(scopes, dump):
        if parent is not None:
            scopes[parent][4].append(scope)
    return scopes[0]


def content(scope):
    _, _, _, names, children = scope[:5]
    return (sorted(names), sorted(content(child) for child in children))


def compare(path, theirs, mine, where, found):
    kind, name, _, their_names, their_children, _ = theirs
    _, _, _, my_names, my_children = mine
    where = f"{where}/{kind} {name}".rstrip()
    for symbol in sorted(their_names.keys() | my_names.keys()):
        a, b = their_names.get(symbol), my_names.get(symbol)
        if a == b or explained(symbol, a, b, theirs, mine):
            continue
        found.append(f"{path}: {where}: `{symbol}`: CPython {a}, here {b}")
    groups = collections.defaultdict(lambda: ([], []))
    for side, children in enumerate((their_children, my_children)):
        for child in children:
            groups[tuple(child[:3])][side].append(child)
    for key, (a, b) in groups.items():
        if len(a) != len(b):
            found.append(f"{path}: {where}: {len(a)} scopes {key} in CPython, {len(b)} here")
        for pair in zip(sorted(a, key=content), sorted(b, key=content)):
            compare(path, *pair, where, found)


def roles_without(names, letter):
    return names[1].replace(letter, "") if names else ""


def explained(symbol, a, b, theirs, mine):
    scope_kind = theirs[0]
    if a == ("free", "") and b is None:
        EXPLAINED["a name that only passes through to an inner scope"] += 1
    elif symbol == "__class__" and "super" in theirs[3] and roles_without(a, "r") == roles_without(b, "r"):
        EXPLAINED["`super` makes CPython note `__class__`"] += 1
    elif symbol == "__class__" and scope_kind == "class":
        EXPLAINED["`__class__` of a class, noted where a method reads it"] += 1
    elif scope_kind == "type parameters" and a and b and "__classdict__" in theirs[5] and a[0] == "global":
        EXPLAINED["type parameters in a class: CPython looks in the class when it runs, here it is known"] += 1
    elif scope_kind == "module" and a and "g" in a[1] and roles_without(a, "g") == roles_without(b, "g"):
        EXPLAINED["`global` in a function: CPython notes it for the module's name too"] += 1
    elif scope_kind == "module" and a and "g" in a[1] and roles_without(a, "g") == roles_without(b, "a"):
        EXPLAINED["a walrus in a comprehension of the module: `global` in CPython, assigned here"] += 1
    else:
        return False
    return True


def sources(paths):
    for path in map(pathlib.Path, paths):
        inside = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        yield from (file for file in inside if "site-packages" not in file.relative_to(path).parts)


def main(dumper, *paths):
    files = list(sources(paths))
    process = subprocess.run([dumper], input="\n".join(map(str, files)), stdout=subprocess.PIPE, text=True,
                             encoding="utf-8", check=True)
    dumps = process.stdout.rstrip("\n").split("\n")
    assert len(dumps) == len(files), (len(dumps), len(files))
    compared = scopes = names = left_out = left_out_here = 0
    found = []
    for path, dump in zip(files, dumps):
        try:
            with tokenize.open(path) as file:
                text = file.read()
            # Under this import CPython 3.11 notes nothing of annotations; here they are read all the same.
            text, future = re.subn(r"(?m)^from __future__ import annotations\b", "import annotations", text)
            EXPLAINED["a file whose `from __future__ import annotations` is left out for CPython"] += future
            theirs = cpython(symtable.symtable(text, str(path), "exec"))
        except (SyntaxError, UnicodeDecodeError, ValueError):
            left_out += 1
            continue
        unread, mine = json.loads(dump)
        if unread:
            print(f"{path}: cannot be read whole here")
            left_out_here += 1
            continue
        compared += 1
        scopes += len(mine)
        names += sum(len(scope[4]) for scope in mine)
        compare(path, theirs, ours(mine), "", found)
    for difference in found:
        print(difference)
    print(f"{compared} files, {scopes} scopes, {names} names; {left_out} files that this CPython cannot compile, "
          f"{left_out_here} that cannot be read whole here")
    for reason, count in EXPLAINED.most_common():
        print(f"{count:8} explained: {reason}")
    print(f"{len(found):8} unexplained")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
