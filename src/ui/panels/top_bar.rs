//! The top bar: mark and menu, document title with unsaved mark, workspaces, search.

use eframe::egui::{
    self, Align, Button, Layout, RichText, Sense, Ui, Vec2, WidgetInfo, accesskit::Role,
};

use crate::{
    drawing::FontWeight,
    model::Subject,
    session::{Action, Notation, Panel, Session, ThemeChoice},
    ui::{
        command::{COMMANDS, Command, Entry, Group},
        theme,
        tour::{self, Spot},
        view::{Cx, Wish, Workspace},
        widgets::{self, icon},
    },
};

/// Below this width the search is a symbol only, and the mark has no name.
const WIDE: f32 = 960.0;
/// Below this width the workspaces fold into a menu.
const NARROW: f32 = 760.0;

/// Width of the workspaces side by side.
const SEGMENTS: f32 = 516.0;

/// Shows the top bar.
pub fn top_bar_ui(ui: &mut Ui, cx: &mut Cx<'_>, workspace: Workspace) {
    let whole = ui.max_rect();
    let (is_wide, is_narrow) = (whole.width() >= WIDE, whole.width() < NARROW);
    ui.horizontal_centered(|ui| {
        menu_ui(ui, cx, workspace, is_wide);
        ui.add_space(4.0);
        let end = if is_narrow {
            whole.right() - 164.0
        } else {
            whole.center().x - SEGMENTS / 2.0 - 20.0
        };
        title_ui(ui, cx, end);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            search_ui(ui, cx, is_wide);
            if is_narrow {
                workspace_menu_ui(ui, cx, workspace);
            }
        });
    });
    if is_narrow {
        return;
    }
    // The workspaces of the argument share one segment; which of them, a strip of their own says.
    let of_argument = if workspace.is_of_argument() { workspace } else { Workspace::Evidence };
    let choices = [
        (Workspace::Model, "Model"),
        (Workspace::Scores, "Scores"),
        (of_argument, "Argument"),
        (Workspace::Workshop, "Workshop"),
        (Workspace::Results, "Results"),
        (Workspace::Report, "Report"),
    ];
    let size = Vec2::new(SEGMENTS, 32.0);
    let middle = egui::Rect::from_center_size(whole.center(), size);
    let builder = egui::UiBuilder::new().max_rect(middle).id_salt("workspaces");
    ui.scope_builder(builder, |ui| {
        if let Some(wanted) = widgets::segmented(ui, workspace, &choices) {
            cx.wishes.push(Wish::Show(wanted));
        }
    });
}

/// The workspaces where there is no room for them side by side.
fn workspace_menu_ui(ui: &mut Ui, cx: &mut Cx<'_>, workspace: Workspace) {
    let font = theme::font(FontWeight::Medium, theme::BODY);
    let title = RichText::new(workspace.title()).font(font).color(cx.tokens.text);
    let angle = RichText::new(icon::CHEVRON_DOWN).font(theme::icon_font(13.0));
    let button = Button::new((title, angle.color(cx.tokens.secondary)));
    let button = button.min_size(Vec2::new(0.0, 30.0));
    let (response, _) = egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
        for choice in Workspace::ALL {
            let button = Button::selectable(choice == workspace, choice.title());
            if ui.add(button).clicked() {
                cx.wishes.push(Wish::Show(choice));
                ui.close();
            }
        }
    });
    let name = format!("Workspace {}", workspace.title());
    response.widget_info(|| WidgetInfo::labeled(Role::MenuItem, true, &name));
}

fn menu_ui(ui: &mut Ui, cx: &mut Cx<'_>, workspace: Workspace, is_wide: bool) {
    let tokens = cx.tokens;
    let mark = RichText::new(icon::WAVES).font(theme::icon_font(17.0)).color(tokens.accent);
    let font = theme::font(FontWeight::SemiBold, 14.0);
    let name = RichText::new("driftline").font(font).color(tokens.text);
    let button = if is_wide { Button::new((mark, name)) } else { Button::new(mark) };
    let button = button.frame_when_inactive(false);
    let (response, _) = egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
        ui.set_min_width(190.0);
        for group in Group::ALL {
            ui.menu_button(group.title(), |ui| group_ui(ui, cx, workspace, group));
        }
    });
    response.widget_info(|| WidgetInfo::labeled(Role::MenuItem, true, "Menu"));
}

