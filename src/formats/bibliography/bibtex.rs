//! BibTeX and BibLaTeX. The file is cut into entries here, so that the parser (`biblatex`) sees one at a time and a
//! broken one costs no other; LaTeX is decoded by the parser.

use std::{cell::Cell, collections::BTreeMap, ops::Range};

use biblatex::{
    ChunksExt, Entry, Pair, ParseErrorKind, Person, RawBibliography, RawChunk, RawEntry, Spanned,
};

use super::{
    Found,
    record::{self, Record, doi_of, is_technical, pages_of, person},
};
use crate::model::Evidence;

/// Deepest braces that are followed.
const DEPTH_MAX: usize = 40;
/// Most pieces that an abbreviation is put together from, and most that abbreviations add to a field.
const PIECES_MAX: usize = 64;
/// Longest field that is read, in bytes, with its abbreviations put in.
const FIELD_MAX: usize = 1 << 18;
/// Most bytes that abbreviations and parents add to all entries of a file together.
const ADDED_MAX: usize = 64 << 20;
/// The fields that are read; the others are told of.
const READ: [&str; 24] = [
    "title",
    "subtitle",
    "author",
    "editor",
    "journal",
    "journaltitle",
    "booktitle",
    "publisher",
    "institution",
    "school",
    "organization",
    "howpublished",
    "date",
    "year",
    "month",
    "day",
    "doi",
    "url",
    "eprint",
    "pages",
    "crossref",
    "series",
    "eprinttype",
    "archiveprefix",
];
/// What an evidence appeared in, the nearest first.
const CONTAINERS: [&str; 8] = [
    "journaltitle",
    "journal",
    "booktitle",
    "institution",
    "school",
    "organization",
    "publisher",
    "series",
];

/// A part of the file that begins with `@`.
struct Chunk<'a> {
    text: &'a str,
    line: usize,
    /// What is wrong with it already.
    fault: Option<&'static str>,
    /// Whether fields stand between it and the next part: a brace too many has closed it early.
    is_cut: bool,
}

/// Names for text, in lower case, resolved.
type Abbreviations<'a> = BTreeMap<String, Vec<Spanned<RawChunk<'a>>>>;

/// What entries refer to.
struct Book<'a> {
    abbreviations: Abbreviations<'a>,
    /// How many bytes may still be added to entries.
    room: Cell<usize>,
}

/// Reads a file.
pub(super) fn read(text: &str) -> Found {
    read_within(text, ADDED_MAX)
}

/// Reads a file, to whose entries abbreviations and parents add so many bytes at most.
fn read_within(text: &str, room: usize) -> Found {
    let mut found = Found::default();
    let mut book = Book { abbreviations: Abbreviations::new(), room: Cell::new(room) };
    for chunk in chunks(text) {
        let kind = kind_of(chunk.text);
        match &*kind {
            "comment" | "preamble" => {}
            "string" => abbreviation(&chunk, &mut book.abbreviations, &mut found),
            _ => entry(&chunk, &book, &mut found),
        }
    }
    complete(&mut found, book.room.get());
    found
}

/// Fills entries in from those that they are part of, as far as there is room.
fn complete(found: &mut Found, mut room: usize) {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (place, record) in found.records.iter().enumerate() {
        if !record.key.is_empty() {
            places.entry(record.key.to_lowercase()).or_insert(place);
        }
    }
    for place in 0..found.records.len() {
        let parent = places.get(&found.records[place].parent.to_lowercase()).copied();
        if let Some(parent) = parent.filter(|parent| *parent != place) {
            let mut child = std::mem::take(&mut found.records[place]);
            if !child.complete(&found.records[parent], &mut room) {
                let at = (child.line, &*child.key);
                found.change(at, "what its parent (crossref) says is too much and was left out");
            }
            found.records[place] = child;
        }
    }
}

