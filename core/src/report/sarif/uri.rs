//! Paths of reports as URIs: relative ones stay relative, to be read from the root of a repository.

use std::fmt::Write;

/// The URI of a path: `./a b.py` is `a%20b.py`, `/a.py` is `file:///a.py`.
pub(super) fn uri(path: &str) -> String {
    let mut rest = path;
    while let Some(shorter) = rest.strip_prefix("./") {
        rest = shorter.trim_start_matches('/');
    }
    let drive = {
        let mut bytes = rest.bytes();
        bytes.next().is_some_and(|letter| letter.is_ascii_alphabetic()) && rest.get(1..3) == Some(":/")
    };
    let mut uri = String::with_capacity(rest.len());
    if drive {
        uri.push_str("file:///");
    } else if rest.starts_with('/') {
        uri.push_str("file://");
    }
    for (at, byte) in rest.bytes().enumerate() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte);
        if plain || (drive && at == 1) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn relative_paths_stay_relative() {
        assert_eq!(uri("./src/a.py"), "src/a.py");
        assert_eq!(uri("../a.py"), "../a.py");
        assert_eq!(uri("x.whl/pkg/a.py~2"), "x.whl/pkg/a.py~2");
    }

    #[test]
    fn what_has_a_meaning_in_a_uri_is_encoded() {
        assert_eq!(uri("a b/ü:c?d#e%.py"), "a%20b/%C3%BC%3Ac%3Fd%23e%25.py");
    }

    #[test]
    fn absolute_paths_name_a_file() {
        assert_eq!(uri("/tmp/a b.py"), "file:///tmp/a%20b.py");
        assert_eq!(uri("C:/a.py"), "file:///C:/a.py");
    }
}