fn group_ui(ui: &mut Ui, cx: &mut Cx<'_>, workspace: Workspace, group: Group) {
    ui.set_min_width(230.0);
    let entries = || COMMANDS.iter().filter(|entry| entry.group == group);
    let mut begun: Option<&str> = None;
    for entry in entries() {
        match entry.command.section() {
            None => entry_ui(ui, cx, workspace, entry),
            // A section stands where its first command does.
            Some(section) if begun != Some(section) => {
                begun = Some(section);
                ui.menu_button(section, |ui| {
                    ui.set_min_width(230.0);
                    for entry in entries().filter(|e| e.command.section() == Some(section)) {
                        entry_ui(ui, cx, workspace, entry);
                    }
                });
            }
            Some(_) => {}
        }
        if entry.command == Command::Open {
            recent_ui(ui, cx);
        }
    }
}

fn entry_ui(ui: &mut Ui, cx: &mut Cx<'_>, workspace: Workspace, entry: &Entry) {
    let keys = entry.shortcut.map(|shortcut| ui.ctx().format_shortcut(&shortcut));
    let title = title_of(cx, entry.command, entry.title);
    let button = Button::new(title).shortcut_text(keys.unwrap_or_default());
    let button = button.selected(is_on(cx, workspace, entry.command));
    if ui.add_enabled(is_possible(cx, entry.command), button).clicked() {
        cx.command(entry.command);
        ui.close();
    }
}

/// Whether a command stands for what is shown or chosen already.
fn is_on(cx: &Cx<'_>, workspace: Workspace, command: Command) -> bool {
    let preferences = cx.session.preferences();
    let shows = |panel| preferences.panels.is_shown(panel, workspace);
    if let Some(shown) = command.workspace() {
        return workspace == shown;
    }
    match command {
        Command::ShowOutline => shows(Panel::Outline),
        Command::ShowInspector => shows(Panel::Inspector),
        Command::ShowProblems => shows(Panel::Problems),
        Command::ShowTimeline => shows(Panel::Timeline),
        Command::ThemeSystem => preferences.theme == ThemeChoice::System,
        Command::ThemeLight => preferences.theme == ThemeChoice::Light,
        Command::ThemeDark => preferences.theme == ThemeChoice::Dark,
        Command::ThemeHighContrastLight => preferences.theme == ThemeChoice::HighContrastLight,
        Command::ThemeHighContrastDark => preferences.theme == ThemeChoice::HighContrastDark,
        Command::ThemeProjector => preferences.theme == ThemeChoice::Projector,
        Command::NotationPercent => preferences.notation == Notation::Percent,
        Command::NotationOdds => preferences.notation == Notation::Odds,
        Command::NotationOneIn => preferences.notation == Notation::OneIn,
        _ => false,
    }
}

fn recent_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let recent = &cx.session.preferences().recent;
    ui.add_enabled_ui(!recent.is_empty(), |ui| {
        ui.menu_button("Open recent", |ui| {
            ui.set_min_width(260.0);
            for path in recent {
                let name = path.file_name().map(|n| n.to_string_lossy()).unwrap_or_default();
                let button = ui.button(&*name).on_hover_text(path.display().to_string());
                if button.clicked() {
                    cx.wishes.push(Wish::Do(Action::Open(path.clone())));
                    ui.close();
                }
            }
        });
    });
}

/// A command's title, with what undo and redo would do.
pub fn title_of(cx: &Cx<'_>, command: Command, title: &str) -> String {
    let document = cx.session.document();
    let what = match command {
        Command::Undo => document.undo_label(),
        Command::Redo => document.redo_label(),
        _ => None,
    };
    what.map_or_else(|| title.to_owned(), |what| format!("{title} {what}"))
}

/// Whether a command can be carried out now.
pub fn is_possible(cx: &Cx<'_>, command: Command) -> bool {
    let session = cx.session;
    match command {
        Command::Undo => session.document().undo_label().is_some(),
        Command::Redo => session.document().redo_label().is_some(),
        Command::Delete | Command::Rename | Command::ZoomToSelection => {
            !session.selection().is_empty()
        }
        Command::GoToParents
        | Command::GoToChildren
        | Command::FocusUpstream
        | Command::FocusDownstream => !session.selection().is_empty(),
        Command::Duplicate | Command::Cut | Command::Copy => session.has_copyable(),
        _ => can_arrange(session, command),
    }
}

