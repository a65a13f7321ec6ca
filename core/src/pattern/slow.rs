//! How long a pattern can take: words that it can read in many ways.
//!
//! Python's matcher goes back and tries the next way whenever what follows does not fit. If a word leads from
//! a position back to it in two ways, then `n` such words can be read in 2ⁿ ways: *exponential*. If a word leads
//! from a position to itself, from there to a later one, and from that to itself, the border between the two
//! may be anywhere: *polynomial*. A search adds a position that reads anything before the first. None of this
//! matters where nothing that follows can fail, for then the first way is the last one tried.

use super::automaton::{Automaton, Rounds, needs};
use super::chars::Chars;
use super::tree::{Kind, Node};
use super::{Pattern, Use};
use std::collections::{HashSet, VecDeque};

/// Most steps of the search for such words.
const MOST_STEPS: usize = 150_000;

/// A pattern that can take long, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slow {
    /// How the time grows.
    pub growth: Growth,
    /// The repeated part: where it begins, in bytes of the pattern's text.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What a text that takes long starts with.
    pub prefix: String,
    /// What is then repeated.
    pub pump: String,
}

/// How the time grows with the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Growth {
    /// With its square, or a higher power.
    Polynomial,
    /// It doubles with each further letter or two.
    Exponential,
}

impl Pattern {
    /// Whether a text can be made over which the pattern takes unreasonably long; none as well where it is too
    /// large to tell.
    #[must_use]
    pub fn slow(&self, how: Use) -> Option<Slow> {
        // What is looked at from a place, and what is never gone back into, is matched by itself.
        let mut inner: Vec<&Node> = Vec::new();
        collect(&self.root, &mut inner);
        let whole = Automaton::of(&self.root)?;
        exponential(&Search::new(whole.clone(), how == Use::Full))
            .or_else(|| inner.iter().find_map(|body| exponential(&Search::new(Automaton::of(body)?, false))))
            .or_else(|| polynomial(whole, how))
    }
}

fn collect<'n>(node: &'n Node, inner: &mut Vec<&'n Node>) {
    match &node.kind {
        Kind::Look { body, .. } | Kind::Atomic(body) | Kind::Repeat { body, possessive: true, .. } => {
            inner.push(body);
            collect(body, inner);
        }
        Kind::Group(_, body) | Kind::Repeat { body, .. } => collect(body, inner),
        Kind::Sequence(parts) | Kind::Either(parts) => parts.iter().for_each(|part| collect(part, inner)),
        Kind::If(yes, no) => {
            collect(yes, inner);
            collect(no, inner);
        }
        Kind::Empty | Kind::Set(_) | Kind::Dot(_) | Kind::At(_) | Kind::Same(_) => {}
    }
}

/// A machine with what is asked of it again and again.
struct Search {
    machine: Automaton,
    /// The loop that each position is on, by number.
    component: Vec<usize>,
    /// How often the loop of that number is gone round.
    rounds: Vec<Rounds>,
    /// Whether a match can end at a position, whatever follows.
    settled: Vec<bool>,
    /// The same if a text of one line is meant.
    settled_in_line: Vec<bool>,
}

impl Search {
    fn new(machine: Automaton, full: bool) -> Self {
        let component = components(&machine);
        let count = component.iter().max().map_or(0, |last| last + 1);
        let mut rounds = vec![Rounds::Few; count];
        for (from, edges) in machine.edges.iter().enumerate() {
            for edge in edges.iter().filter(|edge| component.get(from) == component.get(edge.to)) {
                if let Some(known) = component.get(from).and_then(|number| rounds.get_mut(*number)) {
                    *known = (*known).max(edge.rounds);
                }
            }
        }
        let all = Chars::all();
        let settled = settled(&machine, full, needs::AVOID, &all);
        let settled_in_line = self::settled(&machine, full, 0, &Chars::of("\n").not());
        Self { machine, component, rounds, settled, settled_in_line }
    }

    fn component(&self, position: usize) -> usize {
        self.component.get(position).copied().unwrap_or(usize::MAX)
    }

