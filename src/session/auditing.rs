//! The audit: one's own draft graded in the background, and findings as a file.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::Arc,
};

use super::{Action, Gesture, Notice, Session, files};
use crate::{
    model::{Assessment, Edit},
    report::{Options, Section, tables, wording},
};

impl Session {
    /// Grades the draft itself by the fields of its profile, in the background.
    pub(super) fn audit_draft(&mut self) -> Result<(), Notice> {
        let document = self.document.snapshot();
        // What the coverage table looks at beyond the probabilities; the rest of a report need not be computed.
        let sections = vec![Section::Routes, Section::Outcomes, Section::Mitigations];
        let brief = self.brief(&Options { sections, ..Options::of(&document, None) });
        let brief = brief.filter(|brief| brief.is_of(&document)).ok_or_else(|| {
            let text = "The results of the document are not there yet; audit again in a moment";
            Notice::failed(text.to_owned())
        })?;
        self.is_auditing = true;
        self.jobs.run(move || {
            let made = catch_unwind(AssertUnwindSafe(|| brief.settled().audited()));
            let edit = made.unwrap_or_default().map(Box::new);
            vec![Action::AuditedDraft(edit, document)]
        });
        Ok(())
    }

    /// Whether the draft is being graded.
    pub fn is_auditing(&self) -> bool {
        self.is_auditing
    }

    /// Takes the grades in, if the document is still the one that was graded.
    pub(super) fn take_audit(
        &mut self,
        edit: Option<&Edit>,
        of: &Arc<Assessment>,
    ) -> Result<(), Notice> {
        self.is_auditing = false;
        let Some(edit) = edit else {
            let text = "The audit of the draft stopped unexpectedly; the document is unharmed";
            return Err(Notice::failed(text.to_owned()));
        };
        if !Arc::ptr_eq(&self.document.snapshot(), of) {
            let text = "The document was changed while it was audited; audit again";
            return Err(Notice::failed(text.to_owned()));
        }
        self.edit(edit, Gesture::Single)
    }

    /// Writes every cell of the audit as a row of a CSV file.
    pub(super) fn export_audit(&self, path: &Path) -> Result<(), Notice> {
        let document = self.assessment();
        let bytes =
            tables::of_audit(document).map_err(|error| Notice::failed(error.to_string()))?;
        files::write(path, &bytes).map_err(|error| Notice::failed(error.to_string()))?;
        let cells = document.reviews().len() * document.criteria().len();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Err(Notice::done(format!("{} written to {name}", wording::counted(cells, "cell", "cells"))))
    }
}
