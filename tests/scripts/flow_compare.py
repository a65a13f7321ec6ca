"""Compares what Sightline says of small programs with what CPython does when it runs them.

    cargo build -p sightline --features cli
    python3 tests/scripts/flow_compare.py target/debug/sightline [--programs 2000] [--depth 3] [--seed 1] [--show 40] [--shrink]

A program takes texts from a web request, does with them what `flow_shapes.txt` lists, and runs one as a command. Every
variant of every shape is a program of its own; then shapes are strung together at random, as the seed says. CPython runs
each with several texts of the request and with either answer of each condition that nothing decides: the truth is
whether a marker of the request can be in the command. Sightline's answer is whether there is a finding at medium
or above at that line. What differs is printed, with `--shrink` made as small as it still differs, and makes the exit status 1.
"""

import argparse
import ast
import collections
import contextlib
import io
import itertools
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import types
import warnings

warnings.simplefilter("ignore")

MARKER = "\u2603"
# What the request may say: text that does harm, and texts that checks let through.
GIVEN = [f"{MARKER}{MARKER};{MARKER} /=,x{MARKER}", "abc", "5", f"abc{MARKER}", f"abc,;{MARKER}", MARKER, ""]
MOST_CHOICES = 5
HELPERS = '''
DEBUG = False

def same(a, b):
    return a

def fixed(a, b=None):
    return "fixed"

def pick_first(*all):
    return all[0]

def pick_second(*all):
    return all[1]

TABLE = {"same": lambda a: a, "fixed": fixed}

def allowed(x):
    return x in ("abc", "5")

class Box:
    label = "box"
    def __init__(self, value):
        self.value = value
    def get(self):
        return self.value
    @property
    def shown(self):
        return "shown"
'''

def shapes():
    path = pathlib.Path(__file__).with_name("flow_shapes.txt")
    found = []
    for part in path.read_text().split("\n=== ")[1:]:
        kind, _, text = part.partition("\n")
        for at, variant in enumerate(variants(text.rstrip("\n"))):
            top, cut, body = variant.partition("---\n")
            found.append((kind, "" if not cut else top, body if cut else top))
    return found


def variants(text):
    """Each way of taking one of `<<a|b>>`; the same alternatives written twice are taken apart."""
    pieces = re.split(r"<<(.*?)>>", text)
    choices = [[piece] if at % 2 == 0 else piece.split("|") for at, piece in enumerate(pieces)]
    return ["".join(taken) for taken in itertools.product(*choices)]


def filled(text, names, number):
    for word, name in names.items():
        text = text.replace(word, name)
    return text.replace("NN", str(number)).replace("MAYBE", 'os.path.exists("flag")')


def program(steps, ends):
    """A module of steps; each is a shape with the texts that it takes."""
    top, body = [], []
    for number, ((_, head, inner), taken, other) in enumerate(steps):
        names = {"TT": taken, "SS": other, "OO": f"out{number}"}
        top.append(filled(head, names, number))
        body.append(filled(inner, names, number))
    lines = ["import os", "from flask import Flask, request, abort", "app = Flask(__name__)"]
    lines += [line for part in top for line in part.splitlines()]
    lines += ["@app.route('/')", "def view():", "    given = request.args.get('q', '')", "    fixed = 'fixed'"]
    lines += ["    " + line for part in body for line in part.splitlines()]
    lines += [f"    os.system({ends})", "    return 'ok'"]
    return "\n".join(lines) + "\n"


class Abort(Exception):
    pass


def stubs(given):
    flask = types.ModuleType("flask")

    class Flask:
        def __init__(self, name):
            pass

        def route(self, path):
            return lambda function: function

    def abort(code):
        raise Abort

    flask.Flask, flask.abort = Flask, abort
    flask.request = types.SimpleNamespace(args={"q": given})
    helpers = types.ModuleType("helpers")
    exec(HELPERS, helpers.__dict__)
    return {"flask": flask, "helpers": helpers}


def reaches(text):
    """Whether the marker can reach the command; none where the program is none that runs to it."""
    try:
        code = compile(text, "program.py", "exec")
    except SyntaxError:
        return None
    ran = reached = False
    real_system, real_exists = os.system, os.path.exists
    environment = dict(os.environ)
    for given in GIVEN:
        waiting = [[]]
        while waiting:
            chosen = waiting.pop()
            asked = []

            def exists(path):
                if path != "flag":
                    return real_exists(path)
                asked.append(True)
                return chosen[len(asked) - 1] if len(asked) <= len(chosen) else False

            def system(command):
                nonlocal ran, reached
                ran = True
                reached = reached or MARKER in str(command)
                return 0

            modules = stubs(given)
            sys.modules.update(modules)
            os.system, os.path.exists = system, exists
            space = {"__name__": "program"}
            try:
                with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                    exec(code, space)
                    space["view"]()
            except (Exception, SystemExit):
                pass
            finally:
                os.system, os.path.exists = real_system, real_exists
                os.environ.clear()
                os.environ.update(environment)
            for at in range(len(chosen), min(len(asked), MOST_CHOICES)):
                waiting.append(chosen + [False] * (at - len(chosen)) + [True])
    return reached if ran else None


