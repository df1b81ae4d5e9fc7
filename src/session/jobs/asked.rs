//! Answers about one thing at a time, with those that were found before.

use std::sync::Arc;

use super::{Question, Running};
use crate::session::insights::Response;

/// So many answers are kept: those about what one goes to and fro between.
const ANSWERS_MAX: usize = 16;

/// What is asked about one thing at a time, such as the score that is being edited.
pub(super) struct Asked<K, T> {
    running: Option<Running<K>>,
    /// The oldest first.
    known: Vec<Answer<K, T>>,
}

struct Answer<K, T> {
    question: Question,
    about: K,
    outcome: Result<Arc<T>, String>,
}

impl<K: PartialEq, T> Asked<K, T> {
    /// Nothing was asked yet.
    pub(super) fn new() -> Self {
        Self { running: None, known: Vec::new() }
    }

    /// Whether an answer is on its way.
    pub(super) fn is_busy(&self) -> bool {
        self.running.is_some()
    }

    /// What is known.
    pub(super) fn response(&self, about: &K, question: &Question) -> Response<'_, T> {
        let mut known = self.known.iter();
        if let Some(answer) = known.find(|a| a.about == *about && a.question == *question) {
            return match &answer.outcome {
                Ok(found) => Response::Ready(found),
                Err(reason) => Response::Unavailable(reason),
            };
        }
        let running = self.running.as_ref();
        match running.filter(|r| r.about == *about && r.question == *question) {
            Some(_) => Response::Pending,
            None => Response::Unasked,
        }
    }

    /// Waits for another answer; nobody waits for the one before any more.
    pub(super) fn wait(&mut self, running: Running<K>) {
        self.cancel();
        self.running = Some(running);
    }

    /// Forgets the answers to any other question.
    pub(super) fn renew(&mut self, question: &Question) {
        self.known.retain(|answer| answer.question == *question);
        if self.running.as_ref().is_some_and(|running| running.question != *question) {
            self.cancel();
        }
    }

    /// Takes an answer in, if it is the one that is waited for.
    pub(super) fn keep(&mut self, number: u64, outcome: Result<Arc<T>, String>) {
        let Some(running) = self.running.take_if(|running| running.number == number) else {
            return;
        };
        let Running { question, about, .. } = running;
        self.known.push(Answer { question, about, outcome });
        if self.known.len() > ANSWERS_MAX {
            self.known.remove(0);
        }
    }

    /// Answers to one question about something hold for another one, too.
    pub(super) fn carry(&mut self, about: &K, before: &Question, now: &Question) {
        let holds = |of: &K, question: &Question| of == about && question == before;
        for answer in self.known.iter_mut().filter(|a| holds(&a.about, &a.question)) {
            answer.question = now.clone();
        }
        if let Some(running) = self.running.as_mut().filter(|r| holds(&r.about, &r.question)) {
            running.question = now.clone();
        }
    }

    /// Forgets everything.
    pub(super) fn forget(&mut self) {
        self.cancel();
        self.known.clear();
    }

    fn cancel(&mut self) {
        if let Some(running) = self.running.take() {
            running.cancel();
        }
    }
}
