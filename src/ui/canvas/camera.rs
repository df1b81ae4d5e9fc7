//! Where the canvas is looked at from, and how closely.

use eframe::egui::{Pos2, Rect, Vec2, emath::inverse_lerp, vec2};

use crate::drawing::{Frame, Point};

/// The furthest view.
pub const ZOOM_MIN: f32 = 0.01;
/// The closest view.
pub const ZOOM_MAX: f32 = 4.0;
/// How long a glide to another view takes, in seconds.
const GLIDE_SECONDS: f64 = 0.15;
/// Steps of the zoom commands.
const STEPS: [f32; 14] =
    [0.01, 0.02, 0.05, 0.1, 0.15, 0.25, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0];

/// A view of the canvas: the canvas point in the middle, and pixels per canvas unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// The canvas point in the middle of the screen.
    pub center: Point,
    /// Screen points per canvas unit, [`ZOOM_MIN`]..=[`ZOOM_MAX`].
    pub zoom: f32,
}

/// A view, the part of the screen that shows it, and perhaps a glide to another view.
#[derive(Clone, Copy, Debug)]
pub struct Camera {
    view: View,
    screen: Rect,
    glide: Option<Glide>,
}

#[derive(Clone, Copy, Debug)]
struct Glide {
    from: View,
    to: View,
    /// When it began, in seconds of the frame clock; unknown until the first frame.
    began: Option<f64>,
}

impl Default for Camera {
    fn default() -> Self {
        let view = View { center: Point::default(), zoom: 1.0 };
        Self { view, screen: Rect::from_min_size(Pos2::ZERO, Vec2::splat(1.0)), glide: None }
    }
}

impl Camera {
    /// The current zoom.
    pub fn zoom(&self) -> f32 {
        self.view.zoom
    }

    /// The current view.
    pub fn view(&self) -> View {
        self.view
    }

    /// Where a glide under way leads, else the current view.
    pub fn aim(&self) -> View {
        self.glide.map_or(self.view, |glide| glide.to)
    }

    /// The part of the screen that it fills.
    pub fn screen(&self) -> Rect {
        self.screen
    }

    /// Tells which part of the screen it fills.
    pub fn set_screen(&mut self, screen: Rect) {
        self.screen = screen;
    }

    /// Goes on with a glide; whether it is still under way.
    pub fn advance(&mut self, now: f64) -> bool {
        let Some(glide) = &mut self.glide else { return false };
        let began = *glide.began.get_or_insert(now);
        let t = inverse_lerp(began..=began + GLIDE_SECONDS, now).unwrap_or(1.0).clamp(0.0, 1.0);
        // Fast at first, then gently home.
        let eased = (1.0 - (1.0 - t) * (1.0 - t)) as f32;
        self.view = between(glide.from, glide.to, eased);
        if t >= 1.0 {
            self.glide = None;
        }
        self.glide.is_some()
    }

    /// Where a canvas point is on the screen.
    pub fn screen_from_world(&self, point: Point) -> Pos2 {
        let from_center = vec2(point.x - self.view.center.x, point.y - self.view.center.y);
        self.screen.center() + from_center * self.view.zoom
    }

    /// Which canvas point is at a place of the screen.
    pub fn world_from_screen(&self, at: Pos2) -> Point {
        let from_center = (at - self.screen.center()) / self.view.zoom;
        self.view.center.moved(from_center.x, from_center.y)
    }

    /// Where a canvas frame is on the screen.
    pub fn rect(&self, frame: &Frame) -> Rect {
        Rect::from_min_max(self.screen_from_world(frame.min), self.screen_from_world(frame.max))
    }

    /// The canvas frame that is in view.
    pub fn visible(&self) -> Frame {
        let (min, max) = (self.screen.min, self.screen.max);
        Frame { min: self.world_from_screen(min), max: self.world_from_screen(max) }
    }

    /// Moves what is shown by some screen points.
    pub fn pan(&mut self, by: Vec2) {
        self.glide = None;
        self.view.center = self.view.center.moved(-by.x / self.zoom(), -by.y / self.zoom());
    }

    /// Zooms by a factor; what is at `at` stays there.
    pub fn zoom_at(&mut self, at: Pos2, factor: f32) {
        self.glide = None;
        let held = self.world_from_screen(at);
        self.view.zoom = (self.view.zoom * factor).clamp(ZOOM_MIN, ZOOM_MAX);
        let now = self.screen_from_world(held);
        self.pan(at - now);
    }

