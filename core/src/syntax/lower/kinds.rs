//! The grammar's kinds of node and its field names, as small numbers that are resolved once.
//!
//! Every named kind of the grammar has a row here that says where it is lowered; a test compares the rows
//! with the grammar's own list. Of the unnamed tokens only those that carry meaning are listed.

use std::sync::OnceLock;
use tree_sitter::Language;

macro_rules! kinds {
    (named { $($kind:ident $name:literal $place:ident,)* } tokens { $($token:ident $text:literal,)* }) => {
        /// A kind of node.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(super) enum Kind {
            $(#[doc = concat!("`", $name, "`")] $kind,)*
            $(#[doc = concat!("`", $text, "`")] $token,)*
            /// Text that the parser could not place.
            Error,
            /// A token without meaning of its own, such as a bracket.
            Other,
        }

        /// Each named kind of the grammar: its kind here, its name there, and where it is lowered.
        pub(super) const NAMED: &[(Kind, &str, Place)] = &[$((Kind::$kind, $name, Place::$place),)*];
        const TOKENS: &[(Kind, &str)] = &[$((Kind::$token, $text),)*];
    };
}

/// Where a kind of node is lowered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// `statements.rs`, for a statement.
    Statement,
    /// `compound.rs`: a statement with blocks, or one of its clauses.
    Compound,
    /// `definitions.rs`: functions, classes, their parameters and decorators.
    Definition,
    /// `imports.rs`
    Import,
    /// `expressions.rs` and the files that it passes nodes on to.
    Expression,
    /// `strings.rs`
    Text,
    /// `types.rs`: annotations and type parameters.
    Type,
    /// `patterns.rs`: what stands after `case`.
    Pattern,
    /// `tree.rs` keeps it apart or leaves it out; `literal.rs` reads escapes itself.
    Left,
}

