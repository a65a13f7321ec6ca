"""Breaks 200 places of real files in twenty ways and counts what is still read right.

    cargo build --example dump_syntax -p sightline
    python3 tests/scripts/break_code.py target/debug/examples/dump_syntax FOLDER... [--show WAY]
    python3 tests/scripts/break_code.py --review target/debug/sightline FOLDER...

Of each broken file every function but the broken spot's own has to keep its name, its class, the functions
and classes around it, and its lines. A text that CPython still reads counts as what CPython reads in it. With
`--review` the findings are compared instead: of those outside of the spot's own function all should stay.
"""

import ast
import collections
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import warnings

warnings.simplefilter("ignore")
PLACES = 200
TRACEBACK = ["Traceback (most recent call last):", '  File "/srv/app/main.py", line 3, in run', "    self.start(port)",
             "OSError: [Errno 98] Address already in use"]


class Broken:
    """A broken text, and how its lines correspond to the intact one's."""

    def __init__(self, lines, at, insert=(), delete=0, replace=None, upto=None):
        """Around line `at` (from 0): lines deleted, inserted before it, or put in its place."""
        self.at, self.added, self.deleted, self.upto = at, len(insert), delete, upto
        tail = lines[at + delete:]
        if replace is not None:
            tail = [replace, *lines[at + 1:]]
        self.lines = [*lines[:at], *insert, *tail]
        if upto is not None:
            self.lines = self.lines[:at + 1]
        self.text = "\n".join(self.lines)

    def moved(self, line):
        """The number of a line (from 1) of the intact text in the broken one."""
        return line if line <= self.at else line + self.added - self.deleted


def swap(lines, at, pattern, by, which=-1):
    """Changes one match of a pattern in the nearest line that has one."""
    for offset in range(0, 60):
        if at + offset >= len(lines):
            return None
        found = list(re.finditer(pattern, lines[at + offset]))
        if found:
            match = found[which if abs(which) <= len(found) else 0]
            line = lines[at + offset]
            return Broken(lines, at + offset, replace=line[:match.start()] + by + line[match.end():])
    return None


def indent_of(line):
    return line[:len(line) - len(line.lstrip())]


def code_line(lines, at, deep=False):
    """The nearest line with code on it."""
    for offset in range(at, min(at + 60, len(lines))):
        text = lines[offset].strip()
        if text and not text.startswith("#") and (not deep or lines[offset].startswith("    ")):
            return offset
    return None


def dedent(lines, at, by):
    at = code_line(lines, at, deep=True)
    return None if at is None else Broken(lines, at, replace=lines[at][by:] if by else lines[at].lstrip())


def indent(lines, at):
    at = code_line(lines, at)
    return None if at is None else Broken(lines, at, replace="    " + lines[at])


def merge(lines, at):
    return Broken(lines, at, insert=["<<<<<<< HEAD", "=======", ">>>>>>> feature/branch"])


def typo(lines, at):
    word = r"^(\s*)(def|class|if|for|while|try|return|with|elif|else|except|raise|import|from)\b"
    for offset in range(at, min(at + 60, len(lines))):
        match = re.match(word, lines[offset])
        if match:
            keyword = match.group(2)
            wrong = keyword[0] + keyword[2:3] + keyword[1:2] + keyword[3:]
            return Broken(lines, offset, replace=match.group(1) + wrong + lines[offset][match.end():])
    return None


