//! The Catalog workspace: entries taken into the model, linked with what is there, narrowed and ordered; one's own files.

use std::{fs, path::Path, sync::Arc};

use driftline::{
    model::{Assessment, Id, Mechanism, Node, Subject},
    session::{Action, NoticeTone, Selection, Session},
    ui::{
        App,
        egui::{self, Key, Modifiers, accesskit::Role, vec2},
    },
};
use egui_kittest::{
    Harness,
    kittest::{NodeT, Queryable},
};

use crate::{
    canvas::THREE,
    painter::CpuPainter,
    workbench::{document, settle, window_of_size},
};

const OWN: &str = r#"(format: "driftline-catalog/1", id: "own", title: "Own",
    entries: [(id: "own-way", name: "Carrier pigeons", kind: mechanism, preconditions: ["A notebook is at hand"])])"#;

fn node(id: &str) -> Id<Node> {
    Id::new(id).expect("an id")
}

fn catalog() -> Harness<'static, App> {
    let mut harness = window_of_size(document(THREE), vec2(1700.0, 2600.0), false);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Num8);
    settle(&mut harness);
    harness
}

fn select(harness: &mut Harness<'_, App>, ids: &[&str]) {
    let nodes = ids.iter().map(|id| Subject::Node(node(id)));
    harness.state_mut().session_mut().dispatch(Action::Select(Selection::of(nodes)));
    harness.run_steps(3);
}

fn click(harness: &mut Harness<'_, App>, label: &str) {
    harness.get_by_label(label).click();
    settle(harness);
}

fn open(harness: &mut Harness<'_, App>, name: &str) {
    harness.get_by_label_contains(&format!("{name}, ")).click();
    settle(harness);
}

fn assessment(harness: &Harness<'_, App>) -> Assessment {
    harness.state().session().assessment().clone()
}

/// The names of the entries that are listed, in their order.
fn listed(harness: &Harness<'_, App>) -> Vec<String> {
    let rows = harness.query_all_by_role(Role::ListItem);
    let mut rows: Vec<(f32, String)> = rows
        .filter(|row| row.rect().width() > 500.0)
        .map(|row| (row.rect().top(), row.accesskit_node().label().unwrap_or_default()))
        .collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    rows.into_iter().map(|(_, label)| label).collect()
}

#[test]
fn a_mechanism_becomes_a_link_between_the_selected_nodes() {
    let mut harness = catalog();
    let before = assessment(&harness);
    open(&mut harness, "Rare-input activation");
    let button = harness.get_by_label("Insert as link");
    assert!(button.accesskit_node().is_disabled(), "nothing is selected");
    select(&mut harness, &["b", "c"]);
    let focus = harness.state().session().selection().focus().cloned();
    let (from, to) = if focus == Some(Subject::Node(node("c"))) {
        ("Notebook", "Sabotage")
    } else {
        ("Sabotage", "Notebook")
    };
    click(&mut harness, &format!("Insert as link from {from} to {to}"));
    let document = assessment(&harness);
    let link = document.links().at(before.links().len()).expect("a link").clone();
    assert_eq!(document.label(&Subject::Node(link.from.clone())), from);
    assert_eq!(document.label(&Subject::Node(link.to.clone())), to);
    let catalog = harness.state().session().catalog();
    let entry = catalog.mechanism("rare-input-activation").expect("bundled");
    assert_eq!((&link.catalog, &link.tags), (&entry.entry.id, &entry.entry.codes));
    assert_eq!(Some(link.mechanism), entry.mechanism);
    assert!(harness.state().session().selection().contains(&Subject::Link(link.id)));
    harness.state_mut().session_mut().dispatch(Action::Undo);
    assert_eq!(assessment(&harness), before);
}

#[test]
fn from_one_selected_node_a_link_leads_to_a_chosen_one() {
    let mut harness = catalog();
    let before = assessment(&harness).links().len();
    select(&mut harness, &["b"]);
    open(&mut harness, "Rare-input activation");
    harness.get_by_role_and_label(Role::ComboBox, "Insert as link").click();
    harness.run_steps(3);
    let items = harness.query_all_by_role_and_label(Role::ListItem, "Sabotage");
    items.last().expect("an item of the menu").click();
    settle(&mut harness);
    let document = assessment(&harness);
    let link = document.links().at(before).expect("a link");
    assert_eq!((link.from.as_str(), link.to.as_str()), ("b", "c"));
}

