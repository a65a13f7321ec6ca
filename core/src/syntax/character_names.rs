//! Characters by name, as in `"\N{EM DASH}"`: all of ASCII, and what code is found to name. The whole table of
//! Unicode is larger than the engine; a character that is not listed stays unknown.

/// The character of a name; case does not count.
pub(super) fn character(name: &str) -> Option<char> {
    let name = name.to_ascii_uppercase();
    if let Some(letter) = name.strip_prefix("LATIN SMALL LETTER ").and_then(single) {
        return Some(letter.to_ascii_lowercase());
    }
    if let Some(letter) = name.strip_prefix("LATIN CAPITAL LETTER ").and_then(single) {
        return Some(letter);
    }
    if let Some(digit) = name.strip_prefix("DIGIT ") {
        return DIGITS.iter().position(|word| *word == digit).and_then(|at| char::from_digit(at as u32, 10));
    }
    NAMED.iter().find(|row| row.0 == name).map(|row| row.1)
}

fn single(letter: &str) -> Option<char> {
    letter.parse().ok().filter(char::is_ascii_uppercase)
}

const DIGITS: &[&str] = &["ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE"];

const NAMED: &[(&str, char)] = &[
    ("SPACE", '\u{20}'),
    ("EXCLAMATION MARK", '\u{21}'),
    ("QUOTATION MARK", '\u{22}'),
    ("NUMBER SIGN", '\u{23}'),
    ("DOLLAR SIGN", '\u{24}'),
    ("PERCENT SIGN", '\u{25}'),
    ("AMPERSAND", '\u{26}'),
    ("APOSTROPHE", '\u{27}'),
    ("LEFT PARENTHESIS", '\u{28}'),
    ("RIGHT PARENTHESIS", '\u{29}'),
    ("ASTERISK", '\u{2A}'),
    ("PLUS SIGN", '\u{2B}'),
    ("COMMA", '\u{2C}'),
    ("HYPHEN-MINUS", '\u{2D}'),
    ("FULL STOP", '\u{2E}'),
    ("SOLIDUS", '\u{2F}'),
    ("COLON", '\u{3A}'),
    ("SEMICOLON", '\u{3B}'),
    ("LESS-THAN SIGN", '\u{3C}'),
    ("EQUALS SIGN", '\u{3D}'),
    ("GREATER-THAN SIGN", '\u{3E}'),
    ("QUESTION MARK", '\u{3F}'),
    ("COMMERCIAL AT", '\u{40}'),
    ("LEFT SQUARE BRACKET", '\u{5B}'),
    ("REVERSE SOLIDUS", '\u{5C}'),
    ("RIGHT SQUARE BRACKET", '\u{5D}'),
    ("CIRCUMFLEX ACCENT", '\u{5E}'),
    ("LOW LINE", '\u{5F}'),
    ("GRAVE ACCENT", '\u{60}'),
    ("LEFT CURLY BRACKET", '\u{7B}'),
    ("VERTICAL LINE", '\u{7C}'),
    ("RIGHT CURLY BRACKET", '\u{7D}'),
    ("TILDE", '\u{7E}'),
    ("NO-BREAK SPACE", '\u{A0}'),
    ("SECTION SIGN", '\u{A7}'),
    ("COPYRIGHT SIGN", '\u{A9}'),
    ("REGISTERED SIGN", '\u{AE}'),
    ("DEGREE SIGN", '\u{B0}'),
    ("PLUS-MINUS SIGN", '\u{B1}'),
    ("MIDDLE DOT", '\u{B7}'),
    ("MULTIPLICATION SIGN", '\u{D7}'),
    ("POUND SIGN", '\u{A3}'),
    ("EURO SIGN", '\u{20AC}'),
    ("TRADE MARK SIGN", '\u{2122}'),
    ("SOFT HYPHEN", '\u{AD}'),
    ("EN DASH", '\u{2013}'),
    ("EM DASH", '\u{2014}'),
    ("NON-BREAKING HYPHEN", '\u{2011}'),
    ("MINUS SIGN", '\u{2212}'),
    ("HORIZONTAL ELLIPSIS", '\u{2026}'),
    ("BULLET", '\u{2022}'),
    ("LEFT SINGLE QUOTATION MARK", '\u{2018}'),
    ("RIGHT SINGLE QUOTATION MARK", '\u{2019}'),
    ("LEFT DOUBLE QUOTATION MARK", '\u{201C}'),
    ("RIGHT DOUBLE QUOTATION MARK", '\u{201D}'),
    ("LEFTWARDS ARROW", '\u{2190}'),
    ("UPWARDS ARROW", '\u{2191}'),
    ("RIGHTWARDS ARROW", '\u{2192}'),
    ("DOWNWARDS ARROW", '\u{2193}'),
    ("CHECK MARK", '\u{2713}'),
    ("HEAVY CHECK MARK", '\u{2714}'),
    ("BALLOT X", '\u{2717}'),
    ("BLACK STAR", '\u{2605}'),
    ("SNOWMAN", '\u{2603}'),
    ("ZERO WIDTH SPACE", '\u{200B}'),
    ("ZERO WIDTH NON-JOINER", '\u{200C}'),
    ("ZERO WIDTH JOINER", '\u{200D}'),
    ("WORD JOINER", '\u{2060}'),
    ("ZERO WIDTH NO-BREAK SPACE", '\u{FEFF}'),
    ("LINE SEPARATOR", '\u{2028}'),
    ("PARAGRAPH SEPARATOR", '\u{2029}'),
    ("NEXT LINE", '\u{85}'),
    ("LEFT-TO-RIGHT MARK", '\u{200E}'),
    ("RIGHT-TO-LEFT MARK", '\u{200F}'),
    ("LEFT-TO-RIGHT EMBEDDING", '\u{202A}'),
    ("RIGHT-TO-LEFT EMBEDDING", '\u{202B}'),
    ("POP DIRECTIONAL FORMATTING", '\u{202C}'),
    ("LEFT-TO-RIGHT OVERRIDE", '\u{202D}'),
    ("RIGHT-TO-LEFT OVERRIDE", '\u{202E}'),
    ("LEFT-TO-RIGHT ISOLATE", '\u{2066}'),
    ("RIGHT-TO-LEFT ISOLATE", '\u{2067}'),
    ("FIRST STRONG ISOLATE", '\u{2068}'),
    ("POP DIRECTIONAL ISOLATE", '\u{2069}'),
    ("COMBINING ACUTE ACCENT", '\u{301}'),
    ("COMBINING DIAERESIS", '\u{308}'),
    ("REPLACEMENT CHARACTER", '\u{FFFD}'),
    ("BYTE ORDER MARK", '\u{FEFF}'),
    ("LINE FEED", '\u{A}'),
    ("CARRIAGE RETURN", '\u{D}'),
    ("NULL", '\u{0}'),
    ("ESCAPE", '\u{1B}'),
    ("BACKSPACE", '\u{8}'),
    ("CHARACTER TABULATION", '\u{9}'),
    ("FULLWIDTH LOW LINE", '\u{FF3F}'),
    ("GREEK SMALL LETTER ALPHA", '\u{3B1}'),
    ("GREEK SMALL LETTER BETA", '\u{3B2}'),
    ("GREEK SMALL LETTER MU", '\u{3BC}'),
    ("MICRO SIGN", '\u{B5}'),
    ("GREEK CAPITAL LETTER DELTA", '\u{394}'),
    ("GREEK SMALL LETTER PI", '\u{3C0}'),
    ("INFINITY", '\u{221E}'),
    ("NOT EQUAL TO", '\u{2260}'),
    ("LESS-THAN OR EQUAL TO", '\u{2264}'),
    ("GREATER-THAN OR EQUAL TO", '\u{2265}'),
];
