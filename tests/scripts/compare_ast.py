"""Compares the syntax tree with CPython's `ast`, node by node: kinds, names, values, lines and columns.

    cargo build --release --example dump_syntax -p sightline
    python3 tests/scripts/compare_ast.py target/release/examples/dump_syntax PATH...

A path is a folder, a wheel or a file. Files that this CPython cannot parse are counted and left out. Trees
are brought to one shape first (chains of operators, `elif`, joined texts); what differs for a reason is
listed in EXPLAINED with the reason, everything else is printed, and makes the exit status 1.
"""

import ast
import collections
import json
import os
import struct
import subprocess
import sys
import tempfile
import unicodedata
import warnings
import zipfile

sys.setrecursionlimit(100_000)
warnings.simplefilter("ignore")

OPERATORS = {
    ast.Add: "Add", ast.Sub: "Subtract", ast.Mult: "Multiply", ast.MatMult: "MatrixMultiply",
    ast.Div: "Divide", ast.FloorDiv: "FloorDivide", ast.Mod: "Modulo", ast.Pow: "Power",
    ast.LShift: "ShiftLeft", ast.RShift: "ShiftRight", ast.BitAnd: "BitAnd", ast.BitOr: "BitOr",
    ast.BitXor: "BitXor",
}
RANK = {
    "Add": 0, "Subtract": 0, "Multiply": 1, "MatrixMultiply": 1, "Divide": 1, "FloorDivide": 1, "Modulo": 1,
    "ShiftLeft": 2, "ShiftRight": 2, "BitAnd": 3, "BitOr": 4, "BitXor": 5, "Power": 6,
}
COMPARISONS = {
    ast.Eq: "Equal", ast.NotEq: "NotEqual", ast.Lt: "Less", ast.LtE: "LessEqual", ast.Gt: "Greater",
    ast.GtE: "GreaterEqual", ast.Is: "Is", ast.IsNot: "IsNot", ast.In: "In", ast.NotIn: "NotIn",
}
UNARY = {ast.USub: "Minus", ast.UAdd: "Plus", ast.Invert: "Invert"}
EXPLAINED = collections.Counter()
# Before 3.12 CPython places nothing within an f-string right.
PLACES_FIELDS = sys.version_info >= (3, 12)


def where(node):
    return [node.lineno, node.col_offset, node.end_lineno, node.end_col_offset]