def truncate(lines, at):
    at = code_line(lines, at)
    if at is None:
        return None
    line = lines[at]
    return Broken(lines, at, replace=line[:(len(indent_of(line)) + len(line) + 1) // 2], upto=at)


def inserted(text):
    def way(lines, at):
        at = code_line(lines, at)
        return None if at is None else Broken(lines, at, insert=[indent_of(lines[at]) + text])
    return way


def duplicate(lines, at):
    at = code_line(lines, at)
    return None if at is None else Broken(lines, at, insert=[lines[at]])


def delete(lines, at):
    at = code_line(lines, at)
    return None if at is None else Broken(lines, at, delete=1)


WAYS = {
    "closing bracket deleted": lambda lines, at: swap(lines, at, r"[)\]}]", ""),
    "opening bracket deleted": lambda lines, at: swap(lines, at, r"[(\[{]", ""),
    "quote deleted": lambda lines, at: swap(lines, at, r"(?<!['\"])['\"](?!['\"])", ""),
    "colon deleted": lambda lines, at: swap(lines, at, r":$", ""),
    "prose inserted": lambda lines, at: Broken(lines, at, insert=["Here's what I changed in this part (see above)."]),
    "merge markers inserted": merge,
    "traceback inserted": lambda lines, at: Broken(lines, at, insert=TRACEBACK),
    "line dedented by one level": lambda lines, at: dedent(lines, at, 4),
    "line dedented to the margin": lambda lines, at: dedent(lines, at, 0),
    "line dedented by two columns": lambda lines, at: dedent(lines, at, 2),
    "line indented": indent,
    "file truncated": truncate,
    "line duplicated": duplicate,
    "stray brace": lambda lines, at: swap(lines, at, r"$", " }"),
    "def without a name": lambda lines, at: swap(lines, at, r"(?<=\bdef )\w+", ""),
    "unclosed f-string": inserted('value = f"total: {amount'),
    "unclosed triple quote": inserted('text = """Some text'),
    "misspelt keyword": typo,
    "quote of three deleted": lambda lines, at: swap(lines, at, r'"""', '""'),
    "half a statement": inserted("result = compute(first, [second,"),
}


def functions_of(source):
    """What CPython sees: qualified name of what is around, name, class, lines."""
    found = []

    def visit(node, around, inner_class):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                found.append((".".join(around), child.name, inner_class, child.lineno, child.end_lineno))
                visit(child, [*around, child.name], "")
            elif isinstance(child, ast.ClassDef):
                visit(child, [*around, child.name], child.name)
            else:
                visit(child, around, inner_class)

    visit(ast.parse(source), [], "")
    return found


def expected(intact, broken):
    """The functions that should be found, the spot's own left out."""
    try:
        return functions_of(broken.text), None
    except (SyntaxError, ValueError):
        pass
    spot = broken.at + 1
    around = [one for one in intact if one[3] <= spot <= one[4]]
    own = max(around, key=lambda one: one[3], default=None)
    rest = [one for one in intact if one is not own and (broken.upto is None or one[4] < spot)]
    return [(*one[:3], broken.moved(one[3]), broken.moved(one[4])) for one in rest], own


def sources(folders):
    for folder in folders:
        for root, _, names in sorted(os.walk(folder)):
            yield from (os.path.join(root, name) for name in sorted(names) if name.endswith(".py"))


def cases(folders):
    choose = random.Random(2026)
    paths = [path for path in sources(folders) if 2_000 < os.path.getsize(path) < 200_000]
    for path in choose.sample(paths, len(paths)):
        source = open(path, encoding="utf-8").read()
        try:
            intact = functions_of(source)
        except SyntaxError:
            continue
        if len(intact) < 5 or "\r" in source:
            continue
        lines = source.split("\n")
        at = choose.randrange(len(lines) - 2)
        yield path, lines, at, intact


def run_dump(dump, made, folder):
    counts = collections.defaultdict(lambda: [0, 0])
    failed = collections.defaultdict(list)
    listing = "".join(name + "\n" for name, *_ in made)
    output = subprocess.run([dump], input=listing, capture_output=True, encoding="utf-8", check=True).stdout
    for (name, path, way, broken, intact), line in zip(made, output.removesuffix("\n").split("\n"), strict=True):
        seen = collections.Counter(tuple(one) for one in json.loads(line)["functions"])
        wanted, own = expected(intact, broken)
        for one in wanted:
            counts[way][1] += 1
            if seen[one] > 0:
                seen[one] -= 1
                counts[way][0] += 1
            else:
                failed[way].append((path, name, broken.at + 1, one, own))
    return counts, failed


def review(binary, text_path):
    output = subprocess.run([binary, "review", "--format", "json", text_path], capture_output=True, encoding="utf-8")
    return json.loads(output.stdout)["findings"]


def run_review(binary, made, folder):
    counts = collections.defaultdict(lambda: [0, 0])
    before = {}
    for name, path, way, broken, intact in made:
        if path not in before:
            before[path] = review(binary, path)
        _, own = expected(intact, broken)
        after = collections.Counter((one["rule"], one["line"]) for one in review(binary, name))
        for one in before[path]:
            mine = own and own[3] <= one["line"] <= own[4]
            if mine or (broken.upto is not None and one["line"] >= broken.at + 1):
                continue
            counts[way][1] += 1
            counts[way][0] += after[(one["rule"], broken.moved(one["line"]))] > 0
    return counts, {}


def main():
    arguments = sys.argv[1:]
    show = arguments[arguments.index("--show") + 1] if "--show" in arguments else None
    if show:
        del arguments[arguments.index("--show"):][:2]
        arguments = [one for one in arguments if one not in ("--show", show)]
    reviewing = "--review" in arguments
    binary, *folders = [one for one in arguments if one != "--review"]
    with tempfile.TemporaryDirectory() as folder:
        if show:
            folder = os.path.join(tempfile.gettempdir(), "broken-code")
            os.makedirs(folder, exist_ok=True)
        made = []
        places = 0
        for path, lines, at, intact in cases(folders):
            for way, breaks in WAYS.items():
                broken = breaks(lines, at)
                if broken is None or (show and way != show):
                    continue
                name = os.path.join(folder, f"{len(made)}.py")
                with open(name, "w", encoding="utf-8", newline="") as file:
                    file.write(broken.text)
                made.append((name, path, way, broken, intact))
            places += 1
            if places == PLACES:
                break
        counts, failed = (run_review if reviewing else run_dump)(binary, made, folder)
        for way in WAYS:
            kept, all_of = counts[way]
            print(f"{kept:7} of {all_of:7} {100 * kept / max(all_of, 1):7.2f} %  {way}")
            if show == way:
                spots = collections.Counter((path, name, line, own) for path, name, line, _, own in failed[way])
                for (path, name, line, own), times in spots.most_common(40):
                    one = next(one for _, other, _, one, _ in failed[way] if other == name)
                    print(f"    {times:4} {name}:{line}  {one}  own {own}")
        kept, all_of = (sum(count[at] for count in counts.values()) for at in (0, 1))
        print(f"{kept} of {all_of}: {100 * kept / max(all_of, 1):.2f} % at {places} places, {len(made)} broken files")


main()
