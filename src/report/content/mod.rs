//! What a report says, section by section.

mod argument;
mod audit;
mod changelog;
mod checks;
mod claims;
pub(super) mod coverage;
mod crosswalk;
mod detection;
mod evidence;
mod gallery;
mod hypotheses;
mod importance;
mod incidents;
mod labels;
mod limitations;
mod method;
mod mitigations;
mod notes;
mod outcomes;
mod outlook;
mod own_text;
mod panel;
mod pathways;
mod provenance;
mod questions;
mod redactions;
mod routes;
mod scope;
mod scores;
mod stability;
mod summary;
mod threat_model;
mod title;
mod unscored;

use std::ops::Range;

use super::{
    Depths, Options, Section, Surroundings,
    block::{Block, Cell, Column, Counted, Field, FigureBlock, Label, Span, TableBlock, Tone},
    figures::Plate,
    redaction::Log,
    section_title, wording,
};
use crate::{
    analysis::{Analysis, Band, Figure, Uncertainty},
    model::{
        Assessment, Dimension, Evidence, Id, Link, Marked, Mitigation, Node, NodeKind, Phase,
        Reason, Scale, Series, Subject,
    },
};

/// Characters of a name in sentences, captions, headings and references.
const NAME_MAX: usize = 120;
/// Phases that fit side by side on a page of paper; more are carried over to further tables.
const PHASES_ABREAST: usize = 6;

/// What a link is called that a public copy lacks.
const WITHHELD_LINK: &str = "a withheld link";

/// All that a report draws on.
pub(super) struct Source<'a> {
    pub(super) document: &'a Assessment,
    pub(super) analysis: &'a Analysis,
    pub(super) depths: &'a Depths,
    pub(super) options: &'a Options,
    pub(super) surroundings: &'a dyn Surroundings,
    pub(super) log: Log,
}

/// All blocks, tables and figures still without numbers.
pub(super) fn blocks(source: &Source<'_>) -> Vec<Block> {
    let mut out = Vec::new();
    title::write(source, &mut out);
    for section in source.sections() {
        out.push(heading(2, source.title(section), section.id()));
        let own = source.document.report().text(section);
        out.extend(redactions::of_own_text(source, section));
        if let Some(own) = own {
            own_text::write(&own.before, (section, "before"), &mut out);
        }
        write(section, source, &mut out);
        if let Some(own) = own {
            own_text::write(&own.after, (section, "after"), &mut out);
        }
    }
    out
}

fn write(section: Section, source: &Source<'_>, out: &mut Vec<Block>) {
    match section {
        Section::Summary => summary::write(source, out),
        Section::Scope => scope::write(source, out),
        Section::ThreatModel => threat_model::write(source, out),
        Section::Pathways => pathways::write(source, out),
        Section::Stability => stability::write(source, out),
        Section::Hypotheses => hypotheses::write(source, out),
        Section::Mitigations => mitigations::write(source, out),
        Section::Detection => detection::write(source, out),
        Section::Outcomes => outcomes::write(source, out),
        Section::Importance => importance::write(source, out),
        Section::Routes => routes::write(source, out),
        Section::Argument => argument::write(source, out),
        Section::Evidence => evidence::write(source, out),
        Section::Unscored => unscored::write(source, out),
        Section::Limitations => limitations::write(source, out),
        Section::Outlook => outlook::write(source, out),
        Section::Coverage => coverage::write(source, out),
        Section::Method => method::write(source, out),
        Section::Scores => scores::write(source, out),
        Section::Figures => gallery::write(source, out),
        Section::Provenance => provenance::write(source, out),
        Section::Changelog => changelog::write(source, out),
        Section::Claims => claims::write(source, out),
        Section::Incidents => incidents::write(source, out),
        Section::Questions => questions::write(source, out),
        Section::Checks => checks::write(source, out),
        Section::Crosswalk => crosswalk::write(source, out),
        Section::Audit => audit::write(source, out),
        Section::Panel => panel::write(source, out),
    }
}

