//! Lists of references to other elements: a click goes there, a cross takes one away, a menu adds one.

use eframe::egui::Ui;

use super::{Item, Row, Shown, icon, icon_button, pick, row};
use crate::{
    drawing,
    model::{
        Assessment, Claim, Criterion, Evidence, Id, Link, Mitigation, Node, Pathway, Phase,
        Subject, Table, Zone,
    },
    ui::view::Cx,
};

/// An element that others refer to.
pub trait Listed: crate::model::Row + 'static {
    /// The reference to it.
    fn subject(id: &Id<Self>) -> Subject;
    /// All of its kind.
    fn all(document: &Assessment) -> &Table<Self>;
    /// Its symbol.
    fn icon(&self) -> char;
}

impl Listed for Node {
    fn subject(id: &Id<Self>) -> Subject {
        Subject::Node(id.clone())
    }

    fn all(document: &Assessment) -> &Table<Self> {
        document.nodes()
    }

    fn icon(&self) -> char {
        drawing::icon::of_kind(self.kind)
    }
}

impl Listed for Link {
    fn subject(id: &Id<Self>) -> Subject {
        Subject::Link(id.clone())
    }

    fn all(document: &Assessment) -> &Table<Self> {
        document.links()
    }

    fn icon(&self) -> char {
        drawing::icon::of_mechanism(self.mechanism)
    }
}

impl Listed for Mitigation {
    fn subject(id: &Id<Self>) -> Subject {
        Subject::Mitigation(id.clone())
    }

    fn all(document: &Assessment) -> &Table<Self> {
        document.mitigations()
    }

    fn icon(&self) -> char {
        icon::SHIELD
    }
}

impl Listed for Zone {
    fn subject(id: &Id<Self>) -> Subject {
        Subject::Zone(id.clone())
    }

    fn all(document: &Assessment) -> &Table<Self> {
        document.zones()
    }

    fn icon(&self) -> char {
        icon::LAYERS
    }
}

impl Listed for Evidence {
    fn subject(id: &Id<Self>) -> Subject {
        Subject::Evidence(id.clone())
    }

    fn all(document: &Assessment) -> &Table<Self> {
        document.evidence()
    }

    fn icon(&self) -> char {
        icon::BOOK
    }
}

impl Listed for Phase {
    fn subject(id: &Id<Self>) -> Subject {
        Subject::Phase(id.clone())
    }

    fn all(document: &Assessment) -> &Table<Self> {
        document.phases()
    }

    fn icon(&self) -> char {
        icon::CLOCK
    }
}

impl Listed for Pathway {
    fn subject(id: &Id<Self>) -> Subject {
        Subject::Pathway(id.clone())
    }

    fn all(document: &Assessment) -> &Table<Self> {
        document.pathways()
    }

    fn icon(&self) -> char {
        icon::ROUTE
    }
}

impl Listed for Claim {
    fn subject(id: &Id<Self>) -> Subject {
        Subject::Claim(id.clone())
    }

    fn all(document: &Assessment) -> &Table<Self> {
        document.claims()
    }

    fn icon(&self) -> char {
        icon::SCALE
    }
}

impl Listed for Criterion {
    fn subject(id: &Id<Self>) -> Subject {
        Subject::Criterion(id.clone())
    }

    fn all(document: &Assessment) -> &Table<Self> {
        document.criteria()
    }

    fn icon(&self) -> char {
        icon::LIST
    }
}

/// The symbol of an element.
pub fn icon_of(document: &Assessment, subject: &Subject) -> char {
    let drawn = match subject {
        Subject::Node(id) => document.nodes().get(id).map(Listed::icon),
        Subject::Link(id) => document.links().get(id).map(Listed::icon),
        Subject::Mitigation(id) => document
            .mitigations()
            .get(id)
            .map(|m| if m.enabled { icon::SHIELD } else { icon::SHIELD_OFF }),
        _ => None,
    };
    drawn.unwrap_or(match subject {
        Subject::Phase(_) => icon::CLOCK,
        Subject::Hypothesis(_) => icon::BRAIN,
        Subject::Pathway(_) => icon::ROUTE,
        Subject::Zone(_) => icon::LAYERS,
        Subject::Evidence(_) => icon::BOOK,
        Subject::Annotation(_) => icon::PENCIL,
        Subject::Claim(_) => icon::SCALE,
        Subject::Question(_) => icon::HELP,
        Subject::Comment(_) => icon::MESSAGE,
        Subject::Criterion(_) => icon::LIST,
        Subject::Review(_) => icon::CLIPBOARD,
        _ => icon::FILE_TEXT,
    })
}

