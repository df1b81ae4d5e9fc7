//! Reports in every format: the same words everywhere, whatever they are, in files that hold together.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Read},
};

use driftline::{
    model::{Assessment, Evidence, Id, Parts, Phase, ReportSettings, SectionText},
    report::{
        Options, Section, Surroundings, Target,
        block::{Block, Cell, Field, Span},
        render, tables,
    },
};
use resvg::usvg::roxmltree;

use crate::report::{blocks_of, desk, document, parts};

/// What would be taken for something else in one format or another.
const TRAPS: [&str; 14] = [
    "<script>alert(1)</script>",
    "</w:t></w:r><w:p/>",
    "]]> <!-- &amp; -->",
    "**b** _i_ `c` [y](javascript:z) ![p](q)",
    "| a | b |",
    "# head",
    "$ sum_(i=0) $ #emit *strong* @label <label> \\ // gone",
    "#panic(\"x\") #import \"/etc/passwd\": *",
    "{{ 7 * 7 }} {% raw %} {# gone #}",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "a\u{202e}b\u{200b}c\u{feff}d",
    "مشترك עברית 監視 🤖",
    "\u{0}\u{1}\u{7}\u{b}\u{fffe}",
];

/// The pieces of text of a report, in their order. Marks of footnotes part them: each format shows those its own way.
fn pieces(blocks: &[Block]) -> Vec<String> {
    let mut all = Vec::new();
    for block in blocks {
        match block {
            Block::Heading { text, label, .. } => {
                all.extend(label.map(|label| label.to_string()));
                all.push(text.clone());
            }
            Block::Paragraph(spans) | Block::Callout { spans, .. } => all.extend(words(spans)),
            Block::Code(text) => all.push(text.clone()),
            Block::List(list) => {
                for item in &list.items {
                    all.extend(words(&item.spans));
                    all.extend(pieces(&item.below));
                }
            }
            Block::Fields(fields) => all.extend(fields.iter().flat_map(field)),
            Block::Table(table) => {
                all.push(table.caption.clone());
                all.extend(table.columns.iter().map(|column| column.title.clone()));
                let cells = table.rows.iter().flatten();
                all.extend(cells.flat_map(|cell| words(&cell.spans)));
            }
            Block::Figure(figure) => all.push(figure.caption.clone()),
        }
    }
    all
}

fn words(spans: &[Span]) -> Vec<String> {
    let parts = spans.split(|span| matches!(span, Span::Note(_)));
    parts.map(|part| part.iter().map(Span::plain).collect()).collect()
}

fn field(field: &Field) -> Vec<String> {
    let items = field.items.iter().flat_map(|item| words(item));
    let spans = words(&field.spans);
    std::iter::once(field.term.clone()).chain(spans).chain(items).collect()
}

/// What the footnotes of a report say, by number, and how often each is referred to.
fn notes(blocks: &[Block]) -> BTreeMap<usize, (String, usize)> {
    let mut found = BTreeMap::new();
    for block in blocks {
        block.each_run(&mut |spans| {
            for span in spans {
                let Span::Note(note) = span else { continue };
                let says = bare(&note.body.iter().map(Span::plain).collect::<String>());
                found.entry(note.number).or_insert((says, 0)).1 += 1;
            }
        });
    }
    found
}

/// The footnotes as a reader of the format sees them, and how many marks lead to each.
fn seen_notes(blocks: &[Block], target: Target) -> BTreeMap<usize, (String, usize)> {
    let bytes = bytes_of(blocks, target);
    match target {
        Target::Docx => docx_notes(&bytes),
        Target::Json => {
            let mut found = BTreeMap::new();
            json_notes(&serde_json::from_slice(&bytes).expect("JSON"), &mut found);
            found
        }
        Target::Html => {
            let html = String::from_utf8(bytes).expect("UTF-8");
            let texts = html.split("<li id=\"note-").skip(1);
            let one = |rest: &str| {
                let number: usize = rest.split('"').next().expect("a number").parse().expect("one");
                let text = rest.split_once('>').expect("a tag").1;
                let text = text.split_once(" <a class=\"back\"").expect("a way back").0;
                let marks = html.matches(&format!("href=\"#note-{number}\"")).count();
                (number, (bare(&html_words(&format!("{text}<i>"))), marks))
            };
            texts.map(one).collect()
        }
        _ => {
            let text = String::from_utf8(bytes).expect("UTF-8");
            let one = |line: &str| {
                let (number, says) = line.strip_prefix("[^")?.split_once("]: ")?;
                let marks = text.matches(&format!("[^{number}]")).count() - 1;
                Some((number.parse().expect("a number"), (bare(&markdown_words(says)), marks)))
            };
            text.lines().filter_map(one).collect()
        }
    }
}

