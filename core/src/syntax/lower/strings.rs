//! Texts, bytes, f-strings and template strings, alone or joined by standing next to each other.
//!
//! Values are read from the source between the parser's replacement fields; its own nodes for escapes are
//! not used, because joining, raw texts and line ends have to be known for a value.

use super::super::ast::{ExprId, ExprKind, Part};
use super::super::literal::{self, Prefix, Text};
use super::Lower;
use super::kinds::{Field, Kind};
use super::tree::Node;
use crate::intern::Const;
use crate::text::Span;

/// Parts of a text that is being joined; adjacent pieces of plain text become one.
#[derive(Default)]
struct Joined {
    parts: Vec<Part>,
    text: Text,
}

impl Lower<'_> {
    /// `"a"`, `b"a"`, `f"{a}"`, `"a" f"{b}" 'c'`
    pub(super) fn text(&mut self, node: Node<'_>) -> ExprId {
        let pieces: Vec<(Node<'_>, Prefix)> = if node.kind() == Kind::ConcatenatedString {
            node.parts()
                .filter(|part| part.kind() == Kind::String)
                .map(|part| (part, self.prefix(part)))
                .collect()
        } else {
            vec![(node, self.prefix(node))]
        };
        if pieces.iter().any(|(_, prefix)| prefix.bytes) {
            return self.bytes(node, &pieces);
        }
        if pieces.iter().any(|(piece, _)| self.slice(piece.span()).starts_with('`')) {
            self.odd = true;
            return self.unknown(node.span());
        }
        let mut joined = Joined::default();
        for (piece, prefix) in &pieces {
            if prefix.raw && prefix.unicode {
                self.python2("a text that begins with `ur`", piece.span());
            }
            self.join(&mut joined, *piece, self.inside(*piece), *prefix);
        }
        let template = pieces.iter().any(|(_, prefix)| prefix.template);
        self.joined(node.span(), joined, template)
    }

    fn prefix(&self, node: Node<'_>) -> Prefix {
        Prefix::read(self.slice(self.opening(node).unwrap_or(node.span())))
    }

    /// The prefix and the opening quotes. Of texts that hold nothing but text their parts are not among the nodes.
    fn opening(&self, node: Node<'_>) -> Option<Span> {
        let span = node.span();
        if let Some(start) = node.first(Kind::StringStart) {
            return Some(start.span());
        }
        if node.kind() != Kind::String {
            return None;
        }
        let text = self.slice(span).as_bytes();
        let prefix = text.iter().take_while(|letter| letter.is_ascii_alphabetic()).count();
        let quote = *text.get(prefix)?;
        let is_triple = text.len() >= prefix + 6 && text.get(prefix..prefix + 3)? == [quote; 3];
        Some(Span::new(span.start, span.start + prefix as u32 + if is_triple { 3 } else { 1 }))
    }

    fn bytes(&mut self, node: Node<'_>, pieces: &[(Node<'_>, Prefix)]) -> ExprId {
        let mut bytes = Vec::new();
        for (piece, prefix) in pieces {
            literal::add_bytes(&mut bytes, self.slice(self.inside(*piece)), prefix.raw);
        }
        self.constant(node.span(), Const::Bytes(bytes.into()))
    }

    /// Adds the pieces of text of a node and the replacement fields between them.
    fn join(&mut self, joined: &mut Joined, node: Node<'_>, inside: Span, prefix: Prefix) {
        let mut at = inside.start;
        if prefix.has_fields() {
            for field in node.parts() {
                if !matches!(field.kind(), Kind::Interpolation | Kind::FormatExpression) {
                    continue;
                }
                joined.text.add(self.slice(Span::new(at, field.span().start)), prefix);
                self.flush(joined);
                let part = self.replacement(field, prefix);
                joined.parts.push(part);
                at = field.span().end;
            }
        }
        joined.text.add(self.slice(Span::new(at, inside.end.max(at))), prefix);
    }

    /// What stands between the quotes. The parser counts backslashes before the last quote of `r'\\'` to its
    /// closing token: quotes are counted at the opening one.
    fn inside(&self, node: Node<'_>) -> Span {
        let span = node.span();
        let Some(open) = self.opening(node) else { return span };
        let start = open.end;
        let text = self.slice(open);
        let quotes = text.len() - text.trim_end_matches(['"', '\'', '`']).len();
        let end = match node.first(Kind::StringEnd) {
            Some(close) => close.span().end - quotes as u32,
            // It has no parts of its own, or no end.
            None if node.first(Kind::StringStart).is_none() => span.end - quotes as u32,
            None => span.end,
        };
        Span::new(start, end.max(start))
    }

    fn flush(&mut self, joined: &mut Joined) {
        let text = std::mem::take(&mut joined.text);
        if !text.is_empty() {
            joined.parts.push(Part::Text(self.ast.constants.id(text.finish())));
        }
    }

    fn joined(&mut self, span: Span, mut joined: Joined, template: bool) -> ExprId {
        if joined.parts.is_empty() && !template {
            return self.constant(span, joined.text.finish());
        }
        self.flush(&mut joined);
        let parts = self.ast.lists.parts(joined.parts);
        self.add(span, if template { ExprKind::Template(parts) } else { ExprKind::FString(parts) })
    }

    /// `{value!r:spec}`, `{value=}`
    fn replacement(&mut self, node: Node<'_>, prefix: Prefix) -> Part {
        if let Some(walrus) =
            node.get(Field::Expression).filter(|value| value.kind() == Kind::NamedExpression)
        {
            return self.equals_format(node, walrus, prefix);
        }
        let value = self.expr_of(node, Field::Expression);
        let conversion = node.get(Field::TypeConversion);
        let conversion = conversion.and_then(|letter| self.slice(letter.span()).chars().nth(1));
        // Line ends before the brace belong to the format, though the parser skips them.
        let brace = node.span().end.saturating_sub(1);
        let format = node.get(Field::FormatSpecifier).map(|format| self.format(format, brace, prefix));
        Part::Value { value, conversion, format, shows_source: node.has(Kind::Assign) }
    }

    /// `{value:=10}`: the parser sees a walrus, which Python has in a field only in parentheses.
    fn equals_format(&mut self, node: Node<'_>, walrus: Node<'_>, prefix: Prefix) -> Part {
        let value = self.expr_of(walrus, Field::Name);
        let after = self.span_of(value).end;
        let rest = self.slice(Span::new(after, node.span().end.saturating_sub(1).max(after)));
        let start = after + rest.find(':').map_or(0, |colon| colon as u32 + 1);
        let mut text = Text::default();
        let span = Span::new(start, after + rest.len() as u32);
        text.add(self.slice(span), prefix);
        let format = Some(self.constant(Span::new(start.saturating_sub(1), span.end), text.finish()));
        Part::Value { value, conversion: None, format, shows_source: false }
    }

    /// What stands after the colon, which may hold fields itself: `{value:>{width}}`.
    fn format(&mut self, node: Node<'_>, end: u32, prefix: Prefix) -> ExprId {
        let lowered = self.deeper(node.span(), |this| {
            let mut joined = Joined::default();
            let span = Span::new(node.span().start, end.max(node.span().end));
            let inside = Span::new((span.start + 1).min(span.end), span.end);
            this.join(&mut joined, node, inside, Prefix { format: true, ..prefix });
            this.joined(span, joined, false)
        });
        match lowered {
            Some(format) => format,
            None => self.unknown(node.span()),
        }
    }
}