impl<'a> Source<'a> {
    /// The sections in order, each once, the provenance always among them.
    fn sections(&self) -> Vec<Section> {
        let mut sections: Vec<Section> = Vec::new();
        let changelog = self.options.since.as_ref().map(|_| Section::Changelog);
        let chosen = self.options.sections.iter().copied();
        for section in chosen.chain(changelog).chain([Section::Provenance]) {
            if !sections.contains(&section) {
                sections.push(section);
            }
        }
        sections
    }

    /// Whether the report has a section.
    fn shows(&self, section: Section) -> bool {
        self.sections().contains(&section)
    }

    /// Why an element of a public copy is a neutral one, if it is.
    fn withheld(&self, subject: &Subject) -> Option<&Reason> {
        self.log.withheld.get(&Marked::Element(subject.clone()))
    }

    fn is_withheld(&self, subject: &Subject) -> bool {
        !self.log.withheld.is_empty() && self.withheld(subject).is_some()
    }

    fn title(&self, section: Section) -> String {
        section_title(self.document, self.options.profile, section)
    }

    /// What the ranges of the scores make of the results, where they were drawn from and any of them has a width: draws
    /// of single numbers are all alike, and bands of them would look like certainty.
    fn uncertainty(&self) -> Option<&'a Uncertainty> {
        let found = self.depths.uncertainty.as_deref()?;
        found.any_outcome.iter().any(|band| band.q95 > band.q05).then_some(found)
    }

    /// The band of the headline at the end of the last phase, where there is one.
    fn headline_band(&self) -> Option<&'a Band> {
        self.uncertainty()?.any_outcome.last()
    }

    /// Why there are no bands.
    fn without_bands(&self) -> &'static str {
        if self.depths.uncertainty.is_some() {
            "Draws from the ranges of the scores leave the headline where it is: the scores that bear on it are single \
             numbers, so the evaluators’ own uncertainty is not in it."
        } else {
            "The evaluators’ own uncertainty about the scores is not in it: every score stands at its best estimate."
        }
    }

    /// The headline.
    fn headline(&self) -> Option<&'a Figure> {
        self.analysis.pooled.any_outcome.last()
    }

    fn mitigation_name(&self, id: &Id<Mitigation>) -> String {
        self.label(&Subject::Mitigation(id.clone()))
    }

    fn scale(&self) -> Option<&'a Scale> {
        self.document.scale()
    }

    fn node_name(&self, id: &Id<Node>) -> String {
        self.label(&Subject::Node(id.clone()))
    }

    fn link_name(&self, link: &Link) -> String {
        format!("{} → {}", self.node_name(&link.from), self.node_name(&link.to))
    }

    fn phase_name(&self, id: &Id<Phase>) -> String {
        self.label(&Subject::Phase(id.clone()))
    }

    /// The name of an element. A very long one is cut short: it stands in full where the element is set out.
    fn label(&self, subject: &Subject) -> String {
        match subject {
            Subject::Link(id) => match self.document.links().get(id) {
                Some(link) => self.link_name(link),
                None => WITHHELD_LINK.to_owned(),
            },
            _ => brief(&self.document.label(subject)),
        }
    }

    /// The name of an element, however long.
    fn full_label(&self, subject: &Subject) -> String {
        wording::name(&self.document.label(subject))
    }

    /// The name of the last phase.
    fn horizon(&self) -> String {
        self.document.phases().iter().last().map(|p| self.phase_name(&p.id)).unwrap_or_default()
    }

    /// Ranges of phases that fit side by side.
    fn phase_groups(&self) -> Vec<Range<usize>> {
        let phases = self.document.phases().len();
        (0..phases).step_by(PHASES_ABREAST).map(|i| i..(i + PHASES_ABREAST).min(phases)).collect()
    }

    /// One column a phase.
    fn phase_columns(&self, group: &Range<usize>) -> Vec<Column> {
        let phases = group.clone().filter_map(|i| self.document.phases().at(i));
        phases.map(|phase| Column::numbers(self.phase_name(&phase.id))).collect()
    }

    /// ` (phases 1 to 6)` where the phases do not fit side by side.
    fn group_suffix(&self, group: &Range<usize>) -> String {
        if group.len() == self.document.phases().len() {
            return String::new();
        }
        format!(" (phases {} to {})", group.start + 1, group.end)
    }

    /// The score in force in each phase of a group, briefly; carried-forward ones faint, missing ones in words.
    fn score_cells(
        &self,
        series: &Series,
        dimension: Dimension,
        group: &Range<usize>,
    ) -> Vec<Cell> {
        let phases = self.document.phases();
        let cell = |i| match series.at(phases, i) {
            Some(held) => Cell {
                spans: vec![Span::text(wording::estimate_brief(
                    &held.score.estimate,
                    dimension,
                    self.scale(),
                ))],
                is_carried: held.carried_from.is_some(),
            },
            None => Cell::of(vec![Span::Emphasis(missing(dimension).to_owned())]),
        };
        group.clone().map(cell).collect()
    }

    /// A score in full for each phase in which it is given: `99 % (97 % to 99.8 %) in Internal pilot`.
    fn scores_in_full(&self, series: &Series, dimension: Dimension) -> Vec<String> {
        series
            .in_phase_order(self.document.phases())
            .map(|(phase, score)| {
                let number = wording::estimate(&score.estimate, dimension, self.scale());
                format!("{number} from {}", self.phase_name(phase))
            })
            .collect()
    }

    /// Mitigations that close a link, in file order.
    fn blocking(&self, link: &'a Id<Link>) -> impl Iterator<Item = &'a Mitigation> {
        self.document.mitigations().iter().filter(move |m| m.blocks.contains(link))
    }

    /// `‘unlikely’ on the scale ‘ICD 203’`, where the scale has a word for it. What stands in brackets behind the name
    /// of a scale is told with its bands.
    fn term(&self, figure: &Figure) -> Option<String> {
        let term = wording::term(figure.upper.unwrap_or(figure.value), self.scale())?;
        let scale = self.scale().map(|s| wording::name(&s.name)).unwrap_or_default();
        let name = scale.split(" (").next().unwrap_or_default();
        Some(match name {
            "" => format!("in words: ‘{term}’"),
            name => format!("‘{term}’ on the scale ‘{name}’"),
        })
    }

    fn has_outcomes(&self) -> bool {
        // A withheld node may be one; the headline tells.
        let is_one = |node: &Node| matches!(node.kind, NodeKind::Outcome | NodeKind::Withheld);
        self.document.nodes().iter().any(is_one)
    }
}