    fn rounds(&self, component: usize) -> Rounds {
        self.rounds.get(component).copied().unwrap_or(Rounds::Few)
    }

    fn members(&self, component: usize) -> impl Iterator<Item = usize> {
        self.component.iter().enumerate().filter(move |(_, own)| **own == component).map(|(at, _)| at)
    }

    fn is_settled(&self, component: usize, in_line: bool) -> bool {
        let settled = if in_line { &self.settled_in_line } else { &self.settled };
        self.members(component).any(|at| settled.get(at).copied().unwrap_or(false))
    }

    /// The positions that follow one on its loop.
    fn within(&self, position: usize) -> impl Iterator<Item = usize> {
        let own = self.component(position);
        self.machine.from(position).iter().map(|edge| edge.to).filter(move |to| self.component(*to) == own)
    }

    /// The shortest way from one of some positions to another, as the letters that are read on it.
    fn way(&self, from: &[usize], to: usize, within: Option<usize>) -> String {
        let mut queue: VecDeque<usize> = from.iter().copied().collect();
        let mut before: Vec<Option<usize>> = vec![None; self.machine.positions.len()];
        let mut seen: HashSet<usize> = from.iter().copied().collect();
        while let Some(at) = queue.pop_front() {
            if at == to {
                break;
            }
            for edge in self.machine.from(at) {
                let inside = within.is_none_or(|component| self.component(edge.to) == component);
                if inside && seen.insert(edge.to) {
                    if let Some(known) = before.get_mut(edge.to) {
                        *known = Some(at);
                    }
                    queue.push_back(edge.to);
                }
            }
        }
        let mut letters = Vec::new();
        let mut at = Some(to);
        while let Some(position) = at {
            letters.extend(self.machine.chars(position).sample());
            at = before.get(position).copied().flatten();
        }
        letters.iter().rev().collect()
    }

    /// What leads from the start to a position.
    fn prefix(&self, to: usize) -> String {
        let first: Vec<usize> = self.machine.first.iter().map(|entry| entry.at).collect();
        self.way(&first, to, None)
    }
}

/// At which positions a match succeeds, whatever of `all` follows: there it may end at once, or may end where
/// the text does and reads on until then. `fails` holds what else may keep it from ending.
fn settled(machine: &Automaton, full: bool, fails: u16, all: &Chars) -> Vec<bool> {
    const AT_END: u16 = needs::END | needs::LAST_LINE_END | needs::LINE_END;
    let (mut certain, mut settled) =
        (vec![false; machine.positions.len()], vec![false; machine.positions.len()]);
    for last in machine.last.iter().filter(|last| last.needs & (needs::LOOK | fails) == 0) {
        let now = !full && last.needs & AT_END == 0;
        if let (Some(certain), Some(settled)) = (certain.get_mut(last.at), settled.get_mut(last.at)) {
            *certain |= now;
            *settled = true;
        }
    }
    loop {
        let holds = |at: usize| settled.get(at).copied().unwrap_or(false);
        let reads_on = |at: usize| {
            let next = machine.from(at).iter().filter(|edge| holds(edge.to));
            let read = next.flat_map(|edge| machine.chars(edge.to).as_ranges()).copied().collect();
            all.within(&Chars::ranges(read))
        };
        let is_certain = |at: usize| certain.get(at).copied().unwrap_or(false);
        let wrong: Vec<usize> =
            (0..settled.len()).filter(|at| holds(*at) && !is_certain(*at) && !reads_on(*at)).collect();
        if wrong.is_empty() {
            return settled;
        }
        for at in wrong {
            if let Some(known) = settled.get_mut(at) {
                *known = false;
            }
        }
    }
}

