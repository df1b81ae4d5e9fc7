//! Parts of documents as text on the clipboard: whole small documents, so that a mail or an editor shows them and every
//! reader of documents can read them.

use super::{Format, Reading, Refusal, Unwritable};
use crate::model::Assessment;

/// Most bytes at the start of a text in which a document would name its format.
const HEAD: usize = 400;

/// What a text from the clipboard is.
#[derive(Clone, Debug, PartialEq)]
pub enum Clip {
    /// A document, or a part of one.
    Document(Box<Assessment>),
    /// Meant as a document, but not readable as one.
    Refused(Box<Refusal>),
    /// Plain words.
    Words,
}

/// A document, or a part of one, as text.
///
/// # Errors
/// [`Unwritable`] when the writer fails.
pub fn write(document: &Assessment) -> Result<String, Unwritable> {
    super::write(document, Format::Ron)
}

/// What a text is. It counts as a document where it names the format of documents near its start.
pub fn read(text: &str) -> Clip {
    let trimmed = text.trim_start();
    let head = trimmed.char_indices().take_while(|(at, _)| *at < HEAD).last();
    let head = head.map_or("", |(at, c)| &trimmed[..at + c.len_utf8()]);
    let opens = trimmed.starts_with(['(', '{']);
    if !opens || !head.contains("\"driftline/") {
        return Clip::Words;
    }
    match super::read(trimmed.as_bytes(), None) {
        Ok(Reading { document, .. }) => Clip::Document(Box::new(document)),
        Err(refusal) => Clip::Refused(Box::new(refusal)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Edit, Id, Node, NodeKind};

    #[test]
    fn what_was_written_is_read_again() {
        let node = Node::new(Id::from_name("a", |_| false), "Ä → 日本", NodeKind::Host);
        let document = Assessment::blank("t").edited(&Edit::put(node)).expect("valid");
        let text = write(&document).expect("text");
        assert!(text.contains("driftline/1"));
        assert_eq!(read(&format!("\n  {text}")), Clip::Document(Box::new(document)));
    }

    #[test]
    fn words_are_words_even_if_they_speak_of_documents() {
        for words in ["", "see driftline/1", "(in brackets)", "{\"a\": 1}", "日本語"] {
            assert_eq!(read(words), Clip::Words, "{words}");
        }
        assert!(matches!(read("(format: \"driftline/1\", title: 3)"), Clip::Refused(_)));
        assert!(matches!(read("{\"format\": \"driftline/9\"}"), Clip::Refused(_)));
    }
}
