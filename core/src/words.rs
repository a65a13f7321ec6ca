//! English: numbers, plurals and lists, for every sentence that counts something.

/// A number with its thousands apart: `1,472`.
#[must_use]
pub fn number(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of things: `1 place`, `0 places`, `1,472 lines`. The plural is made with `s`, `es` after a hiss,
/// `ies` for a `y`.
#[must_use]
pub fn count(count: usize, thing: &str) -> String {
    let number = number(count);
    if count == 1 {
        return format!("{number} {thing}");
    }
    match thing.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{number} {stem}ies"),
        _ if thing.ends_with('s') => format!("{number} {thing}es"),
        _ => format!("{number} {thing}s"),
    }
}

/// `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn list<T: AsRef<str>>(parts: &[T]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// The same, with no more than `most` of the parts named: `a, b and 3 more`.
#[must_use]
pub fn list_of<T: AsRef<str>>(parts: &[T], most: usize) -> String {
    if parts.len() <= most + 1 {
        return list(parts);
    }
    let mut named: Vec<String> = parts.iter().take(most).map(|part| part.as_ref().to_owned()).collect();
    named.push(format!("{} more", number(parts.len() - most)));
    list(&named)
}

/// A text as a sentence: it begins with a capital, unless with code, and it ends.
#[must_use]
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let mut sentence = String::with_capacity(text.len() + 2);
    sentence.extend(letters.next().into_iter().flat_map(char::to_uppercase));
    sentence.push_str(letters.as_str());
    if !sentence.is_empty() && !sentence.ends_with(['.', '?', '!', '…']) {
        sentence.push('.');
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::{count, list, list_of, number};

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(number), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn one_is_singular_and_zero_is_not() {
        assert_eq!(count(1, "place"), "1 place");
        assert_eq!(count(0, "class"), "0 classes");
        assert_eq!(count(2, "library"), "2 libraries");
    }

    #[test]
    fn lists_end_with_and() {
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(list_of(&["a", "b", "c", "d"], 2), "a, b and 2 more");
        assert_eq!(list_of(&["a", "b", "c"], 2), "a, b and c");
    }
}
