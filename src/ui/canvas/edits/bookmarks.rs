//! Views of the canvas to come back to.

use crate::{
    model::{Assessment, Bookmark, Edit, Position},
    ui::canvas::camera::View,
};

/// The document with a view added, and the name that it got: of what is seen, or a number where that is taken.
pub fn added(document: &Assessment, view: View, seen: &str) -> (Edit, String) {
    let mut bookmarks = document.bookmarks().to_vec();
    let is_taken = |name: &str| bookmarks.iter().any(|bookmark| bookmark.name == name);
    let stem = if seen.is_empty() { "View" } else { seen };
    let numbered = (2..).map(|n| format!("{stem} {n}"));
    let name = std::iter::once(stem.to_owned()).chain(numbered).find(|name| !is_taken(name));
    let name = name.unwrap_or_default();
    let (x, y) = (f64::from(view.center.x), f64::from(view.center.y));
    let center = Position { x, y };
    bookmarks.push(Bookmark { name: name.clone(), center, zoom: f64::from(view.zoom) });
    (Edit::Named("add bookmark", vec![Edit::Bookmarks(bookmarks)]), name)
}

/// With another name for one; `None` where there is none.
pub fn renamed(document: &Assessment, place: usize, name: &str) -> Option<Edit> {
    let mut bookmarks = document.bookmarks().to_vec();
    name.clone_into(&mut bookmarks.get_mut(place)?.name);
    Some(Edit::Named("rename bookmark", vec![Edit::Bookmarks(bookmarks)]))
}

/// Without one; `None` where there is none.
pub fn removed(document: &Assessment, place: usize) -> Option<Edit> {
    let mut bookmarks = document.bookmarks().to_vec();
    (place < bookmarks.len()).then(|| bookmarks.remove(place))?;
    Some(Edit::Named("remove bookmark", vec![Edit::Bookmarks(bookmarks)]))
}

/// The view that a bookmark keeps.
pub fn view_of(bookmark: &Bookmark) -> View {
    let center = crate::drawing::Point::new(bookmark.center.x as f32, bookmark.center.y as f32);
    View { center, zoom: bookmark.zoom as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawing::Point;

    #[test]
    fn bookmarks_are_added_renamed_and_removed() {
        let blank = Assessment::blank("t");
        let view = View { center: Point::new(40.0, -8.0), zoom: 0.5 };
        let (edit, name) = added(&blank, view, "Pilot");
        assert_eq!(name, "Pilot");
        let document = blank.edited(&edit).expect("valid");
        assert_eq!(view_of(&document.bookmarks()[0]), view);
        let (edit, name) = added(&document, view, "Pilot");
        assert_eq!(name, "Pilot 2");
        let two = document.edited(&edit).expect("valid");
        let renamed = renamed(&two, 1, "Exit").and_then(|edit| two.edited(&edit).ok());
        let renamed = renamed.expect("valid");
        assert_eq!(renamed.bookmarks()[1].name, "Exit");
        let rest = removed(&renamed, 1).and_then(|edit| renamed.edited(&edit).ok());
        assert_eq!(rest.expect("valid"), document);
        assert_eq!(removed(&document, 1), None);
    }
}
