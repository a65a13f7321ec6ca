//! Hostile links do not fill memory: a process of its own opens a dozen of them and then looks at the most that it ever
//! held. Linux alone says that.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic)] // Helpers of tests are tests, which clippy does not see.

use flate2::Compression;
use flate2::write::DeflateEncoder;
use sightline::share::decode_deflated;
use std::io::Write;

/// A bomb without the memory to make it: the same few bytes again and again.
fn packed(begin: &str, again: &str, times: usize, end: &str) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(begin.as_bytes()).unwrap();
    let many = again.repeat(1000);
    for _ in 0..times / 1000 {
        encoder.write_all(many.as_bytes()).unwrap();
    }
    encoder.write_all(end.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// Kilobytes that this process has held at most.
fn most_held() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn hostile_links_fill_no_memory() {
    // Without the right check sum nothing is even parsed; with it, lists end at their bound. Both are tried.
    let mut refused = 0;
    for (begin, again, times, end) in [
        ("", " ", 100_000_000, ""),
        ("{\"k\":\"all\",\"f\":[", "{\"p\":\"\"},", 1_000_000, "]"),
        ("{\"k\":\"all\",\"d\":[", "{},", 3_000_000, "]"),
        ("{\"k\":\"none\",\"a\":[", "[\"\",\"agreed\",\"\"],", 600_000, "]"),
        ("{\"k\":\"all\",\"f\":[{\"p\":\"a\",\"x\":[", "[1,\"\"],", 1_000_000, "]}]"),
        ("{\"k\":\"all\",\"x\":", "[", 8_000_000, ""),
        ("{\"k\":\"all\",\"x\":\"", "\\u0041", 1_000_000, "\""),
    ] {
        let body = packed(begin, again, times, end);
        refused += usize::from(decode_deflated(&body).is_err());
        let sum = {
            if again.len() * times > 32 * 1024 * 1024 {
                continue;
            }
            let mut text = String::new();
            text.push_str(begin);
            text.extend(std::iter::repeat_n(again, times));
            text.push_str(end);
            sightline::text::digest(text.as_bytes())
        };
        let whole = packed(begin, again, times, &format!("{end},\"z\":\"{}\"}}", &sum[..12]));
        let _ = decode_deflated(&whole);
    }
    assert_eq!(refused, 7);
    assert!(most_held() < 400 * 1024, "{} kB", most_held());
}
