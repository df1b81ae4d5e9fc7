//! The command palette: one field that finds commands and elements.

use eframe::egui::{self, Key, Modifiers, ScrollArea, Ui};

use super::{Outcome, list_height, set_width};
use crate::{
    model::{Assessment, Subject},
    session::search,
    ui::{
        command::{COMMANDS, Command},
        panels::top_bar,
        view::{Cx, Wish},
        widgets::{self, Row, icon},
    },
};

/// Most hits that are shown: more than there are commands.
const HITS_MAX: usize = 200;

/// What the palette remembers.
#[derive(Debug, Default)]
pub(super) struct Palette {
    query: String,
    chosen: usize,
    /// Whether only elements are sought, by their ids.
    is_of_ids: bool,
}

/// Something that was found.
struct Hit {
    target: Target,
    name: String,
    figure: String,
    icon: char,
    rank: u8,
}

/// What a hit leads to.
enum Target {
    Command(Command),
    Element(Subject),
    Bookmark(usize),
}

impl Palette {
    /// A palette that finds elements by their ids.
    pub(super) fn of_ids() -> Self {
        Self { is_of_ids: true, ..Self::default() }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Outcome {
        set_width(ui, 520.0);
        let steps = ui.input_mut(|input| {
            let down = input.count_and_consume_key(Modifiers::NONE, Key::ArrowDown);
            let up = input.count_and_consume_key(Modifiers::NONE, Key::ArrowUp);
            down as isize - up as isize
        });
        let (name, hint) = if self.is_of_ids {
            ("Go to id", "Id of an element")
        } else {
            ("Search or run a command", "Search elements or run a command")
        };
        let (response, typed) = widgets::text_field(ui, name, hint, &self.query);
        if let Some(typed) = typed {
            self.query = typed;
            self.chosen = 0;
        }
        let is_entered = response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        response.request_focus();
        let hits = if self.is_of_ids {
            hits_by_id(cx.session.assessment(), &self.query)
        } else {
            hits(ui, cx, &self.query)
        };
        let last = hits.len().saturating_sub(1);
        self.chosen = self.chosen.saturating_add_signed(steps).min(last);
        ui.add_space(4.0);
        let clicked = self.list_ui(ui, &hits, steps != 0);
        match clicked.or(is_entered.then_some(self.chosen)).and_then(|i| hits.get(i)) {
            Some(hit) => {
                follow(cx, hit);
                Outcome::Closed
            }
            None => Outcome::Open,
        }
    }

    fn list_ui(&self, ui: &mut Ui, hits: &[Hit], has_stepped: bool) -> Option<usize> {
        let mut clicked = None;
        if hits.is_empty() {
            let is_asked = !self.query.trim().is_empty();
            widgets::secondary(ui, if is_asked { "Nothing found" } else { "Type an id" });
        }
        let height = list_height(ui, 420.0, 184.0);
        let area = ScrollArea::vertical().max_height(height).min_scrolled_height(height);
        area.auto_shrink([false, true]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            for (i, hit) in hits.iter().enumerate() {
                let is_selected = i == self.chosen;
                let row = Row {
                    icon: hit.icon,
                    icon_color: None,
                    name: &hit.name,
                    figure: &hit.figure,
                    is_selected,
                };
                let response = widgets::row(ui, &row);
                if is_selected && has_stepped {
                    response.scroll_to_me(None);
                }
                if response.clicked() {
                    clicked = Some(i);
                }
            }
        });
        clicked
    }
}

fn follow(cx: &mut Cx<'_>, hit: &Hit) {
    match &hit.target {
        Target::Command(command) => cx.command(*command),
        Target::Element(subject) => cx.go_to(subject.clone()),
        Target::Bookmark(place) => cx.wishes.push(Wish::ShowBookmark(*place)),
    }
}

