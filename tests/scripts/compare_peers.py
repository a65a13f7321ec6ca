"""Compares with Bandit and Ruff on real code, line by line.

    python3 tests/scripts/compare_peers.py --bandit BANDIT --ruff RUFF target/debug/sightline-command PATH...

A path is a file or a folder. For each id of theirs the table says how many lines they report, at how many of them
a finding or an observation of ours stands, at how many a place that was examined, and at how many nothing is
said. With `--lines ID` the lines of the last kind are printed: each is their false alarm or our miss.
"""

import argparse
import collections
import json
import pathlib
import subprocess


def output(*command):
    """What a command prints; a finding makes theirs and ours exit with 1."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{command[0]}: {done.stderr.strip()[-500:]}")
    return json.loads(done.stdout)


def bandit(command, path):
    for found in output(command, "-q", "-r", "-f", "json", "--ignore-nosec", path)["results"]:
        yield found["test_id"], found["filename"], found["line_range"] or [found["line_number"]]


def ruff(command, path):
    told = output(command, "check", "--isolated", "--ignore-noqa", "--select", "S", "--output-format", "json", path)
    for found in told:
        if found["code"] and found["code"].startswith("S"):
            first, last = found["location"]["row"], found["end_location"]["row"]
            yield found["code"], found["filename"], range(first, last + 1)


def ours(command, path):
    """The lines of our findings and of the places that were examined, by file, as in the JSON report."""
    report = output(command, "review", "--format", "json", "--min-confidence", "low", path)
    found = {(finding["file"], finding["line"]) for finding in report["findings"]}
    examined = set()
    values = [report["checklist"]]
    while values:
        value = values.pop()
        if isinstance(value, list):
            values.extend(value)
        elif isinstance(value, dict):
            if "file" in value and "line" in value:
                examined.add((value["file"], value["line"]))
            values.extend(value.values())
    return found, examined


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bandit", default="bandit")
    parser.add_argument("--ruff", default="ruff")
    parser.add_argument("--lines", metavar="ID", help="print the lines of this id at which nothing of ours stands")
    parser.add_argument("command")
    parser.add_argument("paths", nargs="+")
    options = parser.parse_args()
    table = collections.defaultdict(collections.Counter)
    for path in options.paths:
        found, examined = ours(options.command, path)
        root = pathlib.Path(path).resolve()
        for tool in (bandit(options.bandit, path), ruff(options.ruff, path)):
            for code, file, lines in tool:
                file = pathlib.Path(file).resolve()
                names = {file.name, str(file), str(file.relative_to(root if root.is_dir() else root.parent))}
                names.add(str(file.relative_to(root.parent)))
                at = {(name, line) for name in names for line in lines}
                verdict = "told" if at & found else "examined" if at & examined else "nothing"
                table[code][verdict] += 1
                if verdict == "nothing" and code == options.lines:
                    print(f"{file}:{min(lines)}")
    print(f"{'id':8}{'theirs':>8}{'told':>8}{'examined':>10}{'nothing':>9}")
    for code, counts in sorted(table.items()):
        print(f"{code:8}{counts.total():8}{counts['told']:8}{counts['examined']:10}{counts['nothing']:9}")


if __name__ == "__main__":
    main()
