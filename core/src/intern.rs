//! Names, dotted paths and constants as small ids.
//!
//! Names and paths live as long as the process: they are few, and everything speaks of them. Ids say
//! nothing about order, and differ from run to run where threads race for them; whatever is printed is
//! sorted by text. Constants live as long as the table that holds them.

use rustc_hash::FxHashMap;
use std::fmt;
use std::sync::{OnceLock, PoisonError, RwLock};

/// A name: an identifier, an attribute, a keyword argument.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sym(u32);

impl Sym {
    /// The id of a name.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(names().id(text, |text| Box::leak(Box::<str>::from(text))))
    }

    /// Its number, which says nothing but whether two names are the same.
    pub(crate) fn number(self) -> u32 {
        self.0
    }

    /// The name.
    #[must_use]
    pub fn text(self) -> &'static str {
        names().get(self.0).unwrap_or("")
    }
}

impl fmt::Debug for Sym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl fmt::Display for Sym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// A dotted path such as `subprocess.run`: a node of a trie of names.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PathId(u32);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct PathNode {
    parent: Option<PathId>,
    last: Sym,
}

/// A path as it is kept: its first name is asked for as often as its last.
#[derive(Clone, Copy)]
struct KeptPath {
    node: PathNode,
    first: Sym,
}

impl From<KeptPath> for PathNode {
    fn from(kept: KeptPath) -> Self {
        kept.node
    }
}

impl PathId {
    /// The path of one name.
    #[must_use]
    pub fn root(name: Sym) -> Self {
        Self::node(PathNode { parent: None, last: name })
    }

    /// The path of a dotted text.
    #[must_use]
    pub fn new(dotted: &str) -> Self {
        let mut names = dotted.split('.');
        let first = Self::root(Sym::new(names.next().unwrap_or("")));
        names.fold(first, |path, name| path.then(Sym::new(name)))
    }

    /// This path and one more name.
    #[must_use]
    pub fn then(self, name: Sym) -> Self {
        Self::node(PathNode { parent: Some(self), last: name })
    }

    /// The path without its last name.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        paths().get(self.0).and_then(|kept| kept.node.parent)
    }

    /// Its last name.
    #[must_use]
    pub fn last(self) -> Sym {
        paths().get(self.0).map_or(Sym(0), |kept| kept.node.last)
    }

    /// Its first name.
    #[must_use]
    pub fn first(self) -> Sym {
        paths().get(self.0).map_or(Sym(0), |kept| kept.first)
    }

    /// The names, first to last.
    #[must_use]
    pub fn names(self) -> Vec<Sym> {
        let mut names: Vec<Sym> =
            std::iter::successors(Some(self), |path| path.parent()).map(Self::last).collect();
        names.reverse();
        names
    }

    /// How many names it has.
    #[must_use]
    pub fn depth(self) -> usize {
        std::iter::successors(Some(self), |path| path.parent()).count()
    }

    /// The dotted text.
    #[must_use]
    pub fn text(self) -> String {
        let mut text = String::new();
        for (at, name) in self.names().into_iter().enumerate() {
            if at > 0 {
                text.push('.');
            }
            text.push_str(name.text());
        }
        text
    }

    /// Whether this is the path of a dotted text.
    #[must_use]
    pub fn is(self, dotted: &str) -> bool {
        let mut path = Some(self);
        for name in dotted.rsplit('.') {
            match path {
                Some(known) if known.last().text() == name => path = known.parent(),
                _ => return false,
            }
        }
        path.is_none()
    }

    /// Whether this is `other` or lies below it: `os.path.join` is within `os`.
    #[must_use]
    pub fn within(self, other: Self) -> bool {
        std::iter::successors(Some(self), |path| path.parent()).any(|path| path == other)
    }

    fn node(node: PathNode) -> Self {
        let first = || node.parent.map_or(node.last, Self::first);
        Self(paths().id(&node, |node| KeptPath { node: *node, first: first() }))
    }
}

impl fmt::Debug for PathId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// A value that is written in the code, or folded from such values.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Const {
    /// `None`
    None,
    /// `...`
    Ellipsis,
    /// `True`, `False`
    Bool(bool),
    /// An integer that fits 64 bits.
    Int(i64),
    /// An integer that does not: its digits as written.
    BigInt(Box<str>),
    /// A float, by its bits.
    Float(u64),
    /// A complex number: the bits of its imaginary part.
    Imaginary(u64),
    /// A text.
    Str(Box<str>),
    /// A text with lone surrogates, which no Rust string holds: its code points.
    Surrogates(Box<[u32]>),
    /// Bytes.
    Bytes(Box<[u8]>),
}

