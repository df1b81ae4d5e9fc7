//! Pictures of the window, compared pixel by pixel with stored ones.

use std::path::Path;

use driftline::ui::{
    App,
    egui::{accesskit::Role, vec2},
};
use egui_kittest::{
    Harness,
    kittest::{Queryable, by},
};
use image::{RgbaImage, imageops};

use crate::{
    canvas::THREE,
    workbench::{document, window_of_size},
};

/// The part of the window with the three cards, 420 × 260.
fn graph(harness: &mut Harness<'_, App>) -> RgbaImage {
    let card = harness.get(by().role(Role::ListBoxOption).label_contains("Rare task")).rect();
    let window = harness.render().expect("a picture");
    let corner = (card.left_top() - vec2(6.0, 32.0)).round();
    imageops::crop_imm(&window, corner.x as u32, corner.y as u32, 420, 260).to_image()
}

/// Compares with a file in `tests/snapshots/gui`; `UPDATE_SNAPSHOTS=1` rewrites it.
fn assert_pictured(name: &str, picture: &RgbaImage) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/gui");
    let path = folder.join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::create_dir_all(&folder).expect("a folder");
        picture.save(&path).expect("a file");
    }
    let kept = image::open(&path).expect("a picture; UPDATE_SNAPSHOTS=1 writes it").to_rgba8();
    let differing = kept.pixels().zip(picture.pixels()).filter(|(kept, now)| kept != now).count();
    assert!(
        kept.dimensions() == picture.dimensions() && differing == 0,
        "{name} differs in {differing} pixels; look at it, UPDATE_SNAPSHOTS=1 accepts it",
    );
}

fn assert_graph(name: &str, is_dark: bool) {
    let mut harness = window_of_size(document(THREE), vec2(1280.0, 800.0), is_dark);
    let first = graph(&mut harness);
    assert!(first == graph(&mut harness), "two pictures of one state differ");
    assert_pictured(name, &first);
}

#[test]
fn the_graph_in_the_light_theme() {
    assert_graph("graph-light.png", false);
}

#[test]
fn the_graph_in_the_dark_theme() {
    assert_graph("graph-dark.png", true);
}
