//! Small PDFs, set by hand: text in Helvetica at places, and nothing compressed.

/// A page in the making. Places and sizes are in points, from the lower left corner.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    content: String,
    has_picture: bool,
}

impl Sheet {
    /// Sets text.
    #[must_use]
    pub fn text(mut self, x: i32, y: i32, size: i32, text: &str) -> Self {
        let escaped = text.replace('\\', r"\\").replace('(', r"\(").replace(')', r"\)");
        self.content += &format!("BT /F {size} Tf {x} {y} Td ({escaped}) Tj ET\n");
        self
    }

    /// Sets the number of a note.
    #[must_use]
    pub fn raised(self, x: i32, y: i32, size: i32, number: &str) -> Self {
        self.text(x, y, size, number)
    }

    /// Sets a picture over the whole page.
    #[must_use]
    pub fn picture(mut self) -> Self {
        self.content += "q 500 0 0 700 50 50 cm /P Do Q\n";
        self.has_picture = true;
        self
    }

    /// A document of these pages (ISO 32000-2, 7.5).
    pub fn document(sheets: &[Self]) -> Vec<u8> {
        let pages: Vec<String> = (0..sheets.len()).map(|i| format!("{} 0 R", 5 + 2 * i)).collect();
        let mut objects = vec![
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            format!("<< /Type /Pages /Kids [{}] /Count {} >>", pages.join(" "), pages.len()),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
            concat!(
                "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray ",
                "/BitsPerComponent 8 /Length 1 >>\nstream\nA\nendstream"
            )
            .to_owned(),
        ];
        for (i, sheet) in sheets.iter().enumerate() {
            let picture = if sheet.has_picture { " /XObject << /P 4 0 R >>" } else { "" };
            objects.push(format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {} 0 R /Resources << /Font << /F 3 0 R >>{picture} >> >>",
                6 + 2 * i
            ));
            objects.push(format!(
                "<< /Length {} >>\nstream\n{}endstream",
                sheet.content.len(),
                sheet.content
            ));
        }
        let mut file = "%PDF-1.7\n".to_owned();
        let mut places = Vec::new();
        for (object, number) in objects.iter().zip(1..) {
            places.push(file.len());
            file += &format!("{number} 0 obj\n{object}\nendobj\n");
        }
        let table = file.len();
        let entries: String =
            places.iter().fold(String::new(), |table, place| table + &format!("{place:010} 00000 n \n"));
        let count = objects.len() + 1;
        file += &format!("xref\n0 {count}\n0000000000 65535 f \n{entries}");
        file += &format!("trailer << /Size {count} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        file.into_bytes()
    }
}