fn docx_notes(bytes: &[u8]) -> BTreeMap<usize, (String, usize)> {
    let xml = part(bytes, "word/footnotes.xml");
    let tree = roxmltree::Document::parse(&xml).expect("well-formed XML");
    let text = part(bytes, "word/document.xml");
    let own = tree.descendants().filter(|node| node.tag_name().name() == "footnote");
    let one = |node: roxmltree::Node<'_, '_>| {
        let number: usize = attribute(&node, "id")?.parse().ok().filter(|number| *number > 0)?;
        let words: String = node
            .descendants()
            .filter(|node| node.tag_name().name() == "t")
            .filter_map(|node| node.text())
            .collect();
        let first = text.matches(&format!("<w:footnoteReference w:id=\"{number}\"/>")).count();
        let again = text.matches(&format!(" NOTEREF note{number} ")).count();
        assert_eq!(first, 1, "footnote {number}");
        Some((number, (bare(&words), first + again)))
    };
    own.filter_map(one).collect()
}

fn json_notes(value: &serde_json::Value, found: &mut BTreeMap<usize, (String, usize)>) {
    match value {
        serde_json::Value::Array(all) => all.iter().for_each(|value| json_notes(value, found)),
        serde_json::Value::Object(all) => {
            if value["kind"] == "note" {
                let number = value["text"].as_str().expect("text").parse().expect("a number");
                found.entry(number).or_default().1 += 1;
            }
            for (key, inner) in all {
                if key == "notes" || key == "front_notes" {
                    for note in
                        inner.as_array().into_iter().flatten().filter(|n| n["number"].is_number())
                    {
                        let number = note["number"].as_u64().expect("a number") as usize;
                        let mut text = String::new();
                        strings(&note["spans"], &mut text);
                        found.entry(number).or_default().0 = bare(&text);
                    }
                }
                json_notes(inner, found);
            }
        }
        _ => {}
    }
}

/// A text without all that formats may set as they like: spaces, what is not seen, and what cannot be written.
fn bare(text: &str) -> String {
    let is_kept = |c: &char| {
        let is_unseen = matches!(*c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}');
        let is_unseen = is_unseen || matches!(*c, '\u{2066}'..='\u{2069}' | '\u{feff}');
        let is_refused = matches!(*c, '\u{fffd}' | '\u{fffe}' | '\u{ffff}');
        !(c.is_whitespace() || c.is_control() || is_unseen || is_refused)
    };
    text.chars().filter(is_kept).collect()
}

fn bytes_of(blocks: &[Block], target: Target) -> Vec<u8> {
    render(blocks, target, &desk()).expect("a report")
}

/// The words of a report as a reader of the format sees them.
fn seen(blocks: &[Block], target: Target) -> String {
    let bytes = bytes_of(blocks, target);
    match target {
        Target::Docx => docx_words(&part(&bytes, "word/document.xml")),
        Target::Json => {
            let mut out = String::new();
            strings(&serde_json::from_slice(&bytes).expect("JSON"), &mut out);
            out
        }
        Target::Html => html_words(&String::from_utf8(bytes).expect("UTF-8")),
        _ => markdown_words(&String::from_utf8(bytes).expect("UTF-8")),
    }
}

/// Without marks of emphasis and code, and with the words of links alone.
fn markdown_words(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        rest = match c {
            '\\' if after.starts_with(|c: char| c.is_ascii_punctuation()) => {
                out.push_str(&after[..1]);
                &after[1..]
            }
            '*' | '`' | '[' => after,
            ']' if after.starts_with('(') => after.split_once(')').map_or("", |(_, rest)| rest),
            _ => {
                out.push(c);
                after
            }
        };
    }
    out
}