    /// The next of the usual zooms above or below.
    pub fn zoom_step(&self, is_closer: bool) -> f32 {
        let zoom = self.aim().zoom;
        let next = if is_closer {
            STEPS.iter().find(|step| **step > zoom * 1.01)
        } else {
            STEPS.iter().rev().find(|step| **step < zoom * 0.99)
        };
        next.copied().unwrap_or(zoom)
    }

    /// Glides to a zoom around the middle.
    pub fn glide_to_zoom(&mut self, zoom: f32) {
        self.glide_to(View { zoom, ..self.aim() });
    }

    /// Glides to a view.
    pub fn glide_to(&mut self, to: View) {
        let to = View { zoom: to.zoom.clamp(ZOOM_MIN, ZOOM_MAX), ..to };
        self.glide = Some(Glide { from: self.view, to, began: None });
    }

    /// Shows a view at once.
    pub fn jump_to(&mut self, to: View) {
        self.glide = None;
        self.view = View { zoom: to.zoom.clamp(ZOOM_MIN, ZOOM_MAX), ..to };
    }

    /// The closest view, at most `zoom_max`, that shows a whole frame within the free part of the screen.
    pub fn view_of(&self, frame: &Frame, free: Rect, zoom_max: f32) -> View {
        let room = free.size().max(Vec2::splat(40.0));
        let wanted = vec2(frame.width().max(1.0), frame.height().max(1.0));
        let zoom = (room / wanted).min_elem().clamp(ZOOM_MIN, zoom_max);
        let offset = (free.center() - self.screen.center()) / zoom;
        View { center: frame.center().moved(-offset.x, -offset.y), zoom }
    }
}

fn between(from: View, to: View, t: f32) -> View {
    if t >= 1.0 {
        return to;
    }
    // Zooms are compared by ratio, so the way between them is even in the logarithm.
    let zoom = from.zoom * libm::powf(to.zoom / from.zoom, t);
    View { center: from.center.toward(to.center, t), zoom }
}

/// A point of the screen as the drawing's kind of point.
pub fn point(at: Pos2) -> Point {
    Point::new(at.x, at.y)
}

#[cfg(test)]
mod tests {
    use eframe::egui::pos2;

    use super::*;

    fn camera() -> Camera {
        let mut camera = Camera::default();
        camera.set_screen(Rect::from_min_size(pos2(100.0, 50.0), vec2(800.0, 600.0)));
        camera
    }

    #[test]
    fn what_is_under_the_pointer_stays_there_while_zooming() {
        let mut camera = camera();
        let at = pos2(230.0, 410.0);
        for factor in [1.3, 1.3, 0.2, 7.0, 100.0, 1e-6, 1.01] {
            let before = camera.world_from_screen(at);
            camera.zoom_at(at, factor);
            assert!(camera.world_from_screen(at).distance(before) * camera.zoom() < 0.05);
            assert!((ZOOM_MIN..=ZOOM_MAX).contains(&camera.zoom()));
        }
    }

    #[test]
    fn a_fitted_frame_is_in_view_and_in_the_middle() {
        let mut camera = camera();
        let frame = Frame::sized(Point::new(-400.0, 900.0), 2000.0, 300.0);
        let free = camera.screen().shrink(40.0);
        camera.jump_to(camera.view_of(&frame, free, 1.0));
        let shown = camera.rect(&frame);
        assert!(free.expand(0.1).contains_rect(shown));
        assert!((shown.center() - free.center()).length() < 0.1);
    }

    #[test]
    fn a_glide_ends_at_its_aim_in_time() {
        let mut camera = camera();
        let aim = View { center: Point::new(500.0, -20.0), zoom: 2.0 };
        camera.glide_to(aim);
        assert!(camera.advance(10.0) && camera.advance(10.1));
        assert!(!camera.advance(10.151));
        assert_eq!(camera.view(), aim);
    }

    #[test]
    fn zoom_steps_lead_from_end_to_end() {
        let mut camera = camera();
        for (is_closer, end) in [(true, ZOOM_MAX), (false, ZOOM_MIN)] {
            for _ in 0..STEPS.len() {
                camera.jump_to(View { zoom: camera.zoom_step(is_closer), ..camera.view() });
            }
            assert!((camera.zoom() - end).abs() < 1e-6);
        }
    }
}