/// Commands that can be carried out, elements and bookmarks that match, best first.
fn hits(ui: &egui::Ui, cx: &Cx<'_>, query: &str) -> Vec<Hit> {
    let query = query.trim().to_lowercase();
    let commands = COMMANDS.iter().filter(|entry| {
        entry.command != Command::Palette && top_bar::is_possible(cx, entry.command)
    });
    let commands = commands.filter_map(|entry| {
        let name = top_bar::title_of(cx, entry.command, entry.title);
        let figure = entry.shortcut.map(|s| ui.ctx().format_shortcut(&s)).unwrap_or_default();
        let rank = rank(&name, "", &query).or_else(|| rank_of_synonym(entry.command, &query))?;
        Some(Hit {
            target: Target::Command(entry.command),
            name,
            figure,
            icon: icon::CHEVRON_RIGHT,
            rank,
        })
    });
    let document = cx.session.assessment();
    let elements = subjects(document).filter_map(|subject| {
        // Without a query the palette is a list of commands.
        let name = document.label(&subject);
        let rank = rank(&name, subject.id_str(), &query).filter(|_| !query.is_empty())?;
        let figure = subject.kind_name().to_owned();
        Some(Hit { target: Target::Element(subject), name, figure, icon: icon::TARGET, rank })
    });
    let bookmarks = document.bookmarks().iter().enumerate().filter_map(|(place, bookmark)| {
        let name = bookmark.name.clone();
        let rank = rank(&name, "", &query).filter(|_| !query.is_empty())?;
        let (figure, target) = ("bookmark".to_owned(), Target::Bookmark(place));
        Some(Hit { target, name, figure, icon: icon::BOOKMARK, rank })
    });
    let mut hits: Vec<Hit> = commands.chain(elements).chain(bookmarks).collect();
    hits.sort_by_key(|hit| hit.rank);
    hits.truncate(HITS_MAX);
    hits
}

/// The elements whose id begins with the query.
fn hits_by_id(document: &Assessment, query: &str) -> Vec<Hit> {
    if query.trim().is_empty() {
        return Vec::new();
    }
    let found = search::by_id(document, query).into_iter().take(HITS_MAX);
    let hit = |subject: Subject| Hit {
        name: format!("{}  ·  {}", subject.id_str(), document.label(&subject)),
        figure: subject.kind_name().to_owned(),
        icon: widgets::icon_of(document, &subject),
        target: Target::Element(subject),
        rank: 0,
    };
    found.map(hit).collect()
}

fn subjects(document: &Assessment) -> impl Iterator<Item = Subject> + '_ {
    let nodes = document.nodes().iter().map(|e| Subject::Node(e.id.clone()));
    let mitigations = document.mitigations().iter().map(|e| Subject::Mitigation(e.id.clone()));
    let pathways = document.pathways().iter().map(|e| Subject::Pathway(e.id.clone()));
    let phases = document.phases().iter().map(|e| Subject::Phase(e.id.clone()));
    let hypotheses = document.hypotheses().iter().map(|e| Subject::Hypothesis(e.id.clone()));
    let evidence = document.evidence().iter().map(|e| Subject::Evidence(e.id.clone()));
    let links = document.links().iter().map(|e| Subject::Link(e.id.clone()));
    nodes
        .chain(mitigations)
        .chain(pathways)
        .chain(phases)
        .chain(hypotheses)
        .chain(evidence)
        .chain(links)
}

/// 0 for a name that begins with the query, 1 for one with a word that does, 2 for one that contains it, 3 for an id
/// that does; `None` for no match.
fn rank(name: &str, id: &str, query: &str) -> Option<u8> {
    let name = name.to_lowercase();
    if name.starts_with(query) {
        return Some(0);
    }
    let has_word = name.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(query));
    if has_word {
        return Some(1);
    }
    if name.contains(query) {
        return Some(2);
    }
    id.contains(query).then_some(3)
}

