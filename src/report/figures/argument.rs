//! The argument: claims with what carries them, as a picture.

use super::{Plate, data, words};
use crate::{
    analysis::claims::{Numbered, Support, numbered, support},
    drawing::argument::{ArgumentChart, Notation, Piece, Role},
    model::{Assessment, Claim, Evidence, Id, Subject},
    report::{
        block::{Datum, FigureData},
        wording,
    },
};

/// Claims of one picture that can still be read on a page; of a larger tree the lower levels are left out.
const CLAIMS_MAX: usize = 40;
/// Characters of what hangs on a claim.
const TITLE_MAX: usize = 120;

/// The argument of a document as a chart, with the element that each piece of it stands for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Argument {
    /// The chart.
    pub chart: ArgumentChart,
    /// Of each piece of the chart, the claim or the evidence that it is, or the claim that it belongs to.
    pub subjects: Vec<Subject>,
    /// Levels of claims that are left out because the picture could not be read otherwise.
    pub levels_left_out: usize,
}

/// The tree below one top claim, or all trees: a claim with its evidence, counter-evidence, the condition that would end
/// it, and its defeaters.
pub fn argument(document: &Assessment, top: Option<&Id<Claim>>, notation: Notation) -> Argument {
    let all = numbered(document);
    let start = top.map_or(0, |id| all.iter().position(|of| of.claim.id == *id).unwrap_or(0));
    let own = all.iter().skip(start + 1);
    let end = top.map_or(all.len(), |_| start + 1 + own.take_while(|of| of.depth > 0).count());
    let listed = all.get(start..end).unwrap_or_default();
    let deepest = listed.iter().map(|of| of.depth).max().unwrap_or(0);
    let fits = |depth: usize| listed.iter().filter(|of| of.depth <= depth).count() <= CLAIMS_MAX;
    let shown_to = (1..=deepest).rev().find(|depth| fits(*depth)).unwrap_or(deepest.min(1));
    let mut argument = Argument { levels_left_out: deepest - shown_to, ..Argument::default() };
    argument.chart.notation = notation;
    let supports = support(document);
    // The place of the last claim of each depth: what follows deeper belongs to it.
    let mut path: Vec<usize> = Vec::new();
    for of in listed.iter().filter(|of| of.depth <= shown_to) {
        path.truncate(of.depth);
        let place = argument.chart.pieces.len();
        argument.add_claim(document, of, (path.last().copied(), supports.get(&of.claim.id)));
        path.push(place);
    }
    argument.chart.description = described(listed);
    argument
}

impl Argument {
    fn add_claim(
        &mut self,
        document: &Assessment,
        of: &Numbered<'_>,
        (parent, support): (Option<usize>, Option<&Support>),
    ) {
        let claim = of.claim;
        let place = Some(self.chart.pieces.len());
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
        self.chart.pieces.push(Piece { parent, role, mark: of.number.clone(), text, figure });
        self.subjects.push(subject.clone());
        let mut hang = |role: Role, mark: String, text: &str, subject: Subject| {
            let text = wording::shortened(&wording::name(text), TITLE_MAX);
            let figure = String::new();
            self.chart.pieces.push(Piece { parent: place, role, mark, text, figure });
            self.subjects.push(subject);
        };
        for (role, ids) in
            [(Role::Evidence, &claim.evidence), (Role::Counter, &claim.counter_evidence)]
        {
            for evidence in ids.iter().filter_map(|id| document.evidence().get(id)) {
                let subject = Subject::Evidence(evidence.id.clone());
                let title = document.label(&subject);
                hang(role.clone(), cited(document, evidence), &title, subject);
            }
        }
        if !claim.invalidated_by.trim().is_empty() {
            hang(Role::Assumption, String::new(), &claim.invalidated_by, subject.clone());
        }
        for defeater in &claim.defeaters {
            let role = Role::Defeater { is_answered: !defeater.answer.trim().is_empty() };
            hang(role, String::new(), &defeater.text, subject.clone());
        }
    }
}

/// `[3] E4`: the number in the register and the grade.
fn cited(document: &Assessment, evidence: &Evidence) -> String {
    let number = document.evidence().position(&evidence.id).map_or(0, |place| place + 1);
    let grade = evidence.grade.map(|grade| format!(" {}", wording::short_grade(grade)));
    format!("[{number}]{}", grade.unwrap_or_default())
}

fn described(listed: &[Numbered<'_>]) -> String {
    let lines = listed.iter().map(|of| format!("{} {}", of.number, of.claim.text));
    let count = wording::counted(listed.len(), "claim", "claims");
    let head = format!("The argument, {count}, each with what carries it and what would end it");
    std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n")
}

/// The same as a picture with the numbers behind it; `None` without claims.
pub(in crate::report) fn plate(
    document: &Assessment,
    top: Option<&Id<Claim>>,
    notation: Notation,
) -> Option<Plate> {
    let argument = argument(document, top, notation);
    let is_empty = argument.chart.pieces.is_empty();
    (!is_empty).then(|| Plate { drawing: argument.chart.drawing(), data: numbers(document) })
}

/// Every claim with its value by itself, under independence, and its bounds.
fn numbers(document: &Assessment) -> FigureData {
    let supports = support(document);
    let rows = numbered(document).into_iter().map(|of| {
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