/// What stands in the place of something that was taken out of a public copy.
fn withheld_cell() -> Cell {
    Cell::of(vec![Span::Emphasis("Withheld".to_owned())])
}

/// What stands in the place of a score that is missing.
fn missing(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Stability => "Not assessed",
        _ => "Not scored",
    }
}

/// The anchor of a piece of evidence in the register.
fn evidence_anchor(id: &Id<Evidence>) -> String {
    format!("evidence-{id}")
}

fn heading(level: u8, text: impl Into<String>, anchor: impl Into<String>) -> Block {
    Block::Heading { level, text: text.into(), anchor: anchor.into(), label: None }
}

/// A subsection that is referred to by its number.
fn numbered(label: Label, text: impl Into<String>, anchor: impl Into<String>) -> Block {
    Block::Heading { level: 3, text: text.into(), anchor: anchor.into(), label: Some(label) }
}

fn paragraph(spans: Vec<Span>) -> Block {
    Block::Paragraph(spans)
}

fn note(text: impl Into<String>) -> Block {
    Block::Callout { tone: Tone::Note, spans: vec![Span::text(text)] }
}

fn reference(anchor: &str, otherwise: &str) -> Span {
    Span::Reference { text: otherwise.to_owned(), anchor: anchor.to_owned() }
}

/// A table that gets its number later, with footnotes on how to read it as far as its cells need that.
fn table(
    anchor: impl Into<String>,
    caption: impl Into<String>,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
) -> Block {
    let notes = notes::of_table(&rows);
    noted_table((anchor.into(), caption.into(), notes), columns, rows)
}

