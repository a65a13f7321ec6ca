//! Gives each logical line the depth that it was meant to have, where its indentation fits no block.
//!
//! Python knows the blocks that are open and nothing else. Here a block that was closed is remembered for a
//! while: when a line fits none of the open blocks but fits one that was closed shortly before, what closed
//! it was a stranger (a line of a traceback, a line that lost its indentation), and takes the block's depth.
//! Whichever of the two readings moves fewer lines counts.

use super::words::Clause;

/// A logical line as far as depth goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    /// Its column.
    pub(super) column: u32,
    /// Whether a block should follow.
    pub(super) opens: bool,
    /// What it begins or continues.
    pub(super) clause: Clause,
}

/// Where a line was put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Placed {
    /// The column that the parser should see.
    pub(super) column: u32,
    /// Whether it is an `else`, `except`, `case` of nothing.
    pub(super) orphan: bool,
}

#[derive(Debug, Clone)]
struct Level {
    column: u32,
    placed: u32,
    /// A second column that counts as this level's, until a line with its own comes.
    alias: Option<u32>,
    /// What the last statement on it began.
    last: Clause,
    /// Whether it is the block of a `match`.
    of_match: bool,
    /// Whether its last statement should hold a block and has none.
    headless: bool,
    /// Its first line.
    first: usize,
    closed: Option<Closed>,
}

/// Blocks that a line of this level has closed.
#[derive(Debug, Clone)]
struct Closed {
    /// Inner blocks, deepest last; none when a header had no block at all.
    levels: Vec<Level>,
    /// The line that closed them.
    by: usize,
}

/// Places every line.
pub(super) fn place(items: &[Item]) -> Vec<Placed> {
    let mut placed: Vec<Placed> =
        items.iter().map(|item| Placed { column: item.column, orphan: false }).collect();
    let Some(first) = items.first() else { return placed };
    let mut stack = vec![level(first.column, 0)];
    let mut opened = None;
    let lines = Lines::new(items);
    for (at, item) in items.iter().enumerate() {
        fit(&mut stack, &lines, &mut placed, at, opened);
        if let Some(top) = stack.last_mut() {
            let orphan = !item.clause.follows(top.last, top.of_match);
            if let Some(place) = placed.get_mut(at) {
                *place = Placed { column: top.placed, orphan };
            }
            top.last = if orphan { Clause::If } else { item.clause.then(top.last) };
        }
        opened = item.opens.then_some(item);
    }
    placed
}

struct Lines<'a> {
    items: &'a [Item],
    /// The least column from each line on.
    least: Vec<u32>,
}

impl<'a> Lines<'a> {
    fn new(items: &'a [Item]) -> Self {
        let mut least: Vec<u32> = items.iter().map(|item| item.column).collect();
        let mut so_far = u32::MAX;
        for column in least.iter_mut().rev() {
            so_far = so_far.min(*column);
            *column = so_far;
        }
        Self { items, least }
    }
}

fn level(column: u32, first: usize) -> Level {
    Level {
        column,
        placed: column,
        alias: None,
        last: Clause::None,
        of_match: false,
        headless: false,
        first,
        closed: None,
    }
}

/// Makes the level that a line belongs to the top of the stack.
fn fit(stack: &mut Vec<Level>, lines: &Lines<'_>, placed: &mut [Placed], at: usize, opened: Option<&Item>) {
    let Some(item) = lines.items.get(at) else { return };
    let column = item.column;
    if let Some(header) = opened {
        let top = stack.last().map_or((0, 0), |top| (top.column, top.placed));
        if column > top.0 {
            let of_match = header.clause == Clause::Match;
            stack.push(Level { of_match, placed: column.max(top.1 + 1), ..level(column, at) });
            return;
        }
    }
    if let Some(top) = stack.last_mut() {
        top.headless = opened.is_some();
    }
    let mut popped = Vec::new();
    while stack.len() > 1 && stack.last().is_some_and(|top| top.column > column && top.alias != Some(column))
    {
        popped.extend(stack.pop());
    }
    popped.reverse();
    let Some(top) = stack.last_mut() else { return };
    if top.alias == Some(column) && popped.is_empty() {
        return;
    }
    if top.column >= column {
        if top.column > column {
            // The fragment began deeper than it goes on.
            (top.column, top.placed) = (column, column);
        }
        top.alias = None;
        if !popped.is_empty() || opened.is_some() {
            top.closed = Some(Closed { levels: popped, by: at });
        }
        return;
    }
    misfit(stack, lines, placed, at, popped);
}

/// A line that is deeper than its block and not as deep as any other.
fn misfit(stack: &mut Vec<Level>, lines: &Lines<'_>, placed: &mut [Placed], at: usize, popped: Vec<Level>) {
    let Some(item) = lines.items.get(at) else { return };
    let column = item.column;
    // An inner block goes on after it: this line alone lost some of its depth.
    let inner = popped.first().map(|inner| inner.column);
    let next = lines.items.get(at + 1);
    if let Some(inner) = inner {
        let goes_on =
            next.is_some_and(|next| if item.opens { next.column > inner } else { next.column == inner });
        if goes_on {
            stack.extend(popped.into_iter().take(1));
            if let Some(top) = stack.last_mut() {
                top.alias = Some(column);
            }
            return;
        }
    }
    let depth = stack.len();
    let Some(top) = stack.last_mut() else { return };
    if let Some(by) = stranger(top, lines, at, depth == 1) {
        let closed = top.closed.take();
        let mut levels = closed.map(|closed| closed.levels).unwrap_or_default();
        let deeper = levels.iter().find(|level| level.column > column).map(|level| level.placed);
        levels.retain(|level| level.column <= column);
        let own = levels.last_mut().filter(|level| level.column == column);
        let headless = own.as_ref().is_some_and(|own| own.headless);
        let own = own.map(|own| {
            own.headless = false;
            own.placed
        });
        // What stands between a header and its `else`, or below a header without a block, is in the block.
        let target = match own {
            Some(own) if item.clause.continues() || headless => deeper.unwrap_or(own + 4),
            own => own.unwrap_or(column),
        };
        let base = top.column;
        let alias = top.alias;
        for (place, moved) in placed.iter_mut().zip(lines.items).take(at).skip(by) {
            if moved.column == base || Some(moved.column) == alias {
                place.column = target;
            }
        }
        if own.is_none() && by == top.first && depth == 1 {
            // The first line of a fragment was cut off at its left: the rest is right.
            (top.column, top.placed) = (column, column);
            return;
        }
        stack.extend(levels);
        if own.is_none() {
            stack.push(level(column, by));
        }
        return;
    }
    top.alias = Some(column);
}