class Reader:
    """CPython's tree in the shape of the dump."""

    def __init__(self, lines):
        self.lines = lines
        self.placed = True

    def at(self, node):
        return where(node) if self.placed else None

    def constant(self, value):
        if value is None:
            return ["None"]
        if value is Ellipsis:
            return ["Ellipsis"]
        if isinstance(value, bool):
            return ["bool", value]
        if isinstance(value, int):
            return ["int", value]
        if isinstance(value, float):
            return ["float", struct.unpack("<Q", struct.pack("<d", value))[0]]
        if isinstance(value, complex):
            return ["complex", struct.unpack("<Q", struct.pack("<d", value.imag))[0]]
        if isinstance(value, bytes):
            return ["bytes", list(value)]
        return ["str", value]

    def maybe(self, node):
        return None if node is None else self.expr(node)

    def exprs(self, nodes):
        return [self.expr(node) for node in nodes]

    def expr(self, node):
        kind, *rest = getattr(self, type(node).__name__)(node)
        return [kind, self.at(node), *rest]

    def Name(self, node):
        return ["Name", node.id]

    def Constant(self, node):
        return ["Constant", self.constant(node.value)]

    def JoinedStr(self, node):
        placed, self.placed = self.placed, self.placed and PLACES_FIELDS
        parts = []
        for value in node.values:
            if isinstance(value, ast.Constant):
                text = self.constant(value.value)
                if parts and parts[-1][0] == "str":
                    parts[-1][1] += text[1]
                elif text[1]:
                    parts.append(text)
            else:
                conversion = "" if value.conversion < 0 else chr(value.conversion)
                spec = self.maybe(value.format_spec)
                parts.append(["value", self.expr(value.value), conversion, spec])
        self.placed = placed
        if not parts:
            return ["Constant", ["str", ""]]
        if len(parts) == 1 and parts[0][0] == "str":
            return ["Constant", parts[0]]
        return ["FString", parts]

    def Tuple(self, node):
        return ["Tuple", self.exprs(node.elts)]

    def List(self, node):
        return ["List", self.exprs(node.elts)]

    def Set(self, node):
        return ["Set", self.exprs(node.elts)]

    def Dict(self, node):
        return ["Dict", [[self.maybe(key), self.expr(value)] for key, value in zip(node.keys, node.values)]]

    def UnaryOp(self, node):
        if isinstance(node.op, ast.Not):
            return ["Not", self.expr(node.operand)]
        return ["Unary", UNARY[type(node.op)], self.expr(node.operand)]

    def parenthesised(self, outer, inner):
        """Whether a left operand was in parentheses: it then begins after its operation does."""
        return (outer.lineno, outer.col_offset) != (inner.lineno, inner.col_offset)

    def BinOp(self, node):
        operators, rights = [], []
        last = OPERATORS[type(node.op)]
        at = node
        while isinstance(at, ast.BinOp) and RANK[OPERATORS[type(at.op)]] == RANK[last]:
            if rights and (last == "Power" or (self.parenthesised(node, at) if self.placed else False)):
                break
            operators.append(OPERATORS[type(at.op)])
            rights.append(at.right)
            at = at.left
        return ["Operation", operators[::-1], self.exprs([at, *rights[::-1]])]

    def BoolOp(self, node):
        return ["Bool", isinstance(node.op, ast.And), self.exprs(node.values)]

    def Compare(self, node):
        return ["Compare", [COMPARISONS[type(op)] for op in node.ops], self.exprs([node.left, *node.comparators])]

    def IfExp(self, node):
        return ["Conditional", *self.exprs([node.test, node.body, node.orelse])]

    def arguments(self, args, keywords):
        found = []
        for arg in args:
            star = isinstance(arg, ast.Starred)
            found.append((where(arg)[:2], ["*", self.expr(arg.value)] if star else ["", self.expr(arg)]))
        for keyword in keywords:
            found.append((where(keyword)[:2], [keyword.arg or "**", self.expr(keyword.value)]))
        if self.placed:
            found.sort(key=lambda entry: entry[0])
        return [entry for _, entry in found]

    def Call(self, node):
        return ["Call", self.expr(node.func), self.arguments(node.args, node.keywords)]

    def Attribute(self, node):
        return ["Attribute", self.expr(node.value), node.attr]

    def Subscript(self, node):
        return ["Subscript", self.expr(node.value), self.expr(node.slice)]

    def Slice(self, node):
        return ["Slice", self.maybe(node.lower), self.maybe(node.upper), self.maybe(node.step)]

    def Starred(self, node):
        return ["Starred", self.expr(node.value)]

    def NamedExpr(self, node):
        return ["Named", node.target.id, self.expr(node.value)]

    def Lambda(self, node):
        return ["Lambda", self.params(node.args), self.expr(node.body)]

    def comprehension(self, kind, element, value, generators):
        clauses = []
        for one in generators:
            clauses.append([bool(one.is_async), self.expr(one.target), self.expr(one.iter)])
            clauses.extend(self.exprs(one.ifs))
        return ["Comprehension", kind, self.expr(element), self.maybe(value), clauses]

    def ListComp(self, node):
        return self.comprehension("List", node.elt, None, node.generators)

    def SetComp(self, node):
        return self.comprehension("Set", node.elt, None, node.generators)

    def GeneratorExp(self, node):
        return self.comprehension("Generator", node.elt, None, node.generators)

    def DictComp(self, node):
        return self.comprehension("Dict", node.key, node.value, node.generators)

    def Await(self, node):
        return ["Await", self.expr(node.value)]

    def Yield(self, node):
        return ["Yield", self.maybe(node.value)]

    def YieldFrom(self, node):
        return ["YieldFrom", self.expr(node.value)]

    def params(self, args):
        params = []
        plain = args.posonlyargs + args.args
        defaults = [None] * (len(plain) - len(args.defaults)) + args.defaults
        for at, (arg, default) in enumerate(zip(plain, defaults)):
            kind = "PositionalOnly" if at < len(args.posonlyargs) else "Positional"
            params.append([arg.arg, kind, self.maybe(arg.annotation), self.maybe(default)])
        if args.vararg:
            params.append([args.vararg.arg, "Star", self.maybe(args.vararg.annotation), None])
        for arg, default in zip(args.kwonlyargs, args.kw_defaults):
            params.append([arg.arg, "KeywordOnly", self.maybe(arg.annotation), self.maybe(default)])
        if args.kwarg:
            params.append([args.kwarg.arg, "DoubleStar", self.maybe(args.kwarg.annotation), None])
        return params

    def type_params(self, node):
        found = []
        for param in getattr(node, "type_params", []):
            bound = self.maybe(getattr(param, "bound", None))
            found.append([param.name, bound, self.maybe(getattr(param, "default_value", None))])
        return found

    def block(self, nodes):
        return [self.stmt(node) for node in nodes]

    def stmt(self, node):
        kind, *rest = getattr(self, "stmt_" + type(node).__name__)(node)
        span = where(node)
        decorators = getattr(node, "decorator_list", None)
        if decorators:
            span = [*self.decorated(decorators[0]), *span[2:]]
        return [kind + "Stmt", span, *rest]

    def decorated(self, decorator):
        """Where the `@` before a decorator stands."""
        line, column = decorator.lineno, decorator.col_offset
        before = self.lines[line - 1][:column]
        while b"@" not in before:
            line -= 1
            before = self.lines[line - 1]
        return [line, before.rindex(b"@")]

    def stmt_Expr(self, node):
        return ["Expr", self.expr(node.value)]

    def stmt_Assign(self, node):
        return ["Assign", self.exprs(node.targets), self.expr(node.value)]

    def stmt_AnnAssign(self, node):
        return ["Annotated", self.expr(node.target), self.expr(node.annotation), self.maybe(node.value)]

    def stmt_AugAssign(self, node):
        return ["Augmented", self.expr(node.target), OPERATORS[type(node.op)], self.expr(node.value)]

    def stmt_Return(self, node):
        return ["Return", self.maybe(node.value)]

    def stmt_Raise(self, node):
        return ["Raise", self.maybe(node.exc), self.maybe(node.cause)]

    def stmt_Delete(self, node):
        return ["Delete", self.exprs(node.targets)]

    def stmt_Assert(self, node):
        return ["Assert", self.expr(node.test), self.maybe(node.msg)]

    def stmt_Pass(self, node):
        return ["Pass", None]

    def stmt_Break(self, node):
        return ["Break", None]

    def stmt_Continue(self, node):
        return ["Continue", None]

    def stmt_Global(self, node):
        return ["Global", node.names]

    def stmt_Nonlocal(self, node):
        return ["Nonlocal", node.names]

    def imports(self, names):
        return [["import", where(name), name.name.split("."), name.asname] for name in names]

    def stmt_Import(self, node):
        return ["Import", self.imports(node.names)]

    def stmt_ImportFrom(self, node):
        star = node.names[0].name == "*"
        module = node.module.split(".") if node.module else []
        return ["ImportFrom", node.level, module, [] if star else self.imports(node.names), star]

    def stmt_If(self, node):
        arms = [[self.expr(node.test), self.block(node.body)]]
        rest = node.orelse
        while len(rest) == 1 and isinstance(rest[0], ast.If) and self.is_elif(rest[0]):
            arms.append([self.expr(rest[0].test), self.block(rest[0].body)])
            rest = rest[0].orelse
        return ["If", arms, self.block(rest)]

    def is_elif(self, node):
        return self.lines[node.lineno - 1][node.col_offset:].startswith(b"elif")

    def stmt_For(self, node, is_async=False):
        return ["For", self.expr(node.target), self.expr(node.iter), self.block(node.body),
                self.block(node.orelse), is_async]

    def stmt_AsyncFor(self, node):
        return self.stmt_For(node, True)

    def stmt_While(self, node):
        return ["While", self.expr(node.test), self.block(node.body), self.block(node.orelse)]

    def stmt_With(self, node, is_async=False):
        items = [[self.expr(item.context_expr), self.maybe(item.optional_vars)] for item in node.items]
        return ["With", items, self.block(node.body), is_async]

    def stmt_AsyncWith(self, node):
        return self.stmt_With(node, True)

    def stmt_Try(self, node, star=False):
        handlers = [["handler", where(one), self.maybe(one.type), one.name, self.block(one.body)]
                    for one in node.handlers]
        return ["Try", self.block(node.body), handlers, self.block(node.orelse), self.block(node.finalbody), star]

    def stmt_TryStar(self, node):
        return self.stmt_Try(node, True)

    def stmt_Match(self, node):
        cases = [[self.pattern(case.pattern), self.maybe(case.guard), self.block(case.body)] for case in node.cases]
        return ["Match", self.expr(node.subject), cases]

    def yields(self, node):
        todo = list(node.body)
        while todo:
            at = todo.pop()
            if isinstance(at, (ast.Yield, ast.YieldFrom)):
                return True
            if isinstance(at, (ast.FunctionDef, ast.AsyncFunctionDef)):
                args = at.args
                todo.extend(at.decorator_list + args.defaults + [one for one in args.kw_defaults if one])
            elif isinstance(at, ast.Lambda):
                todo.extend(at.args.defaults + [one for one in at.args.kw_defaults if one])
            else:
                todo.extend(ast.iter_child_nodes(at))
        return False

    def stmt_FunctionDef(self, node, is_async=False):
        return ["Function", f"Some({node.name})", where(node), is_async, self.yields(node),
                self.exprs(node.decorator_list), self.type_params(node), self.params(node.args),
                self.maybe(node.returns), self.block(node.body)]

    def stmt_AsyncFunctionDef(self, node):
        return self.stmt_FunctionDef(node, True)

    def stmt_ClassDef(self, node):
        return ["Class", node.name, where(node), self.exprs(node.decorator_list), self.type_params(node),
                self.arguments(node.bases, node.keywords), self.block(node.body)]

    def stmt_TypeAlias(self, node):
        return ["TypeAlias", node.name.id, self.type_params(node), self.expr(node.value)]

    def pattern(self, node):
        kind, *rest = getattr(self, type(node).__name__)(node)
        return [kind + "Pattern", where(node), *rest]

    def MatchValue(self, node):
        return ["Value", self.expr(node.value)]

    def MatchSingleton(self, node):
        return ["Value", ["Constant", where(node), self.constant(node.value)]]

    def MatchSequence(self, node):
        return ["Sequence", [self.pattern(one) for one in node.patterns]]

    def MatchMapping(self, node):
        items = [[self.expr(key), self.pattern(value)] for key, value in zip(node.keys, node.patterns)]
        return ["Mapping", items, node.rest]

    def MatchClass(self, node):
        keywords = [[name, self.pattern(value)] for name, value in zip(node.kwd_attrs, node.kwd_patterns)]
        return ["Class", self.expr(node.cls), [self.pattern(one) for one in node.patterns], keywords]

    def MatchStar(self, node):
        return ["Star", node.name]

    def MatchAs(self, node):
        if node.pattern is not None:
            return ["As", self.pattern(node.pattern), node.name]
        return ["Wildcard", None] if node.name is None else ["Capture", node.name]

    def MatchOr(self, node):
        return ["Or", [self.pattern(one) for one in node.patterns]]


