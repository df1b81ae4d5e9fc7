//! RIS: lines of a tag, two blanks, a hyphen and a value; `TY` begins an entry, `ER` ends it.

use std::fmt::Write as _;

use super::{
    Found,
    record::{self, Record, doi_of, pages_of, person},
};
use crate::model::Evidence;

/// Tags of abstracts and notes, with the name by which they are told of.
const UNCOPIED: [(&str, &str); 4] = [("AB", "AB"), ("N2", "AB"), ("N1", "N1"), ("RN", "N1")];

/// Whether a text begins as such a file does, perhaps after a heading.
pub(super) fn looks_like(text: &str) -> bool {
    text.lines().take(20).any(|line| tagged(line).is_some_and(|(tag, _)| tag == "TY"))
}

/// The entry that is being read.
#[derive(Default)]
struct Open {
    record: Record,
    /// By rank: what it appeared in, the nearest first.
    containers: [String; 4],
    editors: Vec<String>,
    /// First and last page.
    pages: [String; 2],
    /// The tag that a line without one goes on with.
    last: Option<&'static str>,
}

/// Reads a file.
pub(super) fn read(text: &str) -> Found {
    let mut found = Found::default();
    let mut open: Option<Open> = None;
    let mut has_stray = false;
    for (place, line) in text.lines().enumerate() {
        let line_number = place + 1;
        match (tagged(line), &mut open) {
            (Some(("TY", _)), _) => {
                if let Some(unclosed) = open.take() {
                    let record = closed(unclosed);
                    let sentence = "the entry has no end (ER); the next one ends it";
                    found.change((record.line, &record.key), sentence);
                    found.records.push(record);
                }
                let record = Record { line: line_number, ..Record::default() };
                open = Some(Open { record, ..Open::default() });
                has_stray = false;
            }
            (Some(("ER", _)), _) => {
                found.records.extend(open.take().map(closed));
                has_stray = false;
            }
            (Some((tag, value)), Some(entry)) => take(entry, (tag, value), &mut found),
            (None, Some(entry)) => go_on(entry, line.trim()),
            (Some(_), None) if !has_stray => {
                has_stray = true;
                found.drop((line_number, ""), "an entry without a beginning (TY) was left out");
            }
            _ => {}
        }
    }
    if let Some(unclosed) = open {
        let record = closed(unclosed);
        found.change((record.line, &record.key), "the file ends within the entry");
        found.records.push(record);
    }
    found
}

