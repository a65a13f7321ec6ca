//! Archives of every honest and dishonest kind.

use sightline::intake::{self, Archive};
use sightline::text::NoticeKind;

use super::pack::{Member, gzip, overlapping, tar, tar_header, tar_member, zip};
use super::{left_out, paths, refused};

const CODE: &[u8] = b"import os\nos.system('ls')\n";

#[test]
fn members_of_a_wheel_continue_its_path() {
    let wheel = zip(&[
        Member::deflated("pkg/", b""),
        Member::deflated("pkg/a.py", CODE),
        Member::stored("pkg/b.pyi", b""),
        Member::deflated("pkg-1.dist-info/METADATA", b"Name: pkg\n"),
        Member::deflated("pkg/data.json", b"{}"),
    ]);
    let intake = intake::read("dist/x.whl", &wheel);
    assert_eq!(paths(&intake), ["dist/x.whl/pkg/a.py", "dist/x.whl/pkg/b.pyi"]);
    assert_eq!(intake.files[0].text.as_bytes(), CODE);
    assert_eq!(intake.files[0].bytes, CODE.len());
    assert_eq!(intake.files[1].lines.count(), 0);
    assert_eq!(
        left_out(&intake),
        [("dist/x.whl", NoticeKind::Skipped, "2 of its members are not Python files and were passed over.")]
    );
}

#[test]
fn scripts_without_an_ending_are_taken_by_their_first_line() {
    let archive = zip(&[
        Member::deflated("bin/tool", b"#!/usr/bin/env python3\nprint(1)\n"),
        Member::deflated("bin/other", b"#!/bin/sh\nls\n"),
        Member::deflated("bin/elf", b"\x7FELF\0\0\0"),
    ]);
    assert_eq!(paths(&intake::read("a.zip", &archive)), ["a.zip/bin/tool"]);
    assert!(intake::wanted_script("bin/tool", b"#!/usr/bin/python -E\n"));
    assert!(!intake::wanted_script("bin/tool.sh", b"#!/usr/bin/python\n"));
}

#[test]
fn an_archive_is_read_one_member_at_a_time_from_a_buffer_that_it_owns() {
    let bytes = zip(&[Member::deflated("a.py", CODE), Member::deflated("b.py", CODE)]);
    let mut archive = Archive::open("x.zip", bytes).unwrap_or_else(|out| panic!("{out:?}"));
    assert_eq!(archive.members_left(), Some(2));
    assert_eq!(paths(&archive.next_file().unwrap()), ["x.zip/a.py"]);
    assert_eq!(archive.members_left(), Some(1));
    assert_eq!(paths(&archive.next_file().unwrap()), ["x.zip/b.py"]);
    assert!(archive.next_file().unwrap().files.is_empty());
    assert!(archive.next_file().is_none());
    assert_eq!(archive.members_left(), Some(0));
}

#[test]
fn dangerous_names_are_shown_harmless_and_told() {
    for (name, shown) in [
        (b"../../etc/cron.py".as_slice(), "etc/cron.py"),
        (b"/root/a.py", "root/a.py"),
        (b"C:\\Windows\\a.py", "Windows/a.py"),
        (b"c:a.py", "unnamed"),
        (b"a/../../b.py", "a/b.py"),
        (b"a\0.py", "a\u{FFFD}.py"),
        (b"a\x1B[31m.py", "a\u{FFFD}[31m.py"),
        ("a\u{202E}yp.py".as_bytes(), "a\u{FFFD}yp.py"),
        (b"caf\xE9.py", "caf\u{FFFD}.py"),
        (b"dir\\sub\\a.py", "dir/sub/a.py"),
    ] {
        let intake =
            intake::read("x.zip", &zip(&[Member::deflated(name, CODE), Member::deflated("ok.py", CODE)]));
        let file = &intake.files[0];
        if shown == "unnamed" {
            // Nothing is left that says it is Python.
            assert_eq!(paths(&intake), ["x.zip/ok.py"]);
            continue;
        }
        assert_eq!(file.path, format!("x.zip/{shown}"));
        assert_eq!(file.notices[0].kind, NoticeKind::Archive, "{name:?}");
        assert!(!file.notices[0].text.contains(['\0', '\x1B', '\u{202E}']), "{:?}", file.notices[0].text);
        assert!(intake.files[1].notices.is_empty());
    }
}

#[test]
fn a_name_of_any_length_is_cut() {
    let mut name = vec![b'a'; 60_000];
    name.extend(b".py");
    let intake =
        intake::read("x.zip", &zip(&[Member::deflated(name, CODE), Member::deflated("ok.py", CODE)]));
    assert_eq!(paths(&intake), ["x.zip/ok.py"]);
}

