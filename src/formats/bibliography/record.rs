//! An entry of a bibliography, whatever form it had, and the evidence that it becomes.

use std::collections::BTreeSet;

use super::date;
use crate::model::{Evidence, EvidenceKind, Id, rules::WORDS_MAX};

/// What an entry says.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    /// Where it begins, 1-based; 0 if unknown.
    pub(super) line: usize,
    pub(super) key: String,
    pub(super) title: String,
    pub(super) authors: Vec<String>,
    pub(super) container: String,
    pub(super) date: String,
    pub(super) doi: String,
    pub(super) url: String,
    pub(super) pages: String,
    /// The key of the entry that says the rest.
    pub(super) parent: String,
}

/// Words of organizations, whose names have no family part.
const HOUSES: [&str; 16] = [
    "institute",
    "university",
    "laboratory",
    "lab",
    "labs",
    "center",
    "centre",
    "group",
    "team",
    "office",
    "agency",
    "ministry",
    "company",
    "inc.",
    "ltd",
    "research",
];

impl Record {
    /// The evidence with what must be told of it, under an id to be replaced; `None` where it says nothing.
    pub(super) fn evidence(self) -> Option<(Evidence, Vec<String>)> {
        let mut notes = Vec::new();
        let source = if self.doi.trim().is_empty() {
            self.url.trim().to_owned()
        } else {
            format!("https://doi.org/{}", bare_doi(&self.doi))
        };
        let mut title = plain(&self.title);
        let names = self.authors.iter().map(|name| plain(name));
        let mut authors: Vec<String> = names.filter(|name| !name.is_empty()).collect();
        if authors.len() > WORDS_MAX {
            notes
                .push(format!("of its {} authors the first {WORDS_MAX} came along", authors.len()));
            authors.truncate(WORDS_MAX);
        }
        if title.is_empty() {
            if authors.is_empty() && source.is_empty() {
                return None;
            }
            title = if self.key.is_empty() { "Without a title".to_owned() } else { self.key };
            notes.push(format!("it has no title; it is called '{title}'"));
        }
        let date = match date::read(&self.date) {
            _ if self.date.trim().is_empty() => String::new(),
            Some((date, false)) => date,
            Some((date, true)) => {
                notes.push(format!("the date '{}' became {date}", self.date.trim()));
                date
            }
            None => {
                notes.push(format!("the date '{}' is none and was left out", self.date.trim()));
                String::new()
            }
        };
        if title.contains('\\') {
            notes.push("the title has a LaTeX command that is not known".to_owned());
        }
        let evidence = Evidence {
            kind: Some(EvidenceKind::Literature),
            authors,
            container: plain(&self.container),
            source,
            locator: locator(&self.pages),
            date,
            ..Evidence::new(Id::from_name(&title, |_| false), &title)
        };
        Some((evidence, notes))
    }

    /// Takes over what the entry that it is part of says, if that fits into the room, in bytes, which it lessens;
    /// whether it did.
    #[must_use]
    pub(super) fn complete(&mut self, parent: &Self, room: &mut usize) -> bool {
        let book = if parent.title.is_empty() { &parent.container } else { &parent.title };
        let texts = [
            (&mut self.container, book),
            (&mut self.date, &parent.date),
            (&mut self.url, &parent.url),
        ];
        let lacking = texts.into_iter().filter(|(own, other)| own.is_empty() && !other.is_empty());
        let lacking: Vec<(&mut String, &String)> = lacking.collect();
        let authors: &[String] = if self.authors.is_empty() { &parent.authors } else { &[] };
        // A name takes room even where it is short.
        let names = authors.iter().map(|name| name.len() + size_of::<String>()).sum::<usize>();
        let needed = names + lacking.iter().map(|(_, other)| other.len()).sum::<usize>();
        let Some(left) = room.checked_sub(needed) else { return false };
        *room = left;
        for (own, other) in lacking {
            own.clone_from(other);
        }
        if !authors.is_empty() {
            self.authors = authors.to_vec();
        }
        true
    }
}

/// Text on one line, without blanks around it or two in a row.
pub(super) fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A DOI without what stands before it in addresses.
pub(super) fn bare_doi(text: &str) -> &str {
    let text = text.trim();
    let starts = ["https://", "http://", "dx.", "doi.org/", "doi:", "DOI:"];
    starts.iter().fold(text, |rest, start| rest.strip_prefix(start).unwrap_or(rest).trim_start())
}

/// The DOI of a source, if it is one.
pub(super) fn doi_of(source: &str) -> Option<&str> {
    let doi = bare_doi(source);
    (doi.starts_with("10.") && doi.contains('/')).then_some(doi)
}

