//! What a report is to say and how: the options that `report` and `release` share.

use std::{io::Write, path::PathBuf};

use clap::Args;

use super::{CommandError, analyze::Settings, catalogs::Catalogs};
use crate::{
    model::{Assessment, Study},
    report::{Options, Profile, Section, depths::DRAWS},
    session::{RealSurroundings, release},
};

/// Options on the content of a report.
#[derive(Debug, Args)]
pub(super) struct Content {
    /// A folder of templates or with a house style (style.ron), or the name of one among the user's own templates
    #[arg(long, value_name = "NAME|DIR")]
    template: Option<PathBuf>,
    /// For which reader sections are chosen, ordered and named [default: the document's]: full, anthropic,
    /// code-of-practice, sb53, safety-case, memo
    #[arg(long, value_name = "NAME", value_parser = profile)]
    profile: Option<Profile>,
    /// The sections to write, in this order, separated by commas [default: those of the profile]: summary, scope,
    /// threat-model, pathways, stability, hypotheses, mitigations, detection, outcomes, importance, routes, argument,
    /// evidence, unscored, limitations, outlook, changelog (with --since), coverage, method, scores, figures, provenance
    #[arg(long, value_name = "a,b,c", value_delimiter = ',', value_parser = section)]
    sections: Vec<Section>,
    /// The date to print, as 2026-11-03 [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    date: Option<String>,
    /// Leave out what is not for the public: all that is marked as internal, notes, owners, costs. The figures stay those
    /// of the whole document; a log says how much was left out and why
    #[arg(long)]
    pub(super) public: bool,
    /// An earlier release: what has changed since then becomes a section
    #[arg(long, value_name = "R.zip")]
    since: Option<PathBuf>,
    /// Draws of the uncertain scores, for bands; 0 for none
    #[arg(long, value_name = "K", default_value_t = DRAWS,
        value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    draws: u32,
    #[command(flatten)]
    catalogs: Catalogs,
    #[command(flatten)]
    settings: Settings,
}

impl Content {
    /// What a report takes from outside of the document: its date, the house style at hand, and templates.
    pub(super) fn surroundings(
        &self,
        document: &Assessment,
        err: &mut dyn Write,
    ) -> Result<RealSurroundings, CommandError> {
        let own = RealSurroundings::of(document, self.date.as_deref()).in_own_style()?;
        let own = own.with_catalogs(self.catalogs.read(err)?);
        Ok(match &self.template {
            Some(template) => own.with_templates(template)?,
            None => own,
        })
    }

    /// Its sections and readers.
    pub(super) fn options(&self, document: &Assessment) -> Result<Options, CommandError> {
        let since = self.since.as_deref().map(release::edition).transpose();
        let since = since.map_err(|error| CommandError::Other(error.to_string()))?;
        let usual =
            Options { is_public: self.public, since, ..Options::of(document, self.profile) };
        Ok(if self.sections.is_empty() {
            usual
        } else {
            Options { sections: self.sections.clone(), ..usual }
        })
    }

    /// The settings of its analysis.
    pub(super) fn study(&self) -> Study {
        Study { draws: self.draws, ..self.settings.study() }
    }
}

fn profile(id: &str) -> Result<Profile, String> {
    Profile::from_id(id.trim()).ok_or_else(|| {
        let known: Vec<&str> = Profile::ALL.iter().map(|profile| profile.id()).collect();
        format!("there is no profile '{id}'; the profiles are {}", known.join(", "))
    })
}

fn section(id: &str) -> Result<Section, String> {
    Section::from_id(id.trim()).ok_or_else(|| {
        let known: Vec<&str> = Section::ALL.iter().map(|section| section.id()).collect();
        format!("there is no section '{id}'; the sections are {}", known.join(", "))
    })
}

fn date(text: &str) -> Result<String, String> {
    match text.parse::<jiff::civil::Date>() {
        Ok(date) if date.to_string() == text => Ok(text.to_owned()),
        _ => Err("use the form 2026-11-03".to_owned()),
    }
}