#[test]
fn a_member_that_cannot_be_read_is_told_and_the_others_are_read() {
    for (member, kind, words) in [
        (Member::deflated("bad.py", CODE).encrypted(), NoticeKind::Archive, "encrypted"),
        (Member::deflated("bad.py", CODE).method(12), NoticeKind::Archive, "not unpacked here"),
        (Member::deflated("bad.py", CODE).method(77), NoticeKind::Archive, "method 77"),
        (Member::deflated("bad.py", CODE).claims_crc(1), NoticeKind::Archive, "damaged"),
        (Member::stored("bad.py", CODE).method(8), NoticeKind::Archive, "damaged"),
        (Member::deflated("bad.py", CODE).claims_size(5), NoticeKind::Archive, "5 bytes"),
        (Member::deflated("bad.py", CODE).claims_size(500_000), NoticeKind::Archive, "489 kB"),
        (
            Member::deflated("bad.py", CODE).claims_size(u32::MAX - 1),
            NoticeKind::TooLarge,
            "the bound is 8 MB",
        ),
        (Member::deflated("bad.py", CODE).link(), NoticeKind::Skipped, "link"),
        (Member::deflated("bad.zip", CODE), NoticeKind::Archive, "inside an archive"),
        (Member::deflated("bad.py", &[0; 4096]), NoticeKind::Binary, "not text"),
    ] {
        let intake = intake::read("x.zip", &zip(&[member, Member::deflated("ok.py", CODE)]));
        assert_eq!(paths(&intake), ["x.zip/ok.py"], "{words}");
        let out = left_out(&intake);
        assert_eq!(out.len(), 1, "{out:?}");
        assert_eq!(out[0].1, kind, "{words}");
        assert!(out[0].0.starts_with("x.zip/bad") && out[0].2.contains(words), "{out:?}");
    }
}

#[test]
fn two_thousand_encrypted_members_are_told_once_for_most() {
    let members: Vec<Member> =
        (0..2_000).map(|at| Member::stored(format!("{at}.py"), CODE).encrypted()).collect();
    let intake = intake::read("x.zip", &zip(&members));
    assert_eq!(intake.notices.len(), intake::limits::NOTICES + 1);
    assert!(intake.notices.last().unwrap().notice.text.starts_with("1960 more"));
}

#[test]
fn a_cut_archive_is_told() {
    let whole = zip(&[Member::deflated("a.py", CODE), Member::deflated("b.py", CODE)]);
    for length in [0, 1, 4, 40, whole.len() / 2, whole.len() - 1] {
        let (kind, text) = refused("x.zip", &whole[..length]);
        assert_eq!(kind, NoticeKind::Archive);
        assert!(text.contains("cut off") || text.contains("damaged"), "{length}: {text}");
    }
    assert_eq!(refused("x.zip", b"not a zip").0, NoticeKind::Archive);
    assert_eq!(refused("x.tar.xz", b"\xFD7zXZ\0").0, NoticeKind::Archive);
    assert!(refused("x.zip", &zip(&[])).1.contains("empty"));
    assert!(refused("x.zip", &zip(&[Member::stored("a.txt", b"")])).1.contains("holds no Python"));
}

#[test]
fn a_list_of_contents_that_is_damaged_midway_gives_what_it_lists() {
    let mut bytes = zip(&[Member::deflated("a.py", CODE), Member::deflated("b.py", CODE)]);
    let second = bytes.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    bytes[second] = b'X';
    let intake = intake::read("x.zip", &bytes);
    assert_eq!(paths(&intake), ["x.zip/a.py"]);
    assert!(left_out(&intake)[0].2.contains("damaged after 1 members"));
}

#[test]
fn names_that_share_one_packed_member_stop_at_the_ratio() {
    // 8 MB of zeros in 8 kB, listed 2,000 times: 16 GB.
    let bomb = Member::deflated("a.py", &vec![0; intake::limits::FILE]);
    let intake = intake::read("x.zip", &overlapping(&bomb, 2_000));
    let out = left_out(&intake);
    assert!(out.len() <= 5, "{out:?}");
    let (_, kind, text) = out.last().unwrap();
    assert_eq!(*kind, NoticeKind::TooLarge);
    assert!(text.contains("unpacks to more than"), "{text}");
}

#[test]
fn damaged_members_count_as_work() {
    let content = vec![b' '; intake::limits::FILE];
    let bomb = Member::deflated("a.py", &content).claims_crc(7);
    let intake = intake::read("x.zip", &overlapping(&bomb, 2_000));
    assert!(intake.notices.len() <= 5, "{} notices", intake.notices.len());
}

#[test]
fn members_beyond_a_bound_are_counted_not_read() {
    let member = Member::stored("a.txt", b"");
    let mut bytes = overlapping(&member, 60_000);
    // 60,000 fit the 16 bits of the count.
    let intake = intake::read("x.zip", &bytes);
    assert_eq!(left_out(&intake)[0].1, NoticeKind::Limit);
    bytes.clear();
}

