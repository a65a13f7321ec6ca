//! Python's regular expressions: which are read, what they admit, and which take long.

use sightline::pattern::{Flags, Growth, Pattern, Use, class};

fn pattern(text: &str) -> Pattern {
    Pattern::new(text, Flags::default()).unwrap_or_else(|| panic!("not read: {text}"))
}

#[test]
fn what_python_reads_is_read_and_what_it_refuses_is_not() {
    let good = [
        r"",
        r"a|b|",
        r"[]a]",
        r"[^]a]",
        r"[a-z\d_.-]",
        r"[-a]",
        r"[a\-z]",
        r"\A\w+\Z",
        r"(?P<name>a)(?P=name)\1",
        r"(?i)abc",
        r"(?s-i:a.b)",
        r"(?=a)(?!b)(?<=c)(?<!d)",
        r"(?>a+)b++",
        r"(a)?(?(1)b|c)",
        r"a{2}b{2,}c{,3}d{1,4}?",
        r"a{b}{",
        r"x{,}",
        r"\x41\u00e4\U0001F600\0\012\101",
        r"(?#comment)a",
        r"\N{BULLET}",
        r"[[:alpha:]]",
    ];
    for text in good {
        assert!(Pattern::new(text, Flags::default()).is_some(), "{text}");
    }
    let bad = [
        "(", ")", "a)", "[", "[a", "*a", "a**", "a{3,2}", r"\q", r"[\q]", "(?P<n>a", "(?P=n)", "[z-a]",
        r"[\d-z]", "(?z)", r"\1", r"(a\1)", "^*", "(?", "(?<a>b)", r"\", r"\xg",
    ];
    for text in bad {
        assert!(Pattern::new(text, Flags::default()).is_none(), "{text}");
    }
}

#[test]
fn broken_and_deep_patterns_of_every_length_end_in_nothing_worse_than_none() {
    let whole = r"(?ix) ^(?P<a>[^\]\x41-\u0042]{2,5}?|(?:\d+(?=b)|(?<!c)d)*+)\1 # x
        (?(a)e|f)\Z";
    for (at, _) in whole.char_indices() {
        if let Some(read) = Pattern::new(&whole[..at], Flags::default()) {
            let _ = (read.covers(Use::Match), read.slow(Use::Search), read.loose_dot());
        }
        let _ = Pattern::new(&whole[at..], Flags::default());
    }
    for deep in
        ["(".repeat(10_000), "(?:a|".repeat(5_000), "[".repeat(10_000), "(a".repeat(50) + &")*".repeat(50)]
    {
        if let Some(read) = Pattern::new(&deep, Flags::default()) {
            let _ = (read.covers(Use::Match), read.slow(Use::Search));
        }
    }
    let wide = (0..3000).map(|n| format!("w{n}")).collect::<Vec<_>>().join("|");
    assert!(pattern(&format!("^({wide})+$")).covers(Use::Match).is_some());
}

#[test]
fn flags_that_stand_inside_count_for_all_of_it() {
    assert!(pattern("a(?i)").flags().ignore_case);
    assert!(pattern("(?x) a b # c").covers(Use::Full).is_some_and(|a| a.longest == Some(2)));
    assert_eq!(Flags::from_bits(2 | 8), Flags { ignore_case: true, multiline: true, ..Flags::default() });
}

#[test]
fn a_pattern_covers_a_text_only_where_it_is_held_at_both_ends() {
    let covering = [
        (r"^[a-z]+$", Use::Search),
        (r"\A[a-z]+\Z", Use::Search),
        (r"[a-z]+\Z", Use::Match),
        (r"[a-z]+", Use::Full),
        (r"^(?:a|b)$", Use::Search),
        (r"^a$|^b$", Use::Search),
        (r"(^a|^b)(c$|d$)", Use::Search),
        (r"(?i)^\w+$", Use::Match),
        (r"^(?=.{1,9}$)[a-z]+$", Use::Match),
        (r"^\b\w+\b$", Use::Search),
        (r"a|b", Use::Full),
        (r"[a-z]+(?!.|\n)$", Use::Match),
    ];
    for (text, how) in covering {
        assert!(pattern(text).covers(how).is_some(), "{text} {how:?}");
    }
    let loose = [
        (r"[a-z]+", Use::Match),
        (r"^[a-z]+", Use::Match),
        (r"[a-z]+$", Use::Search),
        (r"^a$|b$", Use::Search),
        (r"^a|b$", Use::Search),
        (r"^a|b$", Use::Match),
        (r"(?m)^[a-z]+$", Use::Search),
        (r"(?m)^[a-z]+$", Use::Match),
        (r"(^a)?b$", Use::Search),
        (r"^a(b$)?", Use::Match),
        (r"^a(?=b)", Use::Match),
    ];
    for (text, how) in loose {
        assert!(pattern(text).covers(how).is_none(), "{text} {how:?}");
    }
}

