//! What is told of a panel when two releases are compared: of its rounds only those that were revealed.

use crate::{
    model::{Asked, Expert, Panel, PanelQuestion, Round},
    report::wording,
};

/// The rounds with how much was judged, agreed on and adopted in them.
pub(super) fn rounds(panel: &Panel) -> String {
    let round = |round: &Round| {
        let judged = wording::counted(panel.counting(&round.id).len(), "judgement", "judgements");
        let agreed = panel.agreements.iter().filter(|a| a.round == round.id).count();
        let adopted = panel.adoptions.iter().filter(|a| a.round == round.id).count();
        format!("{}: {judged}, {agreed} agreed on, {adopted} adopted", round.name)
    };
    let told = panel.rounds.iter().filter(|round| round.state.is_revealed()).map(round);
    told.collect::<Vec<_>>().join("; ")
}

/// The experts with what is told of them.
pub(super) fn experts(panel: &Panel) -> String {
    let expert = |e: &Expert| {
        let weight = e.weight.map_or_else(String::new, |weight| format!(" ({})", weight.get()));
        let words = format!("{} {} {}", e.pseudonym, e.expertise, e.conflicts);
        format!("{}{weight}", words.trim())
    };
    panel.experts.iter().map(expert).collect::<Vec<_>>().join("; ")
}

/// The words of the questions.
pub(super) fn questions(panel: &Panel) -> String {
    let question = |q: &PanelQuestion| {
        let asked = match &q.asked {
            Asked::Score(key) => format!("{} {}", key.subject.id_str(), key.dimension.name()),
            Asked::Seed { .. } => "seed".to_owned(),
            Asked::Former(words) => words.clone(),
        };
        let words = [&q.wording, &q.resolution, &q.unit, &q.context].map(String::as_str);
        let words: Vec<&str> = words.into_iter().filter(|text| !text.is_empty()).collect();
        format!("{}: {asked} {}", q.id, words.join(" ")).trim_end().to_owned()
    };
    panel.questions.iter().map(question).collect::<Vec<_>>().join("; ")
}