/// The parts that begin with `@` and a word. A line that begins another entry ends the one before, closed or not.
fn chunks(text: &str) -> Vec<Chunk<'_>> {
    let starts = starts(text);
    let bounds = bounds(text, &starts);
    let mut line = 1;
    let mut seen = 0;
    let mut all = Vec::with_capacity(starts.len());
    let mut end = 0;
    for (place, start) in starts.iter().enumerate() {
        if *start < end {
            continue;
        }
        line += text[seen..*start].bytes().filter(|b| *b == b'\n').count();
        seen = *start;
        let (range, fault) = extent(text, *start, bounds[place]);
        end = range.end;
        let rest = &text
            [end..starts[place + 1..].iter().copied().find(|s| *s >= end).unwrap_or(text.len())];
        let is_cut = fault.is_none() && rest.trim_start().starts_with(',') && rest.contains('=');
        all.push(Chunk { text: &text[range], line, fault, is_cut });
    }
    all
}

/// Where an `@` is followed by a word and an opening delimiter, outside of comments.
fn starts(text: &str) -> Vec<usize> {
    let is_start = |at: &usize| {
        let rest = &text[at + 1..];
        let word = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        word > 0 && rest[word..].trim_start().starts_with(['{', '('])
    };
    text.match_indices('@').map(|(at, _)| at).filter(is_start).collect()
}

/// Of each start the next one that begins a line, or the end of the text.
fn bounds(text: &str, starts: &[usize]) -> Vec<usize> {
    let mut next = text.len();
    let mut bounds: Vec<usize> = starts
        .iter()
        .rev()
        .map(|start| {
            let bound = next;
            next = if begins_line(text, *start) { *start } else { next };
            bound
        })
        .collect();
    bounds.reverse();
    bounds
}

fn begins_line(text: &str, at: usize) -> bool {
    text[..at].trim_end_matches([' ', '\t']).ends_with('\n')
}

/// From the `@` to the delimiter that closes it, or to the bound where none does.
fn extent(text: &str, start: usize, bound: usize) -> (Range<usize>, Option<&'static str>) {
    let bytes = text.as_bytes();
    let opening = text[start..bound].find(['{', '(']).map_or(start, |place| start + place);
    let is_round = bytes.get(opening) == Some(&b'(');
    let (mut depth, mut at) = (0_usize, opening);
    let mut fault = None;
    while at < bound {
        match bytes[at] {
            b'\\' => at += 1,
            b'{' => depth += 1,
            b')' if is_round && depth == 0 => return (start..at + 1, fault),
            b'}' if depth > 0 => {
                depth -= 1;
                if depth == 0 && !is_round {
                    return (start..at + 1, fault);
                }
            }
            _ => {}
        }
        if depth > DEPTH_MAX {
            fault = Some("its braces are nested too deeply");
        }
        at += 1;
    }
    (start..bound, Some("it is not closed: a brace is missing"))
}

/// The word after the `@`, in lower case.
fn kind_of(chunk: &str) -> String {
    chunk[1..].chars().take_while(char::is_ascii_alphabetic).collect::<String>().to_lowercase()
}

/// What stands between the delimiter and the first comma.
fn key_of(chunk: &str) -> &str {
    let after = chunk.find(['{', '(']).map_or("", |place| &chunk[place + 1..]);
    let key = after.split([',', '\n', '}', '=']).next().unwrap_or_default().trim();
    if key.len() > 120 { "" } else { key }
}

/// The chunk between braces, as the parser wants it, its key without blanks.
fn braced(chunk: &str) -> String {
    let Some(opening) = chunk.find(['{', '(']) else { return chunk.to_owned() };
    let mut text = chunk.to_owned();
    if chunk.as_bytes()[opening] == b'(' {
        text.replace_range(opening..=opening, "{");
        text.pop();
        text.push('}');
    }
    // Keys with blanks occur, and the parser knows none.
    let key_end = text[opening..].find([',', '=', '\n']).map(|place| opening + place);
    if let Some(end) = key_end.filter(|end| text.as_bytes()[*end] == b',') {
        let key = text[opening + 1..end].trim().replace(char::is_whitespace, "-");
        text.replace_range(opening + 1..end, &key);
    }
    text
}

fn abbreviation<'a>(chunk: &Chunk<'a>, known: &mut Abbreviations<'a>, found: &mut Found) {
    // Only braces can be read without a copy that would not live as long as the text.
    let parsed = RawBibliography::parse(chunk.text);
    let Ok(raw) = parsed.ok().filter(|_| chunk.fault.is_none()).ok_or(()) else {
        found.change((chunk.line, ""), "an abbreviation (@string) cannot be read");
        return;
    };
    for pair in raw.abbreviations {
        let name = pair.key.v.to_lowercase();
        match resolved(&pair, known) {
            Ok((pieces, _)) if pieces.len() <= PIECES_MAX => _ = known.insert(name, pieces),
            _ => {
                let sentence = format!("the abbreviation '{name}' is too long and was left out");
                found.change((chunk.line, ""), sentence);
            }
        }
    }
}