#[test]
fn what_is_there_is_linked_with_an_entry_and_found_from_it() {
    let mut harness = catalog();
    let before = assessment(&harness);
    select(&mut harness, &["b"]);
    open(&mut harness, "Rare-input activation");
    click(&mut harness, "Link ‘Notebook’ with this entry");
    let document = assessment(&harness);
    let linked = document.nodes().get(&node("b")).expect("there");
    assert_eq!(linked.catalog, "rare-input-activation");
    assert_eq!(linked.name, "Notebook", "what it says stays");
    assert!(harness.query_by_label("Link ‘Notebook’ with this entry").is_none());
    select(&mut harness, &[]);
    click(&mut harness, "Unlink Notebook");
    assert_eq!(assessment(&harness).nodes().get(&node("b")).expect("there").catalog, "");
    harness.state_mut().session_mut().dispatch(Action::Undo);
    harness.run_steps(3);
    // The row below the entry, not the one of the outline.
    click(&mut harness, "Notebook, node");
    assert!(harness.state().session().selection().contains(&Subject::Node(node("b"))));
    harness.state_mut().session_mut().dispatch(Action::Undo);
    assert_eq!(assessment(&harness), before);
}

#[test]
fn entries_are_narrowed_by_how_they_stand_and_ordered_by_relevance() {
    let mut harness = catalog();
    let all = listed(&harness);
    let catalog = harness.state().session().catalog().mechanisms.len();
    assert_eq!(all.len(), catalog);
    let choose = |harness: &mut Harness<'_, App>, choice: &str, item: &str| {
        harness.get_by_role_and_label(Role::ComboBox, choice).click();
        harness.run_steps(3);
        let items = harness.query_all_by_role_and_label(Role::ListItem, item);
        items.last().expect("an item of the menu").click();
        settle(harness);
    };
    choose(&mut harness, "Entries", "In the model");
    let modelled = listed(&harness);
    let stands = |row: &String| row.contains(", Linked, ") || row.contains(", Its sort, ");
    assert!(modelled.iter().all(stands), "{modelled:?}");
    choose(&mut harness, "Entries", "Not considered yet");
    let open = listed(&harness);
    assert_eq!(open.len() + modelled.len(), all.len());
    choose(&mut harness, "Entries", "Set aside");
    assert!(listed(&harness).is_empty());
    choose(&mut harness, "Entries", "All entries");
    choose(&mut harness, "Order", "By relevance");
    let counts: Vec<usize> = listed(&harness)
        .iter()
        .map(|row| row.rsplit(", ").next().and_then(|count| count.parse().ok()).unwrap_or(0))
        .collect();
    assert!(counts.first() > Some(&0) && counts.is_sorted_by(|a, b| a >= b), "{counts:?}");
    let of_memory = |row: &String| row.contains("Long-term or opaque memory");
    let place = listed(&harness).iter().position(of_memory).expect("listed");
    assert!(counts[place] > 0, "its mechanism is in the model");
    assert!(matches!(
        assessment(&harness).links().at(0).map(|link| link.mechanism),
        Some(Mechanism::LongTermMemory)
    ));
}

fn window_with(preferences: &Path) -> Harness<'static, App> {
    let path = Some(preferences.to_owned());
    let session = Session::new(document(THREE), path, Arc::new(|| {}));
    let ctx = egui::Context::default();
    let app = App::new(&ctx, session);
    let mut harness = Harness::builder()
        .with_size(vec2(1700.0, 2600.0))
        .with_max_steps(64)
        .with_context_setup(driftline::ui::theme::install)
        .renderer(CpuPainter::default())
        .build_ui_state(|ui, app: &mut App| app.frame(ui), app);
    settle(&mut harness);
    harness
}

#[test]
fn own_catalogs_are_read_at_the_start_and_again_on_demand() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = folder.path().join("catalog");
    fs::create_dir(&own).expect("made");
    fs::write(own.join("own.ron"), OWN).expect("written");
    fs::write(own.join("torn.ron"), "(format: \"driftline-catalog/1\",\n id: 3").expect("written");
    let mut harness = window_with(&folder.path().join("preferences.ron"));
    let failed = |harness: &Harness<'_, App>| -> Vec<String> {
        let notices = harness.state().session().notices().iter();
        let failed = notices.filter(|notice| notice.tone == NoticeTone::Failed);
        failed.map(|notice| notice.text.clone()).collect()
    };
    assert!(failed(&harness)[0].contains("torn.ron: line 2"), "{:?}", failed(&harness));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Num8);
    settle(&mut harness);
    harness.get_by_label_contains("Carrier pigeons, ");
    let finding = |harness: &Harness<'_, App>| {
        let findings = harness.state().session().findings().iter();
        let mut findings = findings.filter(|finding| finding.rule == "unconsidered-mechanism");
        findings.next().map(|finding| finding.sentence.clone()).unwrap_or_default()
    };
    let before = finding(&harness);
    fs::remove_file(own.join("torn.ron")).expect("removed");
    let more = OWN.replace("\"own\"", "\"more\"").replace("own-way", "other-way");
    fs::write(own.join("more.ron"), more.replace("pigeons", "bees")).expect("written");
    click(&mut harness, "Reload catalogs");
    harness.get_by_label_contains("Carrier bees, ");
    assert_ne!(finding(&harness), before, "findings follow");
    let told = harness.state().session().notices().last().expect("told").text.clone();
    assert!(told.starts_with("Read 2 catalogs of your own"), "{told}");
}
