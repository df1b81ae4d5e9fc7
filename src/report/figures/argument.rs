//! The argument: claims with what carries them, as a picture.

use std::collections::{BTreeMap, BTreeSet};

use super::{Plate, data, words};
use crate::{
    analysis::claims::{Numbered, Support, numbered, subclaims, support},
    drawing::{
        Frame,
        argument::{ArgumentChart, Notation, Piece, Role},
    },
    model::{Assessment, Claim, Evidence, Id, Subject},
    report::{
        block::{Datum, FigureData},
        wording,
    },
};

/// Most levels of claims below the uppermost one that a picture on a page shows.
const PAGE_LEVELS: usize = 2;
/// Height of a picture on a page for its width, at most.
const PAGE_RATIO: f32 = 1.25;
/// Characters of what hangs on a claim.
const TITLE_MAX: usize = 120;

/// The argument of a document as a chart, with the element that each piece of it stands for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Argument {
    /// The chart.
    pub chart: ArgumentChart,
    /// Of each piece of the chart, the claim or the evidence that it is, or the claim that it belongs to.
    pub subjects: Vec<Subject>,
}

/// How much of the argument a picture shows.
#[derive(Clone, Copy, Debug)]
enum Extent {
    /// All of it, with the titles of evidence.
    Whole,
    /// As much as can be read on a page: numbers of evidence and a few levels; what is below has a picture of its own.
    Page {
        /// Levels below the uppermost claim.
        levels: usize,
        /// Whether evidence can be looked up by its number.
        has_register: bool,
    },
}

/// The whole argument: every claim with its evidence, counter-evidence, the condition that would end it, and its
/// defeaters.
pub fn argument(document: &Assessment, notation: Notation) -> Argument {
    let all = numbered(document);
    let listed: Vec<&Numbered<'_>> = all.iter().collect();
    Source::of(document).drawn(&listed, (notation, Extent::Whole))
}

/// A document with what is read off its claims, once for all pictures.
struct Source<'a> {
    document: &'a Assessment,
    supports: BTreeMap<Id<Claim>, Support>,
    subclaims: BTreeMap<&'a Id<Claim>, usize>,
}

/// The argument in pictures that can be read on a page, each with the number of its uppermost claim: one a top claim that
/// something carries, and one for each claim at whose level another picture ends. Where the report has no register
/// (`has_register`), evidence is named by its title.
pub(in crate::report) fn pages(
    document: &Assessment,
    has_register: bool,
) -> Vec<(String, &Id<Claim>, Plate)> {
    let all = numbered(document);
    let source = Source::of(document);
    let mut found = Vec::new();
    let mut roots: BTreeSet<usize> = (0..all.len()).filter(|i| all[*i].depth == 0).collect();
    while let Some(start) = roots.pop_first() {
        let root = &all[start];
        let below = all[start + 1..].iter().take_while(|of| of.depth > root.depth).count();
        let page = |levels: usize| {
            let near = all[start..=start + below].iter();
            let near = near.filter(|of| of.depth <= root.depth + levels);
            let listed: Vec<&Numbered<'_>> = near.collect();
            let extent = Extent::Page { levels, has_register };
            (source.drawn(&listed, (Notation::Gsn, extent)), listed)
        };
        // As many levels as leave the picture no higher than a page.
        let (levels, (argument, listed)) = (1..=PAGE_LEVELS)
            .rev()
            .map(|levels| (levels, page(levels)))
            .find(|(levels, (of, _))| *levels == 1 || is_readable(&of.chart.drawing().frame))
            .unwrap_or_else(|| (1, page(1)));
        let end = root.depth + levels;
        let goes_on = |i: &usize| all.get(i + 1).is_some_and(|next| next.depth > all[*i].depth);
        let parts = start + 1..=start + below;
        roots.extend(parts.filter(|i| all[*i].depth == end).filter(goes_on));
        if argument.chart.pieces.len() > 1 {
            let data = numbers(&source.supports, &listed);
            let plate = Plate { drawing: argument.chart.drawing(), data };
            found.push((root.number.clone(), &root.claim.id, plate));
        }
    }
    found
}

