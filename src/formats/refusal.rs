//! Why a file was refused: every problem with its place.

use std::fmt;

use crate::model::Violation;

/// Longest path or sentence of a problem, in characters; the rest of longer ones is left out.
const LENGTH_MAX: usize = 600;

/// Why a file is no document: at least one problem, in the order of the file.
///
/// Shown as one line: the first problem and how many more there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    problems: Vec<Problem>,
}

/// One problem of a file: where it is, what is wrong, and what would be right. One line, without control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field's path, for example `nodes[3].stability.pilot.estimate`; empty for the file as a whole.
    pub path: String,
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
    /// The column, from 1, where it is known.
    pub column: Option<usize>,
    /// What is wrong, with a hint.
    pub sentence: String,
    /// Whether the line wanted is that of the last value with this path, not of the first.
    last: bool,
}

impl Refusal {
    /// A refusal for these problems, which are put in the order of the file; those without a line come last.
    pub(super) fn new(mut problems: Vec<Problem>) -> Self {
        problems.sort_by_key(|p| (p.line.is_none(), p.line, p.column));
        Self { problems }
    }

    /// All problems in the order of the file.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::new(vec![problem])
    }
}

impl std::error::Error for Refusal {}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(first) = self.problems.first() else {
            return f.write_str("the file cannot be read");
        };
        first.fmt(f)?;
        match self.problems.len() - 1 {
            0 => Ok(()),
            more => write!(f, " (and {more} more)"),
        }
    }
}

impl Problem {
    /// A problem at a path.
    pub(super) fn new(path: impl fmt::Display, sentence: impl fmt::Display) -> Self {
        Self {
            path: one_line(&path.to_string()),
            line: None,
            column: None,
            sentence: one_line(&sentence.to_string()),
            last: false,
        }
    }

    /// The same problem at a known place, line and column from 1.
    pub(super) fn at(self, line: usize, column: Option<usize>) -> Self {
        Self { line: Some(line.max(1)), column, ..self }
    }

    /// The same problem, about the last value with its path.
    pub(super) fn at_last_occurrence(self) -> Self {
        Self { last: true, ..self }
    }

    /// Whether it is about the last value with its path.
    pub(super) fn is_at_last_occurrence(&self) -> bool {
        self.last
    }
}

impl From<Violation> for Problem {
    fn from(violation: Violation) -> Self {
        let is_repeated = violation.sentence.contains("occurs twice");
        Self { last: is_repeated, ..Self::new(violation.path, violation.sentence) }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}")?;
            if let Some(column) = self.column {
                write!(f, ", column {column}")?;
            }
            f.write_str(": ")?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.sentence)
    }
}

/// The text with control characters written as escapes, cut where it is too long.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len().min(LENGTH_MAX));
    for (i, c) in text.chars().enumerate() {
        if i == LENGTH_MAX {
            line.push('…');
            break;
        }
        if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}') {
            line.extend(c.escape_default());
        } else {
            line.push(c);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_one_line_with_the_first_problem_of_the_file() {
        let early = Problem::new("nodes[0].id", "the id\nis bad").at(3, None);
        let late = Problem::new("nodes[1].id", "another").at(7, Some(2));
        let refusal = Refusal::new(vec![Problem::new("", "no line"), late.clone(), early]);
        assert_eq!(refusal.to_string(), r"line 3: nodes[0].id: the id\nis bad (and 2 more)");
        assert_eq!(refusal.problems()[1], late);
        assert_eq!(late.to_string(), "line 7, column 2: nodes[1].id: another");
    }

    #[test]
    fn a_long_text_is_cut() {
        let problem = Problem::new("", "x".repeat(5_000));
        assert_eq!(problem.sentence.chars().count(), LENGTH_MAX + 1);
    }
}
