//! Sets of characters, as ranges of code points.

/// The last code point.
const LAST: u32 = 0x0010_FFFF;

/// A set of characters: ranges in order that do not touch.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Chars(Vec<(u32, u32)>);

impl Chars {
    /// No character.
    pub const NONE: Self = Self(Vec::new());

    /// Every character.
    #[must_use]
    pub fn all() -> Self {
        Self(vec![(0, LAST)])
    }

    /// One character.
    #[must_use]
    pub fn one(point: u32) -> Self {
        Self(vec![(point, point)])
    }

    /// From one character to another, both included.
    #[must_use]
    pub fn range(first: u32, last: u32) -> Self {
        if first > last { Self::NONE } else { Self(vec![(first, last.min(LAST))]) }
    }

    /// The set of some ranges in any order.
    #[must_use]
    pub fn ranges(mut ranges: Vec<(u32, u32)>) -> Self {
        ranges.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
        for (first, last) in ranges {
            match merged.last_mut() {
                Some(before) if first <= before.1.saturating_add(1) => before.1 = before.1.max(last),
                _ => merged.push((first, last)),
            }
        }
        Self(merged)
    }

    /// The characters of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self::ranges(text.chars().map(|c| (u32::from(c), u32::from(c))).collect())
    }

    /// `\d`
    #[must_use]
    pub fn digits(ascii: bool) -> Self {
        let mut ranges = vec![(0x30, 0x39)];
        if !ascii {
            ranges.extend(DIGITS.iter().map(|first| (*first, first + 9)));
        }
        Self::ranges(ranges)
    }

    /// `\w`. Beyond Latin this takes for a letter whatever is no space, punctuation or private: what matters
    /// of those is that they are not ASCII.
    #[must_use]
    pub fn words(ascii: bool) -> Self {
        let mut ranges = vec![(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)];
        if !ascii {
            ranges.extend(LETTERS);
        }
        Self::ranges(ranges)
    }

    /// `\s`
    #[must_use]
    pub fn spaces(ascii: bool) -> Self {
        let mut ranges = vec![(0x09, 0x0D), (0x20, 0x20)];
        if !ascii {
            ranges.extend(SPACES);
        }
        Self::ranges(ranges)
    }

    /// The same with the other case of each letter.
    #[must_use]
    pub fn in_any_case(&self) -> Self {
        // Beyond ASCII only single letters and short ranges are looked up; long ranges hold both cases as a rule.
        const LONGEST: u32 = 512;
        let mut ranges = self.0.clone();
        for (first, last) in &self.0 {
            for (from, to) in [(0x41, 0x5A), (0x61, 0x7A)] {
                let (low, high) = ((*first).max(from), (*last).min(to));
                if low <= high {
                    ranges.push((low ^ 0x20, high ^ 0x20));
                }
            }
            if *last >= 0x80 && last - (*first).max(0x80) < LONGEST {
                for point in (*first).max(0x80)..=*last {
                    let Some(letter) = char::from_u32(point) else { continue };
                    let others = letter.to_lowercase().chain(letter.to_uppercase());
                    ranges.extend(others.map(|other| (u32::from(other), u32::from(other))));
                }
            }
        }
        Self::ranges(ranges)
    }

    /// What is in either.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        Self::ranges(self.0.iter().chain(&other.0).copied().collect())
    }

    /// What is in both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let mut both = Vec::new();
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
            let (first, last) = (a.0.max(b.0), a.1.min(b.1));
            if first <= last {
                both.push((first, last));
            }
            if a.1 < b.1 {
                left.next()
            } else {
                right.next()
            };
        }
        Self(both)
    }

    /// Everything else.
    #[must_use]
    pub fn not(&self) -> Self {
        let mut rest = Vec::with_capacity(self.0.len() + 1);
        let mut next = 0;
        for (first, last) in &self.0 {
            if next < *first {
                rest.push((next, first - 1));
            }
            next = last + 1;
        }
        if next <= LAST {
            rest.push((next, LAST));
        }
        Self(rest)
    }

    /// Whether a character is in it.
    #[must_use]
    pub fn holds(&self, point: u32) -> bool {
        let at = self.0.partition_point(|(_, last)| *last < point);
        self.0.get(at).is_some_and(|(first, _)| *first <= point)
    }

    /// Whether the two have a character in common.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
            if a.0.max(b.0) <= a.1.min(b.1) {
                return true;
            }
            if a.1 < b.1 {
                left.next()
            } else {
                right.next()
            };
        }
        false
    }

    /// Whether all of it is in another set.
    #[must_use]
    pub fn within(&self, other: &Self) -> bool {
        self.and(other) == *self
    }

    /// Whether it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The only character of it.
    #[must_use]
    pub fn only(&self) -> Option<char> {
        match self.0.as_slice() {
            [(first, last)] if first == last => char::from_u32(*first),
            _ => None,
        }
    }

    /// The ranges in order.
    #[must_use]
    pub fn as_ranges(&self) -> &[(u32, u32)] {
        &self.0
    }

    /// One of its characters, one that people can read where there is one.
    #[must_use]
    pub fn sample(&self) -> Option<char> {
        let readable = "a0 -_.,:;/=<\"'\t\n".chars().find(|c| self.holds(u32::from(*c)));
        let printable = || (0x21..0x7F).find(|point| self.holds(*point)).and_then(char::from_u32);
        let any = || self.0.iter().find_map(|(first, last)| (*first..=*last).find_map(char::from_u32));
        readable.or_else(printable).or_else(any)
    }
}

