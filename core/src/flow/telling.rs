//! What an evaluation tells while it goes on: events, with the world as it is then, and bounds that were hit.

use super::evaluate::Evaluator;
use super::event::{Argument, Event, World};
use crate::text::{Notice, NoticeKind, Span};

impl Evaluator<'_, '_> {
    pub(super) fn world(&self) -> World<'_> {
        World {
            project: self.project,
            texts: &self.texts,
            patterns: &self.patterns,
            state: &self.state,
            traces: &self.traces,
            file: self.file(),
            function: self.frame().and_then(|frame| frame.function),
        }
    }

    /// Tell an event, unless it is only evaluated for its value.
    pub(super) fn tell(&mut self, event: impl for<'w> FnOnce(World<'w>) -> Event<'w>) {
        self.tell_with(&[], |world, _| event(world));
    }

    /// The same for an event that shows arguments.
    pub(super) fn tell_with(
        &mut self,
        arguments: &[Argument],
        event: impl for<'w> FnOnce(World<'w>, &'w [Argument]) -> Event<'w>,
    ) {
        if self.silent > 0 {
            return;
        }
        let (file, function) = (self.file(), self.frame().and_then(|frame| frame.function));
        let Self { project, texts, state, traces, patterns, tell, .. } = self;
        tell(event(World { project, texts, patterns, state, traces, file, function }, arguments));
    }

    /// Say that a bound was hit at a place of the unit's own file.
    pub(super) fn limit(&mut self, span: Span, text: String) {
        let file = &self.project.module(self.unit).file;
        let (line, end_line) = (file.line(span.start), file.line(span.end));
        self.notices.push(Notice { line, end_line, kind: NoticeKind::Limit, text });
    }
}