def tidy(node, placed=True):
    """The dump in the shape that `Reader` gives."""
    if not isinstance(node, list) or not node:
        return node
    if node[0] == "big" and len(node) == 2:
        return ["int", int(node[1].replace("_", "").rstrip("lL"), 0)]
    if node[0] == "points" and len(node) == 2:
        return ["str", "".join(map(chr, node[1]))]
    if node[0] == "FString":
        parts = []
        for part in node[2]:
            if part[0] != "value":
                part = tidy(part)
            else:
                value, conversion, shows, spec = part[1:]
                if shows:
                    # CPython turns `{a=}` into the text `a=` and `{a!r}`: the text is compared by hand.
                    parts.append(["shown"])
                    conversion = conversion or ("" if spec else "r")
                part = ["value", tidy(value, placed and PLACES_FIELDS), conversion, tidy(spec, placed and PLACES_FIELDS)]
            parts.append(part)
        return ["FString", node[1] if placed else None, parts]
    placed_node = isinstance(node[0], str) and len(node) > 1 and is_place(node[1])
    if placed_node:
        return [node[0], node[1] if placed else None, *[tidy(part, placed) for part in node[2:]]]
    return [tidy(part, placed) for part in node]


def is_place(value):
    return isinstance(value, list) and len(value) == 4 and all(type(one) is int for one in value)