#[test]
fn a_dollar_lets_a_newline_through_and_a_capital_z_does_not() {
    assert!(pattern(r"^\w+$").covers(Use::Match).is_some_and(|a| a.newline));
    assert!(pattern(r"^\w+\Z").covers(Use::Match).is_some_and(|a| !a.newline));
    assert!(pattern(r"^\w+$").covers(Use::Full).is_some_and(|a| !a.newline));
}

#[test]
fn what_may_stand_in_a_text_is_what_the_parts_take_in() {
    let admitted = |text: &str| pattern(text).covers(Use::Full).unwrap();
    assert!(admitted(r"[a-z0-9_]+").chars.within(&class("a-z0-9_")));
    assert!(admitted(r"[^/\\]+").chars.holds(u32::from('.')));
    assert!(!admitted(r"[^/\\]+").chars.holds(u32::from('/')));
    assert!(admitted(r".+").chars.holds(u32::from('\r')));
    assert!(!admitted(r".+").chars.holds(u32::from('\n')));
    assert!(admitted(r"(?s).+").chars.holds(u32::from('\n')));
    assert!(admitted(r"(?i)[a-f]+").chars.holds(u32::from('E')));
    assert!(!admitted(r"(?!.*[;|])[ -~]+").chars.holds(u32::from(';')));
    assert_eq!(admitted(r"https://example\.com/\w*").prefix, "https://example.com/");
    assert_eq!(admitted(r"(?:ab|ac)d").prefix, "a");
    assert_eq!(admitted(r"\d{1,3}(\.\d{1,3}){3}").longest, Some(15));
    assert_eq!(admitted(r"a+").longest, None);
    assert!(admitted(r"a*").empty && !admitted(r"a+").empty);
    assert!(admitted(r"-?\d+").first.holds(u32::from('-')));
    assert!(admitted(r"[\w.-]+").may_be(".."));
    assert!(!admitted(r"\w[\w.-]*").may_be(".."));
    assert!(!admitted(r"[\w-]+(\.[\w-]+)*").may_contain(".."));
    assert!(!admitted(r"(?!.*\.\.)[\w./]+").may_contain(".."));
}

#[test]
fn a_group_holds_no_more_than_its_own_part_admits() {
    let read = pattern(r".*id=(?P<id>\d+);(.*)");
    assert!(read.group(1).is_some_and(|a| class("0-9").within(&a.chars)));
    assert!(!read.group(1).unwrap().chars.holds(u32::from(';')));
    assert!(read.group(2).unwrap().chars.holds(u32::from(';')));
    assert_eq!(read.group_named("id"), Some(1));
    assert_eq!((read.groups(), read.group(3)), (2, None));
}

#[test]
fn taking_out_a_class_leaves_the_rest() {
    assert!(pattern(r"[^a-z0-9]").removes().holds(u32::from(';')));
    assert!(!pattern(r"[^a-z0-9]+").removes().holds(u32::from('a')));
    assert!(pattern(r"\s|;").removes().holds(u32::from(';')));
    assert!(pattern(r"[^a-z]{2,}").removes().is_empty());
    assert!(pattern(r"<script>").removes().is_empty());
    assert!(pattern(r"^/+").removes().is_empty());
}

#[test]
fn exponential_patterns_are_known() {
    for text in [
        r"(a+)+$",
        r"^(a|a)*b",
        r"^(\w+\s*)+:",
        r"(.*)*x",
        r"^(([a-z])+.)+[A-Z]([a-z])+$",
        r"^(\d+|\w)*!",
        r"(?:a|ab|b)*c",
        r"^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+$",
        r"^(?:[a-z]{1,10})+$",
        r"x(?:\s*,?\s*)*y",
        r"^(a?b?)*c",
        r#""(?:[^"]|\\.)*""#,
        r"(?=(a+)+b)",
        r"^((a*)*b)*$",
        r"(?i)^(?:a|A)+!",
        r"^(\w|_)+$",
        r"(?:\d|\d\d)+:",
        r"^(?:.|\n|\s)*end",
    ] {
        let slow = pattern(text).slow(Use::Match);
        assert!(slow.as_ref().is_some_and(|slow| slow.growth == Growth::Exponential), "{text}: {slow:?}");
    }
}

