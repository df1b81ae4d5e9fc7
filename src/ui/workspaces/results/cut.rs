//! The cut: the fewest links whose loss leaves no way to an outcome.

use eframe::egui::Ui;

use super::{
    Shown,
    section::{self, Rank, Section},
};
use crate::{
    analysis::{Cut, Separation},
    model::{Id, Link, Node, Subject},
    report::wording,
    session::Stage,
    ui::{view::Cx, widgets},
};

/// More links than these are not listed.
const MOST: usize = 40;

/// Shows the section.
pub(super) fn cut_ui(ui: &mut Ui, cx: &mut Cx<'_>, shown: &Shown<'_>) {
    let section = Section {
        title: "What would cut it off",
        stage: Stage::Cut,
        rank: Rank::Card,
        height: 74.0,
    };
    let insight = shown.session.insights().cut.as_ref();
    section::section_ui(ui, shown, &section, insight, |ui, found| {
        section::sentence_ui(ui, &sentence(shown, found));
        if let Separation::Cut(cut) = found {
            links_ui(ui, cx, &cut.links);
        } else if let Separation::Unavoidable(outcomes) = found {
            nodes_ui(ui, cx, outcomes);
        }
    });
}

/// What was found, in words.
fn sentence(shown: &Shown<'_>, found: &Separation) -> String {
    match found {
        Separation::Unavoidable(outcomes) => {
            let document = shown.session.assessment();
            let names: Vec<String> = outcomes
                .iter()
                .take(3)
                .map(|id| document.label(&Subject::Node(id.clone())))
                .collect();
            let more = match outcomes.len().saturating_sub(3) {
                0 => String::new(),
                n => format!(" and {} more", wording::count(n as u64)),
            };
            format!(
                "No links do: {}{more} can come about without any that could be cut",
                wording::joined(&names)
            )
        }
        Separation::Cut(cut) if cut.links.is_empty() => "No outcome can be reached".to_owned(),
        Separation::Cut(cut) => minimum(cut),
    }
}

fn minimum(cut: &Cut) -> String {
    let count = cut.links.len();
    let links = if count == 1 { "link" } else { "links" };
    let total = wording::decimal(cut.weight);
    if cut.is_minimum {
        return format!(
            "Without {count} {links} (total weight {total}) there is no way to an outcome; no \
             fewer do"
        );
    }
    let least = wording::decimal(cut.lower_bound);
    format!(
        "Without {count} {links} (total weight {total}) there is no way to an outcome; whether \
         fewer do is open, at least {least} are needed"
    )
}

fn links_ui(ui: &mut Ui, cx: &mut Cx<'_>, links: &[Id<Link>]) {
    rows_ui(ui, cx, links.iter().map(|id| Subject::Link(id.clone())));
}

fn nodes_ui(ui: &mut Ui, cx: &mut Cx<'_>, nodes: &[Id<Node>]) {
    rows_ui(ui, cx, nodes.iter().map(|id| Subject::Node(id.clone())));
}

fn rows_ui(ui: &mut Ui, cx: &mut Cx<'_>, subjects: impl Iterator<Item = Subject>) {
    ui.spacing_mut().item_spacing.y = 1.0;
    for subject in subjects.take(MOST) {
        let document = cx.session.assessment();
        let row = widgets::Row {
            icon: widgets::icon_of(document, &subject),
            icon_color: None,
            name: &document.label(&subject),
            figure: "",
            is_selected: cx.session.selection().contains(&subject),
        };
        let response = widgets::row(ui, &row);
        section::follow_focus(ui, &response);
        section::pick(cx, &response, &subject);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_that_may_not_be_the_least_says_so() {
        let links = vec![Id::from_name("a", |_| false)];
        let cut = Cut { links, weight: 1.0, is_minimum: true, lower_bound: 1.0 };
        assert!(minimum(&cut).contains("no fewer do"));
        assert!(minimum(&Cut { is_minimum: false, ..cut }).contains("is open"));
    }
}
