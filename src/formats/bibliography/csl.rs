//! CSL-JSON: a list of items, or an object with one.

use serde_json::{Map, Value, json};

use super::{
    Found,
    record::{self, Record, doi_of, is_technical, pages_of, person},
};
use crate::model::{Evidence, is_date};

/// The fields that are read.
const READ: [&str; 14] = [
    "id",
    "type",
    "title",
    "author",
    "editor",
    "container-title",
    "publisher",
    "issued",
    "DOI",
    "URL",
    "page",
    "citation-key",
    "archive",
    "event-title",
];
/// Tags that titles may have.
const TAGS: [&str; 12] = [
    "<i>", "</i>", "<b>", "</b>", "<sub>", "</sub>", "<sup>", "</sup>", "<sc>", "</sc>", "<em>",
    "</em>",
];

/// Reads a file.
pub(super) fn read(text: &str) -> Found {
    let mut found = Found::default();
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => {
            let sentence = format!("this is no JSON: {error}");
            found.drop((error.line(), ""), sentence);
            return found;
        }
    };
    let items = match value {
        Value::Array(items) => items,
        Value::Object(mut object) => match object.remove("items").or(object.remove("references")) {
            Some(Value::Array(items)) => items,
            _ => vec![Value::Object(object)],
        },
        _ => Vec::new(),
    };
    for (place, item) in items.iter().enumerate() {
        match item {
            Value::Object(item) => {
                let record = record_of(item, place, &mut found);
                found.records.push(record);
            }
            _ => found.drop((0, &format!("entry {}", place + 1)), "it is no object of fields"),
        }
    }
    found
}

fn record_of(item: &Map<String, Value>, place: usize, found: &mut Found) -> Record {
    let text = |name: &str| item.get(name).and_then(text_of).unwrap_or_default();
    let mut key = text("citation-key");
    if key.is_empty() {
        key = text("id");
    }
    // Addresses as ids, as reference managers write them, tell nothing but their end.
    if key.contains("://") {
        key = key.rsplit('/').next().map(str::to_owned).unwrap_or_default();
    }
    let called = if key.is_empty() { format!("entry {}", place + 1) } else { key.clone() };
    for (name, value) in item {
        let is_odd = READ.contains(&&**name)
            && !matches!(&**name, "author" | "editor" | "issued")
            && text_of(value).is_none()
            && !value.is_null();
        if is_odd {
            found.change((0, &called), format!("'{name}' is no text and was left out"));
        } else if !READ.contains(&&**name) && !is_technical(&name.to_lowercase()) {
            found.uncopied(name);
        }
    }
    let mut authors = people(item.get("author"));
    if authors.is_empty() {
        authors = people(item.get("editor"));
    }
    let containers = ["container-title", "event-title", "publisher", "archive"];
    let container = containers.map(text).into_iter().find(|text| !text.is_empty());
    Record {
        line: 0,
        title: untagged(&text("title")),
        authors,
        container: untagged(&container.unwrap_or_default()),
        date: item.get("issued").map(date_of).unwrap_or_default(),
        doi: text("DOI"),
        url: text("URL"),
        pages: text("page"),
        key,
        parent: String::new(),
    }
}

/// Text, or a number as text; of a list the first.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(record::plain(text)),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(all) => all.first().and_then(text_of),
        _ => None,
    }
}

fn untagged(text: &str) -> String {
    let text = TAGS.iter().fold(text.to_owned(), |text, tag| text.replace(tag, ""));
    text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
}

fn people(value: Option<&Value>) -> Vec<String> {
    let all = value.and_then(Value::as_array).into_iter().flatten();
    all.filter_map(|name| {
        let part = |field: &str| name.get(field).and_then(text_of).unwrap_or_default();
        let literal = name.as_str().map_or_else(|| part("literal"), str::to_owned);
        if !literal.is_empty() {
            return Some(literal);
        }
        let small =
            record::full_name([&part("dropping-particle"), &part("non-dropping-particle"), "", ""]);
        let full = record::full_name([&part("given"), &small, &part("family"), &part("suffix")]);
        (!full.is_empty()).then_some(full)
    })
    .collect()
}

