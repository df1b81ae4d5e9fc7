//! How near entries of a catalog are to a document: what of each the model has already, ground by ground.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Assessment, Catalog, Mechanism, MechanismEntry, Subject};

/// Shortest word that tells something.
const WORD_MIN: usize = 5;
/// A word that is in the preconditions of more than one in so many mechanisms tells nothing.
const COMMON_SHARE: usize = 8;

/// What speaks for looking at an entry, by its id, one sentence a ground; entries that nothing speaks for are left out.
///
/// A mechanism has a ground where the model has an element of it, one for each of its usual mitigations that the model
/// has, and one for each precondition that shares a telling word with the name of an element. A mitigation has one for
/// each mechanism that it acts on and the model has.
pub fn grounds(document: &Assessment, catalog: &Catalog) -> BTreeMap<String, Vec<String>> {
    let names = names(document);
    let common = common_words(catalog);
    let mut all = BTreeMap::new();
    for e in &catalog.mechanisms {
        let mut grounds = Vec::new();
        if has_mechanism(document, e) {
            grounds.push("The model has an element of this mechanism".to_owned());
        }
        for m in document.mitigations().iter().filter(|m| e.mitigations.contains(&m.catalog)) {
            grounds.push(format!("‘{}’ is a usual mitigation of it", m.name));
        }
        for precondition in &e.preconditions {
            let words: BTreeSet<String> = words(precondition).collect();
            let mut telling = words.difference(&common);
            let met = telling.find_map(|word| names.get(word).map(|name| (word, name)));
            if let Some((word, name)) = met {
                grounds.push(format!("A precondition says ‘{word}’, as does ‘{name}’"));
            }
        }
        all.insert(e.entry.id.clone(), grounds);
    }
    for e in &catalog.mitigations {
        let cut = e.cuts.iter().filter_map(|id| catalog.mechanism(id));
        let cut = cut.filter(|mechanism| has_mechanism(document, mechanism));
        let grounds = cut
            .map(|mechanism| format!("It acts on ‘{}’, which the model has", mechanism.entry.name));
        all.insert(e.entry.id.clone(), grounds.collect());
    }
    all.retain(|_, grounds| !grounds.is_empty());
    all
}

/// The elements that are linked with an entry.
pub fn linked(document: &Assessment, entry: &str) -> Vec<Subject> {
    let nodes = document.nodes().iter().filter(|e| e.catalog == entry);
    let links = document.links().iter().filter(|e| e.catalog == entry);
    let mitigations = document.mitigations().iter().filter(|e| e.catalog == entry);
    let phases = document.phases().iter().filter(|e| e.catalog == entry);
    (nodes.map(|e| Subject::Node(e.id.clone())))
        .chain(links.map(|e| Subject::Link(e.id.clone())))
        .chain(mitigations.map(|e| Subject::Mitigation(e.id.clone())))
        .chain(phases.map(|e| Subject::Phase(e.id.clone())))
        .collect()
}

/// Whether an element is linked with the entry or of its mechanism; ‘other’ is none.
fn has_mechanism(document: &Assessment, e: &MechanismEntry) -> bool {
    let sort = e.mechanism.filter(|mechanism| *mechanism != Mechanism::Other);
    let fits = |catalog: &str, mechanism: Option<Mechanism>| {
        catalog == e.entry.id || (sort.is_some() && mechanism == sort)
    };
    document.nodes().iter().any(|node| fits(&node.catalog, node.mechanism))
        || document.links().iter().any(|link| fits(&link.catalog, Some(link.mechanism)))
}

/// The words of names of elements, each with the first name that has it.
fn names(document: &Assessment) -> BTreeMap<String, String> {
    let nodes = document.nodes().iter().map(|e| &e.name);
    let zones = document.zones().iter().map(|e| &e.name);
    let mitigations = document.mitigations().iter().map(|e| &e.name);
    let mut all = BTreeMap::new();
    for name in nodes.chain(zones).chain(mitigations) {
        for word in words(name) {
            all.entry(word).or_insert_with(|| name.clone());
        }
    }
    all
}