kinds! {
    named {
        Module "module" Statement,
        Block "block" Compound,
        ExpressionStatement "expression_statement" Statement,
        Assignment "assignment" Statement,
        AugmentedAssignment "augmented_assignment" Statement,
        AssertStatement "assert_statement" Statement,
        BreakStatement "break_statement" Statement,
        ContinueStatement "continue_statement" Statement,
        DeleteStatement "delete_statement" Statement,
        ExecStatement "exec_statement" Statement,
        GlobalStatement "global_statement" Statement,
        NonlocalStatement "nonlocal_statement" Statement,
        PassStatement "pass_statement" Statement,
        PrintStatement "print_statement" Statement,
        Chevron "chevron" Statement,
        RaiseStatement "raise_statement" Statement,
        ReturnStatement "return_statement" Statement,
        TypeAliasStatement "type_alias_statement" Type,
        IfStatement "if_statement" Compound,
        ElifClause "elif_clause" Compound,
        ElseClause "else_clause" Compound,
        ForStatement "for_statement" Compound,
        WhileStatement "while_statement" Compound,
        TryStatement "try_statement" Compound,
        ExceptClause "except_clause" Compound,
        FinallyClause "finally_clause" Compound,
        WithStatement "with_statement" Compound,
        WithClause "with_clause" Compound,
        WithItem "with_item" Compound,
        MatchStatement "match_statement" Compound,
        CaseClause "case_clause" Compound,
        FunctionDefinition "function_definition" Definition,
        ClassDefinition "class_definition" Definition,
        DecoratedDefinition "decorated_definition" Definition,
        Decorator "decorator" Definition,
        Parameters "parameters" Definition,
        LambdaParameters "lambda_parameters" Definition,
        DefaultParameter "default_parameter" Definition,
        TypedParameter "typed_parameter" Definition,
        TypedDefaultParameter "typed_default_parameter" Definition,
        KeywordSeparator "keyword_separator" Definition,
        PositionalSeparator "positional_separator" Definition,
        DictionarySplatPattern "dictionary_splat_pattern" Definition,
        ListSplatPattern "list_splat_pattern" Expression,
        ImportStatement "import_statement" Import,
        ImportFromStatement "import_from_statement" Import,
        FutureImportStatement "future_import_statement" Import,
        ImportPrefix "import_prefix" Import,
        RelativeImport "relative_import" Import,
        AliasedImport "aliased_import" Import,
        WildcardImport "wildcard_import" Import,
        DottedName "dotted_name" Import,
        Identifier "identifier" Expression,
        True "true" Expression,
        False "false" Expression,
        None "none" Expression,
        Ellipsis "ellipsis" Expression,
        Integer "integer" Expression,
        Float "float" Expression,
        Attribute "attribute" Expression,
        Subscript "subscript" Expression,
        Slice "slice" Expression,
        Call "call" Expression,
        ArgumentList "argument_list" Expression,
        KeywordArgument "keyword_argument" Expression,
        ListSplat "list_splat" Expression,
        DictionarySplat "dictionary_splat" Expression,
        ParenthesizedListSplat "parenthesized_list_splat" Expression,
        ParenthesizedExpression "parenthesized_expression" Expression,
        Await "await" Expression,
        BinaryOperator "binary_operator" Expression,
        BooleanOperator "boolean_operator" Expression,
        ComparisonOperator "comparison_operator" Expression,
        NotOperator "not_operator" Expression,
        UnaryOperator "unary_operator" Expression,
        ConditionalExpression "conditional_expression" Expression,
        NamedExpression "named_expression" Expression,
        AsPattern "as_pattern" Compound,
        AsPatternTarget "as_pattern_target" Compound,
        Lambda "lambda" Expression,
        Yield "yield" Expression,
        Tuple "tuple" Expression,
        ExpressionList "expression_list" Expression,
        PatternList "pattern_list" Expression,
        TuplePattern "tuple_pattern" Expression,
        ListPattern "list_pattern" Expression,
        List "list" Expression,
        Set "set" Expression,
        Dictionary "dictionary" Expression,
        Pair "pair" Expression,
        ListComprehension "list_comprehension" Expression,
        SetComprehension "set_comprehension" Expression,
        DictionaryComprehension "dictionary_comprehension" Expression,
        GeneratorExpression "generator_expression" Expression,
        ForInClause "for_in_clause" Expression,
        IfClause "if_clause" Expression,
        String "string" Text,
        ConcatenatedString "concatenated_string" Text,
        StringStart "string_start" Text,
        StringEnd "string_end" Text,
        StringContent "string_content" Left,
        EscapeSequence "escape_sequence" Left,
        EscapeInterpolation "escape_interpolation" Left,
        Interpolation "interpolation" Text,
        FormatExpression "format_expression" Text,
        FormatSpecifier "format_specifier" Text,
        TypeConversion "type_conversion" Text,
        Type "type" Type,
        SplatType "splat_type" Type,
        GenericType "generic_type" Type,
        UnionType "union_type" Type,
        ConstrainedType "constrained_type" Type,
        MemberType "member_type" Type,
        TypeParameter "type_parameter" Type,
        CasePattern "case_pattern" Pattern,
        KeywordPattern "keyword_pattern" Pattern,
        ClassPattern "class_pattern" Pattern,
        SplatPattern "splat_pattern" Pattern,
        UnionPattern "union_pattern" Pattern,
        DictPattern "dict_pattern" Pattern,
        ComplexPattern "complex_pattern" Pattern,
        Comment "comment" Left,
        LineContinuation "line_continuation" Left,
    }
    tokens {
        Async "async",
        From "from",
        Future "__future__",
        Comma ",",
        Colon ":",
        Assign "=",
        And "and",
        Or "or",
        Star "*",
        DoubleStar "**",
        Plus "+",
        Minus "-",
        Tilde "~",
        At "@",
        Slash "/",
        DoubleSlash "//",
        Percent "%",
        ShiftLeft "<<",
        ShiftRight ">>",
        Ampersand "&",
        Bar "|",
        Caret "^",
        PlusAssign "+=",
        MinusAssign "-=",
        StarAssign "*=",
        SlashAssign "/=",
        AtAssign "@=",
        DoubleSlashAssign "//=",
        PercentAssign "%=",
        DoubleStarAssign "**=",
        ShiftRightAssign ">>=",
        ShiftLeftAssign "<<=",
        AmpersandAssign "&=",
        CaretAssign "^=",
        BarAssign "|=",
        Less "<",
        LessEqual "<=",
        Equal "==",
        NotEqual "!=",
        GreaterEqual ">=",
        Greater ">",
        LessGreater "<>",
        In "in",
        NotIn "not in",
        Is "is",
        IsNot "is not",
        Underscore "_",
    }
}

