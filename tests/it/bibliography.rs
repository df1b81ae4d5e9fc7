//! Bibliographies in and out of the evidence register, as files from the wild are.

use std::fmt::Write as _;

use driftline::{
    cli::Exit,
    formats::{
        self,
        bibliography::{self, Bibliography, Loss},
    },
    model::{Assessment, Edit, Evidence, EvidenceKind, Id},
};
use proptest::prelude::*;

use crate::cli::{SAMPLE, folder, path, printed, refused, run};

fn blank() -> Assessment {
    Assessment::blank("t")
}

fn piece(id: &str, title: &str) -> Evidence {
    let kind = Some(EvidenceKind::Literature);
    Evidence { kind, ..Evidence::new(Id::new(id).expect("an id"), title) }
}

/// Text with all that upsets LaTeX, JSON or tagged lines, but no line breaks and no blanks at the ends.
fn words() -> impl Strategy<Value = String> {
    let word = r#"[A-Za-z0-9äßñé&%$#_"'@=;.!?()/*+-]{1,9}"#;
    proptest::collection::vec(word, 1..6).prop_map(|words| words.join(" "))
}

/// People and houses.
const NAMES: [&str; 5] =
    ["Ada Lovelace", "Jan van den Berg", "METR", "UK AI Security Institute", "A & B, Inc."];

fn evidence() -> impl Strategy<Value = Evidence> {
    let source = prop_oneof![
        Just(String::new()),
        Just("https://doi.org/10.1000/a_b(c)".to_owned()),
        "https://a\\.org/[a-z0-9%_~?=&-]{1,12}",
    ];
    let date = prop_oneof![Just(""), Just("2024"), Just("2024-03"), Just("2024-03-01")];
    let locator = prop_oneof![Just(""), Just("p. 7"), Just("pp. 12–34")];
    let authors = proptest::collection::vec(proptest::sample::select(&NAMES[..]), 0..4);
    (words(), prop_oneof![Just(String::new()), words()], authors, source, date, locator).prop_map(
        |(title, container, authors, source, date, locator)| Evidence {
            authors: authors.into_iter().map(str::to_owned).collect(),
            container,
            source,
            date: date.to_owned(),
            locator: locator.to_owned(),
            ..piece("e", &title)
        },
    )
}

/// What LaTeX makes of text beyond escapes: two hyphens are a dash, and a title's braces do not keep them.
fn typeset(text: &str) -> String {
    text.replace("---", "—").replace("--", "–")
}

proptest! {
    #[test]
    fn what_goes_out_comes_in_again(all in proptest::collection::vec(evidence(), 1..5)) {
        let all: Vec<Evidence> = all
            .into_iter()
            .enumerate()
            .map(|(place, e)| Evidence { id: Id::new(&format!("e{place}")).expect("an id"), ..e })
            .collect();
        for form in Bibliography::ALL {
            let text = bibliography::write(all.iter(), form);
            prop_assert_eq!(Bibliography::sniffed(text.as_bytes()), Some(form));
            let import = bibliography::read(text.as_bytes(), form);
            let mut wanted = all.clone();
            if form == Bibliography::BibTex {
                for e in &mut wanted {
                    e.title = typeset(&e.title);
                    e.container = typeset(&e.container);
                }
            }
            if form == Bibliography::Ris {
                // A comma stands between the parts of a name and in none.
                for name in wanted.iter_mut().flat_map(|e| &mut e.authors) {
                    *name = name.replace(',', "");
                }
            }
            prop_assert_eq!(&import.evidence, &wanted, "{:?}: {}", form, text);
        }
    }

    #[test]
    fn no_bytes_upset_a_reader(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for form in Bibliography::ALL {
            let import = bibliography::read(&bytes, form);
            prop_assert!(import.evidence.len() <= import.entries);
        }
    }

    #[test]
    fn no_text_of_their_own_signs_upsets_a_reader(text in r#"[@{}()\\",=#$%~^'a-z0-9\n \[\]:-]{0,300}"#) {
        for form in Bibliography::ALL {
            let text = format!("@misc{{a, title = {{{text}}}, author = \"{text}\"}}\n{text}\nTY  - X\n{text}");
            bibliography::read(text.as_bytes(), form);
        }
    }
}

#[test]
fn five_thousand_entries_come_along_and_the_broken_ones_are_told() {
    let mut text = String::from("\u{feff}@string{conf = {Proceedings of the Conference}}\n");
    for n in 0..5_000 {
        let closing = if n % 500 == 7 { "" } else { "}" };
        writeln!(
            text,
            "@inproceedings{{key{n},\n  author = {{M{{\\\"u}}ller, J. and {{METR}}}},\n  title = {{On {{AI}} \\& drift {n}}},\n  \
             booktitle = conf,\n  year = {{2024}},\n  month = mar,\n  url = {{https://a.org/{n}}},\n  abstract = {{Long}}\n{closing}"
        )
        .expect("written");
    }
    let import = bibliography::read(text.as_bytes(), Bibliography::BibTex);
    assert_eq!((import.entries, import.evidence.len()), (5_000, 4_990));
    let dropped: Vec<_> = import.problems.iter().filter(|p| p.loss == Loss::Dropped).collect();
    assert_eq!(dropped.len(), 10);
    assert_eq!((dropped[0].line, &*dropped[0].key), (2 + 7 * 9, "key7"));
    assert_eq!(
        import.problems.last().expect("one").sentence,
        "'abstract' of 4990 entries was not copied"
    );
    let first = &import.evidence[0];
    assert_eq!(first.authors, ["J. Müller", "METR"]);
    assert_eq!((&*first.title, &*first.date), ("On AI & drift 0", "2024-03"));
    assert_eq!(first.container, "Proceedings of the Conference");
    // Once they are there, they are there.
    let edits = import.evidence.iter().cloned().map(Edit::put).collect();
    let document = blank().edited(&Edit::All(edits)).expect("valid");
    let again = bibliography::read(text.as_bytes(), Bibliography::BibTex);
    assert!(bibliography::beside(again, &document).evidence.is_empty());
}