/// A value of too many pieces or bytes.
struct TooLong;

/// The value of a field, with abbreviations put in, and how many bytes those added; names that are not known stand for
/// themselves.
fn resolved<'s>(
    pair: &Pair<'s>,
    known: &Abbreviations<'s>,
) -> Result<(Vec<Spanned<RawChunk<'s>>>, usize), TooLong> {
    let mut pieces = Vec::new();
    let (mut count, mut bytes, mut added) = (0, 0, 0);
    for piece in &pair.value.v {
        match piece.v {
            RawChunk::Abbreviation(name) => match known.get(&name.to_lowercase()) {
                Some(value) => {
                    count += value.len();
                    added += value.iter().map(|piece| length(&piece.v)).sum::<usize>();
                    pieces.extend(value.iter().cloned());
                }
                None => pieces.push(Spanned::new(RawChunk::Normal(name), piece.span.clone())),
            },
            RawChunk::Normal(text) => {
                bytes += text.len();
                pieces.push(piece.clone());
            }
        }
        if count > PIECES_MAX || bytes + added > FIELD_MAX {
            return Err(TooLong);
        }
    }
    Ok((pieces, added))
}

fn length(piece: &RawChunk<'_>) -> usize {
    let (RawChunk::Normal(text) | RawChunk::Abbreviation(text)) = piece;
    text.len()
}

fn entry(chunk: &Chunk<'_>, book: &Book<'_>, found: &mut Found) {
    let at = (chunk.line, key_of(chunk.text));
    if let Some(fault) = chunk.fault {
        found.drop(at, format!("{fault}; the entry was left out"));
        return;
    }
    let text = braced(chunk.text);
    let raw = match RawBibliography::parse(&text) {
        Ok(raw) => raw,
        Err(error) => {
            let before = &text[..floor(&text, error.span.start)];
            let line = chunk.line + before.matches('\n').count();
            let reason = reason(&error.kind);
            found.drop((line, at.1), format!("{reason}; the entry was left out"));
            return;
        }
    };
    if chunk.is_cut {
        found.change(at, "a brace too many closes it; the fields behind were left out");
    }
    for raw in raw.entries {
        let record = record_of(&raw.v, book, (chunk.line, found));
        found.records.push(record);
    }
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn reason(kind: &ParseErrorKind) -> String {
    match kind {
        ParseErrorKind::UnexpectedEof => "a value is missing or never ends".to_owned(),
        other => other.to_string(),
    }
}

/// An entry whose fields are decoded one by one: what cannot be decoded is told and left out.
fn record_of<'s>(
    raw: &RawEntry<'s>,
    book: &Book<'s>,
    (line, found): (usize, &mut Found),
) -> Record {
    let key = raw.key.v.to_owned();
    let mut fields: BTreeMap<String, Entry> = BTreeMap::new();
    for pair in &raw.fields {
        let name = pair.key.v.to_lowercase();
        if !READ.contains(&&*name) {
            if !is_technical(&name) {
                found.uncopied(&name);
            }
            continue;
        }
        let known = &book.abbreviations;
        let undefined = pair.value.v.iter().find_map(|piece| match piece.v {
            RawChunk::Abbreviation(word) => Some(word)
                .filter(|word| name != "month" && !known.contains_key(&word.to_lowercase())),
            RawChunk::Normal(_) => None,
        });
        if let Some(word) = undefined {
            let sentence =
                format!("'{word}' in '{name}' is no known abbreviation; it stands as it is");
            found.change((line, &key), sentence);
        }
        match field(pair, book) {
            // Some programs write a field twice; the first one counts, as in BibTeX.
            Ok(entry) => _ = fields.entry(name).or_insert(entry),
            Err(fault) => {
                found.change((line, &key), format!("'{name}' {fault} and was left out"));
            }
        }
    }
    Record { line, ..record_from(key, &fields) }
}

