//! Secrets that give themselves away by their shape: tokens of known providers, private keys, and
//! passwords within addresses.

/// A secret that was found in a text, by bytes of that text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// What it is, with its article: `an AWS access key id`.
    pub what: &'static str,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A token that starts with a fixed text.
struct Shape {
    what: &'static str,
    prefix: &'static str,
    /// What may follow.
    letters: Letters,
    /// How many of them, at least and at most.
    length: (usize, usize),
}

#[derive(Clone, Copy)]
enum Letters {
    /// `A-Z0-9`
    Upper,
    /// `a-f0-9`
    Hex,
    /// `A-Za-z0-9`
    Word,
    /// `A-Za-z0-9_-`
    Dashed,
    /// `A-Za-z0-9_.-`
    Dotted,
    /// `A-Za-z0-9+/=_-`
    Base64,
    /// `A-Za-z0-9/`
    Path,
}

const ANY: usize = usize::MAX;

const fn shape(what: &'static str, prefix: &'static str, letters: Letters, min: usize, max: usize) -> Shape {
    Shape { what, prefix, letters, length: (min, max) }
}

/// Longer prefixes before the shorter ones that they start with.
const SHAPES: &[Shape] = &[
    shape("an AWS access key id", "AKIA", Letters::Upper, 16, 16),
    shape("an AWS access key id", "ASIA", Letters::Upper, 16, 16),
    shape("an Anthropic API key", "sk-ant-", Letters::Dashed, 32, ANY),
    shape("an OpenAI API key", "sk-proj-", Letters::Dashed, 32, ANY),
    shape("an OpenAI API key", "sk-svcacct-", Letters::Dashed, 32, ANY),
    shape("an OpenAI API key", "sk-", Letters::Word, 48, 48),
    shape("a Hugging Face token", "hf_", Letters::Word, 34, 40),
    shape("a GitHub token", "github_pat_", Letters::Dashed, 60, ANY),
    shape("a GitHub token", "ghp_", Letters::Word, 36, ANY),
    shape("a GitHub token", "gho_", Letters::Word, 36, ANY),
    shape("a GitHub token", "ghu_", Letters::Word, 36, ANY),
    shape("a GitHub token", "ghs_", Letters::Word, 36, ANY),
    shape("a GitHub token", "ghr_", Letters::Word, 36, ANY),
    shape("a GitLab token", "glpat-", Letters::Dashed, 20, ANY),
    shape("a GitLab token", "gldt-", Letters::Dashed, 20, ANY),
    shape("a Slack token", "xoxb-", Letters::Dashed, 20, ANY),
    shape("a Slack token", "xoxp-", Letters::Dashed, 20, ANY),
    shape("a Slack token", "xoxa-", Letters::Dashed, 20, ANY),
    shape("a Slack token", "xoxs-", Letters::Dashed, 20, ANY),
    shape("a Slack token", "xoxr-", Letters::Dashed, 20, ANY),
    shape("a Slack token", "xapp-", Letters::Dashed, 20, ANY),
    shape("a Slack webhook address", "https://hooks.slack.com/services/T", Letters::Path, 30, ANY),
    shape("a Stripe secret key", "sk_live_", Letters::Word, 20, ANY),
    shape("a Stripe secret key", "rk_live_", Letters::Word, 20, ANY),
    shape("a Google API key", "AIza", Letters::Dashed, 35, 35),
    shape("a Google client secret", "GOCSPX-", Letters::Dashed, 20, ANY),
    shape("a Google access token", "ya29.", Letters::Dashed, 40, ANY),
    shape("a SendGrid API key", "SG.", Letters::Dotted, 60, ANY),
    shape("a Twilio API key", "SK", Letters::Hex, 32, 32),
    shape("a Mailgun API key", "key-", Letters::Hex, 32, 32),
    shape("an npm token", "npm_", Letters::Word, 36, 36),
    shape("a PyPI token", "pypi-AgE", Letters::Dashed, 50, ANY),
    shape("a DigitalOcean token", "dop_v1_", Letters::Hex, 64, 64),
    shape("a Shopify token", "shpat_", Letters::Hex, 32, 32),
    shape("a Square token", "sq0atp-", Letters::Dashed, 22, ANY),
    shape("a Square secret", "sq0csp-", Letters::Dashed, 43, ANY),
    shape("a New Relic key", "NRAK-", Letters::Upper, 27, 27),
    shape("a Databricks token", "dapi", Letters::Hex, 32, 32),
    shape("a HashiCorp Vault token", "hvs.", Letters::Dashed, 60, ANY),
    shape("a Grafana token", "glsa_", Letters::Dashed, 32, ANY),
    shape("a Docker Hub token", "dckr_pat_", Letters::Dashed, 20, ANY),
    shape("an Azure storage key", "AccountKey=", Letters::Base64, 60, ANY),
];

