//! Typed ids: names of elements that are given once, never changed and never reused.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
    sync::Arc,
};

/// Longest id that is accepted, in characters.
pub const ID_LENGTH_MAX: usize = 120;

/// The id of one `T` of one document: a–z, 0–9 and `-`, unique within its kind.
///
/// Cloning is cheap; comparison is by text. The type parameter keeps a node's id from being used as a link's.
pub struct Id<T> {
    text: Arc<str>,
    kind: PhantomData<fn() -> T>,
}

/// Why a text is no id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidId {
    /// An id needs at least one character.
    #[error("the id is empty; use a-z, 0-9 and '-'")]
    Empty,
    /// An id is limited to [`ID_LENGTH_MAX`] characters.
    #[error("the id has {0} characters; the limit is {ID_LENGTH_MAX}")]
    TooLong(usize),
    /// Only a–z, 0–9 and `-` may occur.
    #[error("the id '{0}' contains '{1}'; use only a-z, 0-9 and '-'")]
    Character(String, char),
}

impl<T> Id<T> {
    /// Parses an id.
    ///
    /// # Errors
    /// [`InvalidId`] when the text is empty, too long, or has a character outside a–z, 0–9 and `-`.
    pub fn new(text: &str) -> Result<Self, InvalidId> {
        if text.is_empty() {
            return Err(InvalidId::Empty);
        }
        let length = text.chars().count();
        if length > ID_LENGTH_MAX {
            return Err(InvalidId::TooLong(length));
        }
        let stray = text.chars().find(|c| !matches!(c, 'a'..='z' | '0'..='9' | '-'));
        match stray {
            Some(c) => Err(InvalidId::Character(text.escape_debug().to_string(), c)),
            None => Ok(Self { text: text.into(), kind: PhantomData }),
        }
    }

    /// The first free id made from a name: `Shared notebook` → `shared-notebook`, then `shared-notebook-2`.
    pub fn from_name(name: &str, is_taken: impl Fn(&Self) -> bool) -> Self {
        let stem = stem_of(name);
        let mut text = stem.clone();
        for n in 2_u64.. {
            let id = Self { text: text.as_str().into(), kind: PhantomData };
            if !is_taken(&id) {
                return id;
            }
            text = format!("{stem}-{n}");
        }
        Self { text: text.into(), kind: PhantomData }
    }

    /// The id's text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// Lower-case ASCII words joined by `-`, at most 60 characters, never empty.
fn stem_of(name: &str) -> String {
    let mut stem = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if stem.len() >= 60 {
            break;
        }
        if c.is_ascii_alphanumeric() {
            stem.push(c);
        } else if !stem.is_empty() && !stem.ends_with('-') {
            stem.push('-');
        }
    }
    let stem = stem.trim_end_matches('-');
    if stem.is_empty() { "element".to_owned() } else { stem.to_owned() }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        Self { text: Arc::clone(&self.text), kind: PhantomData }
    }
}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.text, f)
    }
}

impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type AnyId = Id<()>;

    #[test]
    fn only_lower_case_digits_and_hyphens_are_ids() {
        assert!(AnyId::new("a-0").is_ok());
        assert_eq!(AnyId::new(""), Err(InvalidId::Empty));
        assert_eq!(AnyId::new("A"), Err(InvalidId::Character("A".to_owned(), 'A')));
        assert_eq!(AnyId::new(&"a".repeat(121)), Err(InvalidId::TooLong(121)));
    }

    #[test]
    fn a_name_becomes_the_first_free_id() {
        let taken = |id: &AnyId| id.as_str() == "shared-notebook";
        assert_eq!(AnyId::from_name("Shared  notebook!", taken).as_str(), "shared-notebook-2");
        assert_eq!(AnyId::from_name("日本", |_| false).as_str(), "element");
    }
}