/// One field with its abbreviations put in, or what is wrong with it.
fn field<'s>(pair: &Pair<'s>, book: &Book<'s>) -> Result<Entry, &'static str> {
    let (pieces, added) = resolved(pair, &book.abbreviations).map_err(|TooLong| "is too long")?;
    let left = book.room.get().checked_sub(added);
    book.room.set(left.ok_or("has too much put in for abbreviations")?);
    let mut pair = pair.clone();
    pair.value.v = pieces;
    decoded(pair).ok_or("cannot be decoded")
}

/// One field as an entry of its own, for the parser to decode.
fn decoded(pair: Pair<'_>) -> Option<Entry> {
    // A parent is followed here, not by the parser, which would look for it in vain.
    let name = if pair.key.v.eq_ignore_ascii_case("crossref") { "note" } else { pair.key.v };
    let key = Spanned::new(name, pair.key.span.clone());
    let own = |text| Spanned::new(text, 0..0);
    let entry = RawEntry { key: own("x"), kind: own("misc"), fields: vec![Pair { key, ..pair }] };
    let raw = RawBibliography {
        preamble: String::new(),
        entries: vec![Spanned::new(entry, 0..0)],
        abbreviations: Vec::new(),
    };
    biblatex::Bibliography::from_raw(raw).ok()?.into_vec().pop()
}

fn record_from(key: String, fields: &BTreeMap<String, Entry>) -> Record {
    let text = |name: &str| {
        let stored = if name == "crossref" { "note" } else { name };
        let entry = fields.get(name)?;
        let text = record::plain(&entry.get(stored)?.format_verbatim());
        (!text.is_empty()).then_some(text)
    };
    // The parser makes dashes of hyphens in addresses as well, where none was meant.
    let address_of = |name: &str| text(name).map(|of| of.replace('—', "---").replace('–', "--"));
    let people = |name: &str| -> Option<Vec<String>> {
        let people: Vec<Person> = fields.get(name)?.get_as(name).ok()?;
        Some(people.iter().map(name_of).collect())
    };
    let main = text("title").unwrap_or_default();
    let title = match text("subtitle") {
        Some(subtitle) if !main.is_empty() => format!("{main}: {subtitle}"),
        _ => main,
    };
    let published = text("howpublished");
    let is_address = |text: &&String| text.contains("://");
    let address = published.as_ref().filter(is_address).and_then(|text| {
        let start = text.find("http")?;
        text[start..].split([' ', '}', '>']).next().map(str::to_owned)
    });
    let eprint = text("eprint").filter(|_| {
        let kind = text("eprinttype").or(text("archiveprefix")).unwrap_or_default();
        kind.is_empty() || kind.eq_ignore_ascii_case("arxiv")
    });
    let arxiv = eprint
        .map(|id| if id.contains("://") { id } else { format!("https://arxiv.org/abs/{id}") });
    let container = CONTAINERS.iter().find_map(|name| text(name));
    let container = container.or(published.filter(|text| !is_address(&text)));
    let container = container.or(arxiv.as_ref().map(|_| "arXiv".to_owned()));
    let date = text("date").or_else(|| {
        let year = text("year")?;
        let parts = [text("month"), text("day")].map(Option::unwrap_or_default);
        Some(super::date::of_parts(&year, &parts[0], &parts[1]).unwrap_or(year))
    });
    Record {
        title,
        authors: people("author").or(people("editor")).unwrap_or_default(),
        container: container.unwrap_or_default(),
        date: date.unwrap_or_default(),
        doi: address_of("doi").unwrap_or_default(),
        url: address_of("url").or(address).or(arxiv).unwrap_or_default(),
        pages: text("pages").unwrap_or_default(),
        parent: text("crossref").unwrap_or_default(),
        key,
        line: 0,
    }
}

fn name_of(person: &Person) -> String {
    if person.name == "others" && person.given_name.is_empty() {
        return "et al.".to_owned();
    }
    record::full_name([&person.given_name, &person.prefix, &person.name, &person.suffix])
}

