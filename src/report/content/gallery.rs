//! Figures that the text has no room for: the graph phase by phase, every node in every phase.

use super::{Block, Source, figure, paragraph, run};
use crate::report::figures;

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    if source.document.nodes().is_empty() {
        out.push(paragraph(run("The document has no nodes yet")));
        return;
    }
    let (document, analysis) = (source.document, source.analysis);
    let plate = figures::prevalence(document, analysis);
    let left = plate.drawing.description.contains("left out");
    let part = if left { ", the likeliest nodes" } else { "" };
    let caption =
        format!("Probability of being misaligned at the end of each phase, by node{part}");
    out.push(figure("figure-prevalence", caption, plate));
    match figures::multiples(document, analysis) {
        Some(plate) => {
            let caption =
                "The threat model phase by phase, colored by what is misaligned at the end of each";
            out.push(figure("figure-phases", caption, plate));
        }
        None if document.phases().len() > 1 => out.push(paragraph(run(
            "The graph is too large to be read as small pictures phase by phase.",
        ))),
        None => {}
    }
    if document.hypotheses().len() > 1 && !source.shows(super::Section::Outcomes) {
        let caption = "Probability that any outcome has been reached, pooled and by hypothesis";
        out.push(figure("figure-outcomes", caption, figures::outcomes(document, analysis)));
    }
}