/// Whether enough of the right kind is selected for a command that arranges.
fn can_arrange(session: &Session, command: Command) -> bool {
    let selected = session.selection().subjects();
    let count = |is_one: fn(&Subject) -> bool| selected.iter().filter(|s| is_one(s)).count();
    let nodes = count(|s| matches!(s, Subject::Node(_)));
    let links = count(|s| matches!(s, Subject::Link(_)));
    let notes = count(|s| matches!(s, Subject::Annotation(_)));
    let has_zone = || {
        selected.iter().any(|subject| match subject {
            Subject::Zone(_) => true,
            Subject::Node(id) => {
                session.assessment().nodes().get(id).is_some_and(|node| node.zone.is_some())
            }
            _ => false,
        })
    };
    match command {
        Command::AlignLeft
        | Command::AlignCenter
        | Command::AlignRight
        | Command::AlignTop
        | Command::AlignMiddle
        | Command::AlignBottom => nodes + notes > 1,
        Command::DistributeAcross | Command::DistributeDown => nodes + notes > 2,
        Command::TidyUp | Command::ArrangeLayers | Command::ArrangeOrganic => {
            !session.assessment().nodes().is_empty()
        }
        Command::GroupIntoZone | Command::Pin | Command::SelectLinks => nodes > 0,
        Command::DissolveZone | Command::FoldZone => has_zone(),
        Command::InsertOnLink => links == 1,
        Command::ReverseLinks | Command::AddPathway => links > 0,
        Command::DissolveNode => nodes == 1,
        Command::ReplaceNode => nodes == 2,
        _ => true,
    }
}

/// The document's title, up to an end.
fn title_ui(ui: &mut Ui, cx: &mut Cx<'_>, end: f32) {
    let document = cx.session.document();
    let title = &document.assessment().about().title;
    let shown = if title.is_empty() { "Untitled" } else { title };
    // The unsaved mark stands behind it.
    let room = (end - ui.cursor().left() - 26.0).max(20.0);
    let font = theme::font(FontWeight::Medium, theme::BODY);
    let galley = widgets::elided(ui, shown, font, cx.tokens.text, room);
    let size = galley.size();
    let (rect, response) = ui.allocate_exact_size(size + Vec2::new(4.0, 8.0), Sense::click());
    let at = egui::pos2(rect.left() + 2.0, rect.center().y - size.y / 2.0);
    ui.painter().galley(at, galley, cx.tokens.text);
    let is_dirty = document.is_dirty();
    let spoken = if is_dirty { format!("{shown}, not saved") } else { shown.to_owned() };
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
    widgets::focus_ring(ui, &response, rect, 4);
    let place = document.path().map_or("not saved yet".to_owned(), |p| p.display().to_string());
    if response.on_hover_text(format!("{shown}\n{place}")).clicked() {
        cx.command(Command::ShowDocument);
    }
    let (dot, _) = ui.allocate_exact_size(Vec2::splat(10.0), Sense::hover());
    if is_dirty {
        ui.painter().circle_filled(dot.center(), 4.0, cx.tokens.accent);
    }
}

fn search_ui(ui: &mut Ui, cx: &mut Cx<'_>, is_wide: bool) {
    let tokens = cx.tokens;
    let keys = Command::Palette.entry().shortcut.map(|s| ui.ctx().format_shortcut(&s));
    let glass = RichText::new(icon::SEARCH).font(theme::icon_font(13.0)).color(tokens.secondary);
    let button = if is_wide {
        let has_room = ui.available_width() > 320.0;
        let title = if has_room { "Search or run a command" } else { "Search" };
        let text = RichText::new(title).color(tokens.secondary);
        Button::new((glass, text)).shortcut_text(keys.unwrap_or_default())
    } else {
        Button::new(glass)
    };
    let response = ui.add(button.min_size(Vec2::new(30.0, 30.0)));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Search or run a command"));
    tour::mark(ui, Spot::Search, response.rect);
    if response.clicked() {
        cx.command(Command::Palette);
    }
}
