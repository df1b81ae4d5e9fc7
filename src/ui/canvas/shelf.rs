//! The menu of bookmarks: views of the canvas to come back to.

use eframe::egui::{
    self, Key, Popup, PopupCloseBehavior, Response, ScrollArea, Ui, WidgetInfo, accesskit::Role,
};

use crate::{
    model::Bookmark,
    session::Gesture,
    ui::{
        canvas::{camera::View, edits::bookmarks},
        command::Command,
        view::Cx,
        widgets::{self, Row, icon},
    },
};

/// Width of the menu.
const WIDTH: f32 = 260.0;
/// Height of the list, from which it scrolls.
const LIST_HEIGHT: f32 = 300.0;

/// What the menu remembers.
#[derive(Debug, Default)]
pub struct Shelf {
    /// The bookmark whose name is edited, and the undo step that this adds to.
    renamed: Option<(usize, Gesture)>,
    wants_open: bool,
    wants_focus: bool,
}

impl Shelf {
    /// Opens the menu at the next frame, with the focus in it.
    pub fn open(&mut self) {
        (self.wants_open, self.wants_focus) = (true, true);
    }

    /// Opens the name of a bookmark for editing at the next frame.
    pub fn rename(&mut self, place: usize, step: Gesture) {
        self.renamed = Some((place, step));
        self.open();
    }

    /// Shows the button and the menu; gives the view that was asked for.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Option<View> {
        let response = widgets::icon_button(ui, icon::BOOKMARK, "Bookmarks");
        if std::mem::take(&mut self.wants_open) {
            Popup::open_id(ui.ctx(), Popup::default_response_id(&response));
        }
        let menu = Popup::menu(&response)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .show(|ui| self.list_ui(ui, cx));
        if menu.is_none() {
            self.renamed = None;
        }
        menu.and_then(|menu| menu.inner)
    }

    fn list_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Option<View> {
        ui.set_width(WIDTH);
        let listed: Vec<Bookmark> = cx.session.assessment().bookmarks().to_vec();
        let mut wanted = None;
        let scroll = ScrollArea::vertical().max_height(LIST_HEIGHT).auto_shrink([false, true]);
        scroll.id_salt("bookmarks").show(ui, |ui| {
            for (place, bookmark) in listed.iter().enumerate() {
                let row = ui.push_id(place, |ui| self.row_ui(ui, cx, (place, bookmark)));
                wanted = wanted.or(row.inner.then(|| bookmarks::view_of(bookmark)));
            }
        });
        if listed.is_empty() {
            widgets::secondary(ui, "Views of the graph to come back to");
        }
        ui.separator();
        let keys = Command::AddBookmark.entry().shortcut.map(|s| ui.ctx().format_shortcut(&s));
        let button =
            egui::Button::new("Bookmark this view").shortcut_text(keys.unwrap_or_default());
        let response = ui.add(button);
        if listed.is_empty() && self.renamed.is_none() && std::mem::take(&mut self.wants_focus) {
            response.request_focus();
        }
        if response.clicked() {
            cx.command(Command::AddBookmark);
        }
        if wanted.is_some() {
            ui.close();
        }
        wanted
    }

    /// A bookmark; whether its view is asked for.
    fn row_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        (place, bookmark): (usize, &Bookmark),
    ) -> bool {
        let layout = egui::Layout::right_to_left(egui::Align::Center);
        let row = egui::vec2(ui.available_width(), widgets::ICON_BUTTON);
        ui.allocate_ui_with_layout(row, layout, |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let name = &bookmark.name;
            if widgets::icon_button(ui, icon::TRASH, &format!("Remove bookmark {name}")).clicked() {
                cx.edit_if(bookmarks::removed(cx.session.assessment(), place));
                self.renamed = None;
            }
            if let Some((renamed, step)) = self.renamed
                && renamed == place
            {
                self.name_ui(ui, cx, (place, name, step));
                return false;
            }
            if widgets::icon_button(ui, icon::PENCIL, &format!("Rename bookmark {name}")).clicked()
            {
                self.renamed = Some((place, widgets::new_gesture(ui)));
                self.wants_focus = true;
            }
            let response = view_ui(ui, name);
            if place == 0 && self.renamed.is_none() && std::mem::take(&mut self.wants_focus) {
                response.request_focus();
            }
            response.clicked()
        })
        .inner
    }

    fn name_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        (place, name, step): (usize, &str, Gesture),
    ) {
        let (response, typed) = widgets::text_field(ui, "Name of the bookmark", "Name", name);
        if std::mem::take(&mut self.wants_focus) {
            response.request_focus();
            // Another name takes the place of the one that it was given.
            widgets::select_all(ui, response.id, name);
        }
        if let Some(name) = typed {
            cx.edit_within_if(step, bookmarks::renamed(cx.session.assessment(), place, &name));
        }
        let is_done = ui.input(|input| input.key_pressed(Key::Enter));
        if response.lost_focus() || is_done {
            self.renamed = None;
        }
    }
}

fn view_ui(ui: &mut Ui, name: &str) -> Response {
    let shown = Row {
        icon: icon::BOOKMARK,
        icon_color: None,
        name: if name.is_empty() { "Without a name" } else { name },
        figure: "",
        is_selected: false,
    };
    let response = widgets::row(ui, &shown);
    let spoken = format!("Go to bookmark {name}");
    response.widget_info(|| WidgetInfo::labeled(Role::MenuItem, true, &spoken));
    response
}
