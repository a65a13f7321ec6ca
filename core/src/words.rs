//! English: numbers, plurals and lists, for every sentence that counts something.

/// A number with its thousands apart: `1,472`.
#[must_use]
pub fn number(number: usize) -> String {
    let digits = number.to_string();
    if digits.len() <= 3 {
        return digits;
    }
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
    let mut text = number(count);
    text.push(' ');
    if count == 1 {
        text.push_str(thing);
        return text;
    }
    match thing.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => text.extend([stem, "ies"]),
        _ if thing.ends_with('s') => text.extend([thing, "es"]),
        _ => text.extend([thing, "s"]),
    }
    text
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

/// How many there are of several kinds, each with what is said of one and of many. Those of which there are none
/// come last, in one breath: `2 run programs, 1 evaluates code and 0 import by name or make objects out of bytes`.
#[must_use]
pub fn kinds(kinds: &[(usize, &str, &str)]) -> String {
    let some = kinds.iter().filter(|(count, ..)| *count > 0);
    let mut parts: Vec<String> = some
        .map(|(count, one, many)| format!("{} {}", number(*count), if *count == 1 { one } else { many }))
        .collect();
    let none: Vec<&str> = kinds.iter().filter(|(count, ..)| *count == 0).map(|(_, _, many)| *many).collect();
    match none.as_slice() {
        [] => {}
        [one] => parts.push(format!("0 {one}")),
        [first @ .., last] => parts.push(format!("0 {} or {last}", first.join(", "))),
    }
    list(&parts)
}

/// A text as a sentence: it begins with a capital, unless with code, and it ends.
#[must_use]
pub fn sentence(text: String) -> String {
    let mut letters = text.chars();
    let mut sentence = match letters.next() {
        Some(first) if first.is_lowercase() => {
            let mut sentence = String::with_capacity(text.len() + 2);
            sentence.extend(first.to_uppercase());
            sentence.push_str(letters.as_str());
            sentence
        }
        _ => text,
    };
    if !sentence.is_empty() && !sentence.ends_with(['.', '?', '!', '…']) {
        sentence.push('.');
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::{count, kinds, list, list_of, number};

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

    #[test]
    fn kinds_of_which_there_are_none_come_last() {
        let of = |runs, evaluates, imports| {
            let counts = [
                (runs, "runs a program", "run programs"),
                (evaluates, "evaluates code", "evaluate code"),
                (imports, "imports by name", "import by name"),
            ];
            kinds(&counts)
        };
        assert_eq!(of(0, 1, 2), "1 evaluates code, 2 import by name and 0 run programs");
        assert_eq!(of(1, 0, 0), "1 runs a program and 0 evaluate code or import by name");
        assert_eq!(of(0, 0, 0), "0 run programs, evaluate code or import by name");
        assert_eq!(of(1, 1, 1), "1 runs a program, 1 evaluates code and 1 imports by name");
    }
}
