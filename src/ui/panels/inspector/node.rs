//! A node: what it is, its scores, what follows, its links and mitigations.

use std::num::NonZeroU32;

use eframe::egui::Ui;

use super::{
    Aim, InspectorView, chart, choices, comments,
    form::{Form, rows_ui, switch_row},
    scores::{self, Column},
};
use crate::{
    model::{Dimension, Edit, Gate, Mitigation, Node, NodeKind, ScoreKey, Series, Subject, Zone},
    report::wording,
    ui::{
        view::Cx,
        widgets::{
            Item, ScoreEditor, Shown, pick, property, removable_chips, score_editor, section_label,
            switch,
        },
    },
};

/// Shows a node.
pub(super) fn node_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut InspectorView, node: &Node) {
    let subject = Subject::Node(node.id.clone());
    let mut draft = node.clone();
    let mut form = Form::begin(cx);
    form.heading(ui, cx, view, (&subject, &mut draft.name));
    properties_ui(ui, cx, &mut form, &mut draft);
    if let Some(tags) = removable_chips(ui, "tag", &draft.tags) {
        draft.tags = tags;
        form.change();
    }
    let columns = [
        Column { dimension: Dimension::Stability, series: &node.stability },
        Column { dimension: Dimension::Persistence, series: &node.persistence },
    ];
    scores::scores_ui(ui, cx, view, (&subject, &columns));
    initial_ui(ui, cx, view, (&subject, node));
    let outlook = cx.session.shown().and_then(|analysis| analysis.pooled.nodes.get(&node.id));
    if let Some(outlook) = outlook {
        chart::prevalence_ui(ui, cx, &outlook.prevalence);
    }
    mitigations_ui(ui, cx, node);
    links_ui(ui, cx, node);
    form.area(ui, "Statement", "What being misaligned means here", &mut draft.statement);
    form.references(ui, cx, ("Evidence", "Add evidence"), &mut draft.evidence);
    form.area(ui, "Notes", "Anything else", &mut draft.notes);
    form.finish(cx, draft);
}

fn properties_ui(ui: &mut Ui, cx: &Cx<'_>, form: &mut Form, draft: &mut Node) {
    form.choice(ui, "Kind", &mut draft.kind, choices::node_kinds());
    form.optional(ui, "Mechanism", &mut draft.mechanism, choices::mechanisms());
    gate_ui(ui, cx, form, draft);
    form.reference(ui, cx, "Zone", (&mut draft.zone, |_: &Zone| true));
    let mut instances = draft.instances.map(|n| n as f64);
    form.amount(ui, "Instances", &mut instances);
    if instances != draft.instances.map(|n| n as f64) {
        // Whole instances only; far more than exist anywhere fit.
        draft.instances = instances.map(|n| n.round() as u64);
    }
    form.optional(ui, "Color", &mut draft.accent, choices::accents());
    let is_clicked = property(ui, "Pinned", |ui| {
        ui.horizontal(|ui| {
            ui.add_space(7.0);
            switch(ui, draft.is_pinned, "Pinned").on_hover_text("Layouts leave it where it is")
        })
        .inner
        .clicked()
    });
    if is_clicked {
        draft.is_pinned = !draft.is_pinned;
        form.change();
    }
    if draft.kind == NodeKind::Outcome || draft.severity.is_some() {
        form.optional(ui, "Severity", &mut draft.severity, choices::severities());
    }
}

fn gate_ui(ui: &mut Ui, cx: &Cx<'_>, form: &mut Form, draft: &mut Node) {
    let inbound = cx.session.assessment().links_into(&draft.id).count();
    let words = |gate: Gate| match gate {
        Gate::Any => {
            format!("Any of {}", wording::counted(inbound, "inbound link", "inbound links"))
        }
        Gate::All => {
            format!("All of {}", wording::counted(inbound, "inbound link", "inbound links"))
        }
        Gate::AtLeast(k) => format!("At least {k} of {inbound} inbound"),
    };
    let title = words(draft.gate);
    let shown = Shown { title: &title, icon: None, is_faint: false };
    let wanted = property(ui, "Gate", |ui| {
        pick(ui, "Gate", &shown, || {
            let kept = match draft.gate {
                Gate::AtLeast(k) => k.get(),
                _ => 2,
            };
            let most = u32::try_from(inbound).unwrap_or(u32::MAX).min(20).max(kept).max(3);
            let numbers = (2..=most).filter_map(NonZeroU32::new).map(Gate::AtLeast);
            [Gate::Any, Gate::All]
                .into_iter()
                .chain(numbers)
                .map(|key| Item { key, title: words(key), icon: None })
                .collect()
        })
    });
    if let Some(gate) = wanted.filter(|gate| *gate != draft.gate) {
        draft.gate = gate;
        form.change();
    }
}