/// Whether a picture as wide as a page is no higher than one.
fn is_readable(frame: &Frame) -> bool {
    frame.height() <= PAGE_RATIO * frame.width()
}

impl<'a> Source<'a> {
    fn of(document: &'a Assessment) -> Self {
        Self { document, supports: support(document), subclaims: subclaims(document) }
    }

    /// Claims in the order of the telling, the first of them the uppermost one.
    fn drawn(&self, listed: &[&Numbered<'_>], (notation, extent): (Notation, Extent)) -> Argument {
        let mut argument = Argument::default();
        argument.chart.notation = notation;
        let root = listed.first().map_or(0, |of| of.depth);
        // The place of the last claim of each depth: what follows deeper belongs to it.
        let mut path: Vec<usize> = Vec::new();
        for of in listed {
            path.truncate(of.depth - root);
            let place = argument.chart.pieces.len();
            let support = self.supports.get(&of.claim.id);
            argument.add_claim(of, (path.last().copied(), support), self.document);
            argument.hang(self.document, of.claim, (place, extent));
            if let Extent::Page { levels, .. } = extent
                && of.depth == root + levels
            {
                let parts = self.subclaims.get(&of.claim.id).copied().unwrap_or_default();
                argument.continues(of.claim, (place, parts));
            }
            path.push(place);
        }
        argument.chart.description = described(listed);
        argument
    }
}

impl Argument {
    fn add(&mut self, piece: Piece, subject: Subject) {
        self.chart.pieces.push(piece);
        self.subjects.push(subject);
    }

    fn add_claim(
        &mut self,
        of: &Numbered<'_>,
        (parent, support): (Option<usize>, Option<&Support>),
        document: &Assessment,
    ) {
        let claim = of.claim;
        let subject = Subject::Claim(claim.id.clone());
        let strategy = wording::sentence_case(wording::aggregation(claim.aggregation));
        let role = Role::Claim { strategy, is_load_bearing: claim.is_load_bearing };
        let judged = support.and_then(|support| support.judged);
        let carried = support.and_then(|support| support.carried?.independent);
        let figure = match (judged, carried) {
            (Some(p), _) => wording::percent(p),
            (None, Some(p)) => format!("{} if independent", wording::percent(p)),
            (None, None) => String::new(),
        };
        let text = wording::name(&document.label(&subject));
        self.add(Piece { parent, role, mark: of.number.clone(), text, figure }, subject);
    }

    /// What hangs on a claim.
    fn hang(&mut self, document: &Assessment, claim: &Claim, (place, extent): (usize, Extent)) {
        let own = Subject::Claim(claim.id.clone());
        let piece = |role: Role, mark: String, text: &str| Piece {
            parent: Some(place),
            role,
            mark,
            text: wording::shortened(&wording::name(text), TITLE_MAX),
            figure: String::new(),
        };
        let lists = [(Role::Evidence, &claim.evidence), (Role::Counter, &claim.counter_evidence)];
        for (role, ids) in lists {
            let cited: Vec<&Evidence> =
                ids.iter().filter_map(|id| document.evidence().get(id)).collect();
            match extent {
                Extent::Whole | Extent::Page { has_register: false, .. } => {
                    for evidence in cited {
                        let subject = Subject::Evidence(evidence.id.clone());
                        let title = document.label(&subject);
                        let mark = match extent {
                            Extent::Whole => cite(document, evidence),
                            Extent::Page { .. } => String::new(),
                        };
                        self.add(piece(role.clone(), mark, &title), subject);
                    }
                }
                Extent::Page { .. } if cited.is_empty() => {}
                Extent::Page { .. } => {
                    let list = cited.into_iter().map(|evidence| cite(document, evidence));
                    let list = list.collect::<Vec<_>>().join(", ");
                    self.add(piece(role, list, ""), own.clone());
                }
            }
        }
        if !claim.invalidated_by.trim().is_empty() {
            let ends = piece(Role::Assumption, String::new(), &claim.invalidated_by);
            self.add(ends, own.clone());
        }
        for defeater in &claim.defeaters {
            let role = Role::Defeater { is_answered: !defeater.answer.trim().is_empty() };
            self.add(piece(role, String::new(), &defeater.text), own.clone());
        }
    }