impl Kind {
    /// Whether what it holds may have names there, by the grammar's own list.
    pub(super) fn has_fields(self) -> bool {
        !matches!(
            self,
            Self::Module
                | Self::ExpressionStatement
                | Self::ReturnStatement
                | Self::AssertStatement
                | Self::DeleteStatement
                | Self::Parameters
                | Self::DottedName
                | Self::ArgumentList
                | Self::ParenthesizedExpression
                | Self::ExpressionList
                | Self::Tuple
                | Self::List
                | Self::Set
                | Self::Dictionary
                | Self::ComparisonOperator
                | Self::ConditionalExpression
                | Self::ConcatenatedString
                | Self::String
                | Self::Type
        )
    }

    /// Whether it is a token that stands between others, which has no name there.
    pub(super) fn is_separator(self) -> bool {
        matches!(self, Self::Comma | Self::Colon | Self::Assign)
    }

    /// Whether its last token is a bracket that has no meaning of its own.
    pub(super) fn is_bracketed(self) -> bool {
        matches!(
            self,
            Self::Parameters
                | Self::ArgumentList
                | Self::Subscript
                | Self::ParenthesizedExpression
                | Self::Tuple
                | Self::List
                | Self::Set
                | Self::Dictionary
                | Self::ListComprehension
                | Self::SetComprehension
                | Self::DictionaryComprehension
                | Self::GeneratorExpression
        )
    }
}

macro_rules! fields {
    ($($field:ident $name:literal,)*) => {
        /// What a node is to the node that it stands in.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Field {
            /// It has no name there, or none that lowering asks for.
            None,
            $(#[doc = concat!("`", $name, "`")] $field,)*
        }
        const FIELDS: &[(Field, &str)] = &[$((Field::$field, $name),)*];
    };
}

fields! {
    Alias "alias",
    Alternative "alternative",
    Argument "argument",
    Arguments "arguments",
    Attribute "attribute",
    Body "body",
    Cause "cause",
    Code "code",
    Condition "condition",
    Consequence "consequence",
    Definition "definition",
    Expression "expression",
    FormatSpecifier "format_specifier",
    Function "function",
    Guard "guard",
    Key "key",
    Left "left",
    ModuleName "module_name",
    Name "name",
    Object "object",
    Operator "operator",
    Parameters "parameters",
    ReturnType "return_type",
    Right "right",
    Subject "subject",
    Subscript "subscript",
    Superclasses "superclasses",
    Type "type",
    TypeConversion "type_conversion",
    TypeParameters "type_parameters",
    Value "value",
}

/// The parser's numbers for kinds and fields.
pub(super) struct Table {
    kinds: Vec<Kind>,
    fields: Vec<Field>,
}

impl Table {
    /// The table of the grammar that is linked.
    pub(super) fn get() -> &'static Self {
        static TABLE: OnceLock<Table> = OnceLock::new();
        TABLE.get_or_init(|| Self::new(&language()))
    }

    fn new(language: &Language) -> Self {
        let kind = |id: u16| {
            let name = language.node_kind_for_id(id).unwrap_or_default();
            let known = if language.node_kind_is_named(id) {
                NAMED.iter().find(|row| row.1 == name).map(|row| row.0)
            } else {
                TOKENS.iter().find(|row| row.1 == name).map(|row| row.0)
            };
            known.unwrap_or(Kind::Other)
        };
        let field = |id: u16| {
            let name = language.field_name_for_id(id).unwrap_or_default();
            FIELDS.iter().find(|row| row.1 == name).map_or(Field::None, |row| row.0)
        };
        Self {
            kinds: (0..language.node_kind_count()).map(|id| kind(id as u16)).collect(),
            fields: (0..=language.field_count()).map(|id| field(id as u16)).collect(),
        }
    }

    /// The kind of a node; the parser numbers errors outside of its own table.
    pub(super) fn kind(&self, id: u16) -> Kind {
        self.kinds.get(usize::from(id)).copied().unwrap_or(Kind::Error)
    }

    /// The field of a node.
    pub(super) fn field(&self, id: u16) -> Field {
        self.fields.get(usize::from(id)).copied().unwrap_or(Field::None)
    }
}