/// Tag and value of a line; the blanks around the hyphen vary.
fn tagged(line: &str) -> Option<(&str, &str)> {
    let (tag, rest) = line.split_at_checked(2)?;
    let mut letters = tag.chars();
    let is_tag = letters.next().is_some_and(|c| c.is_ascii_uppercase())
        && letters.next().is_some_and(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let value = rest.trim_start().strip_prefix('-')?;
    let is_spaced = rest.starts_with(' ') && (value.is_empty() || value.starts_with(' '));
    (is_tag && is_spaced).then(|| (tag, value.trim()))
}

fn take(entry: &mut Open, (tag, value): (&str, &str), found: &mut Found) {
    entry.last = None;
    if value.is_empty() {
        return;
    }
    let record = &mut entry.record;
    let fill = |into: &mut String| {
        if into.is_empty() {
            value.clone_into(into);
        }
    };
    match tag {
        "ID" => fill(&mut record.key),
        "TI" | "T1" | "CT" => {
            fill(&mut record.title);
            entry.last = Some("TI");
        }
        // Of books the title stands here.
        "BT" | "T2" => fill(&mut entry.containers[1]),
        "JO" | "JF" | "JA" | "J2" => fill(&mut entry.containers[0]),
        "PB" => fill(&mut entry.containers[2]),
        "DP" => fill(&mut entry.containers[3]),
        "AU" | "A1" => record.authors.push(name_of(value)),
        "A2" | "ED" => entry.editors.push(name_of(value)),
        // The day of `DA` says more than the year of `PY`.
        "DA" => value.clone_into(&mut record.date),
        "PY" | "Y1" => fill(&mut record.date),
        "DO" => fill(&mut record.doi),
        "UR" | "L2" | "LK" => fill(&mut record.url),
        "SP" => fill(&mut entry.pages[0]),
        "EP" => fill(&mut entry.pages[1]),
        _ => {
            if let Some((_, name)) = UNCOPIED.iter().find(|(known, _)| *known == tag) {
                found.uncopied(name);
            }
        }
    }
}

/// A line without a tag goes on with a title; what else goes on is not copied anyway.
fn go_on(entry: &mut Open, line: &str) {
    if entry.last == Some("TI") && !line.is_empty() {
        entry.record.title.push(' ');
        entry.record.title.push_str(line);
    }
}

fn closed(entry: Open) -> Record {
    let Open { mut record, containers, editors, pages: [first, last], .. } = entry;
    let mut containers = containers.into_iter().filter(|text| !text.is_empty());
    record.container = containers.next().unwrap_or_default();
    if record.title.is_empty() {
        // A book as a whole has its title where others have that of the book.
        record.title = std::mem::take(&mut record.container);
        record.container = containers.next().unwrap_or_default();
    }
    if record.authors.is_empty() {
        record.authors = editors;
    }
    record.pages = if last.is_empty() || first == last || first.contains(['-', '–']) {
        first
    } else {
        format!("{first}–{last}")
    };
    record
}

/// `Family, Given, Suffix` in the order in which it is spoken.
fn name_of(value: &str) -> String {
    let mut parts = value.split(',').map(str::trim);
    let family = parts.next().unwrap_or_default();
    let given = parts.next().unwrap_or_default();
    record::full_name([given, family, parts.next().unwrap_or_default(), ""])
}

/// Writes entries of the kind `GEN`.
pub(super) fn write<'a>(evidence: impl Iterator<Item = &'a Evidence>) -> String {
    let mut text = String::new();
    for piece in evidence {
        let mut line = |tag: &str, value: &str| {
            let value = record::plain(value);
            if !value.is_empty() {
                // A string takes whatever is written to it.
                let _is_written = writeln!(text, "{tag}  - {value}").is_ok();
            }
        };
        let source = piece.source.trim();
        line("TY", "GEN");
        line("ID", piece.id.as_str());
        piece.authors.iter().for_each(|name| line("AU", &author(name)));
        line("TI", &piece.title);
        line("T2", &piece.container);
        let day = piece.date.split([' ', 'T']).next().unwrap_or_default();
        let mut parts = day.split('-').map(str::to_owned).collect::<Vec<_>>();
        parts.resize(4, String::new());
        line("PY", &parts[0]);
        let spaced = parts.join("/");
        line("DA", if day.is_empty() { "" } else { &spaced });
        let pages = pages_of(&piece.locator);
        let mut pages_parts = pages.unwrap_or_default().splitn(2, ['–', '-']);
        line("SP", pages_parts.next().unwrap_or_default());
        line("EP", pages_parts.next().unwrap_or_default());
        match doi_of(source) {
            Some(doi) => line("DO", doi),
            None if source.contains("://") => line("UR", source),
            None => line("N1", source),
        }
        line("N1", if pages.is_none() { &piece.locator } else { "" });
        text.push_str("ER  - \n\n");
    }
    text.truncate(text.trim_end_matches('\n').len());
    text.push('\n');
    text
}

fn author(name: &str) -> String {
    person(name)
        .map_or_else(|| name.replace(',', ""), |(family, given)| format!("{family}, {given}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_read_between_their_marks() {
        let found = read(
            "Provider: X\nTY  - JOUR\r\nID  - a\r\nAU  - van den Berg, Jan\nAU  - METR\nTI  - A long\n  title\nT2  - Nature\n\
             PY  - 2024\nDA  - 2024/03/01/\nSP  - 12\nEP  - 34\nDO  - 10.1/x\nAB  - Secret\nER  - \n\
             TY  - BOOK\nBT  - The Book\nPB  - Press\nTY  - RPRT\nTI  - Last",
        );
        let [first, book, last] = &found.records[..] else { panic!("three") };
        assert_eq!((&*first.title, &*first.container), ("A long title", "Nature"));
        assert_eq!(first.authors, ["Jan van den Berg", "METR"]);
        assert_eq!((&*first.date, &*first.pages), ("2024/03/01/", "12–34"));
        assert_eq!((&*book.title, &*book.container), ("The Book", "Press"));
        assert_eq!(last.title, "Last");
        let lines: Vec<usize> = found.problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [16, 19]);
        assert_eq!(found.uncopied.get("AB"), Some(&1));
    }

    #[test]
    fn tags_are_told_from_text() {
        assert_eq!(tagged("TY  - JOUR"), Some(("TY", "JOUR")));
        assert_eq!(tagged("A1 - X"), Some(("A1", "X")));
        for text in ["TI-tle", "ty  - x", "Ü  - x", "", "AB"] {
            assert_eq!(tagged(text), None, "{text}");
        }
    }
}
