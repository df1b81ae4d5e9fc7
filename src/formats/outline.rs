//! A tolerant walk over JSON or RON text that knows the path and line of every value; it finds, and never judges.

use std::{collections::BTreeMap, ops::ControlFlow};

use super::refusal::Problem;

/// A value in the text.
#[derive(Clone, Copy)]
pub(super) struct Spot<'a> {
    /// Its path, for example `nodes[3].stability.pilot`; empty for the outermost.
    pub(super) path: &'a str,
    /// Where the segments of the path start.
    pub(super) cuts: &'a [usize],
    /// Its line, from 1.
    pub(super) line: usize,
    /// Whether a key or the name of a variant led to it.
    pub(super) is_keyed: bool,
    /// What stands there.
    pub(super) what: What<'a>,
}

/// What stands at a spot.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum What<'a> {
    /// A text, with its quotes.
    Text(&'a str),
    /// A number or a bare word.
    Word(&'a str),
    /// `[`.
    List,
    /// `{`.
    Map,
    /// `(`.
    Parenthesis,
}

/// Calls `visit` for every value in the order of the text, until it breaks off.
pub(super) fn walk(text: &str, visit: &mut dyn FnMut(Spot<'_>) -> ControlFlow<()>) {
    let mut walk = Walk { lexer: Lexer::new(text), ..Walk::default() };
    while let Some((token, line)) = walk.lexer.next_token() {
        if walk.step(token, line, visit).is_break() {
            return;
        }
    }
}

/// Whether the text ends before all its brackets are closed.
pub(super) fn ends_early(text: &str) -> bool {
    let mut lexer = Lexer::new(text);
    let mut open = 0_usize;
    while let Some((token, _)) = lexer.next_token() {
        match token {
            Token::Open(_) => open += 1,
            Token::Close => open = open.saturating_sub(1),
            _ => {}
        }
    }
    open > 0
}

/// Whether the text has comments.
pub(super) fn has_comments(text: &str) -> bool {
    if !text.contains("//") && !text.contains("/*") {
        return false;
    }
    let mut lexer = Lexer::new(text);
    while !lexer.seen_comment && lexer.next_token().is_some() {}
    lexer.seen_comment
}

/// Fills in the lines of problems that have none: that of the value itself, else of the nearest one around it.
pub(super) fn locate(text: &str, problems: &mut [Problem]) {
    let mut lines: BTreeMap<String, Option<(usize, usize)>> = BTreeMap::new();
    for problem in problems.iter().filter(|p| p.line.is_none()) {
        let mut path = Some(&*problem.path);
        while let Some(p) = path.filter(|p| !lines.contains_key(*p)) {
            lines.insert(p.to_owned(), None);
            path = parent(p);
        }
    }
    if lines.is_empty() {
        return;
    }
    walk(text, &mut |spot| {
        if let Some(found) = lines.get_mut(spot.path) {
            *found = Some((found.map_or(spot.line, |(first, _)| first), spot.line));
        }
        ControlFlow::Continue(())
    });
    for problem in problems.iter_mut().filter(|p| p.line.is_none() && !p.path.is_empty()) {
        let mut path = Some(&*problem.path);
        while let Some(p) = path {
            if let Some((first, last)) = lines.get(p).copied().flatten() {
                let is_last = problem.is_at_last_occurrence() && p == problem.path;
                problem.line = Some(if is_last { last } else { first });
                break;
            }
            path = parent(p);
        }
    }
}

/// The path of the value around one; `None` for the outermost.
fn parent(path: &str) -> Option<&str> {
    if path.is_empty() {
        return None;
    }
    Some(&path[..path.rfind(['.', '[']).unwrap_or(0)])
}

/// An open bracket.
struct Frame {
    /// Length of the path of the value that it opens.
    base: usize,
    /// Number of segments of that path.
    cuts: usize,
    /// Values before the current one.
    index: usize,
    is_list: bool,
}

#[derive(Default)]
struct Walk<'a> {
    lexer: Lexer<'a>,
    path: String,
    cuts: Vec<usize>,
    frames: Vec<Frame>,
    /// The line of the key whose value comes next.
    key_line: Option<usize>,
}

impl<'a> Walk<'a> {
    fn step(
        &mut self,
        token: Token<'a>,
        line: usize,
        visit: &mut dyn FnMut(Spot<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        match token {
            Token::Colon => {}
            Token::Comma => self.next_value(),
            Token::Close => {
                self.frames.pop();
                self.key_line = None;
            }
            Token::Open(bracket) => {
                self.enter_item();
                let what = match bracket {
                    b'[' => What::List,
                    b'{' => What::Map,
                    _ => What::Parenthesis,
                };
                let base = self.path.len();
                let frame =
                    Frame { base, cuts: self.cuts.len(), index: 0, is_list: what == What::List };
                let flow = self.visit(line, what, visit);
                self.frames.push(frame);
                return flow;
            }
            Token::Text(text) => return self.leaf(text, line, What::Text(text), visit),
            Token::Word(word) => return self.leaf(word, line, What::Word(word), visit),
        }
        ControlFlow::Continue(())
    }

    /// A text or a word: a key, the name of a variant or type before a parenthesis, or a value.
    fn leaf(
        &mut self,
        token: &'a str,
        line: usize,
        what: What<'a>,
        visit: &mut dyn FnMut(Spot<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let next = self.lexer.peek_byte();
        let is_in_list = self.frames.last().is_none_or(|frame| frame.is_list);
        if next == Some(b':') && !is_in_list {
            self.back_to_frame();
            self.push_key(token.trim_matches('"').trim_start_matches("r#"));
            self.key_line = Some(line);
            return ControlFlow::Continue(());
        }
        self.enter_item();
        let is_name = next == Some(b'(') && matches!(what, What::Word(_));
        let is_transparent = is_name && token.starts_with(|c: char| c.is_uppercase());
        if !is_transparent {
            self.visit(line, what, visit)?;
        }
        if is_name && !is_transparent {
            self.key_line = Some(line);
            self.push_key(token);
        }
        ControlFlow::Continue(())
    }

    fn visit(
        &mut self,
        line: usize,
        what: What<'_>,
        visit: &mut dyn FnMut(Spot<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let is_keyed = self.key_line.is_some();
        let line = self.key_line.take().unwrap_or(line);
        visit(Spot { path: &self.path, cuts: &self.cuts, line, is_keyed, what })
    }

    /// Leaves the value just read.
    fn next_value(&mut self) {
        self.back_to_frame();
        if let Some(frame) = self.frames.last_mut() {
            frame.index += 1;
        }
    }

    fn back_to_frame(&mut self) {
        let (base, cuts) = self.frames.last().map_or((0, 0), |frame| (frame.base, frame.cuts));
        self.path.truncate(base);
        self.cuts.truncate(cuts);
        self.key_line = None;
    }

    /// Puts the number of an item on the path where the value about to begin is one.
    fn enter_item(&mut self) {
        let Some(frame) = self.frames.last() else { return };
        let has_segment = self.path.len() > frame.base;
        if has_segment || !(frame.is_list || frame.index > 0) {
            return;
        }
        let index = frame.index.to_string();
        self.cuts.push(self.path.len());
        self.path.extend(["[", &index, "]"]);
    }

    fn push_key(&mut self, key: &str) {
        self.cuts.push(self.path.len());
        if !self.path.is_empty() {
            self.path.push('.');
        }
        self.path.push_str(key);
    }
}

#[derive(Clone, Copy)]
enum Token<'a> {
    Open(u8),
    Close,
    Colon,
    Comma,
    /// With its quotes.
    Text(&'a str),
    Word(&'a str),
}

/// Tokens of JSON and RON alike.
#[derive(Default)]
struct Lexer<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    seen_comment: bool,
}

impl<'a> Lexer<'a> {
    fn new(text: &'a str) -> Self {
        let mut lexer = Self { text, at: 0, line: 1, seen_comment: false };
        // Attributes such as `#![enable(implicit_some)]` are no values.
        while lexer.peek_byte() == Some(b'#') {
            lexer.skip_while(|b| b != b']');
            lexer.skip(1);
        }
        lexer
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn skip(&mut self, count: usize) {
        for _ in 0..count {
            match self.byte(0) {
                Some(b'\n') => self.line += 1,
                Some(_) => {}
                None => return,
            }
            self.at += 1;
        }
    }

    fn skip_while(&mut self, holds: impl Fn(u8) -> bool) {
        while self.byte(0).is_some_and(&holds) {
            self.skip(1);
        }
    }

    /// The first byte of the next token, which stays in place.
    fn peek_byte(&mut self) -> Option<u8> {
        self.skip_blank();
        self.byte(0)
    }

    fn skip_blank(&mut self) {
        loop {
            self.skip_while(|b| b.is_ascii_whitespace());
            match (self.byte(0), self.byte(1)) {
                (Some(b'/'), Some(b'/')) => self.skip_while(|b| b != b'\n'),
                (Some(b'/'), Some(b'*')) => self.skip_block_comment(),
                _ => return,
            }
            self.seen_comment = true;
        }
    }

    fn skip_block_comment(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.byte(0) {
            match (byte, self.byte(1)) {
                (b'/', Some(b'*')) => depth += 1,
                (b'*', Some(b'/')) => depth -= 1,
                _ => {
                    self.skip(1);
                    continue;
                }
            }
            self.skip(2);
            if depth == 0 {
                return;
            }
        }
    }

    fn next_token(&mut self) -> Option<(Token<'a>, usize)> {
        let byte = self.peek_byte()?;
        let (start, line) = (self.at, self.line);
        let token = match byte {
            b'(' | b'[' | b'{' => self.punctuation(Token::Open(byte)),
            b')' | b']' | b'}' => self.punctuation(Token::Close),
            b':' => self.punctuation(Token::Colon),
            b',' => self.punctuation(Token::Comma),
            b'"' => {
                self.skip_text();
                Token::Text(&self.text[start..self.at])
            }
            b'r' if self.skip_raw_text() => Token::Text(&self.text[start..self.at]),
            _ => {
                self.skip_word();
                Token::Word(&self.text[start..self.at])
            }
        };
        Some((token, line))
    }

    fn punctuation(&mut self, token: Token<'a>) -> Token<'a> {
        self.skip(1);
        token
    }

    fn skip_text(&mut self) {
        self.skip(1);
        while let Some(byte) = self.byte(0) {
            self.skip(if byte == b'\\' { 2 } else { 1 });
            if byte == b'"' {
                break;
            }
        }
        // An escape at the very end may have led into the middle of a character.
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
    }

    /// Skips `r"…"` and `r#"…"#`; false if there is none.
    fn skip_raw_text(&mut self) -> bool {
        let rest = &self.text[self.at + 1..];
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        if rest.as_bytes().get(hashes) != Some(&b'"') {
            return false;
        }
        let end = format!("\"{}", "#".repeat(hashes));
        let body = &rest[hashes + 1..];
        let length = body.find(&end).map_or(body.len(), |i| i + end.len());
        self.skip(1 + hashes + 1 + length);
        true
    }

    /// Skips a word, or at least one character.
    fn skip_word(&mut self) {
        let start = self.at;
        self.skip_while(|b| !(b.is_ascii_whitespace() || b"()[]{}:,\"/".contains(&b)));
        if self.at == start {
            self.skip(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        walk(text, &mut |spot| {
            found.push(format!("{}@{}", spot.path, spot.line));
            ControlFlow::Continue(())
        });
        found
    }

    #[test]
    fn json_and_ron_have_the_same_paths() {
        let json = "{\"a\": [1,\n{\"b\": {\"range\": {\"low\": 2}}}],\n\"c\": \"x, y: [\"}";
        let ron = "(a: [1, // one: [\nNode(b: range(low: 2))], c: r#\"x \" y\"#,)";
        for wanted in ["@1", "a@1", "a[0]@1", "a[1]@2", "a[1].b@2", "a[1].b.range.low@2"] {
            assert!(paths(json).iter().any(|p| p == wanted), "{wanted} in JSON");
            assert!(paths(ron).iter().any(|p| p == wanted), "{wanted} in RON");
        }
        assert_eq!(paths(json).last().map(String::as_str), Some("c@3"));
        assert_eq!(paths(ron).last().map(String::as_str), Some("c@2"));
    }

    #[test]
    fn a_problem_gets_the_line_of_the_nearest_value_around_it() {
        let mut problems = vec![
            Problem::new("nodes[1].stability.a", "twice").at_last_occurrence(),
            Problem::new("nodes[1].name", "missing"),
            Problem::new("", "the whole"),
        ];
        locate("{\"nodes\": [{},\n{\"stability\":\n{\"a\": 1,\n\"a\": 2}}]}", &mut problems);
        let lines: Vec<_> = problems.iter().map(|p| p.line).collect();
        assert_eq!(lines, [Some(4), Some(2), None]);
    }

    #[test]
    fn comments_are_told_from_texts_that_look_like_them() {
        assert!(has_comments("(a: 1 /* one */)"));
        assert!(!has_comments("(a: \"https://example.org\")"));
    }

    #[test]
    fn a_cut_text_ends_early() {
        assert!(ends_early("(a: [1, (b"));
        assert!(ends_early("(a: \"b)"));
        assert!(!ends_early("(a: \"(\") // ("));
    }

    #[test]
    fn broken_text_ends_the_walk() {
        for text in ["", "\"\\", "'", "/", "/*", "r#", "r\"", ")))]", "(a:", "é\"\\é", "#!"] {
            paths(text);
        }
    }
}