/// The grammar.
pub(super) fn language() -> Language {
    tree_sitter_python::LANGUAGE.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::ast::{ExprKind, PatternKind, StmtKind};
    use crate::syntax::lower::tree::{Node, parse};
    use crate::text::{File, NoticeKind};
    use std::collections::BTreeSet;

    /// A sample of each kind, alone or with others.
    const SAMPLES: &[(&str, &str)] = &[
        ("module block expression_statement assignment identifier integer", "if a: b = 1\n"),
        ("augmented_assignment", "a += 1\n"),
        ("assert_statement", "assert a, b\n"),
        ("break_statement continue_statement while_statement true", "while True:\n    break\n    continue\n"),
        ("delete_statement", "del a, b[0]\n"),
        ("exec_statement", "exec code in scope\n"),
        ("global_statement nonlocal_statement", "def f():\n    global a, b\n    nonlocal c\n"),
        ("pass_statement if_statement elif_clause else_clause", "if a: pass\nelif b: pass\nelse: pass\n"),
        ("print_statement chevron", "print >>stream, a, b\n"),
        ("raise_statement", "raise a from b\n"),
        ("return_statement", "def f(): return a\n"),
        ("type_alias_statement type type_parameter generic_type", "type A[T] = list[T]\n"),
        ("for_statement", "async def f():\n    async for a, b in c: pass\n    else: pass\n"),
        ("try_statement except_clause finally_clause", "try: a\nexcept A: b\nelse: c\nfinally: d\n"),
        ("with_statement with_clause with_item as_pattern as_pattern_target", "with (a as b, c): pass\n"),
        ("match_statement case_clause case_pattern", "match a, b:\n    case 1 if c: pass\n"),
        (
            "function_definition parameters typed_parameter typed_default_parameter",
            "def f(a: int, b: int = 1): pass\n",
        ),
        ("default_parameter keyword_separator positional_separator", "def f(a, /, b=1, *, c): pass\n"),
        ("class_definition argument_list keyword_argument", "class A(B, metaclass=C): pass\n"),
        ("decorated_definition decorator", "@a.b(c)\n@(d := e)\ndef f(): pass\n"),
        ("lambda lambda_parameters list_splat_pattern dictionary_splat_pattern", "lambda a, *b, **c: a\n"),
        ("import_statement dotted_name aliased_import", "import a.b as c, d\n"),
        ("import_from_statement relative_import import_prefix", "from ..a import (b, c as d)\n"),
        ("wildcard_import", "from a import *\n"),
        ("future_import_statement", "from __future__ import annotations\n"),
        ("false none ellipsis float", "a(False, None, ..., 1.5)\n"),
        ("attribute subscript slice call", "a.b[c:d:e](f)\n"),
        ("list_splat dictionary_splat", "f(*a, **b)\n"),
        ("parenthesized_list_splat", "[(*a), b]\n"),
        ("parenthesized_expression binary_operator", "(a + b) * c\n"),
        ("boolean_operator comparison_operator not_operator unary_operator", "a and not b or c < -d\n"),
        ("conditional_expression named_expression", "(a := b if c else d)\n"),
        ("await yield", "async def f():\n    yield await a\n"),
        ("tuple expression_list", "a = (b, c)\nreturn_ = d, e\n"),
        ("pattern_list tuple_pattern list_pattern", "a, (b, c), [d, *e] = f\n"),
        ("list set dictionary pair", "[a, {b}, {c: d, **e}]\n"),
        ("list_comprehension for_in_clause if_clause", "[a for b in c if d]\n"),
        ("set_comprehension generator_expression", "{a for b in (c for d in e)}\n"),
        ("dictionary_comprehension", "{a: b for a, b in c}\n"),
        ("string string_start string_end concatenated_string", "'a' f\"b\"\n"),
        ("string_content escape_sequence comment line_continuation", "'a\\n' + \\\n  b  # c\n"),
        (
            "interpolation format_specifier format_expression type_conversion escape_interpolation",
            "f'{{{a!r:>{b}}'\n",
        ),
        ("splat_type constrained_type", "def f[T: int, *Ts, **P](): pass\n"),
        ("union_type", "def f(a: list[int] | None): pass\n"),
        ("member_type", "a: list[int].b\n"),
        ("keyword_pattern class_pattern union_pattern", "match a:\n    case A(b, c=-1) | B(): pass\n"),
        ("splat_pattern dict_pattern complex_pattern", "match a:\n    case [*b, {'c': 1 + 2j, **d}]: pass\n"),
    ];

    fn kinds_in(node: Node<'_>, found: &mut BTreeSet<&'static str>) {
        found.extend(NAMED.iter().find(|row| row.0 == node.kind()).map(|row| row.1));
        node.children().for_each(|child| kinds_in(child, found));
    }

    /// All kinds that the list speaks of: some stand only among the children of others.
    fn named_in<'g>(grammar: &'g serde_json::Value, found: &mut BTreeSet<&'g str>) {
        if grammar["named"] == true {
            found.extend(grammar["type"].as_str());
        }
        match grammar {
            serde_json::Value::Array(items) => items.iter().for_each(|item| named_in(item, found)),
            serde_json::Value::Object(fields) => fields.values().for_each(|field| named_in(field, found)),
            _ => {}
        }
    }

    #[test]
    fn every_kind_of_node_of_the_grammar_is_known() {
        let grammar: serde_json::Value = serde_json::from_str(tree_sitter_python::NODE_TYPES).unwrap();
        // Supertypes are names for groups of kinds: no node is one.
        let groups: BTreeSet<&str> = grammar
            .as_array()
            .unwrap()
            .iter()
            .filter(|kind| kind.get("subtypes").is_some())
            .filter_map(|kind| kind["type"].as_str())
            .collect();
        let mut theirs = BTreeSet::new();
        named_in(&grammar, &mut theirs);
        let theirs: BTreeSet<&str> = theirs.difference(&groups).copied().collect();
        let ours: BTreeSet<&str> = NAMED.iter().map(|row| row.1).collect();
        assert_eq!(theirs, ours);
    }

    #[test]
    fn every_kind_of_node_is_lowered_without_a_rest() {
        let mut sampled = BTreeSet::new();
        for (kinds, sample) in SAMPLES {
            let tree = parse(sample).unwrap();
            assert_eq!(tree.errors, [], "{sample}");
            let mut found = BTreeSet::new();
            kinds_in(tree.root(), &mut found);
            for kind in kinds.split(' ') {
                let kept_apart = NAMED.iter().any(|row| row.1 == kind && row.2 == Place::Left);
                assert!(found.contains(kind) || kept_apart, "{kind} is not in {sample}: {found:?}");
                sampled.insert(kind);
            }
            let ast = crate::syntax::lower(&File::new("sample.py", *sample));
            assert!(
                ast.notices.iter().all(|notice| notice.kind == NoticeKind::Python2),
                "{sample}: {:?}",
                ast.notices
            );
            assert!(ast.exprs.iter().all(|expr| !matches!(expr.kind, ExprKind::Unknown)), "{sample}");
            assert!(ast.stmts.iter().all(|stmt| !matches!(stmt.kind, StmtKind::Unknown)), "{sample}");
            assert!(
                ast.patterns.iter().all(|pattern| !matches!(pattern.kind, PatternKind::Unknown)),
                "{sample}"
            );
        }
        let missing: Vec<&str> =
            NAMED.iter().map(|row| row.1).filter(|kind| !sampled.contains(kind)).collect();
        assert_eq!(missing, [""; 0]);
    }
}
