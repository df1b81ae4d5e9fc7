//! Frames of the real canvas without a display: layout and tessellation, thread CPU time; and arranging nodes.
//!
//! `cargo bench --bench canvas`; `CANVAS_NODES_MAX=1000` leaves the larger ones out. Every row is one document on a
//! raster, with twice as many links as nodes; nine of ten links lead to a neighbor, the others anywhere. Figures are means in milliseconds of a 1280 × 800 canvas that is
//! panned in every frame, zoomed in every frame, panned with a filter that most links pass, or on which 1 000
//! selected nodes are dragged, the session's part included. The last table is the score sheet of such a document: scrolled
//! in every frame, a score typed in every other frame, a letter of the filter in every frame, and 1 000 cells pasted.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

use std::{collections::BTreeSet, path::Path, sync::Arc};

use driftline::{
    drawing::arrange::{self, Style},
    model::{Assessment, Id, Link, Node, NodeKind, Position, Probability, Score, Subject},
    session::{Action, Selection, Session, filter::Filter},
    ui::{
        command::Command,
        egui::{self, Context, Event, Modifiers, PointerButton, Pos2, Vec2, pos2, vec2},
        theme::{self, Tokens},
        view::{Cx, Wish},
        workspaces::{model::ModelView, scores::ScoresView},
    },
};

const SIZE: Vec2 = vec2(1280.0, 800.0);
const SELECTED: usize = 1_000;

fn main() {
    let wanted: Option<usize> = std::env::var("CANVAS_NODES_MAX").ok().and_then(|s| s.parse().ok());
    let is_wanted = |nodes: &usize| wanted.is_none_or(|most| *nodes <= most);
    println!(
        "| nodes | links | view | panning | zooming | filtered | dragging 1 000 |\n|--:|--:|---|--:|--:|--:|--:|"
    );
    for nodes in [100, 1_000, 10_000, 100_000].into_iter().filter(is_wanted) {
        rows(nodes);
    }
    println!("\n| nodes | links | layered | organic | tidied |\n|--:|--:|--:|--:|--:|");
    for nodes in [30, 200, 1_000, 2_000].into_iter().filter(is_wanted) {
        let document = document(nodes);
        let [layers, organic, tidy] =
            [Style::Layers, Style::Organic, Style::Tidy].map(|style| arranged(&document, style));
        println!("| {nodes} | {} | {layers:.1} | {organic:.1} | {tidy:.1} |", nodes * 2);
    }
    println!("\n| rows | scrolling | typing | filtering | pasting 1 000 |\n|--:|--:|--:|--:|--:|");
    for nodes in [200, 2_000].into_iter().filter(is_wanted) {
        let mut sheet = Stage::<ScoresView>::new(document(nodes));
        let (scrolled, typed) = (sheet.scrolled(), sheet.typed());
        let (filtered, pasted) = (sheet.filtered(), sheet.pasted());
        let rows = nodes * 5;
        println!("| {rows} | {scrolled:.2} | {typed:.2} | {filtered:.2} | {pasted:.1} |");
    }
}

fn rows(nodes: usize) {
    let mut stage = Stage::<ModelView>::new(document(nodes));
    for (view, commands) in [
        ("whole", &[][..]),
        ("35 %", &[Command::ZoomActual, Command::ZoomOut, Command::ZoomOut, Command::ZoomOut]),
        ("100 %", &[Command::ZoomActual]),
    ] {
        for command in commands {
            stage.zoom(*command);
        }
        let (panned, zoomed, dragged) = (stage.panned(), stage.zoomed(), stage.dragged());
        stage.view.set_filter(Filter { probability_min: Some(0.05), ..Filter::default() });
        stage.frame(Vec::new());
        let filtered = stage.panned();
        stage.view.set_filter(Filter::default());
        stage.frame(Vec::new());
        let links = nodes * 2;
        println!(
            "| {nodes} | {links} | {view} | {panned:.2} | {zoomed:.2} | {filtered:.2} | {dragged:.2} |"
        );
    }
}

fn arranged(document: &Assessment, style: Style) -> f64 {
    let began = cpu();
    let moves = arrange::arranged(document, &BTreeSet::new(), style, &|| true);
    std::hint::black_box(moves);
    cpu() - began
}