/// A table with an anchor, a caption and footnotes to that.
fn noted_table(
    (anchor, caption, notes): (String, String, Vec<Span>),
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
) -> Block {
    Block::Table(TableBlock { number: 0, anchor, caption, notes, columns, rows })
}

/// A figure that gets its number later.
fn figure(anchor: &str, caption: impl Into<String>, plate: Plate) -> Block {
    Block::Figure(FigureBlock {
        number: 0,
        anchor: anchor.to_owned(),
        caption: caption.into(),
        drawing: plate.drawing,
        data: Some(plate.data),
    })
}

/// Runs of text with a separator between them.
fn separated(runs: Vec<Vec<Span>>, separator: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    for run in runs {
        if !spans.is_empty() {
            spans.push(Span::text(separator));
        }
        spans.extend(run);
    }
    spans
}

/// A person's longer text as paragraphs: blank lines part them.
fn paragraphs(text: &str) -> Vec<Block> {
    let lines: Vec<&str> = text.lines().collect();
    let parts = lines.split(|line| line.trim().is_empty());
    let texts = parts.map(|part| wording::name(&part.join("\n"))).filter(|text| !text.is_empty());
    texts.map(|text| Block::Paragraph(vec![Span::Text(text)])).collect()
}

/// A name, cut short where it is very long.
fn brief(name: &str) -> String {
    wording::shortened(&wording::name(name), NAME_MAX)
}

/// A field with the whole of a name that was cut short above; empty where it was not.
fn full_name(name: &str) -> Field {
    let full = wording::name(name);
    field("Name in full", if full.chars().count() > NAME_MAX { &full } else { "" })
}

/// A person's text as one run; nothing where it is empty.
fn run(text: &str) -> Vec<Span> {
    let text = wording::name(text);
    if text.is_empty() { Vec::new() } else { vec![Span::Text(text)] }
}

/// Fields without those of the given names that say nothing: what nobody need give is not told to be missing.
fn without_empty(mut fields: Vec<Field>, optional: &[&str]) -> Vec<Field> {
    fields.retain(|field| !field.spans.is_empty() || !optional.contains(&&*field.term));
    fields
}

/// A field of a person's text.
fn field(term: &str, text: &str) -> Field {
    Field::new(term, run(text))
}

/// The figure of a phase; absent where the analysis is of another document.
fn in_phase(figures: &[Figure], phase: usize) -> String {
    figures.get(phase).map_or_else(|| "not computed".to_owned(), wording::figure)
}

/// The figure of a phase for the cell of a table; absent where the analysis is of another document.
fn in_table(figures: &[Figure], phase: usize) -> Cell {
    let absent = || "not computed".to_owned();
    Cell::text(figures.get(phase).map_or_else(absent, wording::figure_in_table))
}

/// `4.1 % to 23 %`: the 5 % and 95 % quantiles; one number where they read alike.
fn band(band: &Band) -> String {
    if wording::percent(band.q05) == wording::percent(band.q95) {
        return format!("{}, hardly any spread", wording::percent(band.q50));
    }
    format!("{} to {}", wording::percent(band.q05), wording::percent(band.q95))
}

/// A person's text with a full stop at its end; nothing where there is none.
fn sentence_of(text: &str) -> Option<String> {
    let text = wording::name(text);
    let stop = if text.ends_with(['.', '!', '?', '…']) { "" } else { "." };
    (!text.is_empty()).then(|| format!("{text}{stop}"))
}

/// The leading names, and how many more there are: `a, b, c and 4 more`.
fn leading(names: &[String], most: usize) -> String {
    if names.len() <= most + 1 {
        return wording::joined(names);
    }
    let mut shown = names[..most].to_vec();
    shown.push(format!("{} more", wording::count((names.len() - most) as u64)));
    wording::joined(&shown)
}

/// `1 link`, `2 links`.
fn counted(n: usize, one: &str) -> String {
    wording::counted(n, one, &format!("{one}s"))
}