/// What was done to a row of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removable {
    /// It was clicked.
    pub is_clicked: bool,
    /// Its cross was clicked.
    pub is_removed: bool,
}

/// A row with a cross at its end.
pub fn removable_row(ui: &mut Ui, shown: &Row<'_>) -> Removable {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let width = ui.available_width() - 26.0;
        let size = eframe::egui::vec2(width, super::VALUE_HEIGHT);
        let is_clicked = ui.allocate_ui(size, |ui| row(ui, shown).clicked()).inner;
        let name = format!("Remove {}", shown.name);
        let is_removed = icon_button(ui, icon::CLOSE, &name).clicked();
        Removable { is_clicked, is_removed }
    })
    .inner
}

/// A list of references with a menu called `add` to add one; the changed list.
pub fn references<T: Listed>(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    add: &str,
    ids: &[Id<T>],
) -> Option<Vec<Id<T>>> {
    let document = cx.session.assessment();
    let mut change = None;
    for (place, id) in ids.iter().enumerate() {
        let Some(element) = T::all(document).get(id) else { continue };
        let name = document.label(&T::subject(id));
        let shown = Row {
            icon: element.icon(),
            icon_color: None,
            name: &name,
            figure: "",
            is_selected: false,
        };
        let done = ui.push_id((add, place), |ui| removable_row(ui, &shown)).inner;
        if done.is_clicked {
            cx.go_to(T::subject(id));
        }
        if done.is_removed {
            let mut rest = ids.to_vec();
            rest.remove(place);
            change = Some(rest);
        }
    }
    if let Some(id) = add_reference(ui, document, add, ids) {
        change = Some(ids.iter().cloned().chain([id]).collect());
    }
    change
}

/// A list of references to elements of any kind with a menu called `add` to add one; the changed list.
pub fn subject_references(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    add: &str,
    subjects: &[Subject],
) -> Option<Vec<Subject>> {
    let document = cx.session.assessment();
    let mut change = None;
    for (place, subject) in subjects.iter().enumerate() {
        let name = document.label(subject);
        let icon = icon_of(document, subject);
        let shown = Row { icon, icon_color: None, name: &name, figure: "", is_selected: false };
        let done = ui.push_id((add, place), |ui| removable_row(ui, &shown)).inner;
        if done.is_clicked {
            cx.go_to(subject.clone());
        }
        if done.is_removed {
            let mut rest = subjects.to_vec();
            rest.remove(place);
            change = Some(rest);
        }
    }
    let shown = Shown { title: add, icon: Some(icon::PLUS), is_faint: true };
    let added = pick(ui, add, &shown, || {
        let all = modelled(document).into_iter().filter(|subject| !subjects.contains(subject));
        all.map(|subject| Item {
            title: document.label(&subject),
            icon: Some(icon_of(document, &subject)),
            key: subject,
        })
        .collect()
    });
    added.map(|added| subjects.iter().cloned().chain([added]).collect()).or(change)
}

/// What claims and questions are about: the document as a whole and the elements of its model.
fn modelled(document: &Assessment) -> Vec<Subject> {
    let mut all = vec![Subject::Document];
    all.extend(document.nodes().iter().map(|of| Subject::Node(of.id.clone())));
    all.extend(document.links().iter().map(|of| Subject::Link(of.id.clone())));
    all.extend(document.mitigations().iter().map(|of| Subject::Mitigation(of.id.clone())));
    all.extend(document.pathways().iter().map(|of| Subject::Pathway(of.id.clone())));
    all.extend(document.phases().iter().map(|of| Subject::Phase(of.id.clone())));
    all.extend(document.hypotheses().iter().map(|of| Subject::Hypothesis(of.id.clone())));
    all.extend(document.zones().iter().map(|of| Subject::Zone(of.id.clone())));
    all
}

/// A menu of all elements of a kind that are not in the list yet; the chosen one.
pub fn add_reference<T: Listed>(
    ui: &mut Ui,
    document: &Assessment,
    name: &str,
    ids: &[Id<T>],
) -> Option<Id<T>> {
    if T::all(document).len() <= ids.len() {
        return None;
    }
    let shown = Shown { title: name, icon: Some(icon::PLUS), is_faint: true };
    pick(ui, name, &shown, || {
        T::all(document)
            .iter()
            .filter(|element| !ids.contains(element.id()))
            .map(|element| Item {
                key: element.id().clone(),
                title: document.label(&T::subject(element.id())),
                icon: Some(element.icon()),
            })
            .collect()
    })
}
