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