/// Misalignment before the first phase: one score.
fn initial_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut InspectorView,
    (subject, node): (&Subject, &Node),
) {
    let dimension = Dimension::InitiallyMisaligned;
    let key = (subject.clone(), dimension);
    let title = wording::dimension(dimension);
    if view.open.as_ref() == Some(&key) {
        ui.add_space(8.0);
        let editor = ScoreEditor {
            key: ScoreKey { subject: subject.clone(), dimension, phase: None },
            title: title.to_owned(),
            own: node.initially_misaligned.clone(),
            carried: None,
            wants_focus: view.takes_aim(Aim::Rationale),
        };
        if score_editor(ui, cx, &editor) {
            view.open = None;
        }
        comments::of_score_ui(ui, cx, view, &editor.key);
        return;
    }
    let scale = cx.session.assessment().scale();
    let text = node.initially_misaligned.as_ref().map_or("0 by default".to_owned(), |score| {
        let notation = cx.session.preferences().notation;
        crate::ui::widgets::probability::brief(&score.estimate, dimension, scale, notation)
    });
    if scores::line_ui(ui, title, &text, node.initially_misaligned.is_some()) {
        view.open = Some(key);
    }
}

/// Mitigations that cover the node, or links into it.
fn mitigations_ui(ui: &mut Ui, cx: &mut Cx<'_>, node: &Node) {
    let document = cx.session.assessment();
    let covers = |m: &Mitigation| {
        let words = [
            (m.prevents.contains(&node.id), "prevents"),
            (m.restores.contains(&node.id), "restores"),
            (m.blocks.iter().any(|id| is_into(cx, id, node)), "blocks a way in"),
            (m.undermined_by.contains(&node.id), "undermined"),
        ];
        words.iter().find(|(is_so, _)| *is_so).map(|(_, word)| *word)
    };
    let here: Vec<(&Mitigation, &str)> =
        document.mitigations().iter().filter_map(|m| Some((m, covers(m)?))).collect();
    if here.is_empty() {
        return;
    }
    section_label(ui, "Mitigations here");
    for (mitigation, word) in here {
        let subject = Subject::Mitigation(mitigation.id.clone());
        let is_switched = ui
            .push_id(&mitigation.id, |ui| switch_row(ui, cx, (&subject, mitigation.enabled), word))
            .inner;
        if is_switched {
            let enabled = !mitigation.enabled;
            cx.edit(Edit::put(Mitigation { enabled, ..mitigation.clone() }));
        }
    }
}

fn is_into(cx: &Cx<'_>, id: &crate::model::Id<crate::model::Link>, node: &Node) -> bool {
    cx.session.assessment().links().get(id).is_some_and(|link| link.to == node.id)
}

fn links_ui(ui: &mut Ui, cx: &mut Cx<'_>, node: &Node) {
    let document = cx.session.assessment();
    let likelihood = |series: &Series| likelihood_brief(cx, series);
    let into: Vec<_> = document
        .links_into(&node.id)
        .map(|link| (link, &link.from, likelihood(&link.likelihood)))
        .collect();
    let out: Vec<_> = document
        .links_out_of(&node.id)
        .map(|link| (link, &link.to, likelihood(&link.likelihood)))
        .collect();
    for (title, links) in [("Links in", into), ("Links out", out)] {
        if links.is_empty() {
            continue;
        }
        section_label(ui, title);
        for (link, end, figure) in links {
            let name = document.label(&Subject::Node(end.clone()));
            let shown = crate::ui::widgets::Row {
                icon: crate::drawing::icon::of_mechanism(link.mechanism),
                icon_color: None,
                name: &name,
                figure: &figure,
                is_selected: false,
            };
            let response =
                ui.push_id((title, &link.id), |ui| crate::ui::widgets::row(ui, &shown)).inner;
            if response.on_hover_text(wording::mechanism(link.mechanism)).clicked() {
                cx.go_to(Subject::Link(link.id.clone()));
            }
        }
    }
    let pathways: Vec<Subject> = document
        .pathways()
        .iter()
        .filter(|pathway| pathway.outcome.as_ref() == Some(&node.id))
        .map(|pathway| Subject::Pathway(pathway.id.clone()))
        .collect();
    rows_ui(ui, cx, "Pathways that end here", &pathways);
}

/// A link's likelihood in the chosen phase; `–` where it is not scored.
pub(in crate::ui::panels) fn likelihood_brief(cx: &Cx<'_>, series: &Series) -> String {
    let document = cx.session.assessment();
    let in_force = series.at(document.phases(), cx.session.phase());
    in_force.map_or("–".to_owned(), |in_force| {
        crate::ui::widgets::probability::brief(
            &in_force.score.estimate,
            Dimension::Likelihood,
            document.scale(),
            cx.session.preferences().notation,
        )
    })
}