/// No secret of a known shape is shorter: `git://a:pw1@h`.
const SHORTEST: usize = 13;

/// The secrets that stand in a text. Those that say themselves that they are examples are none.
#[must_use]
pub fn found(text: &str) -> Vec<Found> {
    let bytes = text.as_bytes();
    let mut all: Vec<Found> = Vec::new();
    if bytes.len() < SHORTEST {
        return all;
    }
    // One byte is found faster than several.
    let has_address = text.contains(':') && text.contains("://");
    let (mut at, mut begins) = (0, true);
    while let Some(byte) = bytes.get(at) {
        let next = bytes.get(at + 1).copied().unwrap_or(0);
        let may_be = begins && (has_address || begins_one(*byte, next));
        begins = !is_word(*byte);
        if !may_be {
            at += 1;
            continue;
        }
        let here = at_start(text, at);
        let here = here.filter(|found| !is_example(text.get(found.start..found.end).unwrap_or("")));
        match here {
            Some(found) => {
                at = found.end.max(at + 1);
                begins = bytes.get(at - 1).is_some_and(|byte| !is_word(*byte));
                all.push(found);
            }
            None => at += 1,
        }
    }
    if has_address {
        all.extend(in_query(text));
    }
    all.extend(
        among_pairs(text)
            .into_iter()
            .filter(|found| !is_example(text.get(found.start..found.end).unwrap_or(""))),
    );
    all
}

/// `https://example.net/items?api_key=...`
fn in_query(text: &str) -> Option<Found> {
    const KEYS: &[&str] =
        &["api_key=", "apikey=", "api-key=", "access_token=", "auth_token=", "token=", "client_secret="];
    let query = text.find('?')?;
    let (start, length) = KEYS.iter().find_map(|key| {
        let at = query + text.get(query..)?.find(key)?;
        let begins = text.as_bytes().get(at.checked_sub(1)?).is_some_and(|byte| matches!(byte, b'?' | b'&'));
        let start = at + key.len();
        let value = text.get(start..)?;
        let length = value.find(['&', '#', ' ', '"', '\'', '<']).unwrap_or(value.len());
        begins.then_some((start, length))
    })?;
    let word = text.get(start..start + length)?;
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    let made = length >= 16 && digits >= 2 && letters >= 2 && digits + letters + 4 >= length && has_mix(word);
    made.then_some(Found { what: "a key within an address", start, end: start + length })
        .filter(|_| super::not_secret(word).is_none() && !is_example(word))
}