/// Where the scripts' ten digits begin.
const DIGITS: &[u32] = &[
    0x0660,
    0x06F0,
    0x07C0,
    0x0966,
    0x09E6,
    0x0A66,
    0x0AE6,
    0x0B66,
    0x0BE6,
    0x0C66,
    0x0CE6,
    0x0D66,
    0x0DE6,
    0x0E50,
    0x0ED0,
    0x0F20,
    0x1040,
    0x1090,
    0x17E0,
    0x1810,
    0x1946,
    0x19D0,
    0x1A80,
    0x1A90,
    0x1B50,
    0x1BB0,
    0x1C40,
    0x1C50,
    0xA620,
    0xA8D0,
    0xA900,
    0xA9D0,
    0xA9F0,
    0xAA50,
    0xABF0,
    0xFF10,
    0x0001_04A0,
];

const LETTERS: [(u32, u32); 13] = [
    (0xAA, 0xAA),
    (0xB2, 0xB3),
    (0xB5, 0xB5),
    (0xB9, 0xBA),
    (0xBC, 0xBE),
    (0xC0, 0xD6),
    (0xD8, 0xF6),
    (0xF8, 0x167F),
    (0x1681, 0x1FFF),
    (0x2070, 0x209F),
    (0x2C00, 0x2DFF),
    (0x3005, 0xD7FF),
    (0xF900, LAST),
];

const SPACES: [(u32, u32); 9] = [
    (0x1C, 0x1F),
    (0x85, 0x85),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_joined_cut_and_turned_around() {
        let (low, digits) = (Chars::range(0x61, 0x7A), Chars::digits(true));
        let both = low.or(&digits);
        assert!(both.holds(0x35) && both.holds(0x71) && !both.holds(0x41));
        assert!(low.within(&both) && !both.within(&low));
        assert!(!low.meets(&digits) && both.meets(&digits));
        assert_eq!(both.and(&digits), digits);
        assert_eq!(both.not().not(), both);
        assert!(Chars::all().not().is_empty());
    }

    #[test]
    fn words_and_spaces_share_nothing_and_digits_are_words() {
        for ascii in [true, false] {
            assert!(!Chars::words(ascii).meets(&Chars::spaces(ascii)));
            assert!(Chars::digits(ascii).within(&Chars::words(ascii)));
        }
    }

    #[test]
    fn letters_have_another_case() {
        assert_eq!(Chars::of("aZ").in_any_case(), Chars::of("aAzZ"));
        assert!(Chars::of("ä").in_any_case().holds(u32::from('Ä')));
    }
}
