//! The Claims workspace: the tree of claims with what carries each, open questions, comments.

use std::collections::BTreeMap;

use eframe::egui::Ui;

use super::line::{Line, empty_ui, head_ui, line_ui};
use crate::{
    analysis::claims::{Support, support},
    model::{Claim, Edit, Id, Question, Subject},
    report::wording,
    ui::{
        view::{Cx, Wish},
        widgets::{self, icon},
    },
};

/// Columns at the right.
const COLUMNS: [(&str, f32); 3] = [("Judged", 84.0), ("If independent", 108.0), ("Bounds", 136.0)];

/// Shows claims, then questions.
pub(super) fn claims_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    tree_ui(ui, cx);
    questions_ui(ui, cx);
    super::comments::comments_ui(ui, cx);
}

fn tree_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let document = cx.session.assessment();
    let selected = document
        .claims()
        .iter()
        .find(|claim| cx.session.selection().contains(&Subject::Claim(claim.id.clone())));
    ui.horizontal(|ui| {
        let mut wanted = None;
        if ui.button("Add claim").clicked() {
            wanted = Some(None);
        }
        if let Some(parent) = selected
            && ui.button("Add subclaim").clicked()
        {
            wanted = Some(Some(parent.id.clone()));
        }
        if let Some(parent) = wanted {
            let id = Id::from_name("claim", |id| document.claims().contains(id));
            let subject = Subject::Claim(id.clone());
            let claim = Claim { parent, ..Claim::new(id, "New claim") };
            cx.edit(Edit::Named("add claim", vec![Edit::put(claim)]));
            cx.select(subject.clone());
            cx.wishes.push(Wish::Rename(subject));
        }
    });
    if document.claims().is_empty() {
        empty_ui(
            ui,
            "No claims yet. What does the assessment say in the end, and what carries that?",
        );
        return;
    }
    head_ui(ui, "Claim", &COLUMNS);
    let supports = support(document);
    let mut below: BTreeMap<Option<&Id<Claim>>, Vec<&Claim>> = BTreeMap::new();
    for claim in document.claims().iter() {
        below.entry(claim.parent.as_ref()).or_default().push(claim);
    }
    let parts = |id| below.get(&id).map_or(&[][..], Vec::as_slice).iter().rev().copied();
    let mut open: Vec<(&Claim, usize)> = parts(None).map(|claim| (claim, 0)).collect();
    while let Some((claim, depth)) = open.pop() {
        claim_ui(ui, cx, (claim, depth), supports.get(&claim.id));
        open.extend(parts(Some(&claim.id)).map(|part| (part, depth + 1)));
    }
}

fn claim_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    (claim, depth): (&Claim, usize),
    support: Option<&Support>,
) {
    let percent = |p: Option<f64>| p.map_or_else(|| "–".to_owned(), wording::percent);
    let carried = support.and_then(|support| support.carried);
    let judged = percent(support.and_then(|support| support.judged));
    let independent = percent(carried.and_then(|carried| carried.independent));
    let bounds = carried.map_or_else(
        || "–".to_owned(),
        |of| format!("{} to {}", wording::percent(of.lower), wording::percent(of.upper)),
    );
    let texts = [&*judged, &independent, &bounds];
    let figures: Vec<(&str, f32)> =
        texts.into_iter().zip(COLUMNS).map(|(text, (_, room))| (text, room)).collect();
    let subject = Subject::Claim(claim.id.clone());
    let bearing = if claim.is_load_bearing { "Load-bearing" } else { "" };
    let ends = claim.invalidated_by.trim();
    let note = match (bearing, ends) {
        ("", ends) => ends.to_owned(),
        (bearing, "") => bearing.to_owned(),
        (bearing, ends) => format!("{bearing}. No longer holds if: {ends}"),
    };
    let line = Line {
        icon: icon::SCALE,
        title: &claim.text,
        note: &note,
        figures: &figures,
        depth,
        is_selected: cx.session.selection().contains(&subject),
        is_faint: false,
    };
    if line_ui(ui, &line).clicked() {
        cx.select(subject);
    }
}

fn questions_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let document = cx.session.assessment();
    widgets::section_label(ui, "Open questions and tensions");
    if ui.button("Add question").clicked() {
        let id = Id::from_name("question", |id| document.questions().contains(id));
        let subject = Subject::Question(id.clone());
        cx.edit(Edit::Named("add question", vec![Edit::put(Question::new(id, "New question"))]));
        cx.select(subject.clone());
        cx.wishes.push(Wish::Rename(subject));
    }
    for question in document.questions().iter() {
        let subject = Subject::Question(question.id.clone());
        let state = if question.is_open() { "Open" } else { "Settled" };
        let line = Line {
            icon: icon::HELP,
            title: &question.text,
            note: wording::question_kind(question.kind),
            figures: &[(state, 84.0)],
            depth: 0,
            is_selected: cx.session.selection().contains(&subject),
            is_faint: !question.is_open(),
        };
        if line_ui(ui, &line).clicked() {
            cx.select(subject);
        }
    }
}
