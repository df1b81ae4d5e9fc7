//! `driftline templates`

use clap::Args;

use super::{CommandError, Exit, Output};
use crate::{
    report::{template, variables},
    session,
};

/// List the templates of documents and of reports, or print what one of one's own can begin with
///
/// Examples:
///   driftline templates
///   driftline templates --style > house/style.ron
///   driftline templates --show report.html.j2 > house/report.html.j2
///   driftline report fleet.driftline --out fleet.pdf --template house
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Templates {
    /// Print an example of a house style: fonts, colors, logo, numbering, paper, language and fixed words
    #[arg(long, group = "what")]
    style: bool,
    /// Print the reference of all variables that templates of reports can lay out
    #[arg(long, group = "what")]
    variables: bool,
    /// Print the template of reports of that name
    #[arg(long, group = "what", value_name = "NAME")]
    show: Option<String>,
}

impl Templates {
    pub(super) fn run(&self, out: &mut Output<'_>) -> Result<Exit, CommandError> {
        let text = match &self.show {
            _ if self.style => shown(template::STYLE)?.to_owned(),
            _ if self.variables => variables::reference(),
            Some(name) => shown(name)?.to_owned(),
            None => list(),
        };
        out.write(&text)?;
        Ok(Exit::Success)
    }
}

/// The templates that come along.
fn list() -> String {
    let documents = session::templates().iter().map(|template| {
        line(template.name, &format!("{}: {}", template.title, template.description))
    });
    let reports = template::shown().map(|(name, _)| line(name, about(name)));
    format!(
        "Documents to start from (driftline new OUT --template NAME)\n{}\n\
         Templates of reports (--show NAME prints one; driftline report … --template DIR takes one's own)\n{}",
        documents.collect::<String>(),
        reports.collect::<String>()
    )
}

fn line(name: &str, about: &str) -> String {
    format!("  {name:<20}  {about}\n")
}

fn about(name: &str) -> &'static str {
    match name {
        "report.md.j2" => "Markdown",
        "report.html.j2" => "HTML",
        "report.css" => "The look of HTML",
        "report.js" => "Sorting of tables in HTML",
        "report.styles.xml" => "Styles of Word",
        "report.typ" => "PDF",
        _ => "The house style of all formats",
    }
}

fn shown(name: &str) -> Result<&'static str, CommandError> {
    template::shown().find(|(known, _)| *known == name).map(|(_, text)| text).ok_or_else(|| {
        let known: Vec<&str> = template::shown().map(|(name, _)| name).collect();
        CommandError::Other(format!(
            "there is no template '{name}'; the templates are {}",
            known.join(", ")
        ))
    })
}