    /// That the subclaims of a claim, so many, have a picture of their own.
    fn continues(&mut self, claim: &Claim, (place, parts): (usize, usize)) {
        if parts == 0 {
            return;
        }
        let text =
            format!("{}: in a figure of its own", wording::counted(parts, "subclaim", "subclaims"));
        let (role, mark) = (Role::More, String::new());
        let piece = Piece { parent: Some(place), role, mark, text, figure: String::new() };
        self.add(piece, Subject::Claim(claim.id.clone()));
    }
}

/// `[3] E4`: the number in the register and the grade.
fn cite(document: &Assessment, evidence: &Evidence) -> String {
    let number = document.evidence().position(&evidence.id).map_or(0, |place| place + 1);
    let grade = evidence.grade.map(|grade| format!(" {}", wording::short_grade(grade)));
    format!("[{number}]{}", grade.unwrap_or_default())
}

fn described(listed: &[&Numbered<'_>]) -> String {
    let lines = listed.iter().map(|of| format!("{} {}", of.number, of.claim.text));
    let count = wording::counted(listed.len(), "claim", "claims");
    let head = format!("The argument, {count}, each with what carries it and what would end it");
    std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n")
}

/// The whole argument with the numbers behind it; `None` without claims.
pub(super) fn plate(document: &Assessment, notation: Notation) -> Option<Plate> {
    let all = numbered(document);
    let listed: Vec<&Numbered<'_>> = all.iter().collect();
    let source = Source::of(document);
    let argument = source.drawn(&listed, (notation, Extent::Whole));
    let data = numbers(&source.supports, &listed);
    let is_empty = argument.chart.pieces.is_empty();
    (!is_empty).then(|| Plate { drawing: argument.chart.drawing(), data })
}

/// Every claim of a picture with its value by itself, under independence, and its bounds.
fn numbers(supports: &BTreeMap<Id<Claim>, Support>, listed: &[&Numbered<'_>]) -> FigureData {
    let rows = listed.iter().map(|of| {
        let support = supports.get(&of.claim.id);
        let carried = support.and_then(|support| support.carried);
        let number = |p: Option<f64>| p.map_or(Datum::Absent, Datum::Number);
        vec![
            words(of.number.as_str()),
            words(of.claim.id.as_str()),
            words(wording::name(&of.claim.text)),
            number(support.and_then(|support| support.judged)),
            number(carried.and_then(|of| of.independent)),
            number(carried.map(|of| of.lower)),
            number(carried.map(|of| of.upper)),
        ]
    });
    let columns = ["number", "claim_id", "claim", "judged", "if_independent", "lower", "upper"];
    data(columns, rows.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Parts;

    #[test]
    fn a_picture_on_a_page_has_the_numbers_of_its_own_claims() {
        let claim = |i: usize| {
            let id = |i: usize| Id::new(&format!("c{i}")).expect("an id");
            Claim { parent: i.checked_sub(1).map(id), ..Claim::new(id(i), "x") }
        };
        let parts =
            Parts { claims: (0..100).map(claim).collect(), ..Assessment::blank("t").to_parts() };
        let document = Assessment::new(parts).expect("valid");
        let pages = pages(&document, true);
        let rows: Vec<usize> = pages.iter().map(|(_, _, plate)| plate.data.rows.len()).collect();
        // Each goes on where the one before it ends.
        assert_eq!(rows.iter().map(|rows| rows - 1).sum::<usize>(), 99);
        assert!(rows.iter().all(|rows| *rows <= PAGE_LEVELS + 1), "{rows:?}");
        let whole = plate(&document, Notation::Gsn).expect("claims");
        assert_eq!(whole.data.rows.len(), 100);
    }
}