/// `host=db user=app password=...`: what is connected to with which password.
fn among_pairs(text: &str) -> Option<Found> {
    const BESIDE: &[&str] =
        &["host=", "server=", "user=", "uid=", "user id=", "dbname=", "database=", "data source="];
    if !text.contains('=') {
        return None;
    }
    let speaks_of_one = ["assword=", "ASSWORD=", "pwd=", "Pwd=", "PWD="].iter().any(|key| text.contains(key));
    if !speaks_of_one || text.contains("://") || text.len() > LONGEST_PAIRS {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let (key, start) = ["password=", "pwd="].iter().find_map(|key| Some((key, lower.find(key)?)))?;
    let begins =
        start == 0 || lower.as_bytes().get(start - 1).is_some_and(|byte| matches!(byte, b' ' | b';'));
    let beside = BESIDE.iter().any(|word| lower.contains(word));
    let value = start + key.len();
    let rest = text.get(value..)?;
    let length = rest.find([' ', ';', '\'', '"']).unwrap_or(rest.len());
    let word = rest.get(..length)?;
    let is_text = word.len() >= 4 && !word.contains(['%', '{', '$', '<', '*', '?']);
    (begins && beside && is_text).then_some(Found {
        what: "a database password",
        start: value,
        end: value + length,
    })
}

/// Longest text that is looked at for such pairs, in bytes.
const LONGEST_PAIRS: usize = 500;

/// Which second bytes follow a first one in tokens and private keys: 256 bits for each.
static SECOND: [[u64; 4]; 256] = {
    let mut second = [[0; 4]; 256];
    let mut at = 0;
    while at < SHAPES.len() {
        let prefix = SHAPES[at].prefix.as_bytes();
        second = with_pair(second, prefix[0], prefix[1]);
        at += 1;
    }
    with_pair(with_pair(second, b'e', b'y'), b'-', b'-')
};

const fn with_pair(mut pairs: [[u64; 4]; 256], first: u8, second: u8) -> [[u64; 4]; 256] {
    pairs[first as usize][second as usize / 64] |= 1 << (second % 64);
    pairs
}

/// Whether two bytes may begin a secret that is no address.
fn begins_one(first: u8, second: u8) -> bool {
    SECOND[usize::from(first)][usize::from(second / 64)] & (1 << (second % 64)) != 0
}

fn at_start(text: &str, start: usize) -> Option<Found> {
    let rest = text.get(start..)?;
    let prefixed = SHAPES.iter().find_map(|shape| {
        let body = rest.strip_prefix(shape.prefix)?;
        let length = body.bytes().take_while(|byte| shape.letters.hold(*byte)).count();
        let fits = shape.length.0 <= length && length <= shape.length.1;
        let mixed = has_mix(body.get(..length).unwrap_or(""));
        (fits && mixed).then(|| Found { what: shape.what, start, end: start + shape.prefix.len() + length })
    });
    prefixed
        .or_else(|| web_token(rest, start))
        .or_else(|| private_key(rest, start))
        .or_else(|| address(rest, start))
}

/// `eyJ<header>.eyJ<claims>.<signature>`
fn web_token(rest: &str, start: usize) -> Option<Found> {
    if !rest.starts_with("eyJ") {
        return None;
    }
    let length = rest.bytes().take_while(|byte| Letters::Dotted.hold(*byte)).count();
    let mut parts = rest.get(..length)?.split('.');
    let (header, claims, signature) = (parts.next()?, parts.next()?, parts.next()?);
    let fits = header.len() >= 10 && claims.starts_with("eyJ") && signature.len() >= 16;
    fits.then_some(Found { what: "a signed web token", start, end: start + length })
}

/// `-----BEGIN RSA PRIVATE KEY-----` and the key itself; the header alone is only a name.
fn private_key(rest: &str, start: usize) -> Option<Found> {
    let (label, body) = rest.strip_prefix("-----BEGIN ")?.split_once("-----")?;
    // `-----BEGIN <kind of key> PRIVATE KEY-----` describes the format.
    if label.len() > 40
        || label.contains(['<', '[', '{', '%'])
        || !(label.ends_with("PRIVATE KEY") || label.ends_with("PRIVATE KEY BLOCK"))
    {
        return None;
    }
    let key = body.split("-----END").next().unwrap_or("");
    let letters = key.replace("\\n", "").bytes().filter(|byte| Letters::Base64.hold(*byte)).count();
    let end = start + rest.len() - body.len() + key.len();
    (letters >= 64).then_some(Found { what: "a private key", start, end })
}

/// The password in `scheme://user:password@host`.
fn address(rest: &str, start: usize) -> Option<Found> {
    let scheme =
        rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"+.-".contains(byte)).count();
    let after = rest.get(scheme..)?.strip_prefix("://")?;
    if scheme < 3 {
        return None;
    }
    let end =
        after.find(|c: char| c.is_whitespace() || "/\"'<>?#`,;()|\\".contains(c)).unwrap_or(after.len());
    let (login, host) = after.get(..end)?.rsplit_once('@')?;
    let (user, password) = login.split_once(':')?;
    let plain = password.len() >= 3
        && !password.contains(['{', '}', '$', '%', '*', '[', ']', ':'])
        && !user.contains(['{', '}', '%', '<'])
        && !host.is_empty()
        && super::not_secret(password).is_none()
        && !password.eq_ignore_ascii_case(user);
    let from = start + scheme + 3 + user.len() + 1;
    plain.then_some(Found { what: IN_ADDRESS, start: from, end: from + password.len() })
}