pub(crate) fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut text = String::new();
    archive.by_name(name).expect("a part").read_to_string(&mut text).expect("text");
    text
}

fn docx_words(xml: &str) -> String {
    let tree = roxmltree::Document::parse(xml).expect("well-formed XML");
    let texts = tree.descendants().filter(|node| node.tag_name().name() == "t");
    texts.filter_map(|node| node.text()).collect()
}

fn html_words(html: &str) -> String {
    let mut out = String::new();
    let (mut rest, mut skipped) = (html, None::<&str>);
    while let Some(start) = rest.find('<') {
        if skipped.is_none() {
            out.push_str(&rest[..start]);
        }
        let end = start + rest[start..].find('>').expect("a tag ends");
        let tag = &rest[start + 1..end];
        match skipped {
            Some(name) if tag.strip_prefix('/') == Some(name) => skipped = None,
            None => skipped = ["script", "style"].into_iter().find(|name| *name == tag),
            Some(_) => {}
        }
        rest = &rest[end + 1..];
    }
    for (entity, letter) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'")]
    {
        out = out.replace(entity, letter);
    }
    out.replace("&#x2f;", "/").replace("&#x2F;", "/").replace("&amp;", "&")
}

fn strings(value: &serde_json::Value, out: &mut String) {
    match value {
        serde_json::Value::String(text) => out.push_str(text),
        serde_json::Value::Array(all) => all.iter().for_each(|value| strings(value, out)),
        serde_json::Value::Object(all) => {
            let is_shown = |key: &str| !["kind", "target", "anchor", "tone"].contains(&key);
            let shown = all.iter().filter(|(key, _)| is_shown(key));
            shown.for_each(|(_, value)| strings(value, out));
        }
        _ => {}
    }
}

/// Every piece of the report stands in the text of the format, in the order of the report.
fn check_words(blocks: &[Block], target: Target) {
    let text = bare(&seen(blocks, target));
    let mut at = 0;
    for piece in pieces(blocks) {
        let piece = bare(&piece);
        let found = text[at..].find(&*piece);
        let near: String = text[at..].chars().take(200).collect();
        at += found.unwrap_or_else(|| panic!("{target:?} lacks {piece:?} after {near:?}"));
        at += piece.len();
    }
}

fn text_targets() -> impl Iterator<Item = Target> {
    [Target::Markdown, Target::Html, Target::Docx, Target::Json].into_iter()
}

/// The document with a text in every place where a person writes one, each taken from these in turn.
fn filled(texts: &[&str]) -> Assessment {
    let mut parts: Parts = parts();
    let mut turn = texts.iter().cycle();
    let mut put = |fields: &mut [&mut String]| {
        for (field, text) in fields.iter_mut().zip(&mut turn) {
            (*text).clone_into(field);
        }
    };
    let about = &mut parts.about;
    put(&mut [&mut about.title, &mut about.summary, &mut about.version, &mut about.status]);
    let system = &mut about.system;
    put(&mut [&mut system.name, &mut system.developer, &mut system.description]);
    about.authors.iter_mut().for_each(|author| put(&mut [author]));
    system.models.iter_mut().for_each(|model| put(&mut [&mut model.name]));
    for phase in &mut parts.phases {
        put(&mut [&mut phase.name, &mut phase.affordances, &mut phase.notes]);
        put(&mut [&mut phase.exposure_unit]);
    }
    for node in &mut parts.nodes {
        put(&mut [&mut node.name, &mut node.statement, &mut node.notes]);
    }
    for mitigation in &mut parts.mitigations {
        put(&mut [&mut mitigation.name, &mut mitigation.limitations, &mut mitigation.owner]);
    }
    for pathway in &mut parts.pathways {
        put(&mut [&mut pathway.name, &mut pathway.notes, &mut pathway.detection]);
    }
    for hypothesis in &mut parts.hypotheses {
        put(&mut [&mut hypothesis.name, &mut hypothesis.notes]);
    }
    for evidence in &mut parts.evidence {
        put(&mut [&mut evidence.title, &mut evidence.source]);
        put(&mut [&mut evidence.finding, &mut evidence.limits]);
    }
    Assessment::new(parts).expect("a valid document")
}

