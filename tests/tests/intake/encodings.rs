//! Bytes to text.

use sightline::intake;
use sightline::text::NoticeKind;

use super::{notices, one, refused};

#[test]
fn a_byte_order_mark_is_no_column() {
    let file = one("a.py", b"\xEF\xBB\xBFx = 1\n");
    assert_eq!(&*file.text, "x = 1\n");
    assert_eq!(file.bytes, 9);
    assert_eq!(file.sha256, sightline::text::digest(b"\xEF\xBB\xBFx = 1\n"));
    assert!(file.notices.is_empty());
}

#[test]
fn an_empty_file_is_a_file_without_lines() {
    let file = one("a.py", b"");
    assert_eq!((file.lines.count(), file.bytes, &*file.text), (0, 0, ""));
}

#[test]
fn declared_encodings_are_decoded() {
    for (bytes, text) in [
        (b"# coding: latin-1\nx = '\xE9\x80'\n".as_slice(), "x = '\u{E9}\u{80}'"),
        (b"# -*- coding: iso-8859-1 -*-\nx = '\xE9'\n", "x = '\u{E9}'"),
        (b"#!/usr/bin/python\n# vim: set fileencoding=Latin_1 :\nx = '\xE9'\n", "x = '\u{E9}'"),
        (b"\n# coding=iso8859-15\nx = '\xA4'\n", "x = '\u{20AC}'"),
        (b"# coding: cp1252\rx = '\x80'\r", "x = '\u{20AC}'"),
        (b"# coding: windows-1251\r\nx = '\xCF'\r\n", "x = '\u{41F}'"),
        (b"# coding: koi8-r\nx = '\xF0'\n", "x = '\u{41F}'"),
        (b"# coding: utf8-unix\nx = 1\n", "x = 1"),
        (b"# coding: utf-8-unix\nx = '\xC3\xA9'\n", "x = '\u{E9}'"),
        (b"# encoding : no\nx = '\xC3\xA9'\n", "x = '\u{E9}'"),
    ] {
        let file = intake::read("a.py", bytes).files.remove(0);
        assert!(file.text.contains(text), "{:?}", file.text);
        if !bytes.starts_with(b"# coding: utf8-unix") {
            assert!(file.notices.is_empty(), "{:?}", file.notices);
        }
    }
}

#[test]
fn a_coding_comment_counts_only_where_python_looks() {
    for bytes in [
        b"x = 1\n# coding: latin-1\n'\xC3\xA9'\n".as_slice(),
        b"\n\n# coding: latin-1\n'\xC3\xA9'\n",
        b"'# coding: latin-1'\n'\xC3\xA9'\n",
    ] {
        let file = one("a.py", bytes);
        assert!(file.text.contains("'\u{E9}'"), "{:?}", file.text);
    }
}

#[test]
fn bytes_that_are_no_text_are_replaced_and_their_lines_named() {
    let file = one("a.py", b"a = 1\nb = '\xFF\xFE'\nc = 2\nd = '\xE9'\n");
    assert_eq!(&*file.text, "a = 1\nb = '\u{FFFD}\u{FFFD}'\nc = 2\nd = '\u{FFFD}'\n");
    assert_eq!(notices(&file), [(NoticeKind::Encoding, 2, 4)]);
    assert!(file.notices[0].text.contains("lines 2 and 4"), "{}", file.notices[0].text);
    let file = one("a.py", "é = '\n'".as_bytes().split_last().unwrap().1);
    assert!(file.notices.is_empty());
    let many = b"'\xFF'\n".repeat(100);
    assert!(one("a.py", &many).notices[0].text.contains("lines 1, 2, 3, 4, 5 and 95 more"));
}

#[test]
fn encodings_without_a_table_keep_the_code_around_their_characters() {
    // The second byte of both characters is a backslash or a quote's neighbour in ASCII.
    for (bytes, text) in [
        (b"# coding: shift_jis\nx = '\x83\x5C\xB1'; y = 1\n".as_slice(), "x = '\u{FFFD}\u{FFFD}'; y = 1"),
        (b"# coding: gbk\nx = '\x81\x5C'; y = 1\n", "x = '\u{FFFD}'; y = 1"),
        (b"# coding: gb18030\nx = '\x81\x30\x81\x30'; y = 1\n", "x = '\u{FFFD}'; y = 1"),
        (b"# coding: euc-jp\nx = '\xA4\xA2'; y = 1\n", "x = '\u{FFFD}'; y = 1"),
        (b"# coding: big5\nx = '\xA4\xA2'; y = 1\n", "x = '\u{FFFD}'; y = 1"),
    ] {
        let file = one("a.py", bytes);
        assert!(file.text.contains(text), "{:?}", file.text);
        assert_eq!(notices(&file), [(NoticeKind::Encoding, 1, 1)]);
    }
    assert!(one("a.py", b"# coding: gbk\nx = 1\n").notices.is_empty());
    assert!(one("a.py", b"# coding: iso-8859-7\nx = 1\n").notices.is_empty());
}

#[test]
fn an_unknown_encoding_is_told() {
    let file = one("a.py", b"# coding: klingon\nx = '\xE9'\n");
    assert!(file.text.contains("x = '\u{E9}'"));
    assert!(file.notices[0].text.contains("`klingon`"), "{}", file.notices[0].text);
    let file = one("a.py", b"# coding: ascii\nx = '\xC3\xA9'\n");
    assert_eq!(notices(&file), [(NoticeKind::Encoding, 1, 1)]);
}

#[test]
fn utf_16_is_read_and_told() {
    let little: Vec<u8> = "\u{FEFF}x = '😀'\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = "\u{FEFF}x = '😀'\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [little, big] {
        let file = one("a.py", &bytes);
        assert_eq!(&*file.text, "x = '😀'\n");
        assert_eq!(notices(&file), [(NoticeKind::Encoding, 1, 1)]);
    }
    let odd = one("a.py", b"\xFF\xFEx\0=\0\x00\xD8!");
    assert_eq!(&*odd.text, "x=\u{FFFD}\u{FFFD}");
}

#[test]
fn binary_files_are_left_out_and_stray_nuls_are_not() {
    let noise: Vec<u8> = (0..10_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let pyc = [b"\xA7\r\r\n\0\0\0\0".as_slice(), &b"some plain words ".repeat(50)].concat();
    for bytes in [b"\x7FELF\x02\x01\0".as_slice(), &noise, &pyc, &[0; 100], b"\x89PNG\r\n\x1A\n\0"] {
        assert_eq!(refused("a.py", bytes).0, NoticeKind::Binary);
    }
    let file = one("a.py", b"import os\nx = 'a\0b'\nos.system(x)\n");
    assert_eq!(notices(&file), [(NoticeKind::Encoding, 2, 2)]);
    assert!(file.text.contains('\0'));
}

#[test]
fn a_file_beyond_the_bound_is_told_with_both_sizes() {
    let (kind, text) = refused("a.py", &vec![b'#'; 50 * 1024 * 1024]);
    assert_eq!(kind, NoticeKind::TooLarge);
    assert!(text.contains("50 MB") && text.contains("8 MB"), "{text}");
    let (_, text) = refused("a.py", &vec![b'#'; intake::limits::FILE + 1]);
    assert!(text.contains("8.1 MB"), "{text}");
}