def difference(ours, theirs, path=()):
    if ours == theirs:
        return None
    if isinstance(ours, list) and isinstance(theirs, list):
        if ours[:1] == ["PrintStmt"]:
            EXPLAINED["`print >>stream` is Python 2's statement here"] += 1
            return None
        if ours[:1] == ["FString"] == theirs[:1] and ["shown"] in ours[2]:
            EXPLAINED["`{a=}` keeps its text as a flag, CPython as text"] += 1
            return None
        if len(ours) == len(theirs):
            for at, (mine, other) in enumerate(zip(ours, theirs)):
                found = difference(mine, other, (*path, at))
                if found:
                    return found
            return None
    if isinstance(ours, str) and isinstance(theirs, str) and "\ufffd" in ours:
        if len(ours) == len(theirs) and all(a in (b, "\ufffd") for a, b in zip(ours, theirs)):
            EXPLAINED["a character given by a name that is not in our table: U+FFFD"] += 1
            return None
    if isinstance(ours, str) and isinstance(theirs, str) and unicodedata.normalize("NFKC", ours) == theirs:
        EXPLAINED["names are normalised as far as ASCII goes"] += 1
        return None
    return path, ours, theirs


def short(value):
    text = json.dumps(value, ensure_ascii=True, default=str)
    return text if len(text) < 300 else text[:300] + "..."


