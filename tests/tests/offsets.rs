//! Bytes to lines and columns and back, against a model that counts one character at a time.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use sightline::text::{File, LineIndex, Position, Span};

/// Where each character begins: its offset, line and UTF-16 column, with one entry more for the end.
fn model(text: &str) -> Vec<(u32, Position)> {
    let mut places = Vec::new();
    let (mut line, mut column) = (1, 1);
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        places.push((at as u32, Position { line, column }));
        let crlf = character == '\r' && characters.peek().is_some_and(|(_, next)| *next == '\n');
        if (character == '\r' && !crlf) || character == '\n' {
            (line, column) = (line + 1, 1);
        } else if !crlf {
            // A CR before LF takes no column: a place between them is the line's end.
            column += character.len_utf16() as u32;
        }
    }
    places.push((text.len() as u32, Position { line, column }));
    places
}

/// Lines as an editor counts them, without an empty last one.
fn model_count(text: &str) -> u32 {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.split_terminator('\n').count() as u32
}

fn inside_crlf(text: &str, offset: u32) -> bool {
    offset > 0 && text.as_bytes()[offset as usize - 1..].starts_with(b"\r\n")
}

/// Texts of everything that has ever been counted wrong, some of them long enough for several strides.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z =]{1,8}",
        1 => Just("\n".to_owned()),
        1 => Just("\r\n".to_owned()),
        1 => Just("\r".to_owned()),
        1 => Just("\t".to_owned()),
        1 => Just("\u{C}".to_owned()),
        1 => Just("\u{B}".to_owned()),
        1 => Just("\u{2028}".to_owned()),
        1 => Just("\u{85}".to_owned()),
        1 => Just("\u{FEFF}".to_owned()),
        1 => Just("\0".to_owned()),
        1 => Just("é".to_owned()),
        1 => Just("e\u{301}".to_owned()),
        1 => Just("👩🏽\u{200D}🚀".to_owned()),
        1 => Just("漢字".to_owned()),
        1 => "[a-zé😀]{200,600}",
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 400,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(1),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn positions_agree_with_the_model_and_lead_back(text in texts()) {
        let index = LineIndex::new(&text);
        for (offset, position) in model(&text) {
            prop_assert_eq!(index.position(&text, offset), position, "at {}", offset);
            prop_assert_eq!(index.line(offset), position.line);
            let back = index.offset(&text, position);
            let expected = if inside_crlf(&text, offset) { offset - 1 } else { offset };
            prop_assert_eq!(back, expected, "from {:?}", position);
        }
        prop_assert_eq!(index.count(), model_count(&text));
    }

    #[test]
    fn lines_follow_one_another_and_make_up_the_text(text in texts()) {
        let file = File::new("a.py", text.as_str());
        let mut at = 0;
        for line in 1..=file.lines.count() {
            let span = file.lines.line_span(line);
            prop_assert_eq!(span.start, at);
            prop_assert!(span.end > span.start);
            prop_assert!(!file.line_text(line).contains(['\r', '\n']));
            at = span.end;
        }
        prop_assert_eq!(at as usize, text.len());
        prop_assert_eq!(file.lines.line_span(0), Span::default());
        prop_assert_eq!(file.lines.line_span(u32::MAX), Span::default());
    }

    #[test]
    fn regions_never_run_backwards(text in texts(), a in any::<u32>(), b in any::<u32>()) {
        let file = File::new("a.py", text.as_str());
        let length = text.len() as u32 + 2;
        let (a, b) = (a % length, b % length);
        let region = file.region(Span::new(a.min(b), a.max(b)));
        prop_assert!((region.line, region.column) <= (region.end_line, region.end_column));
        let backwards = file.region(Span::new(a.max(b), a.min(b)));
        prop_assert_eq!((backwards.line, backwards.column), (backwards.end_line, backwards.end_column));
    }

    #[test]
    fn any_offset_and_any_position_are_answered(text in texts(), offset in any::<u32>(), line in any::<u32>(), column in any::<u32>()) {
        let index = LineIndex::new(&text);
        let position = index.position(&text, offset);
        prop_assert!(position.line >= 1 && position.column >= 1);
        for line in [line, line % 40] {
            for column in [column, column % 700, 0, u32::MAX] {
                let offset = index.offset(&text, Position { line, column }) as usize;
                prop_assert!(text.is_char_boundary(offset));
            }
        }
    }
}

#[test]
fn an_offset_inside_a_character_is_its_start() {
    let text = "x = '😀'";
    let index = LineIndex::new(text);
    for inside in 5..9 {
        assert_eq!(index.position(text, inside), Position { line: 1, column: 6 });
    }
    assert_eq!(index.position(text, 9), Position { line: 1, column: 8 });
    // The second half of a pair is the character's end.
    assert_eq!(index.offset(text, Position { line: 1, column: 7 }), 9);
}

#[test]
fn lines_are_counted_as_editors_count_them() {
    for (text, count) in [
        ("", 0),
        ("x", 1),
        ("x\n", 1),
        ("\n", 1),
        ("x\r\ny", 2),
        ("\r\r\n\n", 3),
        ("a\u{2028}b\u{C}c\u{B}d", 1),
    ] {
        assert_eq!(LineIndex::new(text).count(), count, "{text:?}");
    }
}

#[test]
fn a_line_of_five_megabytes_answers_ten_thousand_places_at_once() {
    let ascii = "x".repeat(5 * 1024 * 1024);
    let wide = "xé漢".repeat(800 * 1024);
    for text in [ascii, wide] {
        let started = Instant::now();
        let index = LineIndex::new(&text);
        let mut seen = 0;
        for at in 0..10_000_u32 {
            let position = index.position(&text, text.len() as u32 - at * 370);
            seen = index.offset(&text, position).max(seen);
        }
        assert_eq!(seen as usize, text.len());
        // Counting each from the line's start takes minutes; this, a tenth of a second.
        assert!(started.elapsed() < Duration::from_mins(1), "{:?}", started.elapsed());
    }
}