/// Writes entries of the kind `misc`: what a piece of evidence is, no kind of BibTeX says better.
pub(super) fn write<'a>(evidence: impl Iterator<Item = &'a Evidence>) -> String {
    let mut text = String::new();
    for piece in evidence {
        let authors: Vec<String> = piece.authors.iter().map(|name| author(name)).collect();
        let source = piece.source.trim();
        let doi = doi_of(source);
        let is_address = source.contains("://");
        let mut date: Vec<&str> = piece.date.split([' ', 'T']).take(1).collect();
        date.extend(date.clone().first().and_then(|day| day.split('-').next()));
        let pages = pages_of(&piece.locator);
        let note = if pages.is_none() { &*piece.locator } else { "" };
        let bare = if doi.is_none() && !is_address { source } else { "" };
        let notes = [note, bare].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>();
        let fields = [
            ("author", authors.join(" and ")),
            // Braces of its own keep the capitals of a title.
            ("title", format!("{{{}}}", escaped(&piece.title))),
            ("howpublished", escaped(&piece.container)),
            ("date", date.first().copied().unwrap_or_default().to_owned()),
            ("year", date.get(1).copied().unwrap_or_default().to_owned()),
            ("pages", escaped(pages.unwrap_or_default()).replace('–', "--")),
            ("doi", doi.map(verbatim).unwrap_or_default()),
            ("url", if is_address && doi.is_none() { verbatim(source) } else { String::new() }),
            ("note", escaped(&notes.join(", "))),
        ];
        text.extend(["@misc{", piece.id.as_str(), ",\n"]);
        for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
            text.extend(["  ", name, " = {", value, "},\n"]);
        }
        text.push_str("}\n\n");
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn author(name: &str) -> String {
    match person(name) {
        _ if name == "et al." => "others".to_owned(),
        Some((family, given)) => format!("{}, {}", escaped(family), escaped(given)),
        None => format!("{{{}}}", escaped(name)),
    }
}

/// Text that LaTeX reads as it stands here.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in record::plain(text).chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => out.extend(['\\', c]),
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            _ => out.push(c),
        }
    }
    out
}