/// The document with texts of the authors' own of every sort.
pub(crate) fn annotated(more: &str) -> Assessment {
    let mut parts = parts();
    let before = format!(
        "# Our reading\n\nAs **agreed**[^panel] and *written down*[^minutes], see `run --all`[^panel]:\n\n\
         3. third\n   - inner one\n     1. innermost\n   - inner two\n\n     more of it\n\n     ```\n     let x = 1;\n         y();\n     \
         ```\n4. fourth {more}\n\n```sh\n$ make  all\n\n\techo done {more}\n```\n\n[^panel]: By the panel, see [its \
         page](https://example.org/panel) {more}\n[^minutes]: In *the* `minutes`.\n"
    );
    let after = "| A | B[^cell] |\n|---|--:|\n| x[^cell] | 1 |\n\n[^cell]: Of a cell.\n".to_owned();
    let text = SectionText { before, after, ..SectionText::new(Section::Scope) };
    parts.report = ReportSettings { sections: vec![text], ..ReportSettings::default() };
    Assessment::new(parts).expect("a valid document")
}

#[test]
fn every_format_says_the_same_in_the_same_order() {
    for document in [document(), annotated("so")] {
        let blocks = blocks_of(&document, &Options::default());
        assert!(pieces(&blocks).len() > 300, "{}", pieces(&blocks).len());
        let notes = notes(&blocks);
        assert!(notes.len() >= 4 && notes.values().any(|(_, marks)| *marks > 1), "{notes:?}");
        assert_eq!(
            notes.keys().copied().collect::<Vec<_>>(),
            (1..=notes.len()).collect::<Vec<_>>()
        );
        for target in text_targets() {
            check_words(&blocks, target);
            assert_eq!(seen_notes(&blocks, target), notes, "{target:?}");
        }
    }
}

#[test]
fn pathways_mitigations_and_evidence_are_referred_to_by_their_numbers() {
    let blocks = blocks_of(&document(), &Options::default());
    let mut labels = BTreeMap::new();
    for block in &blocks {
        if let Block::Heading { label: Some(label), anchor, .. } = block {
            labels.insert(anchor.clone(), label.to_string());
        }
    }
    let wanted = ["P1", "M1", "M2", "[1]"].map(str::to_owned);
    assert_eq!(labels.values().cloned().collect::<BTreeSet<_>>(), BTreeSet::from(wanted));
    let mut shown = BTreeMap::new();
    for block in &blocks {
        block.each_run(&mut |spans| {
            for span in spans {
                let Span::Reference { text, anchor } = span else { continue };
                let Some(label) = labels.get(anchor) else { continue };
                assert!(text.ends_with(&**label), "{text} leads to {label}");
                shown.insert(anchor.clone(), text.replace('\u{a0}', " "));
            }
        });
    }
    for wanted in ["Pathway P1", "Mitigation M1", "Mitigation M2", "[1]"] {
        assert!(shown.values().any(|text| text == wanted), "{wanted}: {shown:?}");
    }
    // The claims go by the same numbers.
    let claims = blocks.iter().find_map(|block| match block {
        Block::Table(table) if table.anchor == "table-claims" => Some(table),
        _ => None,
    });
    let first = |row: &Vec<Cell>| row[0].spans.iter().map(Span::plain).collect::<String>();
    let claims: Vec<String> = claims.expect("claims").rows.iter().map(first).collect();
    assert!(claims.contains(&"M1".to_owned()) && claims.contains(&"M2".to_owned()), "{claims:?}");
}

