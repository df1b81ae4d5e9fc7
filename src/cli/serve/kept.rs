//! The document of a workshop while it is served: what arrives goes in, and it is saved unless somebody else wrote it.

use std::path::{Path, PathBuf};

use super::other;
use crate::{
    ballot::{Arrival, Host},
    cli::{CommandError, ballot::unknown},
    formats::Format,
    model::{Assessment, Edit, Expert, Id, Judgement, PanelEdit, Round},
    session::files,
};

/// The document and its file.
pub(super) struct Kept {
    path: PathBuf,
    /// What the file holds, as far as this program knows.
    bytes: Vec<u8>,
    pub(super) document: Assessment,
    /// Whether the file lacks something of the document.
    is_changed: bool,
    /// Whether somebody else wrote the file.
    pub(super) is_overtaken: bool,
}

impl Kept {
    pub(super) fn read(path: &Path) -> Result<Self, CommandError> {
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        if Format::from_extension(&extension).is_none() {
            let reason = "use a .driftline or .json file: answers are saved in it";
            return Err(other(format!("{}: {reason}", path.display())));
        }
        let document = files::read_document(path)?.document;
        let bytes = files::read(path)?;
        Ok(Self { path: path.to_owned(), bytes, document, is_changed: false, is_overtaken: false })
    }

    /// The round of that id.
    pub(super) fn round(&self, id: &str) -> Result<Round, CommandError> {
        let rounds = &self.document.panel().rounds;
        let found = rounds.iter().find(|round| round.id.as_str() == id).cloned();
        let known = || rounds.iter().map(|round| round.id.to_string()).collect::<Vec<_>>();
        found.ok_or_else(|| unknown("round", id, &known()))
    }

    /// The ids of all rounds.
    pub(super) fn rounds(&self) -> String {
        let ids = self.document.panel().rounds.iter().map(|round| round.id.to_string());
        ids.collect::<Vec<_>>().join(", ")
    }

    pub(super) fn edit(&mut self, edit: &Edit) -> Result<(), CommandError> {
        let edited = self.document.edited(edit).map_err(|error| other(error.to_string()))?;
        self.document = edited;
        self.is_changed = true;
        Ok(())
    }

    /// Takes in what arrived; whether the document is another one then.
    pub(super) fn take(&mut self, arrivals: Vec<Arrival>) -> bool {
        let (mut experts, mut judgements) = (Vec::new(), Vec::new());
        for arrival in arrivals {
            match arrival {
                Arrival::Expert(expert) => experts.push(expert),
                Arrival::Judgement(judgement) => judgements.push(judgement),
            }
        }
        self.take_all(experts, judgements)
    }

    /// Takes in what the journal holds and the document lacks.
    pub(super) fn take_missing(&mut self, host: &Host) {
        let (experts, judgements) = host.missing(&self.document);
        if self.take_all(experts, judgements) {
            host.show(&self.document);
        }
    }

    fn take_all(&mut self, experts: Vec<Expert>, judgements: Vec<Judgement>) -> bool {
        let before = self.document.clone();
        let is_known = |id: &Id<Expert>| before.panel().expert(id).is_some();
        let experts: Vec<Edit> = experts
            .into_iter()
            .filter(|expert| !is_known(&expert.id))
            .map(|expert| Edit::panel(PanelEdit::Expert(expert)))
            .collect();
        let is_taken = experts.is_empty() || self.edit(&Edit::All(experts)).is_ok();
        if judgements.is_empty() {
            return is_taken && before != self.document;
        }
        let together = Edit::panel(PanelEdit::Judge(judgements.clone()));
        if self.edit(&together).is_err() {
            for judgement in judgements {
                // One that the document does not take, as of an expert who was removed, stays in the journal alone.
                let alone = Edit::panel(PanelEdit::Judge(vec![judgement]));
                let _is_taken = self.edit(&alone).is_ok();
            }
        }
        before != self.document
    }

    /// Whether the file is still what this program knows.
    pub(super) fn may_save(&mut self) -> Result<(), CommandError> {
        self.is_overtaken = files::read(&self.path).ok().as_ref() != Some(&self.bytes);
        if !self.is_overtaken {
            return Ok(());
        }
        let reason = "somebody else changed the file, so it is not overwritten; answers are kept in the journal beside it: 'reload', or serving it anew, brings both together";
        Err(other(format!("{}: {reason}", self.path.display())))
    }

    /// Saves what is new.
    pub(super) fn save(&mut self) -> Result<(), CommandError> {
        if !self.is_changed {
            return Ok(());
        }
        self.may_save()?;
        files::write_document(&self.path, &self.document)?;
        self.bytes = files::read(&self.path)?;
        self.is_changed = false;
        Ok(())
    }
}
