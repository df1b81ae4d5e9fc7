//! The welcome page and the guided tour.

use eframe::egui::{Rect, Ui};

use super::App;
use crate::{
    model::{NodeKind, Subject},
    session::{self, Action, Panel, SAMPLE_NAME, Selection},
    ui::{
        command::Command,
        tour::{self, Target, Tour, Turn},
        view::{Wish, Workspace},
        welcome::{self, Welcome},
    },
};

impl App {
    /// The window as it starts where no file was asked for: with the welcome page, for those who want it.
    #[must_use]
    pub fn at_start(mut self) -> Self {
        if self.session().preferences().shows_welcome {
            self.show_welcome();
        }
        self
    }

    /// Whether the welcome page is shown.
    pub fn has_welcome(&self) -> bool {
        self.welcome.is_some()
    }

    /// The step of the guided tour, while it is under way.
    pub fn tour_step(&self) -> Option<&'static tour::Step> {
        self.tour.as_ref().map(Tour::step)
    }

    pub(super) fn show_welcome(&mut self) {
        self.tour = None;
        self.welcome = Some(Welcome::new(self.session_mut()));
    }

    /// Begins the tour on the bundled example, which is opened for it where it is not what is shown.
    pub(super) fn begin_tour(&mut self) {
        let sample = session::template(SAMPLE_NAME).and_then(|sample| sample.document().ok());
        if sample.is_some_and(|sample| *self.session().assessment() != sample) {
            self.act(Action::New(SAMPLE_NAME.to_owned()));
        }
        self.welcome = None;
        self.turn(Turn::To(0));
    }

    /// Keys belong to the tour and to the welcome page before they are shortcuts.
    pub(super) fn take_guiding_keys(&mut self, ui: &Ui, wishes: &mut Vec<Wish>) {
        if !self.dialogs.is_quiet() {
            return;
        }
        if let Some(turn) = self.tour.as_ref().and_then(|tour| tour.keys(ui)) {
            self.turn(turn);
        } else if self.welcome.is_some() && welcome::take_escape(ui) {
            wishes.push(Wish::CloseWelcome);
        }
    }

    /// Shows the step of the tour, if one is under way.
    pub(super) fn guide(&mut self, ui: &Ui) {
        if !self.dialogs.is_quiet() || self.welcome.is_some() {
            return;
        }
        let Some(mut tour) = self.tour else { return };
        let place: Option<Rect> = match tour.step().target {
            Target::Panel(panel) => self.dock.places().get(&panel).copied(),
            Target::Spot(spot) => tour::place_of(ui, spot),
        };
        let turn = tour.ui(ui, place);
        self.tour = Some(tour);
        if let Some(turn) = turn {
            self.turn(turn);
            ui.request_repaint();
        }
    }

    fn turn(&mut self, turn: Turn) {
        let Turn::To(step) = turn else {
            self.tour = None;
            return self.show_workspace(Workspace::Model);
        };
        let tour = Tour::at(step);
        self.tour = Some(tour);
        let tour::Step { target, workspace, .. } = *tour.step();
        self.show_workspace(workspace);
        if let Target::Panel(panel) = target {
            self.dock.show(panel, workspace);
        }
        if target == Target::Panel(Panel::Inspector) {
            self.select_a_host();
        } else if step == 0 {
            self.session_mut().dispatch(Action::Select(Selection::default()));
            self.tab_mut().view.model.zoom(Command::ZoomToFit);
        }
    }

    /// There is most to say about what agents run on.
    fn select_a_host(&mut self) {
        let nodes = self.session().assessment().nodes();
        let is_host = |node: &&crate::model::Node| node.kind == NodeKind::Host;
        let known = nodes.iter().find(|node| node.id.as_str() == "coding-agents");
        let host = known.or_else(|| nodes.iter().find(is_host)).map(|node| node.id.clone());
        if let Some(id) = host {
            let host = Selection::one(Subject::Node(id));
            self.session_mut().dispatch(Action::Select(host));
        }
    }
}
