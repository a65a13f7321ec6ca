//! Whose data counts as an attacker's: the person's choice, or with a link its sender's.

use std::collections::BTreeSet;

use crate::state::{Effect, Engine, State};
use crate::travel::Source;

impl State {
    /// Whose data counts as an attacker's in this project, beyond what always does.
    #[must_use]
    pub fn distrusted(&self) -> &BTreeSet<Source> {
        self.project.distrust.as_ref().unwrap_or(&self.distrust)
    }

    pub(super) fn set_distrust(&mut self, source: Source, distrusted: bool) -> Vec<Effect> {
        let mut chosen = self.distrusted().clone();
        let changed = if distrusted { chosen.insert(source) } else { chosen.remove(&source) };
        if !changed {
            return vec![];
        }
        self.distrust = chosen;
        let mut effects = vec![Effect::SaveDistrust];
        if self.project.distrust.take().is_some() {
            effects.push(Effect::SaveProject);
        }
        self.revision += 1;
        self.stale = true;
        // What came with a link was said under another choice.
        self.differs = None;
        effects.extend(self.drop_fragment());
        let word = if distrusted { "counts" } else { "no longer counts" };
        self.said = format!("Data from {} {word} as an attacker's.", source.describe());
        if self.engine == Engine::Ready {
            effects.push(self.ask_review());
        }
        effects
    }
}