#[test]
fn code_and_lists_of_the_authors_keep_their_form() {
    let blocks = blocks_of(&annotated("</code> ``` end"), &Options::default());
    let text = |target| String::from_utf8(bytes_of(&blocks, target)).expect("UTF-8");
    let markdown = text(Target::Markdown);
    assert!(
        markdown.contains(
            "3. third\n   - inner one\n     1. innermost\n   - inner two\n\n     more of it\n"
        ),
        "{markdown}"
    );
    assert!(
        markdown.contains("     ```\n     let x = 1;\n         y();\n     ```\n"),
        "{markdown}"
    );
    assert!(
        markdown.contains("````\n$ make  all\n\n    echo done </code> ``` end\n````\n"),
        "{markdown}"
    );
    let html = text(Target::Html);
    crate::report::check_tags(&html);
    assert!(
        html.contains("<ol start=\"3\">\n<li>third<ul>\n<li>inner one<ol>\n<li>innermost</li>"),
        "{html}"
    );
    assert!(html.contains("<pre><code>let x = 1;\n    y();</code></pre>"));
    assert!(html.contains("&lt;&#x2f;code&gt; ``` end</code></pre>"));
    let bytes = bytes_of(&blocks, Target::Docx);
    let (xml, numbering) = (part(&bytes, "word/document.xml"), part(&bytes, "word/numbering.xml"));
    assert!(
        numbering.contains("<w:num w:numId=\"101\">")
            && numbering.contains("<w:startOverride w:val=\"3\"/>")
    );
    assert!(xml.contains("<w:ilvl w:val=\"2\"/><w:numId w:val=\"102\"/>"));
    assert!(xml.contains("let x = 1;</w:t></w:r><w:r><w:br/></w:r>"));
    let file: serde_json::Value = serde_json::from_str(&text(Target::Json)).expect("JSON");
    let pieces = file["sections"][1]["pieces"].as_array().expect("pieces");
    let list = pieces.iter().find(|piece| piece["kind"] == "list").expect("a list");
    assert_eq!((&list["start"], &list["is_counted"]), (&3.into(), &true.into()));
    assert_eq!(
        list["items"][0]["below"][0]["items"][1]["below"][1]["text"],
        "let x = 1;\n    y();"
    );
}

#[test]
fn only_a_table_that_needs_it_lies_on_its_side() {
    let sections = |blocks: &[Block]| {
        let xml = part(&bytes_of(blocks, Target::Docx), "word/document.xml");
        (xml.matches("w:orient=\"landscape\"").count(), xml.matches("<w:sectPr>").count())
    };
    assert_eq!(sections(&blocks_of(&document(), &Options::default())), (0, 1));
    let mut parts = parts();
    for i in 0..8 {
        let name = format!("Extraordinarily broad deployment {i}");
        parts.phases.push(Phase::new(Id::new(&format!("later-{i}")).expect("an id"), &name));
    }
    let document = Assessment::new(parts).expect("a valid document");
    let options =
        Options { sections: vec![Section::ThreatModel, Section::Scope], ..Options::default() };
    // The tables of links stand together on their side, and all else upright.
    let blocks = blocks_of(&document, &options);
    assert_eq!(sections(&blocks), (1, 3));
    let xml = part(&bytes_of(&blocks, Target::Docx), "word/document.xml");
    let turned = xml.find("w:orient=\"landscape\"").expect("a page on its side");
    let links = xml.rfind("Links and their likelihood").expect("the links");
    assert!(links < turned, "the mark stands after what it is of");
    assert_eq!(xml.matches("<w:tblHeader/>").count(), xml.matches("w:firstRow=\"1\"").count());
}

#[test]
fn what_looks_like_code_is_text_in_every_format() {
    let mut traps = TRAPS;
    // Each time another trap comes into a field.
    for _ in 0..4 {
        traps.rotate_left(3);
        let blocks = blocks_of(&filled(&traps), &Options::default());
        for target in text_targets() {
            check_words(&blocks, target);
        }
        check_tables(&blocks);
    }
}

#[test]
fn long_names_and_many_pieces_of_evidence_fit_in() {
    let long = "x".repeat(10_000);
    let blocks = blocks_of(&filled(&[&long]), &Options::default());
    for target in text_targets() {
        assert!(bare(&seen(&blocks, target)).contains(&long), "{target:?}");
    }
    let mut parts = parts();
    for i in 0..500 {
        let id = Id::new(&format!("e{i}")).expect("an id");
        parts.evidence.push(Evidence::new(id, &format!("Evidence number {i}")));
    }
    let document = Assessment::new(parts).expect("a valid document");
    let options = Options { sections: vec![Section::Evidence], ..Options::default() };
    let blocks = blocks_of(&document, &options);
    for target in text_targets() {
        assert!(seen(&blocks, target).contains("Evidence number 499"), "{target:?}");
    }
}