/// What is measured.
trait Shown {
    fn show(&mut self, ui: &mut egui::Ui, cx: &mut Cx<'_>);
}

impl Shown for ModelView {
    fn show(&mut self, ui: &mut egui::Ui, cx: &mut Cx<'_>) {
        self.ui(ui, cx);
    }
}

impl Shown for ScoresView {
    fn show(&mut self, ui: &mut egui::Ui, cx: &mut Cx<'_>) {
        self.ui(ui, cx);
    }
}

/// A view with its session.
struct Stage<V> {
    ctx: Context,
    session: Session,
    view: V,
    time: f64,
}

impl<V: Shown + Default> Stage<V> {
    fn empty(document: Assessment) -> Self {
        let ctx = Context::default();
        theme::install(&ctx);
        ctx.enable_accesskit();
        let session = Session::new(document, None, Arc::new(|| {}));
        Self { ctx, session, view: V::default(), time: 0.0 }
    }

    /// One frame.
    fn frame(&mut self, events: Vec<Event>) {
        self.time += 0.016;
        let input = egui::RawInput {
            screen_rect: Some(egui::Rect::from_min_size(Pos2::ZERO, SIZE)),
            time: Some(self.time),
            events,
            ..egui::RawInput::default()
        };
        let mut wishes: Vec<Wish> = Vec::new();
        let Self { ctx, session, view, .. } = self;
        let mut output = ctx.run_ui(input, |ui| {
            let tokens = Tokens::of(ui);
            view.show(ui, &mut Cx { session, tokens, wishes: &mut wishes });
        });
        for wish in wishes {
            if let Wish::Do(action) = wish {
                session.dispatch(action);
            }
        }
        let shapes = std::mem::take(&mut output.shapes);
        std::hint::black_box(ctx.tessellate(shapes, output.pixels_per_point));
        output.textures_delta.clear();
    }

    /// What so many frames cost, each.
    fn measured(&mut self, frames: usize, mut events: impl FnMut(usize) -> Vec<Event>) -> f64 {
        let began = cpu();
        (0..frames).for_each(|i| self.frame(events(i)));
        (cpu() - began) / frames as f64
    }
}

impl Stage<ModelView> {
    fn new(document: Assessment) -> Self {
        let mut stage = Self::empty(document);
        stage.frame(vec![Event::PointerMoved(middle())]);
        stage.zoom(Command::ZoomToFit);
        stage
    }

    fn zoom(&mut self, command: Command) {
        self.view.zoom(command);
        for _ in 0..15 {
            self.frame(Vec::new());
        }
    }

    /// So many frames are measured: the clock is too coarse for one.
    fn frames(&self) -> usize {
        (1_000_000 / self.session.assessment().nodes().len().max(1)).clamp(40, 400)
    }

    fn panned(&mut self) -> f64 {
        let wheel = |i: usize| Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: if i % 40 < 20 { vec2(7.0, 3.0) } else { vec2(-7.0, -3.0) },
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        };
        self.measured(self.frames(), |i| vec![wheel(i)])
    }

    /// Zooms a little in and out, so that nothing of a frame does for the next.
    fn zoomed(&mut self) -> f64 {
        let step = |i: usize| if i.is_multiple_of(2) { 1.01 } else { 1.0 / 1.01 };
        self.measured(self.frames().min(200), |i| vec![Event::Zoom(step(i))])
    }

    /// Drags the first nodes, at most so many as are to be selected, by the one that is nearest to the middle.
    fn dragged(&mut self) -> f64 {
        let nodes = self.session.assessment().nodes();
        let cards = nodes.iter().filter_map(|node| Some((node.id.clone(), node.position?)));
        let at = self.view.middle();
        let far = |p: &Position| (p.x - at.x).hypot(p.y - at.y);
        let mut cards: Vec<_> = cards.collect();
        cards.sort_by(|a, b| far(&a.1).total_cmp(&far(&b.1)));
        let held = cards.first().map_or(at, |(_, place)| *place);
        let chosen = cards.into_iter().take(SELECTED).map(|(id, _)| Subject::Node(id));
        self.session.dispatch(Action::Select(Selection::of(chosen)));
        let grip = self.view.screen_from_world(held.x + 88.0, held.y + 28.0);
        let press = |pressed, pos| Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        self.frame(vec![Event::PointerMoved(grip)]);
        self.frame(vec![press(true, grip)]);
        let revision = self.session.document().revision();
        let spent = self.measured(self.frames().min(120), |i| {
            let by = vec2(12.0 + i as f32, 8.0 + (i % 7) as f32 * 3.0);
            vec![Event::PointerMoved(grip + by)]
        });
        self.frame(vec![press(false, grip + vec2(20.0, 20.0))]);
        assert!(self.session.document().revision() > revision + 10, "nothing was dragged");
        self.session.dispatch(Action::Undo);
        self.frame(Vec::new());
        spent
    }
}

