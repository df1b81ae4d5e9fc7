//! The checks of the document: at once where that takes no time, else beside the window.

use std::sync::Arc;

use super::{Action, Session};
use crate::{
    analysis::checks::{self, Finding},
    model::Assessment,
};

/// From so many nodes and links on a document is checked in the background.
pub(super) const LARGE: usize = 20_000;

/// Lint findings with the substance of the document that they were made of.
#[derive(Default)]
pub(super) struct Findings {
    substance: Option<u64>,
    /// Those that nobody has given a reason for.
    pub(super) open: Vec<Finding>,
    /// Those that stand on purpose.
    pub(super) standing: Vec<Finding>,
    /// The state of the document that is being looked at.
    pending: Option<Arc<Assessment>>,
}

impl Session {
    /// Sees to it that the findings are those of the document, or will be. Those of a large one are older for a while.
    pub(super) fn check(&mut self) {
        let substance = self.document.substance();
        if self.findings.substance == Some(substance) || self.findings.pending.is_some() {
            return;
        }
        let document = self.document.snapshot();
        if document.nodes().len() + document.links().len() < LARGE {
            let (open, standing) = checks::sorted(&document, self.catalog());
            let substance = Some(substance);
            self.findings = Findings { substance, open, standing, pending: None };
            return;
        }
        self.findings.pending = Some(Arc::clone(&document));
        let catalogs = Arc::clone(&self.catalogs);
        self.run(move || {
            let (open, standing) = checks::sorted(&document, &catalogs.catalog);
            vec![Action::Checked(document, open, standing)]
        });
    }

    /// Takes in what the checks of a state of the document found.
    pub(super) fn take_findings(
        &mut self,
        of: &Arc<Assessment>,
        open: Vec<Finding>,
        standing: Vec<Finding>,
    ) {
        let is_current = Arc::ptr_eq(of, &self.document.snapshot());
        let substance = is_current.then(|| self.document.substance());
        // Older ones are better than none, unless another document is open now.
        if self.findings.pending.as_ref().is_some_and(|pending| Arc::ptr_eq(pending, of)) {
            self.findings = Findings { substance, open, standing, pending: None };
        }
        self.check();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Edit, Id, Node, NodeKind};

    #[test]
    fn a_large_document_is_checked_beside_the_window() {
        let node = |i: usize| {
            let id = Id::new(&format!("n{i}")).expect("an id");
            Edit::put(Node::new(id, "n", NodeKind::Host))
        };
        let edits = (0..LARGE).map(node).collect();
        let document = Assessment::blank("large").edited(&Edit::All(edits)).expect("valid");
        let wanted = checks::lint(&document, &crate::model::Catalog::default()).len();
        assert!(wanted > 0);
        let mut session = Session::new(document, None, Arc::new(|| {}));
        session.dispatch(Action::StopAnalysis);
        assert_eq!(session.findings().len(), 0);
        while session.findings().is_empty() {
            std::thread::yield_now();
            session.tick();
        }
        let before = session.findings().len();
        session.dispatch(Action::Edit(node(LARGE)));
        session.dispatch(Action::StopAnalysis);
        // One more node, one more finding at least.
        while session.findings().len() <= before {
            std::thread::yield_now();
            session.tick();
        }
    }
}