/// The loops of a machine: positions from each of which every other is reached share a number.
fn components(machine: &Automaton) -> Vec<usize> {
    const NEW: usize = usize::MAX;
    let len = machine.positions.len();
    let (mut index, mut low, mut component) = (vec![NEW; len], vec![0; len], vec![NEW; len]);
    let (mut next, mut count) = (0, 0);
    let mut stack: Vec<usize> = Vec::new();
    let get = |list: &[usize], at: usize| list.get(at).copied().unwrap_or(0);
    let set = |list: &mut [usize], at: usize, value: usize| {
        if let Some(slot) = list.get_mut(at) {
            *slot = value;
        }
    };
    for root in 0..len {
        if get(&index, root) != NEW {
            continue;
        }
        let mut work: Vec<(usize, usize)> = vec![(root, 0)];
        while let Some((at, edge)) = work.pop() {
            if edge == 0 {
                set(&mut index, at, next);
                set(&mut low, at, next);
                next += 1;
                stack.push(at);
            }
            if let Some(found) = machine.from(at).get(edge) {
                work.push((at, edge + 1));
                if get(&index, found.to) == NEW {
                    work.push((found.to, 0));
                } else if get(&component, found.to) == NEW {
                    let lower = get(&low, at).min(get(&index, found.to));
                    set(&mut low, at, lower);
                }
                continue;
            }
            if get(&low, at) == get(&index, at) {
                while let Some(member) = stack.pop() {
                    set(&mut component, member, count);
                    if member == at {
                        break;
                    }
                }
                count += 1;
            }
            if let Some((parent, _)) = work.last() {
                let lower = get(&low, *parent).min(get(&low, at));
                set(&mut low, *parent, lower);
            }
        }
    }
    component
}

/// Two ways from a position back to it over the same word.
fn exponential(search: &Search) -> Option<Slow> {
    let mut steps = 0;
    for component in 0..search.rounds.len() {
        if search.rounds(component) < Rounds::Many || search.is_settled(component, false) {
            continue;
        }
        let members: Vec<usize> = search.members(component).collect();
        if let Some((position, pump)) =
            twofold_edge(search, &members).or_else(|| two_ways(search, &members, &mut steps))
        {
            let place = search.machine.positions.get(position)?;
            let (start, end) = place.outermost?;
            let prefix = search.prefix(position);
            return Some(Slow { growth: Growth::Exponential, start, end, prefix, pump });
        }
    }
    None
}

/// An edge that can be taken in two ways: `(a+)+` goes from `a` to `a` within and without.
fn twofold_edge(search: &Search, members: &[usize]) -> Option<(usize, String)> {
    for from in members {
        let component = search.component(*from);
        for edge in search.machine.from(*from) {
            if edge.ways > 1 && search.component(edge.to) == component {
                return Some((*from, search.way(&[edge.to], *from, Some(component))));
            }
        }
    }
    None
}

/// Two positions that the same word leads to, and a word that leads from both to one.
fn two_ways(search: &Search, members: &[usize], steps: &mut usize) -> Option<(usize, String)> {
    // Each pair with the pair before it, the letter read and the position where the ways part.
    struct Pair {
        a: usize,
        b: usize,
        before: Option<usize>,
        letter: Option<char>,
        parted: usize,
    }
    let mut pairs: Vec<Pair> = Vec::new();
    let mut seen: HashSet<(usize, usize)> = HashSet::new();
    let common = |a: usize, b: usize| search.machine.chars(a).and(search.machine.chars(b));
    for position in members {
        let next: Vec<usize> = search.within(*position).collect();
        for (at, a) in next.iter().enumerate() {
            for b in next.iter().skip(at + 1) {
                *steps += 1;
                let (a, b) = (*a.min(b), *a.max(b));
                if a != b && search.machine.chars(a).meets(search.machine.chars(b)) && seen.insert((a, b)) {
                    let letter = common(a, b).sample();
                    pairs.push(Pair { a, b, before: None, letter, parted: *position });
                }
            }
        }
    }
    let mut at = 0;
    while let Some(&Pair { a, b, parted, .. }) = pairs.get(at) {
        for next_a in search.within(a) {
            for next_b in search.within(b) {
                *steps += 1;
                if *steps > MOST_STEPS {
                    return None;
                }
                if !search.machine.chars(next_a).meets(search.machine.chars(next_b)) {
                    continue;
                }
                let letter = common(next_a, next_b).sample();
                let (low, high) = (next_a.min(next_b), next_a.max(next_b));
                if low == high {
                    let mut word: Vec<char> = letter.into_iter().collect();
                    let mut back = Some(at);
                    while let Some(pair) = back.and_then(|back| pairs.get(back)) {
                        word.extend(pair.letter);
                        back = pair.before;
                    }
                    let mut word: String = word.iter().rev().collect();
                    if low != parted {
                        let home: Vec<usize> = search.within(low).collect();
                        word += &search.way(&home, parted, Some(search.component(parted)));
                    }
                    return Some((parted, word));
                }
                if seen.insert((low, high)) {
                    pairs.push(Pair { a: low, b: high, before: Some(at), letter, parted });
                }
            }
        }
        at += 1;
    }
    None
}