/// What two sources are compared by: the DOI, or else the address.
pub(super) fn source_key(source: &str) -> String {
    if let Some(doi) = doi_of(source) {
        return doi.to_lowercase();
    }
    let bare = source.trim();
    let bare = bare.strip_prefix("https://").or(bare.strip_prefix("http://")).unwrap_or(bare);
    bare.strip_prefix("www.").unwrap_or(bare).trim_end_matches('/').to_owned()
}

/// The locator of an evidence for pages.
fn locator(pages: &str) -> String {
    let pages = plain(pages).replace("--", "–");
    let is_number = |text: &str| text.chars().any(|c| c.is_ascii_digit());
    if pages.is_empty() || !is_number(&pages) {
        return pages;
    }
    // An article number and a page look alike; what follows the number of pages does not begin with a letter.
    let has_several = pages.contains(['–', '-', ',']);
    if pages.starts_with('p') {
        pages
    } else {
        format!("{} {pages}", if has_several { "pp." } else { "p." })
    }
}

/// The pages of a locator that speaks of nothing else.
pub(super) fn pages_of(locator: &str) -> Option<&str> {
    locator.strip_prefix("pp. ").or(locator.strip_prefix("p. "))
}

/// A name as family part and given part; `None` for organizations and what cannot be told apart.
pub(super) fn person(name: &str) -> Option<(&str, &str)> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_house = words.iter().any(|word| HOUSES.contains(&&*word.to_lowercase()));
    // Abbreviations such as 'UK' or 'AI' are no given names; initials have a point or one letter.
    let has_short =
        words.iter().any(|word| word.len() >= 2 && word.chars().all(|c| c.is_ascii_uppercase()));
    let is_odd = name.contains([',', '{', '}', '&', '(']) || name.contains(" and ");
    if !(2..=4).contains(&words.len()) || is_house || has_short || is_odd {
        return None;
    }
    let (given, family) = name.rsplit_once(' ')?;
    // 'de', 'van' and the like belong to the family part.
    let small = given.split(' ').position(|word| word.starts_with(char::is_lowercase));
    match small {
        Some(0) => None,
        Some(place) => {
            let cut = given.split(' ').take(place).map(|word| word.len() + 1).sum::<usize>();
            Some((&name[cut..], given[..cut].trim_end()))
        }
        None => Some((family, given)),
    }
}

/// A name of which the parts are known: first the given one.
pub(super) fn full_name(parts: [&str; 4]) -> String {
    let parts: Vec<&str> = parts.into_iter().map(str::trim).filter(|p| !p.is_empty()).collect();
    parts.join(" ")
}

/// The fields that say nothing which evidence could hold.
pub(super) fn is_technical(field: &str) -> bool {
    const TECHNICAL: [&str; 26] = [
        "type",
        "id",
        "issn",
        "isbn",
        "language",
        "langid",
        "citation-key",
        "system_id",
        "publisher-place",
        "address",
        "location",
        "source",
        "urldate",
        "accessed",
        "volume",
        "issue",
        "number",
        "edition",
        "eprinttype",
        "archiveprefix",
        "primaryclass",
        "timestamp",
        "biburl",
        "bibsource",
        "keywords",
        "file",
    ];
    let names: BTreeSet<&str> = TECHNICAL.into();
    names.contains(field) || field.starts_with("bdsk-") || field.starts_with("title-short")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_people_have_a_family_part() {
        assert_eq!(person("Ada Lovelace"), Some(("Lovelace", "Ada")));
        assert_eq!(person("Jan van den Berg"), Some(("van den Berg", "Jan")));
        for house in ["METR", "UK AI Security Institute", "Apollo Research", "Smith, J."] {
            assert_eq!(person(house), None, "{house}");
        }
    }

    #[test]
    fn one_source_has_many_spellings() {
        for same in ["doi:10.1/AB", "https://doi.org/10.1/ab", "http://dx.doi.org/10.1/ab"] {
            assert_eq!(source_key(same), "10.1/ab");
        }
        assert_eq!(source_key("https://www.a.org/x/"), source_key("http://a.org/x"));
        assert_ne!(source_key("https://a.org/X"), source_key("https://a.org/x"));
    }

    #[test]
    fn pages_become_a_locator_and_again_pages() {
        for (pages, shown) in [("12--34", "pp. 12–34"), ("7", "p. 7"), ("", ""), ("iv", "iv")] {
            assert_eq!(locator(pages), shown);
        }
        assert_eq!(pages_of("pp. 12–34"), Some("12–34"));
        assert_eq!(pages_of("section 3"), None);
    }
}