#[test]
fn old_encodings_are_read_and_told() {
    let import =
        bibliography::read(b"@misc{a, title = {Stra\xdfe \x96 caf\xe9}}", Bibliography::BibTex);
    assert_eq!(import.evidence[0].title, "Straße – café");
    assert!(import.problems[0].sentence.contains("Windows-1252"));
}

#[test]
fn a_missing_key_lends_nothing_to_others_and_a_brace_too_many_is_told() {
    let text = "@misc{, title = {Nameless}, year = 1999}\n@misc{a, title = {A}}, year = {2020}}\n@misc{b, title = {B}}";
    let import = bibliography::read(text.as_bytes(), Bibliography::BibTex);
    let told: Vec<(&str, &str)> =
        import.evidence.iter().map(|e| (e.id.as_str(), &*e.date)).collect();
    assert_eq!(told, [("nameless", "1999"), ("a", ""), ("b", "")]);
    assert!(import.evidence.iter().all(|e| e.container.is_empty()));
    assert_eq!(import.problems.len(), 1);
    assert!(import.problems[0].to_string().starts_with("line 2, 'a': a brace too many"));
}

#[test]
fn what_occurs_twice_or_is_there_is_told() {
    let text = "@misc{A, title = {One}}\n@misc{A, title = {One}}\n@misc{A, title = {Two}}\n\
                @misc{b, doi = {10.1/X}}\n@misc{c, note = {nothing}}\n@misc{d, title = {T}, year = {in press}}";
    let import = bibliography::read(text.as_bytes(), Bibliography::BibTex);
    let ids: Vec<&str> = import.evidence.iter().map(|e| e.id.as_str()).collect();
    assert_eq!(ids, ["a", "a-2", "b", "d"]);
    let told: Vec<String> = import.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 2, 'A': the entry occurs twice; the first one counts",
            "line 3, 'A': the key occurs twice; this one came along as 'a-2'",
            "line 4, 'b': it has no title; it is called 'b'",
            "line 5, 'c': it has neither title nor authors nor source, and was left out",
            "line 6, 'd': the date 'in press' is none and was left out",
            "'note' of 1 entry was not copied",
        ]
    );
    let source = "http://dx.doi.org/10.1/x".to_owned();
    let known = [piece("a", "Mine"), Evidence { source, ..piece("mine", "Also mine") }];
    let document = blank().edited(&Edit::All(known.map(Edit::put).into())).expect("valid");
    let beside = bibliography::beside(import, &document);
    let ids: Vec<&str> = beside.evidence.iter().map(|e| e.id.as_str()).collect();
    assert_eq!(ids, ["a-2", "d"]);
    assert_eq!(
        beside.problems[..2].iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "'a': already there: the register has evidence of that id",
            "'b': already there: 'mine' has the same source",
        ]
    );
}

#[test]
fn the_command_line_exchanges_the_register() {
    let folder = folder();
    let (document, refs) = (path(&folder, "a.driftline"), path(&folder, "refs.bib"));
    std::fs::copy(SAMPLE, &document).expect("copied");
    for (name, title) in [("refs.bib", "BibTeX"), ("refs.json", "CSL-JSON"), ("refs.ris", "RIS")] {
        let refs = path(&folder, name);
        let said = printed(&["evidence", &document, "--export", &refs]);
        assert!(said.contains(&format!("written as {title}; 5 incident records stayed")), "{said}");
        // All of it is there already.
        let said = printed(&["evidence", &document, "--import", &refs]);
        assert!(said.starts_with("0 pieces of evidence of 28 entries added\n"), "{said}");
        assert_eq!(said.matches("already there").count(), 28, "{said}");
    }
    std::fs::write(&refs, "@misc{new, title = {New}}\n@misc{broken, title = }").expect("written");
    let out = path(&folder, "b.driftline");
    let said = printed(&["evidence", &document, "--import", &refs, "--out", &out]);
    assert!(said.starts_with("1 piece of evidence of 2 entries added\n"), "{said}");
    assert!(said.contains("dropped: line 2, 'broken': "), "{said}");
    let read = |path: &str| formats::read(&std::fs::read(path).expect("there"), None);
    let count = |path: &str| read(path).expect("a document").document.evidence().len();
    assert_eq!((count(&document), count(&out)), (28, 29));
    let other = path(&folder, "refs.txt");
    std::fs::write(&other, "TY  - GEN\nTI  - Told by its content\nER  - ").expect("written");
    printed(&["evidence", &document, "--import", &other]);
    assert_eq!(count(&document), 29);
    assert!(refused(&["evidence", &document, "--export", &other]).contains("--to"));
    printed(&["evidence", &document, "--export", &other, "--to", "ris"]);
    assert_eq!(run(&["evidence", &document]).exit, Exit::Failure);
}
