//! The Catalog workspace: mechanisms, mitigations and phases to go through; each is taken into the model, linked with
//! what is there, or set aside.

mod entry;
mod taking;
mod texts;

use std::collections::BTreeMap;

use eframe::egui::{Ui, vec2};

use crate::ui::workspaces::line::{Line, empty_ui, head_ui, line_ui};
use crate::{
    analysis::{checks::unconsidered, relevance},
    model::{Catalog, CatalogEntry},
    report::wording,
    session::Session,
    ui::{
        command::Command,
        view::Cx,
        widgets::{self, icon},
    },
};

/// Columns at the right.
const COLUMNS: [(&str, f32); 3] = [("Sort", 150.0), ("In the model", 110.0), ("Grounds", 70.0)];
/// What the grounds are.
const RELEVANCE: &str = "Grounds to look at an entry: the model has an element of its mechanism; a usual mitigation of it \
                         is in the model; a precondition shares a telling word with the name of an element. For a \
                         mitigation: the model has a mechanism that it acts on. Each counts as one. In the model, ‘its sort’ \
                         means that no element is linked with the entry, but one has its mechanism.";

/// What is listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Shelf {
    /// Ways in which misalignment arises and spreads.
    #[default]
    Mechanisms,
    /// Measures against it.
    Mitigations,
    /// Phases of a deployment.
    Phases,
}

/// Which entries are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Wanted {
    #[default]
    All,
    Open,
    Modelled,
    Dismissed,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Order {
    #[default]
    Catalog,
    Relevance,
}

/// What the Catalog workspace remembers.
#[derive(Debug, Default)]
pub(super) struct CatalogView {
    shelf: Shelf,
    /// The entry that is set out.
    open: Option<String>,
    /// What is searched for.
    query: String,
    wanted: Wanted,
    order: Order,
    /// Why an entry does not apply, while it is typed.
    reason: String,
    /// Of which state of which document, and of which catalog, the grounds were found.
    made_of: Option<(u64, u64, usize)>,
    grounds: BTreeMap<String, Vec<String>>,
}

/// How an entry stands to the model.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Standing {
    /// An element refers to it.
    Linked,
    /// No element refers to it, but one has its mechanism.
    Related,
    Dismissed(String),
    Open,
}

/// A line of a shelf.
struct Listed<'a> {
    entry: &'a CatalogEntry,
    of: taking::Entry<'a>,
    symbol: char,
    sort: &'static str,
    standing: Standing,
}

