//! The elements by the codes of other vocabularies, taken from their tags.

use std::collections::BTreeMap;

use super::{Block, Cell, Column, Source, Subject, paragraph, run, table, wording};

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    let coded = coded(source);
    if coded.is_empty() {
        out.push(paragraph(run(
            "No element carries a code of another vocabulary. A tag such as mit-domain:7.1 or atlas:AML.T0051 is one",
        )));
        return;
    }
    let columns = ["Vocabulary", "Code", "Elements"].map(Column::words);
    let rows = coded.into_iter().map(|((vocabulary, code), names)| {
        vec![Cell::text(vocabulary), Cell::text(code), Cell::text(wording::joined(&names))]
    });
    let caption = "Elements by the codes of other vocabularies";
    out.push(table("table-crosswalk", caption, columns.into(), rows.collect()));
}

/// The names of elements by vocabulary and code.
fn coded(source: &Source<'_>) -> BTreeMap<(String, String), Vec<String>> {
    let document = source.document;
    let catalog = source.surroundings.catalog();
    let nodes = document.nodes().iter().map(|e| (Subject::Node(e.id.clone()), &e.tags));
    let links = document.links().iter().map(|e| (Subject::Link(e.id.clone()), &e.tags));
    let mitigations =
        document.mitigations().iter().map(|e| (Subject::Mitigation(e.id.clone()), &e.tags));
    let pathways = document.pathways().iter().map(|e| (Subject::Pathway(e.id.clone()), &e.tags));
    let mut found: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for (subject, tags) in nodes.chain(links).chain(mitigations).chain(pathways) {
        for tag in tags {
            if let Some((vocabulary, code)) = wording::code_of_tag(tag) {
                let code = match catalog.code(tag) {
                    Some(known) => format!("{code} {}", wording::name(&known.entry.name)),
                    None => code,
                };
                found.entry((vocabulary, code)).or_default().push(source.label(&subject));
            }
        }
    }
    for m in document.mitigations().iter().filter(|m| !m.mit_code.trim().is_empty()) {
        let code = wording::name(&m.mit_code);
        let known = catalog.code(&format!("mit-mitigation:{code}"));
        let code = known.map_or_else(
            || code.clone(),
            |known| format!("{code} {}", wording::name(&known.entry.name)),
        );
        let names = found.entry(("MIT mitigation taxonomy".to_owned(), code)).or_default();
        let name = source.mitigation_name(&m.id);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    found
}
