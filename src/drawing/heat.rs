//! A table of probabilities as a picture: a row for each thing, a column for each phase, color and number in each cell.

use super::{Anchor, Drawing, FontWeight, Frame, Ink, Point, Shape, Stroke, legend, text};

/// A table of probabilities.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeatTable {
    /// What it shows, in words, for readers who cannot see it.
    pub description: String,
    /// What the probabilities are, for the legend.
    pub quantity: String,
    /// Heads of the columns.
    pub columns: Vec<String>,
    /// The rows, top to bottom.
    pub rows: Vec<HeatRow>,
}

/// One row of a [`HeatTable`].
#[derive(Clone, Debug, PartialEq)]
pub struct HeatRow {
    /// What it is about.
    pub name: String,
    /// Its sort, for example the kind of a node.
    pub sort: String,
    /// One cell a column.
    pub cells: Vec<HeatCell>,
}

/// One cell: its number decides the color, its words are written beside it, so that none depends on seeing colors.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatCell {
    /// The probability; `None` where it is not known.
    pub value: Option<f64>,
    /// The same in words.
    pub figure: String,
}

const WIDTH: f32 = 860.0;
const ROW: f32 = 24.0;
const NAME: f32 = 230.0;
const SORT: f32 = 66.0;
const SIZE: f32 = 12.0;
/// The part of a cell that is colored.
const PATCH: f32 = 0.38;

impl HeatTable {
    /// The table as a picture.
    pub fn drawing(&self) -> Drawing {
        let mut shapes = Vec::new();
        let column = (WIDTH - NAME - SORT) / self.columns.len().max(1) as f32;
        let head = self.heads(column, &mut shapes);
        for (i, row) in self.rows.iter().enumerate() {
            let top = head + i as f32 * ROW;
            let rule = Stroke::solid(Ink::Line, 1.0);
            shapes.push(Shape::line(Point::new(0.0, top), Point::new(WIDTH, top), rule));
            Self::row(row, top, column, &mut shapes);
        }
        let bottom = head + self.rows.len() as f32 * ROW;
        legend::ramp(Point::new(0.0, bottom + 18.0), &self.quantity, &mut shapes);
        let frame = Frame::sized(Point::default(), WIDTH, bottom + 52.0).grown(10.0);
        Drawing { frame, description: self.description.clone(), shapes }
    }

    /// The heads on up to three lines; gives the height that they take.
    fn heads(&self, column: f32, shapes: &mut Vec<Shape>) -> f32 {
        const LINES: usize = 3;
        const LINE: f32 = 14.0;
        for (i, name) in self.columns.iter().enumerate() {
            let mut lines = text::wrapped(name, 11.0, FontWeight::Medium, column - 10.0);
            if lines.len() > LINES {
                let rest = lines.split_off(LINES - 1).join(" ");
                lines.push(
                    text::elided(&rest, 11.0, FontWeight::Medium, column - 10.0).into_owned(),
                );
            }
            let blank = LINES - lines.len();
            for (j, line) in lines.into_iter().enumerate() {
                let x = NAME + SORT + i as f32 * column;
                let at = Point::new(x, 8.0 + (blank + j) as f32 * LINE);
                let line = Shape::text(at, line, 11.0, Ink::Secondary);
                shapes.push(line.weighing(FontWeight::Medium));
            }
        }
        LINES as f32 * LINE + 8.0
    }

    fn row(row: &HeatRow, top: f32, column: f32, shapes: &mut Vec<Shape>) {
        let middle = top + ROW / 2.0;
        let name = text::elided(&row.name, SIZE, FontWeight::Medium, NAME - 12.0);
        let name = Shape::text(Point::new(0.0, middle), name, SIZE, Ink::Text);
        shapes.push(name.weighing(FontWeight::Medium));
        let sort = text::elided(&row.sort, 11.0, FontWeight::Regular, SORT - 8.0);
        shapes.push(Shape::text(Point::new(NAME, middle), sort, 11.0, Ink::Secondary));
        for (i, cell) in row.cells.iter().enumerate() {
            let left = NAME + SORT + i as f32 * column;
            let patch = Frame::sized(Point::new(left, top + 1.0), column * PATCH, ROW - 2.0);
            if let Some(value) = cell.value {
                shapes.push(Shape::block(patch, Ink::Probability(value as f32)));
            }
            let room = column * (1.0 - PATCH) - 10.0;
            // A number is never cut: what is left of it would read as another one.
            let fits = |size: &f32| text::width(&cell.figure, *size, FontWeight::Regular) <= room;
            let size = [11.0, 10.0, 9.0, 8.0].into_iter().find(fits).unwrap_or(7.0);
            let at = Point::new(left + column - 6.0, middle);
            shapes.push(Shape::text(at, &*cell.figure, size, Ink::Text).anchored(Anchor::End));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_has_its_number_in_words_and_what_is_not_known_no_color() {
        let cell = |value: Option<f64>| HeatCell { value, figure: format!("{value:?}") };
        let table = HeatTable {
            columns: vec!["A phase with quite a long name of its own".to_owned(); 3],
            rows: vec![HeatRow {
                name: "A name that is much too long for the room that it has here".to_owned(),
                sort: "Host".to_owned(),
                cells: vec![cell(Some(0.2)), cell(None), cell(Some(0.0))],
            }],
            ..HeatTable::default()
        };
        let drawing = table.drawing();
        let colored = drawing.shapes.iter().filter(|shape| {
            let Shape::Path { outline, fill: Some(Ink::Probability(_)), .. } = shape else {
                return false;
            };
            matches!(outline, crate::drawing::Outline::Rect(frame, _) if frame.height() > 20.0)
        });
        assert_eq!(colored.count(), 2);
        let is_inside = |shape: &Shape| match shape {
            Shape::Text { at, .. } => drawing.frame.contains(*at),
            _ => true,
        };
        assert!(drawing.shapes.iter().all(is_inside));
    }
}