/// The date of `issued`: its parts, or words.
fn date_of(value: &Value) -> String {
    let words = ["raw", "literal"].into_iter().find_map(|name| value.get(name).and_then(text_of));
    let parts = value.get("date-parts").and_then(|all| all.get(0)).and_then(Value::as_array);
    let part = |place: usize| {
        parts.and_then(|parts| parts.get(place)).and_then(text_of).unwrap_or_default()
    };
    let year = part(0);
    if year.is_empty() {
        return words.or(text_of(value)).unwrap_or_default();
    }
    super::date::of_parts(&year, &part(1), &part(2)).unwrap_or(year)
}

/// Writes items of the kind `document`.
pub(super) fn write<'a>(evidence: impl Iterator<Item = &'a Evidence>) -> String {
    let items: Vec<Value> = evidence.map(item).collect();
    // Alternate display is indented JSON, and cannot fail.
    format!("{:#}\n", Value::Array(items))
}

fn item(piece: &Evidence) -> Value {
    let mut item = Map::new();
    let mut put = |name: &str, value: Value| {
        let is_empty = value.as_str().is_some_and(str::is_empty)
            || value.as_array().is_some_and(Vec::is_empty);
        if !is_empty {
            item.insert(name.to_owned(), value);
        }
    };
    let source = piece.source.trim();
    put("id", json!(piece.id.as_str()));
    put("type", json!("document"));
    put("title", json!(piece.title));
    put("author", piece.authors.iter().map(|name| author(name)).collect());
    put("container-title", json!(piece.container));
    let day = piece.date.split([' ', 'T']).next().unwrap_or_default();
    if is_date(day) {
        let parts: Vec<i64> = day.split('-').filter_map(|part| part.parse().ok()).collect();
        put("issued", json!({ "date-parts": [parts] }));
    }
    match doi_of(source) {
        Some(doi) => put("DOI", json!(doi)),
        None if source.contains("://") => put("URL", json!(source)),
        None => put("note", json!(source)),
    }
    put("page", json!(pages_of(&piece.locator).unwrap_or_default()));
    Value::Object(item)
}

fn author(name: &str) -> Value {
    match person(name) {
        Some((family, given)) => json!({ "family": family, "given": given }),
        None => json!({ "literal": name }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_read_whatever_their_fields_are() {
        let found = read(
            r#"[{"id": 7, "title": "On <i>drift</i> &amp; more", "author": [{"family": "Berg", "given": "Jan", "non-dropping-particle": "van den"}, {"literal": "METR"}],
               "issued": {"date-parts": [["2024", 3]]}, "DOI": "10.1/x", "container-title": ["Nature"], "abstract": "long"},
               "no item", {"id": "b", "title": {"a": 1}, "issued": {"raw": "12 March 2024"}, "URL": "https://a.org"}]"#,
        );
        assert_eq!(found.records.len(), 2);
        let [first, second] = &found.records[..] else { panic!("two") };
        assert_eq!((&*first.key, &*first.title), ("7", "On drift & more"));
        assert_eq!(first.authors, ["Jan van den Berg", "METR"]);
        assert_eq!((&*first.date, &*first.container), ("2024-03", "Nature"));
        assert_eq!((&*second.title, &*second.date), ("", "12 March 2024"));
        let told: Vec<&str> = found.problems.iter().map(|problem| &*problem.key).collect();
        assert_eq!(told, ["entry 2", "b"]);
        assert_eq!(found.uncopied.get("abstract"), Some(&1));
    }

    #[test]
    fn what_is_no_json_has_a_line() {
        let found = read("[\n{\"id\": 1},\n{]");
        assert_eq!((found.records.len(), found.problems[0].line), (0, 3));
    }
}
