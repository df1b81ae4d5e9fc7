//! What the window remembers between frames, and what its views ask for.

use std::collections::BTreeSet;

pub use crate::session::Workspace;
use crate::{
    analysis::checks::Field,
    model::{Edit, Id, Link, Node, Subject, Target},
    session::{Action, Gesture, Selection, Session},
    ui::{command::Command, theme::Tokens},
};

/// What a view asks for.
#[derive(Clone, Debug)]
pub enum Wish {
    /// Something of the session.
    Do(Action),
    /// Something of the window or the session that has a name.
    Command(Command),
    /// Show a workspace.
    Show(Workspace),
    /// Show another open document, by the place of its tab.
    ShowTab(usize),
    /// Close an open document, by the place of its tab.
    CloseTab(usize),
    /// Select an element and bring it into view.
    GoTo(Subject),
    /// Select an element and have it in view when the canvas is next looked at.
    Reveal(Subject),
    /// Select an element and put the keyboard into one of its fields.
    GoToField(Subject, Field),
    /// Show what is said of an element or a score; whether the keyboard goes to the field for something new.
    Comments(Target, bool),
    /// Show a route on the canvas.
    ShowRoute(Highlight),
    /// Show the view that a bookmark keeps, by its place.
    ShowBookmark(usize),
    /// Show on the canvas where the panel is apart.
    ShowDisagreement,
    /// Let no route stand out any more.
    HideRoute,
    /// Leave the welcome page.
    CloseWelcome,
    /// Edit the name of an element.
    Rename(Subject),
}

/// A route that stands out on the canvas.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Highlight {
    /// What it is, in words.
    pub title: String,
    /// Its links.
    pub links: BTreeSet<Id<Link>>,
    /// Its nodes.
    pub nodes: BTreeSet<Id<Node>>,
}

/// What a view is given: the session to read, the theme, and where to put its wishes.
pub struct Cx<'a> {
    /// The session, to read.
    pub session: &'a Session,
    /// The theme.
    pub tokens: &'static Tokens,
    /// What the view asks for.
    pub wishes: &'a mut Vec<Wish>,
}

impl Cx<'_> {
    /// Asks for an edit as an undo step of its own.
    pub fn edit(&mut self, edit: Edit) {
        self.wishes.push(Wish::Do(Action::Edit(edit)));
    }

    /// Asks for an edit as part of a drag or of typing.
    pub fn edit_within(&mut self, gesture: Gesture, edit: Edit) {
        self.wishes.push(Wish::Do(Action::EditWithin(gesture, edit)));
    }

    /// Asks for an edit as an undo step of its own, if there is one.
    pub fn edit_if(&mut self, edit: Option<Edit>) {
        self.wishes.extend(edit.map(|edit| Wish::Do(Action::Edit(edit))));
    }

    /// Asks for an edit as part of a drag or of typing, if there is one.
    pub fn edit_within_if(&mut self, gesture: Gesture, edit: Option<Edit>) {
        self.wishes.extend(edit.map(|edit| Wish::Do(Action::EditWithin(gesture, edit))));
    }

    /// Asks for one element to be selected.
    pub fn select(&mut self, subject: Subject) {
        self.wishes.push(Wish::Do(Action::Select(Selection::one(subject))));
    }

    /// Asks for an element to be selected and brought into view.
    pub fn go_to(&mut self, subject: Subject) {
        self.wishes.push(Wish::GoTo(subject));
    }

    /// Asks for an element to be selected and brought into view on the canvas, without leaving the workspace.
    pub fn reveal(&mut self, subject: Subject) {
        self.wishes.push(Wish::Reveal(subject));
    }

    /// Asks for an action of the session.
    pub fn act(&mut self, action: Action) {
        self.wishes.push(Wish::Do(action));
    }

    /// Asks for a command.
    pub fn command(&mut self, command: Command) {
        self.wishes.push(Wish::Command(command));
    }
}