#[test]
fn source_distributions_are_read_in_gzip_and_plain() {
    let tar = tar(&[
        tar_member(b"pkg-1/", b'5', b""),
        tar_member(b"pkg-1/setup.py", b'0', CODE),
        tar_member(b"pkg-1/README", b'0', b"words"),
        tar_member(b"pkg-1/link.py", b'2', b""),
        tar_member(b"pkg-1/old.py", 0, CODE),
    ]);
    for (path, bytes) in
        [("p.tar.gz", gzip(&tar)), ("p.tgz", gzip(&tar)), ("p.tar", tar.clone()), ("p", gzip(&tar))]
    {
        let intake = intake::read(path, &bytes);
        let expected = [format!("{path}/pkg-1/setup.py"), format!("{path}/pkg-1/old.py")];
        assert_eq!(paths(&intake), expected);
        assert_eq!(intake.files[0].text.as_bytes(), CODE);
        let out = left_out(&intake);
        assert_eq!(out.len(), 2, "{out:?}");
        assert!(out[0].2.contains("link") && out[1].2.starts_with("1 of its members"), "{out:?}");
    }
}

#[test]
fn long_names_of_gnu_and_pax_are_read() {
    let long = format!("{}/module.py", "deep".repeat(50));
    let record = format!("{} path={long}\n", long.len() + 10);
    assert_eq!(record.len(), long.len() + 10);
    let mut prefixed = tar_header(b"module.py", b'0', "00000000000");
    prefixed[345..348].copy_from_slice(b"pre");
    prefixed[148..156].copy_from_slice(b"        ");
    let sum: u32 = prefixed.iter().map(|byte| u32::from(*byte)).sum();
    prefixed[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let archive = tar(&[
        tar_member(b"././@LongLink", b'L', format!("{long}\0").as_bytes()),
        tar_member(b"cut", b'0', CODE),
        tar_member(b"pax", b'x', record.as_bytes()),
        tar_member(b"cut", b'0', CODE),
        prefixed,
    ]);
    let intake = intake::read("x.tar", &archive);
    assert_eq!(
        paths(&intake),
        [format!("x.tar/{long}"), format!("x.tar/{long}"), "x.tar/pre/module.py".into()]
    );
    assert!(intake.notices.is_empty(), "{:?}", intake.notices);
}

#[test]
fn a_cut_or_lying_tar_gives_what_came_before() {
    let first = tar_member(b"a.py", b'0', CODE);
    let packed = gzip(&tar(&[first.clone(), tar_member(b"b.py", b'0', &[b'#'; 5_000])]));
    let noise: Vec<u8> = (0..5_000_u32).map(|at| (at * at % 251) as u8 | 1).collect();
    for (words, bytes) in [
        ("cut off", [first.clone(), tar_header(b"b.py", b'0', "00000100000")].concat()),
        ("cut off", [first.clone(), tar_header(b"b.txt", b'0', "77777777777")].concat()),
        ("cut off", [first.clone(), vec![b'x'; 512]].concat()),
        ("cut off", [first.clone(), tar_header(b"b.py", b'0', "9")].concat()),
        ("cut off", packed[..packed.len() - 12].to_vec()),
        ("cut off", [gzip(&first), noise.clone()].concat()),
    ] {
        let intake = intake::read("x.tar", &bytes);
        let out = left_out(&intake);
        assert!(
            out.iter().any(|(_, kind, text)| *kind == NoticeKind::Archive && text.contains(words)),
            "{out:?}"
        );
        assert_eq!(intake.files[0].path, "x.tar/a.py");
    }
    let huge = [first, tar_header(b"b.py", b'0', "77777777777")].concat();
    let intake = intake::read("x.tar", &huge);
    assert_eq!(left_out(&intake)[0].1, NoticeKind::TooLarge);
    assert_eq!(refused("x.tar.gz", &gzip(b"print(1)\n")).0, NoticeKind::Archive);
    assert_eq!(refused("x.tar.gz", &noise).0, NoticeKind::Archive);
}

#[test]
fn a_gzip_bomb_stops_at_its_allowance() {
    // 64 MB of nothing behind one header: 64 kB packed.
    let mut bytes = tar_member(b"a.py", b'0', CODE);
    bytes.extend(tar_header(b"big.bin", b'0', "77777777777"));
    bytes.resize(64 * 1024 * 1024, 0);
    let intake = intake::read("x.tar.gz", &gzip(&bytes));
    assert_eq!(paths(&intake), ["x.tar.gz/a.py"]);
    assert!(
        left_out(&intake).iter().any(|(_, kind, _)| *kind == NoticeKind::TooLarge),
        "{:?}",
        left_out(&intake)
    );
}