/// An address for a field that is no LaTeX: what would upset the braces is written in percents.
fn verbatim(address: &str) -> String {
    record::plain(address).replace('{', "%7B").replace('}', "%7D").replace('\\', "%5C")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(text: &str) -> Record {
        let found = read(text);
        assert_eq!((found.records.len(), &*found.problems), (1, &[][..]));
        found.records[0].clone()
    }

    #[test]
    fn an_entry_is_decoded() {
        let record = only(
            "@article{muller2024,\n author = {M{\\\"u}ller, J\\\"urgen and van den Berg, Jan and others and {The {METR} Team}},\n \
             title = {On {AI} \\& \\'Emigr\\'es},\n subtitle = \"Part {II}\", journal = {Nature}, year = 2024, month = mar,\n \
             pages = {12--34}, doi = {10.1000/a_b},}",
        );
        assert_eq!(record.title, "On AI & Émigrés: Part II");
        assert_eq!(
            record.authors,
            ["Jürgen Müller", "Jan van den Berg", "et al.", "The METR Team"]
        );
        assert_eq!((&*record.container, &*record.date), ("Nature", "2024-03"));
        assert_eq!((&*record.doi, &*record.pages), ("10.1000/a_b", "12–34"));
    }

    #[test]
    fn abbreviations_parents_and_round_brackets_are_known() {
        let found = read(
            "% a comment with an @ sign\n@string{ieee = \"IEEE\"}\n@string{proc = \"Proc. \" # ieee}\n\
             @inproceedings(a, title = {A}, booktitle = PROC, year = {2020})\n\
             @inproceedings{b, title = {B}, crossref = {c}}\n@proceedings{c, title = {The Book}, year = 2021}",
        );
        assert_eq!(found.problems, []);
        let containers: Vec<&str> = found.records.iter().map(|r| &*r.container).collect();
        assert_eq!(containers, ["Proc. IEEE", "The Book", ""]);
        assert_eq!(found.records[1].date, "2021");
    }

    #[test]
    fn a_broken_entry_costs_no_other() {
        let found = read(
            "@misc{a, title = {A}}\n@misc{b, title = {B\n year = 2020}\n@misc{c, title = {C} year = 2020}\n\
             @misc{d, title = }\n@misc{e,\n title = {E}}",
        );
        let keys: Vec<&str> = found.records.iter().map(|record| &*record.key).collect();
        assert_eq!(keys, ["a", "e"]);
        let told: Vec<(usize, &str)> =
            found.problems.iter().map(|problem| (problem.line, &*problem.key)).collect();
        assert_eq!(told, [(2, "b"), (4, "c"), (5, "d")]);
        assert_eq!(found.broken, 3);
    }

    #[test]
    fn endless_nesting_is_refused() {
        let deep =
            format!("@misc{{a, title = {{{}x{}}}}}", "\\a{".repeat(9_999), "}".repeat(9_999));
        let found = read(&deep);
        assert!(found.records.is_empty() && found.problems[0].sentence.contains("too deeply"));
    }

    #[test]
    fn a_name_that_stands_for_itself_does_not_go_round() {
        let found = read("@string{a = a # a}\n@string{a = a # a}\n@misc{k, title = a}");
        assert_eq!(found.records.len(), 1);
    }

    #[test]
    fn abbreviations_add_only_so_much_to_a_field() {
        let most = format!("@string{{a = \"x\"}}\n@misc{{k, title = a{}}}", " # a".repeat(63));
        assert_eq!(only(&most).title, "x".repeat(64));
        let more = format!("@string{{a = \"x\"}}\n@misc{{k, title = a{}}}", " # a".repeat(64));
        let found = read(&more);
        assert_eq!((&*found.records[0].title, found.problems.len()), ("", 1));
        assert_eq!(found.problems[0].sentence, "'title' is too long and was left out");
        let long =
            format!("@misc{{k, title = {{{}}}, year = 2020}}", "x ".repeat(FIELD_MAX / 2 + 1));
        let found = read(&long);
        assert_eq!((&*found.records[0].title, &*found.records[0].date), ("", "2020"));
        assert_eq!(found.problems[0].sentence, "'title' is too long and was left out");
        let doubled =
            format!("@string{{a = \"{}\"}}\n@string{{b = a # a # a}}", "x".repeat(100_000));
        let found = read(&doubled);
        assert!(found.problems[0].sentence.starts_with("the abbreviation 'b' is too long"));
    }

    #[test]
    fn abbreviations_and_parents_add_only_so_much_to_a_file() {
        let entries = "@misc{a, title = j}\n@misc{b, title = j}\n@misc{c, title = {C}}";
        let text = format!("@string{{j = \"{}\"}}\n{entries}", "x".repeat(100));
        let titles = |found: &Found| -> Vec<usize> {
            found.records.iter().map(|record| record.title.len()).collect()
        };
        assert_eq!(titles(&read(&text)), [100, 100, 1]);
        let found = read_within(&text, 199);
        assert_eq!(titles(&found), [100, 0, 1]);
        assert!(found.problems[0].sentence.contains("too much put in for abbreviations"));
        let children =
            "@misc{a, title = {A}, crossref = {p}}\n@misc{b, title = {B}, crossref = {p}}";
        let text = format!("{children}\n@book{{p, title = {{{}}}}}", "x".repeat(100));
        let containers = |found: &Found| -> Vec<usize> {
            found.records.iter().map(|record| record.container.len()).collect()
        };
        assert_eq!(containers(&read(&text)), [100, 100, 0]);
        let found = read_within(&text, 199);
        assert_eq!(containers(&found), [100, 0, 0]);
        assert_eq!((found.problems.len(), found.problems[0].line), (1, 2));
        assert!(found.problems[0].sentence.contains("its parent"));
    }

    #[test]
    fn many_entries_on_one_line_are_all_read() {
        let found = read(&"@misc{k,title={a}}".repeat(100_000));
        assert_eq!((found.records.len(), found.problems.len()), (100_000, 0));
        let text = "@a{} @b{}\n  @c{} @d{}\n@e{";
        let starts = starts(text);
        assert_eq!(starts, [0, 5, 12, 17, 22]);
        assert_eq!(bounds(text, &starts), [12, 12, 22, 22, text.len()]);
    }

    #[test]
    fn of_endless_authors_the_first_come_along() {
        use crate::model::rules::WORDS_MAX;

        let names: Vec<String> = (0..=WORDS_MAX).map(|i| format!("A{i} B")).collect();
        let (evidence, notes) =
            Record { title: "T".to_owned(), authors: names, ..Record::default() }
                .evidence()
                .expect("evidence");
        assert_eq!(evidence.authors.len(), WORDS_MAX);
        assert_eq!(notes, ["of its 10001 authors the first 10000 came along"]);
    }
}