def differences(ours, theirs):
    """Differences by statement, so that one does not hide the next."""
    found = []
    for mine, other in zip(ours, theirs):
        blocks = {"FunctionStmt": -1, "ClassStmt": -1}
        at = blocks.get(mine[0])
        if at is not None and mine[0] == other[0] and len(mine) == len(other):
            found.extend(differences(mine[at], other[at]))
            mine, other = mine[:at], other[:at]
        one = difference(mine, other)
        if one:
            found.append((other[1][0], *one))
    if len(ours) != len(theirs):
        found.append((ours[0][1][0] if ours else 0, ("statements",), len(ours), len(theirs)))
    return found


def files(paths, folder):
    for path in paths:
        if path.endswith((".whl", ".zip")):
            target = os.path.join(folder, os.path.basename(path))
            zipfile.ZipFile(path).extractall(target)
            path = target
        if os.path.isfile(path):
            yield path
        for root, _, names in sorted(os.walk(path)):
            yield from (os.path.join(root, name) for name in sorted(names) if name.endswith(".py"))


def main():
    dump, *paths = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        trees, skipped = [], 0
        for path in files(paths, folder):
            source = open(path, "rb").read()
            try:
                source.decode("utf-8")
                tree = ast.parse(source)
            except (SyntaxError, ValueError, RecursionError):
                skipped += 1
                continue
            trees.append((path, source, tree))
        listing = "".join(path + "\n" for path, _, _ in trees)
        lines = subprocess.run([dump], input=listing, capture_output=True, encoding="utf-8", check=True).stdout
        counts = collections.Counter()
        unexplained = 0
        for (path, source, tree), line in zip(trees, lines.removesuffix("\n").split("\n"), strict=True):
            ours = json.loads(line)
            source = source.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            theirs = Reader(source.split(b"\n")).block(tree.body)
            for node in ast.walk(tree):
                counts[type(node).__name__] += 1
            found = differences(tidy(ours["body"]), theirs)
            notices = [one for one in ours["notices"]]
            for line_number, where_in, mine, other in found:
                unexplained += 1
                print(f"{path}:{line_number}: {where_in}\n   ours   {short(mine)}\n   theirs {short(other)}")
            for notice in notices:
                print(f"{path}: notice {notice}")
        names = ("FunctionDef", "AsyncFunctionDef", "ClassDef", "Call", "arg", "keyword", "Constant")
        print(f"{len(trees)} files compared, {skipped} that CPython cannot read left out")
        print(", ".join(f"{counts[name]} {name}" for name in names), f"{sum(counts.values())} nodes in all")
        for reason, times in EXPLAINED.items():
            print(f"explained: {reason}: {times}")
        print(f"{unexplained} differences unexplained")
        sys.exit(1 if unexplained else 0)


main()