/// The words that too many preconditions have.
fn common_words(catalog: &Catalog) -> BTreeSet<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for e in &catalog.mechanisms {
        let own: BTreeSet<String> = e.preconditions.iter().flat_map(|text| words(text)).collect();
        for word in own {
            *counts.entry(word).or_default() += 1;
        }
    }
    let most = (catalog.mechanisms.len() / COMMON_SHARE).max(1);
    counts.retain(|_, count| *count > most);
    counts.into_keys().collect()
}

/// The longer words of a text, in small letters and in the singular.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let all = text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase);
    let singular = |word: String| match word.strip_suffix('s') {
        Some(stem) if !stem.ends_with('s') => stem.to_owned(),
        _ => word,
    };
    all.map(singular).filter(|word| word.chars().count() >= WORD_MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::proofs::documents::Draft,
        model::{CatalogEntry, MitigationEntry, MitigationKind},
    };

    fn mechanism(id: &str, of: Mechanism, preconditions: &[&str]) -> MechanismEntry {
        MechanismEntry {
            entry: CatalogEntry { id: id.into(), name: id.into(), ..CatalogEntry::default() },
            mechanism: Some(of),
            node_kind: None,
            preconditions: preconditions.iter().map(|text| (*text).to_owned()).collect(),
            incidents: Vec::new(),
            mitigations: vec!["scan".to_owned()],
        }
    }

    fn catalog() -> Catalog {
        let scan = MitigationEntry {
            entry: CatalogEntry { id: "scan".into(), ..CatalogEntry::default() },
            kind: MitigationKind::Detect,
            cuts: vec!["notes".to_owned()],
            strength_hint: None,
            failure_modes: Vec::new(),
            undermined_by: Vec::new(),
            dual_use: String::new(),
            evidence: Vec::new(),
        };
        Catalog {
            mechanisms: vec![
                mechanism("notes", Mechanism::SharedContext, &["Notebooks are shared by teams"]),
                mechanism("net", Mechanism::Internet, &["Teams reach the internet"]),
            ],
            mitigations: vec![scan],
            ..Catalog::default()
        }
    }

    fn told(draft: &Draft, id: &str) -> usize {
        grounds(&draft.document(), &catalog()).get(id).map_or(0, Vec::len)
    }

    #[test]
    fn each_ground_is_told_once_and_nothing_speaks_for_the_strange() {
        let mut draft = Draft::new(1);
        let v = draft.node(&[0.5], &[0.5]);
        assert_eq!((told(&draft, "notes"), told(&draft, "scan")), (0, 0));
        // All preconditions speak of teams, so that the word tells nothing.
        "Teams".clone_into(&mut draft.0.nodes[v].name);
        assert_eq!(told(&draft, "notes"), 0);
        "The notebook".clone_into(&mut draft.0.nodes[v].name);
        assert_eq!((told(&draft, "notes"), told(&draft, "net")), (1, 0));
        draft.0.nodes[v].mechanism = Some(Mechanism::SharedContext);
        assert_eq!((told(&draft, "notes"), told(&draft, "scan")), (2, 1));
        let m = draft.mitigation(&[0.5]);
        "scan".clone_into(&mut draft.0.mitigations[m].catalog);
        assert_eq!((told(&draft, "notes"), told(&draft, "net")), (3, 1));
    }

    #[test]
    fn what_is_linked_with_an_entry_is_found() {
        let mut draft = Draft::new(1);
        let (a, b) = (draft.node(&[0.5], &[0.5]), draft.node(&[0.5], &[0.5]));
        let e = draft.link(a, b, &[0.5]);
        "notes".clone_into(&mut draft.0.nodes[b].catalog);
        "notes".clone_into(&mut draft.0.links[e].catalog);
        let linked: Vec<String> = linked(&draft.document(), "notes")
            .iter()
            .map(|subject| subject.id_str().to_owned())
            .collect();
        assert_eq!(linked, ["n1", "l0"]);
    }
}
