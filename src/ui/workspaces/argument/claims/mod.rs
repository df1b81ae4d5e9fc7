//! The Claims workspace: the tree of claims with what carries each, as a list or as a picture, open questions and
//! comments.

mod moving;
mod picture;
mod questions;
mod tree;

use eframe::egui::Ui;

use crate::ui::workspaces::line::empty_ui;
use crate::{
    drawing::argument::Notation,
    model::{Claim, Edit, Id, Subject},
    ui::{
        view::{Cx, Wish},
        widgets,
    },
};

/// What is shown of the claims.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Page {
    #[default]
    Tree,
    Picture,
}

/// What the Claims workspace remembers.
#[derive(Debug, Default)]
pub(super) struct ClaimsView {
    page: Page,
    notation: Notation,
    size: picture::Size,
}

impl ClaimsView {
    /// Shows claims, then questions and comments.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.tools_ui(ui, cx);
        if cx.session.assessment().claims().is_empty() {
            let text =
                "No claims yet. What does the assessment say in the end, and what carries that?";
            empty_ui(ui, text);
        } else {
            match self.page {
                Page::Tree => tree::tree_ui(ui, cx),
                Page::Picture => picture::picture_ui(ui, cx, (self.notation, self.size)),
            }
        }
        questions::questions_ui(ui, cx);
        super::comments::comments_ui(ui, cx);
    }

    fn tools_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let document = cx.session.assessment();
        let selected = selected(cx);
        ui.horizontal_wrapped(|ui| {
            let pages = [(Page::Tree, "Tree"), (Page::Picture, "Picture")];
            if let Some(page) = widgets::segmented(ui, self.page, &pages) {
                self.page = page;
            }
            if ui.button("Add claim").clicked() {
                add(cx, None);
            }
            let parent = selected.as_ref().and_then(|id| document.claims().get(id));
            if let Some(parent) = parent
                && ui.button("Add subclaim").clicked()
            {
                add(cx, Some(parent.id.clone()));
            }
            if self.page == Page::Picture {
                let notations = [(Notation::Gsn, "GSN"), (Notation::Cae, "CAE")];
                if let Some(notation) = widgets::segmented(ui, self.notation, &notations) {
                    self.notation = notation;
                }
                let sizes = [(picture::Size::Fitted, "Fit"), (picture::Size::Full, "100 %")];
                if let Some(size) = widgets::segmented(ui, self.size, &sizes) {
                    self.size = size;
                }
            }
        });
        ui.add_space(6.0);
    }
}

/// The claim that is selected.
fn selected(cx: &Cx<'_>) -> Option<Id<Claim>> {
    let mut all = cx.session.assessment().claims().iter();
    all.find(|claim| cx.session.selection().contains(&Subject::Claim(claim.id.clone())))
        .map(|claim| claim.id.clone())
}

fn add(cx: &mut Cx<'_>, parent: Option<Id<Claim>>) {
    let document = cx.session.assessment();
    let id = Id::from_name("claim", |id| document.claims().contains(id));
    let subject = Subject::Claim(id.clone());
    let claim = Claim { parent, ..Claim::new(id, "New claim") };
    cx.edit(Edit::Named("add claim", vec![Edit::put(claim)]));
    cx.select(subject.clone());
    cx.wishes.push(Wish::Rename(subject));
}
