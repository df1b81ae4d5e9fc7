//! Tables of a Word document: widths of columns from what stands in them.

use super::body::{Body, paragraph, plain};
use crate::report::{
    block::{Cell, Column, Field, TableBlock},
    widths,
};

/// Of the terms of fields.
const TERM_WIDTH: usize = 2300;
/// The width of a character in a table, in twentieths of a point.
const LETTER: usize = 86;
/// The same where letters are small, because there are many columns.
const LETTER_SMALL: usize = 69;
/// A table with more columns has small letters.
const COLUMNS_MAX: usize = 7;

impl Body<'_> {
    /// A table with its head on every page.
    pub(super) fn table(&mut self, table: &TableBlock) {
        let is_wide = table.columns.len() > COLUMNS_MAX;
        let (style, letter) =
            if is_wide { ("ReportTableWide", LETTER_SMALL) } else { ("ReportTable", LETTER) };
        let room = self.sheet.text_width();
        let shares = widths::shares(table, room / letter).into_iter();
        let widths: Vec<usize> = shares.map(|share| (share * room as f32) as usize).collect();
        self.open_table(style, &widths, &table.caption);
        self.xml.push_str("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        for (column, width) in table.columns.iter().zip(&widths) {
            let style = if column.is_numeric { "TableHeadNumber" } else { "TableHead" };
            let title = plain(&column.title, "");
            self.cell(*width, &paragraph(style, &title));
        }
        self.xml.push_str("</w:tr>\n");
        for row in &table.rows {
            self.xml.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            for ((cell, column), width) in row.iter().zip(&table.columns).zip(&widths) {
                let runs = self.runs(&cell.spans);
                self.cell(*width, &paragraph(style_of(cell, column), &runs));
            }
            self.xml.push_str("</w:tr>\n");
        }
        self.close_table();
    }

    /// Terms beside what belongs to them.
    pub(super) fn fields(&mut self, fields: &[Field]) {
        if fields.is_empty() {
            return;
        }
        let widths = [TERM_WIDTH, self.sheet.text_width() - TERM_WIDTH];
        self.open_table("FieldTable", &widths, "");
        for field in fields {
            self.xml.push_str("<w:tr>");
            let term = plain(&field.term, "");
            self.cell(widths[0], &paragraph("FieldTerm", &term));
            let mut content = String::new();
            if field.is_empty() {
                content +=
                    &paragraph("FieldText", &plain(&self.style.words.not_provided, "NotProvided"));
            } else if !field.spans.is_empty() {
                content += &paragraph("FieldText", &self.runs(&field.spans));
            }
            for item in &field.items {
                content += &paragraph("FieldList", &self.runs(item));
            }
            self.cell(widths[1], &content);
            self.xml.push_str("</w:tr>\n");
        }
        self.close_table();
    }

    fn open_table(&mut self, style: &str, widths: &[usize], caption: &str) {
        let caption = crate::drawing::svg::escaped(caption);
        let caption = if caption.is_empty() {
            String::new()
        } else {
            format!("<w:tblCaption w:val=\"{caption}\"/>")
        };
        let room = self.sheet.text_width();
        let is_headed = u8::from(style != "FieldTable");
        self.put(&format!(
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"{style}\"/><w:tblW w:w=\"{room}\" w:type=\"dxa\"/>\
             <w:tblLayout w:type=\"fixed\"/><w:tblLook w:val=\"04A0\" w:firstRow=\"{is_headed}\" w:lastRow=\"0\" \
             w:firstColumn=\"1\" w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/>{caption}</w:tblPr><w:tblGrid>"
        ));
        for width in widths {
            self.put(&format!("<w:gridCol w:w=\"{width}\"/>"));
        }
        self.xml.push_str("</w:tblGrid>\n");
    }

    /// Two tables in a row would become one, so that a thin line stands between.
    fn close_table(&mut self) {
        self.xml.push_str("</w:tbl>\n");
        self.xml += &paragraph("AfterTable", "");
    }

    pub(super) fn put(&mut self, xml: &str) {
        self.xml.push_str(xml);
    }

    fn cell(&mut self, width: usize, content: &str) {
        self.put(&format!(
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>{content}</w:tc>"
        ));
    }
}

fn style_of(cell: &Cell, column: &Column) -> &'static str {
    match (column.is_numeric, cell.is_carried) {
        (false, false) => "TableText",
        (false, true) => "TableTextCarried",
        (true, false) => "TableNumber",
        (true, true) => "TableNumberCarried",
    }
}
