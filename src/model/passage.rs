//! Passages of a text that stay in the house, marked in the text itself: `[internal]…[/internal]`, with a reason where one
//! is given: `[internal: third party]…[/internal]`.
//!
//! Marks may be nested; what is not closed stays in the house to the end of its text. A closing mark without an opening
//! one marks nothing.

use super::Reason;

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// It may leave the house.
    Open(&'a str),
    /// It stays in the house.
    Internal {
        /// What it says, without the marks around it; marks nested in it are still there.
        text: &'a str,
        /// Why it stays.
        reason: Reason,
    },
}

/// What a mark in a text is.
enum Tag<'a> {
    Opening(&'a str),
    Closing,
}

/// Longest mark that is understood, in bytes; what is longer is text.
const TAG_MAX: usize = 256;
const WORD: &str = "internal";

/// Whether a text may have a mark: no pieces have to be made of one that has none.
pub fn has_mark(text: &str) -> bool {
    tags(text).next().is_some()
}

/// Whether every mark of a text is opened and closed.
pub fn is_balanced(text: &str) -> bool {
    let mut depth = 0_usize;
    for (_, _, tag) in tags(text) {
        match tag {
            Tag::Opening(_) => depth += 1,
            Tag::Closing if depth == 0 => return false,
            Tag::Closing => depth -= 1,
        }
    }
    depth == 0
}

/// The pieces of a text in order, without the marks; empty open ones are left out.
pub fn passages(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut depth, mut from, mut reason) = (0_usize, 0, "");
    for (start, end, tag) in tags(text) {
        match tag {
            Tag::Opening(words) => {
                if depth == 0 {
                    push_open(&mut pieces, &text[from..start]);
                    (from, reason) = (end, words);
                }
                depth += 1;
            }
            Tag::Closing if depth == 0 => {
                push_open(&mut pieces, &text[from..start]);
                from = end;
            }
            Tag::Closing => {
                depth -= 1;
                if depth == 0 {
                    let reason = Reason::from_words(reason);
                    pieces.push(Piece::Internal { text: &text[from..start], reason });
                    from = end;
                }
            }
        }
    }
    if depth == 0 {
        push_open(&mut pieces, &text[from..]);
    } else {
        pieces.push(Piece::Internal { text: &text[from..], reason: Reason::from_words(reason) });
    }
    pieces
}

/// A text without any marks: all of its words.
pub fn without_marks(text: &str) -> String {
    let mut out = String::new();
    let mut from = 0;
    for (start, end, _) in tags(text) {
        out.push_str(&text[from..start]);
        from = end;
    }
    out.push_str(&text[from..]);
    out
}

/// How many words a text has.
pub fn words_of(text: &str) -> u32 {
    u32::try_from(text.split_whitespace().count()).unwrap_or(u32::MAX)
}

fn push_open<'a>(pieces: &mut Vec<Piece<'a>>, text: &'a str) {
    if !text.is_empty() {
        pieces.push(Piece::Open(text));
    }
}

/// The marks of a text: where each begins and ends, and what it is.
fn tags(text: &str) -> impl Iterator<Item = (usize, usize, Tag<'_>)> {
    let starts = text.match_indices('[').map(|(start, _)| start);
    starts.filter_map(|start| {
        let rest = &text[start + 1..];
        let length = rest.bytes().take(TAG_MAX).position(|byte| byte == b']')?;
        let tag = tag(&rest[..length])?;
        Some((start, start + length + 2, tag))
    })
}

/// What stands between the brackets, read: blanks and case do not matter.
fn tag(inner: &str) -> Option<Tag<'_>> {
    let inner = inner.trim();
    let (is_closing, inner) = match inner.strip_prefix('/') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, inner),
    };
    let word = inner.get(..WORD.len()).filter(|word| word.eq_ignore_ascii_case(WORD))?;
    let rest = inner[word.len()..].trim_start();
    match (is_closing, rest.strip_prefix(':')) {
        (true, _) => rest.is_empty().then_some(Tag::Closing),
        (false, Some(reason)) => Some(Tag::Opening(reason)),
        (false, None) => rest.is_empty().then_some(Tag::Opening("")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn internal(text: &str) -> Piece<'_> {
        Piece::Internal { text, reason: Reason::Security }
    }

    #[test]
    fn what_stands_between_marks_is_internal() {
        let text = "a [internal]b[/internal] c [Internal: third party ]d[ /internal ]";
        let third = Piece::Internal { text: "d", reason: Reason::ThirdParty };
        let wanted = [Piece::Open("a "), internal("b"), Piece::Open(" c "), third];
        assert_eq!(passages(text), wanted);
        assert_eq!(without_marks(text), "a b c d");
        assert!(is_balanced(text) && has_mark(text));
    }

    #[test]
    fn what_is_not_closed_is_internal_to_the_end_and_nesting_opens_nothing_early() {
        assert_eq!(passages("a [internal]b"), [Piece::Open("a "), internal("b")]);
        let nested = "[internal]a[internal]b[/internal]c[/internal]d";
        assert_eq!(passages(nested)[1], Piece::Open("d"));
        assert_eq!(passages("a[/internal]b"), [Piece::Open("a"), Piece::Open("b")]);
        assert!(!is_balanced("a[/internal]b") && !is_balanced("[internal]"));
    }

    #[test]
    fn other_brackets_are_text() {
        for text in ["[internals]x", "[a](b)", "[internal use]", "[/internal x]", "[[", "]["] {
            assert_eq!(passages(text), [Piece::Open(text)], "{text}");
        }
        assert!(passages("").is_empty());
    }
}