#[test]
fn polynomial_patterns_are_known() {
    for (text, how) in [
        (r"^\s+|\s+$", Use::Search),
        (r"\s+$", Use::Search),
        (r"^\s*\s*x", Use::Match),
        (r"^.*foo.*bar.*baz", Use::Match),
        (r"\d+x", Use::Search),
        (r"^\w*\d+$", Use::Match),
        (r"<!--.*?-->", Use::Search),
        (r"(?m)^\s*$", Use::Search),
        (r"^\s*(\S+)\s*=\s*(\S+)\s*$", Use::Match),
        (r"^(?:a+b?)a+!", Use::Match),
    ] {
        let slow = pattern(text).slow(how);
        assert!(slow.as_ref().is_some_and(|slow| slow.growth == Growth::Polynomial), "{text}: {slow:?}");
    }
}

#[test]
fn patterns_that_never_take_long_raise_no_alarm() {
    for (text, how) in [
        (r"^[a-z]+$", Use::Search),
        (r"[a-z]+", Use::Search),
        (r"^(\d+\.)+\d+$", Use::Match),
        (r"(\d+\.)+\d+$", Use::Match),
        (r"^(a+)+", Use::Match),
        (r"(a|a)*", Use::Match),
        (r"^\w+\s+\w+$", Use::Match),
        (r#"^"(?:[^"\\]|\\.)*"$"#, Use::Match),
        (r"^(?:[a-z]+,)*[a-z]+$", Use::Match),
        (r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", Use::Match),
        (r"^\d{1,3}(?:\.\d{1,3}){3}$", Use::Match),
        (r"^(?:ab|ac)*$", Use::Match),
        (r"\b\w+:", Use::Search),
        (r"^(?:\b\w+\b ?)+$", Use::Match),
        (r"^(?>a+)+$", Use::Match),
        (r"^(?:a++)+$", Use::Match),
        (r"^[\w.]+@[\w.]+\.\w+$", Use::Match),
        (r"(?m)^[ \t]+x", Use::Search),
        (r"^(.*),(.*)$", Use::Match),
        (r"^\s*([^\s=]+)\s*=\s*(\S+)\s*$", Use::Match),
        (r"\s*,\s*", Use::Match),
        (r"^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$", Use::Match),
        (r"^\s*(.*?)\s*", Use::Match),
        (r"(\w+)=(.*)", Use::Match),
        (r"^(?:(?!-->)[\s\S])*-->", Use::Match),
    ] {
        let slow = pattern(text).slow(how);
        assert_eq!(slow, None, "{text}");
    }
}

#[test]
fn an_attack_is_given_by_its_beginning_and_what_is_repeated() {
    let slow = pattern(r"^x(a+)+$").slow(Use::Match).unwrap();
    assert_eq!((slow.prefix.as_str(), slow.pump.as_str()), ("xa", "a"));
    assert_eq!(&r"^x(a+)+$"[slow.start..slow.end], "(a+)+");
    let slow = pattern(r"^(ab|a|b)*c").slow(Use::Match).unwrap();
    assert_eq!(slow.pump.replace("ab", ""), "", "{slow:?}");
}

#[test]
fn a_dot_in_a_host_name_is_seen() {
    for text in [
        r"^https?://www.example.com/",
        r"^https://.*\.?example\.com.evil\.org|api.example.com",
        r"(www|beta).example.com",
        r"^(?i)http://example.co.uk",
        r"^https://example.(com|org)/",
    ] {
        assert!(pattern(text).loose_dot().is_some(), "{text}");
    }
    for text in [
        r"^https://www\.example\.com/",
        r".*\.com$",
        r"^.+\.org",
        r"[^.]+.[a-z]+",
        r".com",
        r"a.b.c",
        r"foo.command",
    ] {
        assert_eq!(pattern(text).loose_dot(), None, "{text}");
    }
}

#[test]
fn a_plain_pattern_says_of_a_text_whether_it_is_found() {
    let tag = pattern(r"<script.*?>.*?</script>");
    assert!(tag.finds("a<script>b</script>c", Use::Search));
    assert!(!tag.finds("<SCRIPT>b</SCRIPT>", Use::Search));
    assert!(!tag.finds("<script>b</script >", Use::Search));
    assert!(pattern("(?i)a").finds("bAb", Use::Search) && !pattern("a").finds("ba", Use::Match));
    assert!(pattern("^a$").finds("a", Use::Search) && !pattern("^a$").finds("ba", Use::Search));
}