/// Words of other programs for what a command does come after its own, and before ids.
fn rank_of_synonym(command: Command, query: &str) -> Option<u8> {
    let begins = |word: &str| !query.is_empty() && word.starts_with(query);
    synonyms(command).split(", ").any(begins).then_some(2)
}

/// Other words that people look for a command by, in small letters.
fn synonyms(command: Command) -> &'static str {
    match command {
        Command::ArrangeLayers => "layout, layered, hierarchical, sugiyama, auto-arrange",
        Command::ArrangeOrganic => "layout, force, spring, auto-arrange",
        Command::TidyUp => "layout, clean up, arrange, remove overlaps",
        Command::FoldZone => "collapse, fold, expand",
        Command::GroupIntoZone => "zone, cluster, subgraph",
        Command::DissolveZone => "ungroup, remove zone",
        Command::AddPathway => "pathway, path, route, scenario",
        Command::AddMitigation => "control, safeguard, countermeasure",
        Command::AddPhase => "stage, period, time",
        Command::AddNode => "create node, insert node, host, outcome",
        Command::AddNote => "comment, sticky, annotation",
        Command::Comment => "remark, review, discuss",
        Command::AddFrame => "box, rectangle, annotation",
        Command::Duplicate => "clone, copy",
        Command::Pin => "lock, fix",
        Command::Redo => "again, ctrl+y",
        Command::Find => "search",
        Command::ZoomToFit => "fit, overview, show all",
        Command::ZoomActual => "100, reset zoom, actual size",
        Command::Export => "pdf, word, html, markdown, print, publish",
        Command::ExportFigure => "png, svg, image, picture, screenshot, structure only",
        Command::Freeze => "archive, snapshot, version, publish, seal",
        Command::CompareRelease => "changelog, difference, diff, since, earlier",
        Command::ImportEvidence | Command::ExportEvidence => {
            "bibliography, bibtex, ris, csl, zotero, references, sources"
        }
        Command::ExportAudit => "reviews, criteria, matrix, table, spreadsheet",
        Command::Help => "shortcuts, keys, keyboard, help",
        Command::ThemeDark => "night, appearance",
        Command::ThemeLight => "day, appearance",
        Command::ThemeProjector => "presentation, beamer, appearance",
        Command::LargerInterface => "scale, font size, bigger",
        Command::SmallerInterface => "scale, font size",
        Command::ShowScores => "table, spreadsheet, grid, sort, group, test runs",
        Command::ShowResults => {
            "analysis, probabilities, importance, tornado, uncertainty, most probable, routes, cut"
        }
        Command::ShowModel => "graph, canvas, diagram, minimap",
        Command::ShowOnCanvas => {
            "prevalence, ever, uncertainty, likelihood, confidence, difference, most probable, routes, cut, \
             importance, overlay, badges, heat"
        }
        Command::ShowInspector => "properties, accent, color, test runs",
        Command::PlayPhases => "animate, animation",
        Command::ResetPanels => "reset layout, restore windows",
        Command::Tour => "tutorial, introduction, learn",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::{rank, rank_of_synonym};
    use crate::ui::command::Command;

    #[test]
    fn commands_are_found_by_the_words_of_other_programs() {
        assert_eq!(rank_of_synonym(Command::ArrangeLayers, "layo"), Some(2));
        assert_eq!(rank_of_synonym(Command::TidyUp, "overlaps"), None);
        assert_eq!(rank_of_synonym(Command::TidyUp, ""), None);
    }

    #[test]
    fn beginnings_come_before_words_before_middles_before_ids() {
        assert_eq!(rank("Shared notebook", "n8", "sha"), Some(0));
        assert_eq!(rank("Shared notebook", "n8", "note"), Some(1));
        assert_eq!(rank("Shared notebook", "n8", "book"), Some(2));
        assert_eq!(rank("Shared notebook", "n8", "n8"), Some(3));
        assert_eq!(rank("Shared notebook", "n8", "x"), None);
    }
}