/// No cell of the CSV tables begins a formula.
fn check_tables(blocks: &[Block]) {
    for file in tables::files(blocks).expect("tables") {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&*file.bytes);
        for record in reader.records() {
            for cell in &record.expect("a row as wide as the others") {
                let is_number = cell.trim_end_matches('%').trim().parse::<f64>().is_ok();
                let begins = cell.trim_start().chars().next();
                let is_formula = begins.is_some_and(|c| "=+-@\t\r".contains(c));
                assert!(is_number || !is_formula, "{}: {cell:?}", file.name);
            }
        }
    }
}

#[test]
fn tables_come_as_files_named_by_their_anchors() {
    let blocks = blocks_of(&document(), &Options::default());
    let files = tables::files(&blocks).expect("tables");
    let has_file = |block: &&Block| match block {
        Block::Table(_) => true,
        Block::Figure(figure) => figure.data.is_some(),
        _ => false,
    };
    let count = blocks.iter().filter(has_file).count();
    assert_eq!(files.len(), count + 1);
    let names: BTreeSet<&str> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names.len(), files.len());
    assert!(names.contains("index.csv") && names.contains("table-scale.csv"), "{names:?}");
    let archive = bytes_of(&blocks, Target::Tables);
    assert!(part(&archive, "table-scale.csv").contains("Level,From,Central,To"));
    assert_eq!(tables::only(&blocks).expect("tables"), None);
}

#[test]
fn a_word_document_holds_together() {
    let blocks = blocks_of(&filled(&TRAPS[1..2]), &Options::default());
    let bytes = bytes_of(&blocks, Target::Docx);
    assert_eq!(bytes, bytes_of(&blocks, Target::Docx));
    let mut archive = zip::ZipArchive::new(Cursor::new(&*bytes)).expect("an archive");
    let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
    for name in &names {
        let mut file = archive.by_name(name).expect("a part");
        assert_eq!(file.last_modified(), Some(zip::DateTime::default()), "{name}");
        if name.ends_with("xml") || name.ends_with("rels") {
            let mut text = String::new();
            file.read_to_string(&mut text).expect("text");
            roxmltree::Document::parse(&text).expect("well-formed XML");
        }
    }
    let xml = part(&bytes, "word/document.xml");
    let tree = roxmltree::Document::parse(&xml).expect("well-formed XML");
    let relations = part(&bytes, "word/_rels/document.xml.rels");
    let styles = part(&bytes, "word/styles.xml");
    let mut bookmarks = BTreeSet::new();
    for node in tree.descendants().filter(|node| node.tag_name().name() == "bookmarkStart") {
        let name = attribute(&node, "name").expect("a name");
        assert!(name.len() <= 40 && bookmarks.insert(name), "{name}");
    }
    for node in tree.descendants() {
        let value = |name| attribute(&node, name);
        match node.tag_name().name() {
            "hyperlink" => {
                let is_known = value("anchor").is_some_and(|a| bookmarks.contains(a))
                    || value("id").is_some_and(|id| relations.contains(&format!("\"{id}\"")));
                assert!(is_known, "{node:?}");
            }
            "pStyle" | "rStyle" | "tblStyle" => {
                let style = value("val").expect("a style");
                assert!(styles.contains(&format!("w:styleId=\"{style}\"")), "{style}");
            }
            _ => {}
        }
    }
    assert!(bookmarks.len() > 20, "{}", bookmarks.len());
    let core = part(&bytes, "docProps/core.xml");
    assert!(core.contains(&format!("{}T00:00:00Z", desk().date())), "{core}");
    assert!(core.contains("&lt;w:p/&gt;"), "{core}");
}

fn attribute<'a>(node: &roxmltree::Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes().find(|a| a.name() == name).map(|a| a.value())
}