/// A word that leads from one position to itself and to another, and from that to itself.
fn polynomial(mut machine: Automaton, how: Use) -> Option<Slow> {
    let fillers = if how == Use::Search { machine.searched() } else { Vec::new() };
    let search = Search::new(machine, how == Use::Full);
    let looped: Vec<usize> = (0..search.machine.positions.len())
        .filter(|at| {
            let component = search.component(*at);
            search.rounds(component) == Rounds::Endless && search.within(*at).next().is_some()
        })
        .collect();
    let mut steps = 0;
    for q in looped.iter().copied().filter(|q| !fillers.contains(q)) {
        if search.is_settled(search.component(q), true) {
            continue;
        }
        for p in looped.iter().copied() {
            let other = search.component(p) != search.component(q);
            if !other || (!fillers.contains(&p) && search.is_settled(search.component(p), true)) {
                continue;
            }
            if let Some(pump) = bridge(&search, p, q, &mut steps) {
                let (start, end) = search.machine.positions.get(q)?.innermost?;
                let searched = fillers.contains(&p);
                let prefix = if searched { String::new() } else { search.prefix(p) };
                // What is found early is not searched for any longer.
                if search.machine.finishes_within(&format!("{prefix}{}", pump.repeat(3)), searched) {
                    continue;
                }
                return Some(Slow { growth: Growth::Polynomial, start, end, prefix, pump });
            }
            if steps > MOST_STEPS {
                return None;
            }
        }
    }
    None
}

/// A word that leads from `p` to `p`, from `p` to `q` and from `q` to `q`.
fn bridge(search: &Search, p: usize, q: usize, steps: &mut usize) -> Option<String> {
    type Triple = (usize, usize, usize);
    let mut found: Vec<(Triple, Option<usize>, Option<char>)> = vec![((p, p, q), None, None)];
    let mut seen: HashSet<Triple> = HashSet::new();
    let machine = &search.machine;
    let mut at = 0;
    while let Some(&((x, y, z), ..)) = found.get(at) {
        for next_x in search.within(x) {
            for next_z in search.within(z) {
                let ends = machine.chars(next_x).and(machine.chars(next_z));
                *steps += 1;
                if ends.is_empty() {
                    continue;
                }
                for edge in machine.from(y).iter().filter(|edge| !edge.looks) {
                    *steps += 1;
                    if *steps > MOST_STEPS {
                        return None;
                    }
                    let next = (next_x, edge.to, next_z);
                    if !machine.chars(edge.to).meets(&ends) || !seen.insert(next) {
                        continue;
                    }
                    let letter = machine.chars(edge.to).and(&ends).sample();
                    found.push((next, Some(at), letter));
                    if next == (p, q, q) {
                        let mut word = Vec::new();
                        let mut back = Some(found.len() - 1);
                        while let Some((_, before, letter)) = back.and_then(|back| found.get(back)) {
                            word.extend(*letter);
                            back = *before;
                        }
                        return Some(word.iter().rev().collect());
                    }
                }
            }
        }
        at += 1;
    }
    None
}