def said(command, texts):
    """For each text whether a finding stands at its command."""
    answers = [False] * len(texts)
    for start in range(0, len(texts), 400):
        with tempfile.TemporaryDirectory() as folder:
            for at, text in enumerate(texts[start:start + 400]):
                pathlib.Path(folder, f"p{start + at}.py").write_text(text)
            pathlib.Path(folder, "helpers.py").write_text(HELPERS)
            run = subprocess.run([command, "review", "--format", "json", folder], capture_output=True, text=True)
            if run.returncode > 1:
                sys.exit(run.stderr)
            for finding in json.loads(run.stdout)["findings"]:
                name = pathlib.PurePosixPath(finding["file"]).name
                at = re.fullmatch(r"p(\d+)\.py", name)
                if at and finding["rule"] == "command-injection":
                    lines = texts[int(at[1])].splitlines()
                    if "os.system(" in lines[finding["line"] - 1]:
                        answers[int(at[1])] = True
    return answers


def smaller(text):
    """Each program that lacks one statement, or has a statement's body in its place."""
    tree = ast.parse(text)
    for owner in ast.walk(tree):
        for field in ("body", "orelse", "finalbody", "handlers"):
            block = getattr(owner, field, None)
            if not isinstance(block, list):
                continue
            for at, stmt in enumerate(block):
                instead = [[]]
                if isinstance(stmt, (ast.If, ast.For, ast.While, ast.With, ast.Try)):
                    instead.append(stmt.body)
                for new in instead:
                    if field == "body" and not new and len(block) == 1:
                        continue
                    setattr(owner, field, block[:at] + new + block[at + 1:])
                    with contextlib.suppress(Exception):
                        yield ast.unparse(ast.fix_missing_locations(tree)) + "\n"
                    setattr(owner, field, block)


def shrunk(command, differing):
    """Each program made as small as it still differs; all at once, for each review reads many."""
    current = list(differing)
    active = set(range(len(current)))
    while active:
        tried = [(at, text) for at in sorted(active) for text in smaller(current[at][0])]
        answers = said(command, [text for _, text in tried])
        better = {}
        for (at, text), answer in zip(tried, answers):
            truth = current[at][1]
            if at not in better and answer != truth and len(text) < len(current[at][0]) and reaches(text) is truth:
                better[at] = text
        for at, text in better.items():
            current[at] = (text, current[at][1], current[at][2])
        active = set(better)
    return current


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command")
    parser.add_argument("--programs", type=int, default=2000)
    parser.add_argument("--depth", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=40)
    parser.add_argument("--shrink", action="store_true")
    options = parser.parse_args()
    dice = random.Random(options.seed)
    known = shapes()
    texts = [(program([(shape, "given", "fixed")], "out0"), shape[0]) for shape in known]
    texts += [(program([(shape, "fixed", "given")], "out0"), shape[0]) for shape in known if "SS" in shape[2]]
    for _ in range(options.programs):
        steps, pool = [], ["given", "fixed"]
        for number in range(dice.randint(2, options.depth)):
            taken = pool[-1] if dice.random() < 0.75 else dice.choice(pool)
            steps.append((dice.choice(known), taken, dice.choice(pool)))
            pool.append(f"out{number}")
        texts.append((program(steps, pool[-1]), " ".join(shape[0] for shape, _, _ in steps)))
    truths = [reaches(text) for text, _ in texts]
    runs = [(text, kind, truth) for (text, kind), truth in zip(texts, truths) if truth is not None]
    left_out = [(text, kind) for (text, kind), truth in zip(texts, truths) if truth is None]
    answers = said(options.command, [text for text, _, _ in runs])
    counts = collections.Counter()
    missed, false = collections.Counter(), collections.Counter()
    differing = []
    for (text, kind, truth), answer in zip(runs, answers):
        counts["reach" if truth else "do not"] += 1
        if answer != truth:
            (missed if truth else false)[kind] += 1
            differing.append((text, truth, kind))
    if options.shrink:
        shortest = {}
        for text, truth, kind in shrunk(options.command, differing):
            shortest.setdefault(text, (truth, kind))
        shown = [(text, *rest) for text, rest in shortest.items()]
    else:
        shown = differing
    for text, truth, kind in shown[:options.show]:
        print(f"--- {'MISSED' if truth else 'FALSE'} ({kind})")
        lines = text.splitlines()
        keep = ("from flask import Flask", "import os", "app = Flask", "@app.route", "def view", "    return 'ok'")
        print("\n".join(line for line in lines if not line.startswith(keep)))
    print(f"{len(runs)} programs, {counts['reach']} of them reach; {len(left_out)} do not run to the command")
    print(f"missed {sum(missed.values())}: {dict(missed.most_common(12))}")
    print(f"false {sum(false.values())}: {dict(false.most_common(12))}")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
