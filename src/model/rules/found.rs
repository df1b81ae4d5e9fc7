//! What was found to break a rule, and rules of single values.

use std::collections::BTreeSet;

use super::{TEXT_MAX, Violation};
use crate::model::{About, Position, Scale};

/// What was found so far.
#[derive(Default)]
pub(super) struct Found(pub(super) Vec<Violation>);

impl Found {
    pub(super) fn add(&mut self, path: impl Into<String>, sentence: impl Into<String>) {
        self.0.push(Violation::new(path, sentence));
    }

    pub(super) fn text(&mut self, path: &str, text: &str) {
        if text.len() > TEXT_MAX {
            self.add(path, format!("the text has {} bytes; the limit is {TEXT_MAX}", text.len()));
        }
    }

    pub(super) fn amount(&mut self, path: String, amount: Option<f64>) {
        if amount.is_some_and(|a| !(a.is_finite() && a >= 0.0)) {
            self.add(path, "use a finite number of at least 0");
        }
    }

    pub(super) fn position(&mut self, path: impl Fn() -> String, position: Position) {
        for (axis, value) in [("x", position.x), ("y", position.y)] {
            if !value.is_finite() {
                let sentence = format!("{value} is no coordinate; use a finite number");
                self.add(format!("{}.{axis}", path()), sentence);
            }
        }
    }

    pub(super) fn length(&mut self, path: String, length: f64) {
        if !(length.is_finite() && length > 0.0) {
            self.add(path, format!("{length} is too small or no number; use one above 0"));
        }
    }

    pub(super) fn about(&mut self, about: &About) {
        self.text("title", &about.title);
        self.text("summary", &about.summary);
        self.text("system.description", &about.system.description);
    }

    pub(super) fn scale(&mut self, scale: &Scale) {
        let mut seen = BTreeSet::new();
        for (i, band) in scale.bands.iter().enumerate() {
            let path = format!("scale.bands[{i}]");
            if band.level.is_empty() {
                self.add(format!("{path}.level"), "the level has no name");
            } else if !seen.insert(&band.level) {
                self.add(
                    format!("{path}.level"),
                    format!("the level '{}' occurs twice; rename one", band.level),
                );
            }
            if band.low > band.high {
                self.add(&path, "low is above high");
            } else if band.best.is_some_and(|best| best < band.low || best > band.high) {
                self.add(&path, "best lies outside low and high");
            }
        }
    }

    pub(super) fn reference(&mut self, path: String, kind: &str, id: &str, exists: bool) {
        if !exists {
            self.add(path, format!("there is no {kind} '{id}'; add it or correct the id"));
        }
    }
}
