//! Decoders over mutated input, one test each for link, zip, tar and notebook: the same mutations at every run.
//! `SIGHTLINE_FUZZ=100000 cargo test --test fuzz` runs as many of them; without it a few thousand, in a second or two.

#![allow(clippy::unwrap_used, clippy::panic)] // Helpers of tests are tests, which clippy does not see.

#[path = "intake/pack.rs"]
#[allow(dead_code)] // Other tests make stranger archives with it.
mod pack;

use pack::{Member, zip};
use sightline::intake::{self, limits};
use sightline::share::{Kind, Payload, SentFile, decode, decode_deflated, deflated, encode, envelope};

/// A generator of numbers that is the same everywhere (xorshift).
struct Dice(u64);

impl Dice {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % below.max(1) as u64).unwrap()
    }

    /// The seed with a few of its bytes changed, moved, doubled or cut, and with numbers that lie about sizes.
    fn mutated(&mut self, seed: &[u8]) -> Vec<u8> {
        let mut bytes = seed.to_vec();
        for _ in 0..=self.next(4) {
            let at = self.next(bytes.len() + 1);
            match self.next(7) {
                0 => bytes.truncate(at),
                1 => bytes.insert(at, u8::try_from(self.next(256)).unwrap()),
                2 if at < bytes.len() => bytes[at] ^= 1 << self.next(8),
                3 if at < bytes.len() => bytes[at] = [0, 0xff, 0x7f, 0x80][self.next(4)],
                4 if at + 4 <= bytes.len() => bytes[at..at + 4].copy_from_slice(&[0xff, 0xff, 0xff, 0x7f]),
                5 => {
                    let part = bytes[at / 2..at].to_vec();
                    bytes.splice(at..at, part);
                }
                _ if at < bytes.len() => drop(bytes.remove(at)),
                _ => {}
            }
        }
        bytes
    }
}

fn runs() -> usize {
    std::env::var("SIGHTLINE_FUZZ").ok().and_then(|runs| runs.parse().ok()).unwrap_or(3_000)
}

fn each(seeds: &[Vec<u8>], mut decode: impl FnMut(&[u8])) {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for run in 0..runs() {
        decode(&dice.mutated(&seeds[run % seeds.len()]));
    }
}

/// What was taken in is within its bounds, whatever it says of itself.
fn taken_in(path: &str, bytes: &[u8]) {
    let intake = intake::read(path, bytes);
    let total: usize = intake.files.iter().map(|file| file.text.len()).sum();
    assert!(total <= limits::UNPACKED && intake.files.len() <= limits::MEMBERS);
    for file in &intake.files {
        assert!(file.text.len() <= 4 * limits::NOTEBOOK);
        assert!(!file.path.contains("/../") && !file.path.contains('\0'), "{:?}", file.path);
    }
}

#[test]
fn links() {
    let file = SentFile {
        path: "a.py".into(),
        text: Some("import os\nos.system(x)\n".into()),
        ..SentFile::default()
    };
    let payload = Payload { kind: Kind::Whole, files: [file].into_iter().collect(), ..Payload::default() };
    let link = encode(&payload).unwrap().into_bytes();
    each(
        &[link, b"v1e.AQEACSfAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_vec()],
        |bytes| {
            let text = String::from_utf8_lossy(bytes);
            let _ = (decode(&text), envelope::open(&text));
        },
    );
    each(&[deflated(&payload).unwrap()], |bytes| drop(decode_deflated(bytes)));
}

#[test]
fn zips() {
    let members = [
        Member::deflated("a.py", b"import os\n"),
        Member::deflated("b/c.py", b"x = 1\n"),
        Member::deflated("n.txt", b"-"),
    ];
    let inner = zip(&members);
    let nested = zip(&[Member::deflated("inner.zip", &inner), Member::deflated("d.py", b"y = 2\n")]);
    each(&[zip(&members), nested], |bytes| taken_in("x.zip", bytes));
}

#[test]
fn tars() {
    let plain = pack::tar(&[
        pack::tar_member(b"p/a.py", b'0', b"import os\n"),
        pack::tar_member(b"p/b.py", b'0', b"x = 1\n"),
    ]);
    each(&[plain.clone(), pack::gzip(&plain)], |bytes| taken_in("x.tar.gz", bytes));
}

#[test]
fn notebooks() {
    let notebook = br##"{"cells":[{"cell_type":"code","source":["import os\n","!ls\n"],"outputs":[]},{"cell_type":"markdown","source":"# x"},
        {"cell_type":"code","source":"%%bash\necho","metadata":{}}],"metadata":{"kernelspec":{"language":"python"}},"nbformat":4,"nbformat_minor":5}"##;
    each(&[notebook.to_vec()], |bytes| taken_in("n.ipynb", bytes));
}