/// What is said of an address that holds one.
pub const IN_ADDRESS: &str = "a password within an address";

impl Letters {
    fn hold(self, byte: u8) -> bool {
        match self {
            Self::Upper => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            Self::Hex => byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'),
            Self::Word => byte.is_ascii_alphanumeric(),
            Self::Dashed => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'),
            Self::Dotted => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'),
            Self::Base64 => byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'_' | b'-'),
            Self::Path => byte.is_ascii_alphanumeric() || byte == b'/',
        }
    }
}

/// A real token is not one letter repeated.
fn has_mix(body: &str) -> bool {
    let mut seen = [false; 256];
    for byte in body.bytes() {
        seen[usize::from(byte)] = true;
    }
    seen.iter().filter(|seen| **seen).count() >= 6
}

fn is_example(token: &str) -> bool {
    let lower = token.to_ascii_lowercase();
    ["example", "xxxx", "your", "dummy", "fake", "placeholder", "redacted", "1234567890abcdef", "abcdefghij"]
        .iter()
        .any(|word| lower.contains(word))
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whats(text: &str) -> Vec<&'static str> {
        found(text).iter().map(|found| found.what).collect()
    }

    // The tokens are put together here so that no scanner takes this file for a leak.
    #[test]
    fn tokens_are_known_by_their_shape() {
        let aws = ["AKIA", "QX7RT2LMN5VBC3DK"].concat();
        assert_eq!(whats(&aws), ["an AWS access key id"]);
        assert_eq!(whats(&format!("key: {aws}, more")), ["an AWS access key id"]);
        assert_eq!(whats(&format!("{aws}A")), [""; 0]);
        assert_eq!(whats(&["ghp", "_aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5"].concat()), ["a GitHub token"]);
        assert_eq!(whats(&["sk_", "live_4eC39HqLyjWDarjtT1zdp7dc"].concat()), ["a Stripe secret key"]);
    }

    #[test]
    fn a_password_in_an_address_is_found_and_a_hole_for_one_is_not() {
        let text = "postgres://app:s3cr3t-w0rd@db.internal/app";
        assert_eq!(whats(text), ["a password within an address"]);
        let at = found(text)[0];
        assert_eq!(&text[at.start..at.end], "s3cr3t-w0rd");
        for safe in
            ["postgres://app:{password}@db/app", "http://host:80/a@b", "https://user@host", "ftp://%s:%s@x"]
        {
            assert_eq!(whats(safe), [""; 0], "{safe}");
        }
    }

    #[test]
    fn a_private_key_needs_its_body() {
        assert_eq!(whats("-----BEGIN RSA PRIVATE KEY-----"), [""; 0]);
        let body = "MIIEpAIBAAKCAQEA7c9kq2".repeat(5);
        let key = format!("-----BEGIN RSA PRIVATE KEY-----\n{body}\n-----END RSA PRIVATE KEY-----");
        assert_eq!(whats(&key), ["a private key"]);
        assert_eq!(whats(&key.replace("RSA", "<kind>")), [""; 0]);
    }

    #[test]
    fn examples_say_so_themselves() {
        assert_eq!(whats(&["AKIA", "IOSFODNN7EXAMPLE"].concat()), [""; 0]);
        assert_eq!(whats(&format!("ghp_{}", "x".repeat(36))), [""; 0]);
    }
}