/// The first of the lines of a level that are better seen as strangers in a block that they closed.
fn stranger(top: &Level, lines: &Lines<'_>, at: usize, outermost: bool) -> Option<usize> {
    let items = lines.items;
    let column = items.get(at)?.column;
    let is_own = |item: &&Item| item.column == top.column || Some(item.column) == top.alias;
    let by = match &top.closed {
        Some(closed) if closed.levels.is_empty() => closed.by,
        Some(closed) if closed.levels.iter().any(|level| level.column == column) => closed.by,
        // The first line of a fragment, when nothing after it is at its depth.
        _ if outermost && *lines.least.get(1)? >= column => 0,
        _ => return None,
    };
    let between = items.get(by..at)?;
    if between.iter().any(|item| !is_own(&item) && item.column <= column) {
        return None;
    }
    let back = between.iter().filter(is_own).count();
    let forward = items.get(at..)?.iter().take(back).take_while(|item| item.column >= column).count();
    (back <= forward).then_some(by)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Columns that lines get; `:` after a column opens a block.
    fn columns(lines: &[(u32, &str)]) -> Vec<u32> {
        let items: Vec<Item> = lines
            .iter()
            .map(|(column, code)| Item {
                column: *column,
                opens: code.ends_with(':'),
                clause: Clause::of(code.trim_end_matches(':')),
            })
            .collect();
        place(&items).iter().map(|placed| placed.column).collect()
    }

    #[test]
    fn what_fits_stays() {
        let lines =
            [(0, "class:"), (4, "def:"), (8, "a"), (8, "if:"), (12, "b"), (8, "else:"), (12, "c"), (0, "d")];
        assert_eq!(columns(&lines), [0, 4, 8, 8, 12, 8, 12, 0]);
    }

    #[test]
    fn a_stranger_at_the_margin_does_not_end_the_class() {
        let lines = [(0, "class:"), (4, "def:"), (8, "a"), (0, "prose"), (8, "b"), (4, "def:"), (8, "c")];
        assert_eq!(columns(&lines), [0, 4, 8, 8, 8, 4, 8]);
        let lines = [(0, "class:"), (4, "def:"), (8, "a"), (0, "prose"), (4, "def:"), (8, "c")];
        assert_eq!(columns(&lines), [0, 4, 8, 4, 4, 8]);
    }

    #[test]
    fn a_method_that_lost_its_indentation_returns_to_its_class() {
        let lines = [(0, "class:"), (4, "def:"), (8, "a"), (0, "def:"), (8, "b"), (4, "def:"), (8, "c")];
        assert_eq!(columns(&lines), [0, 4, 8, 4, 8, 4, 8]);
        let lines = [(0, "class:"), (0, "def:"), (8, "b"), (4, "def:"), (8, "c")];
        assert_eq!(columns(&lines), [0, 4, 8, 4, 8]);
    }

    #[test]
    fn a_block_of_one_line_at_the_margin_stays_a_block() {
        let lines = [(0, "def:"), (4, "try:"), (0, "a"), (4, "except:"), (8, "b"), (0, "c")];
        assert_eq!(columns(&lines), [0, 4, 8, 4, 8, 0]);
        let lines = [(0, "def:"), (4, "for:"), (0, "a"), (4, "b"), (4, "c"), (0, "d")];
        assert_eq!(columns(&lines), [0, 4, 8, 4, 4, 0]);
    }

    #[test]
    fn one_line_too_deep_is_one_of_its_neighbours() {
        assert_eq!(columns(&[(0, "a"), (4, "b"), (0, "c")]), [0, 0, 0]);
        assert_eq!(columns(&[(0, "def:"), (4, "a"), (8, "b"), (4, "c")]), [0, 4, 4, 4]);
        assert_eq!(columns(&[(0, "def:"), (4, "a"), (2, "b"), (4, "c"), (0, "d")]), [0, 4, 4, 4, 0]);
    }

    #[test]
    fn a_fragment_whose_first_line_is_cut_off_is_put_right() {
        let lines = [(0, "def:"), (8, "a"), (8, "b"), (4, "def:"), (8, "c"), (4, "def:")];
        assert_eq!(columns(&lines), [4, 8, 8, 4, 8, 4]);
        assert_eq!(columns(&[(4, "a"), (4, "b"), (0, "c")]), [4, 4, 0]);
    }

    #[test]
    fn clauses_without_their_statement_are_orphans() {
        let items = [(0, "a", false), (0, "else", true), (4, "b", false), (0, "else", true)];
        let items = items.map(|(column, code, opens)| Item { column, opens, clause: Clause::of(code) });
        let orphans: Vec<bool> = place(&items).iter().map(|placed| placed.orphan).collect();
        assert_eq!(orphans, [false, true, false, false]);
    }
}