impl CatalogView {
    /// Shows a shelf of the catalog.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let session = cx.session;
        self.follow(session);
        self.tools_ui(ui, cx);
        ui.add_space(6.0);
        let catalog = session.catalog();
        let mut listed = match self.shelf {
            Shelf::Mechanisms => mechanisms(session),
            Shelf::Mitigations => mitigations(session),
            Shelf::Phases => phases(session),
        };
        let open = listed.iter().filter(|of| of.standing == Standing::Open).count();
        let told = match self.shelf {
            Shelf::Mechanisms => format!("{open} of {} are not considered yet", listed.len()),
            _ => format!("{open} of {} are not in the model", listed.len()),
        };
        widgets::secondary(ui, told);
        listed.retain(|of| self.fits(of));
        if self.order == Order::Relevance {
            listed.sort_by_key(|of| std::cmp::Reverse(self.count(of.entry)));
        }
        let title = match self.shelf {
            Shelf::Mechanisms => "Mechanism",
            Shelf::Mitigations => "Mitigation",
            Shelf::Phases => "Phase",
        };
        head_ui(ui, title, self.columns());
        if listed.is_empty() {
            empty_ui(ui, "No entry fits");
        }
        for of in &listed {
            if self.line_ui(ui, of) {
                ui.push_id(&of.entry.id, |ui| self.entry_ui(ui, cx, (of, catalog)));
            }
        }
    }

    /// Finds the grounds anew where the document or the catalog is another.
    fn follow(&mut self, session: &Session) {
        let catalog = std::ptr::from_ref(session.catalog()).addr();
        let made_of = (session.number(), session.document().substance(), catalog);
        if self.made_of != Some(made_of) {
            self.grounds = relevance::grounds(session.assessment(), session.catalog());
            self.made_of = Some(made_of);
        }
    }

    fn tools_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        ui.horizontal_wrapped(|ui| {
            let shelves = [
                (Shelf::Mechanisms, "Mechanisms"),
                (Shelf::Mitigations, "Mitigations"),
                (Shelf::Phases, "Phases"),
            ];
            if let Some(shelf) = widgets::segmented(ui, self.shelf, &shelves) {
                (self.shelf, self.open, self.wanted) = (shelf, None, Wanted::All);
            }
            ui.allocate_ui(vec2(200.0, 30.0), |ui| {
                let field = widgets::text_field(ui, "Find in catalog", "Find…", &self.query);
                if let Some(query) = field.1 {
                    self.query = query;
                }
            });
            let all = [Wanted::All, Wanted::Open, Wanted::Modelled, Wanted::Dismissed];
            let is_of_mechanisms = self.shelf == Shelf::Mechanisms;
            let words = |wanted| match wanted {
                Wanted::All => ("All entries", None),
                Wanted::Open if is_of_mechanisms => ("Not considered yet", None),
                Wanted::Open => ("Not in the model", None),
                Wanted::Modelled => ("In the model", None),
                Wanted::Dismissed => ("Set aside", None),
            };
            // Only mechanisms are set aside.
            let all = if is_of_mechanisms { &all[..] } else { &all[..3] };
            ui.allocate_ui(vec2(170.0, 30.0), |ui| {
                if let Some(wanted) = widgets::choice(ui, "Entries", self.wanted, all, words) {
                    self.wanted = wanted;
                }
            });
            let words = |order| match order {
                Order::Catalog => ("As in the catalog", None),
                Order::Relevance => ("By relevance", None),
            };
            let orders = [Order::Catalog, Order::Relevance];
            let order = ui.allocate_ui(vec2(160.0, 30.0), |ui| {
                widgets::choice(ui, "Order", self.order, &orders, words)
            });
            order.response.on_hover_text(RELEVANCE);
            self.order = order.inner.unwrap_or(self.order);
            if widgets::icon_button(ui, icon::REFRESH, "Reload catalogs").clicked() {
                cx.command(Command::ReloadCatalogs);
            }
        });
    }

    fn columns(&self) -> &'static [(&'static str, f32)] {
        // Phases have no grounds.
        if self.shelf == Shelf::Phases { &COLUMNS[..2] } else { &COLUMNS }
    }

    /// How much speaks for an entry.
    fn count(&self, entry: &CatalogEntry) -> usize {
        self.grounds.get(&entry.id).map_or(0, Vec::len)
    }

    fn fits(&self, of: &Listed<'_>) -> bool {
        let entry = of.entry;
        let text = format!("{} {} {}", entry.name, entry.definition, entry.id).to_lowercase();
        let is_wanted = match self.wanted {
            Wanted::All => true,
            Wanted::Open => of.standing == Standing::Open,
            Wanted::Modelled => matches!(of.standing, Standing::Linked | Standing::Related),
            Wanted::Dismissed => matches!(of.standing, Standing::Dismissed(_)),
        };
        is_wanted && self.query.to_lowercase().split_whitespace().all(|word| text.contains(word))
    }

    /// The line of an entry; whether it is set out below.
    fn line_ui(&mut self, ui: &mut Ui, of: &Listed<'_>) -> bool {
        let stands = match of.standing {
            Standing::Linked => "Linked",
            Standing::Related => "Its sort",
            Standing::Dismissed(_) => "Set aside",
            Standing::Open => "No",
        };
        let entry = of.entry;
        let is_open = self.open.as_deref() == Some(&entry.id);
        let count = match self.count(entry) {
            0 => "–".to_owned(),
            count => count.to_string(),
        };
        let texts = [of.sort, stands, &count];
        let columns = self.columns().iter();
        let figures: Vec<(&str, f32)> =
            columns.zip(texts).map(|((_, room), text)| (text, *room)).collect();
        let line = Line {
            icon: of.symbol,
            title: &entry.name,
            note: if is_open { "" } else { &entry.definition },
            figures: &figures,
            depth: 0,
            is_selected: is_open,
            is_faint: matches!(of.standing, Standing::Dismissed(_)),
        };
        if line_ui(ui, &line).clicked() {
            self.open = (!is_open).then(|| entry.id.clone());
            self.reason.clear();
        }
        self.open.as_deref() == Some(&entry.id)
    }
}

fn mechanisms(session: &Session) -> Vec<Listed<'_>> {
    let (document, catalog): (_, &Catalog) = (session.assessment(), session.catalog());
    let open = unconsidered(document, catalog);
    let listed = catalog.mechanisms.iter().map(|e| {
        let dismissed = document.dismissals().iter().find(|d| d.entry == e.entry.id);
        let is_open = open.iter().any(|of| of.entry.id == e.entry.id);
        let is_linked = document.nodes().iter().any(|node| node.catalog == e.entry.id)
            || document.links().iter().any(|link| link.catalog == e.entry.id);
        let standing = match dismissed {
            Some(dismissal) => Standing::Dismissed(dismissal.reason.clone()),
            None if is_open => Standing::Open,
            None if is_linked => Standing::Linked,
            None => Standing::Related,
        };
        let sort = e.mechanism.map_or("–", wording::mechanism);
        let of = taking::Entry::Mechanism(e);
        Listed { entry: &e.entry, of, symbol: icon::ROUTE, sort, standing }
    });
    listed.collect()
}

fn mitigations(session: &Session) -> Vec<Listed<'_>> {
    let document = session.assessment();
    let listed = session.catalog().mitigations.iter().map(|e| {
        let is_there = document.mitigations().iter().any(|m| m.catalog == e.entry.id);
        let standing = if is_there { Standing::Linked } else { Standing::Open };
        let (of, sort) = (taking::Entry::Mitigation(e), wording::mitigation_kind(e.kind));
        Listed { entry: &e.entry, of, symbol: icon::SHIELD, sort, standing }
    });
    listed.collect()
}

fn phases(session: &Session) -> Vec<Listed<'_>> {
    let document = session.assessment();
    let listed = session.catalog().phases.iter().map(|e| {
        let is_there = document.phases().iter().any(|phase| phase.catalog == e.entry.id);
        let standing = if is_there { Standing::Linked } else { Standing::Open };
        let (of, sort) = (taking::Entry::Phase(e), wording::phase_kind(e.kind));
        Listed { entry: &e.entry, of, symbol: icon::CLOCK, sort, standing }
    });
    listed.collect()
}