impl Const {
    /// The text, of a text.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The number, of an integer or a truth value (which Python counts as 0 and 1).
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            Self::Bool(truth) => Some(i64::from(*truth)),
            _ => None,
        }
    }

    /// What `bool(..)` makes of it.
    #[must_use]
    pub fn truth(&self) -> bool {
        match self {
            Self::None => false,
            Self::Ellipsis | Self::BigInt(_) => true,
            Self::Bool(truth) => *truth,
            Self::Int(number) => *number != 0,
            Self::Float(bits) | Self::Imaginary(bits) => f64::from_bits(*bits) != 0.0,
            Self::Str(text) => !text.is_empty(),
            Self::Surrogates(points) => !points.is_empty(),
            Self::Bytes(bytes) => !bytes.is_empty(),
        }
    }
}

/// A constant of one [`Constants`] table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConstId(pub u32);

/// The constants of a file, or of an evaluation: equal ones share an id.
#[derive(Debug, Clone, Default)]
pub struct Constants {
    list: Vec<Const>,
    ids: FxHashMap<Const, ConstId>,
}

impl Constants {
    /// The id of a constant.
    pub fn id(&mut self, constant: Const) -> ConstId {
        if let Some(id) = self.ids.get(&constant) {
            return *id;
        }
        let id = ConstId(self.list.len() as u32);
        self.list.push(constant.clone());
        self.ids.insert(constant, id);
        id
    }

    /// The id of a constant that is in the table.
    #[must_use]
    pub fn find(&self, constant: &Const) -> Option<ConstId> {
        self.ids.get(constant).copied()
    }

    /// The constant of an id; `None` (the constant) for an id of another table.
    #[must_use]
    pub fn get(&self, id: ConstId) -> &Const {
        self.list.get(id.0 as usize).unwrap_or(&Const::None)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// A table that only grows, shared by all threads: `get` takes no lock.
struct Table<K: 'static, V> {
    ids: RwLock<FxHashMap<K, u32>>,
    chunks: Vec<OnceLock<Box<[OnceLock<V>]>>>,
}

const CHUNK: usize = 4096;
const CHUNKS: usize = 8192;

fn names() -> &'static Table<&'static str, &'static str> {
    static NAMES: OnceLock<Table<&'static str, &'static str>> = OnceLock::new();
    NAMES.get_or_init(Table::new)
}

fn paths() -> &'static Table<PathNode, KeptPath> {
    static PATHS: OnceLock<Table<PathNode, KeptPath>> = OnceLock::new();
    PATHS.get_or_init(Table::new)
}

impl<K: std::hash::Hash + Eq, V: Copy> Table<K, V> {
    fn new() -> Self {
        Self { ids: RwLock::default(), chunks: (0..CHUNKS).map(|_| OnceLock::new()).collect() }
    }

    fn get(&self, id: u32) -> Option<V> {
        let chunk = self.chunks.get(id as usize / CHUNK)?.get()?;
        chunk.get(id as usize % CHUNK)?.get().copied()
    }

    /// The id of `key`, made with `store` when it is new. Beyond 33 million entries all new ones share
    /// the last id, which no review of real files comes near.
    fn id<Q: std::hash::Hash + Eq + ?Sized>(&self, key: &Q, store: impl FnOnce(&Q) -> V) -> u32
    where
        K: std::borrow::Borrow<Q>,
        V: Into<K>,
    {
        if let Some(id) = self.ids.read().unwrap_or_else(PoisonError::into_inner).get(key) {
            return *id;
        }
        let mut ids = self.ids.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(id) = ids.get(key) {
            return *id;
        }
        let id = ids.len().min(CHUNK * CHUNKS - 1) as u32;
        let value = store(key);
        if let Some(chunk) = self.chunks.get(id as usize / CHUNK) {
            let chunk = chunk.get_or_init(|| (0..CHUNK).map(|_| OnceLock::new()).collect());
            if let Some(slot) = chunk.get(id as usize % CHUNK) {
                let _ = slot.set(value);
            }
        }
        ids.insert(value.into(), id);
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_names_share_an_id_and_give_their_text_back() {
        assert_eq!(Sym::new("alpha"), Sym::new("alpha"));
        assert_ne!(Sym::new("alpha"), Sym::new("beta"));
        assert_eq!(Sym::new("alpha").text(), "alpha");
    }

    #[test]
    fn a_path_knows_its_names_and_its_parents() {
        let join = PathId::new("os.path.join");
        assert_eq!(join, PathId::new("os").then(Sym::new("path")).then(Sym::new("join")));
        assert_eq!(join.text(), "os.path.join");
        assert_eq!(join.first().text(), "os");
        assert!(join.is("os.path.join") && !join.is("path.join") && !join.is("os.path.join.x"));
        assert!(join.within(PathId::new("os.path")));
        assert!(!PathId::new("os").within(join));
    }

    #[test]
    fn threads_that_race_for_a_name_agree_on_its_id() {
        let ids: Vec<Vec<Sym>> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| (0..500).map(|n| Sym::new(&format!("race{n}"))).collect()))
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(ids.windows(2).all(|pair| pair[0] == pair[1]));
    }
}