impl Stage<ScoresView> {
    fn new(document: Assessment) -> Self {
        let mut sheet = Self::empty(document);
        for _ in 0..5 {
            sheet.frame(vec![Event::PointerMoved(middle())]);
        }
        sheet
    }

    fn scrolled(&mut self) -> f64 {
        self.measured(200, |i| {
            vec![Event::MouseWheel {
                unit: egui::MouseWheelUnit::Point,
                delta: vec2(0.0, if i % 150 < 120 { -37.0 } else { 37.0 }),
                phase: egui::TouchPhase::Move,
                source: egui::MouseWheelSource::Unknown,
                modifiers: Modifiers::NONE,
            }]
        })
    }

    /// A number and Enter, over and over.
    fn typed(&mut self) -> f64 {
        let revision = self.session.document().revision();
        let spent = self.measured(60, |i| match i % 2 {
            0 => vec![Event::Text(format!("0.{}", 1 + i % 8))],
            _ => vec![key(egui::Key::Enter)],
        });
        assert!(self.session.document().revision() > revision + 10, "nothing was typed");
        spent
    }

    fn filtered(&mut self) -> f64 {
        self.view.find();
        self.frame(Vec::new());
        self.frame(Vec::new());
        let spent = self.measured(40, |i| match i % 8 {
            0..4 => vec![Event::Text("numb"[i % 8..=i % 8].to_owned())],
            _ => vec![key(egui::Key::Backspace)],
        });
        self.frame(vec![key(egui::Key::Enter)]);
        self.frame(Vec::new());
        spent
    }

    fn pasted(&mut self) -> f64 {
        let revision = self.session.document().revision();
        for _ in 0..3 {
            self.frame(Vec::new());
        }
        let text = "0,25\n".repeat(1_000);
        let spent = self.measured(1, |_| vec![Event::Paste(text.clone())]);
        self.frame(Vec::new());
        assert!(self.session.document().revision() > revision, "nothing was pasted");
        spent
    }
}

fn key(key: egui::Key) -> Event {
    let (physical_key, modifiers) = (None, Modifiers::NONE);
    Event::Key { key, physical_key, pressed: true, repeat: false, modifiers }
}

fn middle() -> Pos2 {
    pos2(SIZE.x / 2.0, SIZE.y / 2.0)
}

fn document(nodes: usize) -> Assessment {
    const KINDS: [NodeKind; 4] =
        [NodeKind::Host, NodeKind::Channel, NodeKind::State, NodeKind::Residual];
    let id = |i: usize| Id::new(&format!("n{i}")).unwrap_or_else(|_| unreachable!("a legal id"));
    let columns = (nodes as f64).sqrt().ceil() as usize;
    let mut parts = Assessment::blank("Raster").to_parts();
    parts.nodes = (0..nodes)
        .map(|i| {
            let (x, y) = ((i % columns) as f64 * 264.0, (i / columns) as f64 * 104.0);
            let mut node = Node::new(id(i), &format!("Node number {i} of many"), KINDS[i % 4]);
            node.position = Some(Position { x, y });
            node
        })
        .collect();
    let mut state = 12_345_u64;
    let mut draw = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let phase = parts.phases[0].id.clone();
    for i in 0..nodes * 2 {
        let near = [1, 2, columns, columns + 1, 2 * columns + 1, columns - 1];
        let from = draw(nodes);
        let to = if draw(10) == 0 { draw(nodes) } else { (from + near[draw(6)]) % nodes };
        let name = format!("l{i}");
        let link = Id::new(&name).unwrap_or_else(|_| unreachable!("a legal id"));
        let mut link = Link::new(link, id(from), id(to));
        let p = Probability::clamped([0.004, 0.1, 0.5][i % 3]);
        link.likelihood.set(phase.clone(), Some(Score::point(p)));
        parts.links.push(link);
    }
    Assessment::new(parts).unwrap_or_else(|_| unreachable!("a document that keeps the rules"))
}

/// CPU time of this thread in milliseconds.
fn cpu() -> f64 {
    let told =
        std::fs::read_to_string(Path::new("/proc/thread-self/schedstat")).unwrap_or_default();
    let spent = told.split(' ').next().and_then(|nanoseconds| nanoseconds.parse::<f64>().ok());
    spent.unwrap_or_default() / 1e6
}
