//! bytes → text: the encoding of a file, and where each character of it stands.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use ibidem_citations::Span;

use crate::document::Guess;

/// The text of a file, and the way back to its bytes.
pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) guesses: Vec<Guess>,
    offsets: Offsets,
}

/// Where characters of the text stand in the file.
enum Offsets {
    /// The text is the file, less a byte order mark of this length.
    Same(usize),
    /// Pairs (text, file); between two of them both grow alike.
    Table(Vec<(usize, usize)>),
}

impl Decoded {
    /// A text that was decoded already, and is its own file.
    pub(crate) fn of_text(text: String) -> Self {
        Self { text, guesses: Vec::new(), offsets: Offsets::Same(0) }
    }

    /// Puts another file behind this one; gives the bytes that it then has of the whole.
    pub(crate) fn append(&mut self, other: Self) -> Span {
        let (text, file) = (self.text.len(), self.to_file_byte(self.text.len()));
        let table = match std::mem::replace(&mut self.offsets, Offsets::Same(0)) {
            Offsets::Same(mark) => vec![(0, mark)],
            Offsets::Table(table) => table,
        };
        let others = match &other.offsets {
            Offsets::Same(mark) => vec![(0, *mark)],
            Offsets::Table(table) => table.clone(),
        };
        let end = file + other.to_file_byte(other.text.len());
        self.offsets = Offsets::Table(table);
        if let Offsets::Table(table) = &mut self.offsets {
            for (other_text, other_file) in others {
                push_pair(table, (text + other_text, file + other_file));
            }
        }
        self.text.push_str(&other.text);
        self.guesses.extend(other.guesses);
        Span::new(file, end)
    }

    /// The bytes of the file for a span of the text, in parts inside which offsets correspond.
    pub(crate) fn to_file(&self, span: Span) -> Vec<(Span, Span)> {
        let table = match &self.offsets {
            Offsets::Same(mark) => return vec![(span, span.shifted(*mark))],
            Offsets::Table(table) => table,
        };
        let mut parts = Vec::new();
        let mut i = table.partition_point(|(text, _)| *text <= span.start).saturating_sub(1);
        let mut start = span.start;
        while start < span.end {
            let Some((text, file)) = table.get(i).copied() else { break };
            let next = table.get(i + 1).copied();
            let end = next.map_or(span.end, |(text, _)| text.min(span.end));
            let file_start = file + (start - text);
            let file_end = match next {
                // The last character of a part can be longer or shorter in the file.
                Some((next_text, next_file)) if end == next_text => next_file,
                _ => file_start + (end - start),
            };
            parts.push((Span::new(start, end), Span::new(file_start, file_end)));
            start = end;
            i += 1;
        }
        parts
    }

    /// The byte of the file for a byte of the text.
    pub(crate) fn to_file_byte(&self, at: usize) -> usize {
        match &self.offsets {
            Offsets::Same(mark) => at + mark,
            Offsets::Table(table) => {
                let i = table.partition_point(|(text, _)| *text <= at).saturating_sub(1);
                table.get(i).map_or(at, |(text, file)| file + (at - text))
            }
        }
    }
}

/// Decodes a file, whatever its encoding; what cannot be decoded becomes U+FFFD.
pub(crate) fn decode(bytes: Vec<u8>) -> Decoded {
    let mut decoded = match Encoding::for_bom(&bytes) {
        Some((encoding, mark)) if encoding == UTF_8 => decode_utf8(bytes, mark),
        Some((encoding, mark)) => decode_as(&bytes, encoding, mark),
        None => decode_unmarked(bytes),
    };
    let count = decoded.text.bytes().filter(|byte| *byte == 0).count();
    if count > 0 {
        // One byte for one byte, so that the offsets stay right.
        decoded.text = decoded.text.replace('\0', " ");
        decoded.guesses.push(Guess::NulBytes { count });
    }
    decoded
}

fn decode_unmarked(bytes: Vec<u8>) -> Decoded {
    if let Some(encoding) = utf16_without_mark(&bytes) {
        return decode_as(&bytes, encoding, 0);
    }
    match std::str::from_utf8(&bytes) {
        Ok(_) => decode_utf8(bytes, 0),
        Err(_) if is_damaged_utf8(&bytes) => decode_as(&bytes, UTF_8, 0),
        Err(_) if declared_encoding(&bytes).is_some_and(|declared| fits(&bytes, declared)) => {
            decode_as(&bytes, declared_encoding(&bytes).unwrap_or(UTF_8), 0)
        }
        Err(_) => {
            // A file of 64 MB need not be read to its end to know its encoding.
            let sample = bytes.get(..1 << 20).unwrap_or(&bytes);
            let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
            detector.feed(sample, sample.len() == bytes.len());
            decode_as(&bytes, detector.guess(None, chardetng::Utf8Detection::Deny), 0)
        }
    }
}

fn decode_utf8(mut bytes: Vec<u8>, mark: usize) -> Decoded {
    bytes.drain(..mark);
    match String::from_utf8(bytes) {
        Ok(text) => Decoded { text, guesses: Vec::new(), offsets: Offsets::Same(mark) },
        Err(error) => {
            let mut decoded = decode_as(error.as_bytes(), UTF_8, 0);
            if let Offsets::Table(table) = &mut decoded.offsets {
                for (_, file) in table {
                    *file += mark;
                }
            }
            decoded
        }
    }
}

/// The encoding that a page claims in its first bytes: `<meta charset>`, `http-equiv`, `<?xml encoding>`.
fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = bytes.get(..bytes.len().min(4096)).unwrap_or_default().to_ascii_lowercase();
    let text = String::from_utf8_lossy(&start);
    if !text.trim_start().starts_with('<') {
        return None;
    }
    let claims = ["charset", "encoding"]
        .iter()
        .flat_map(|word| text.match_indices(word).map(|(at, word)| at + word.len()));
    claims
        .filter_map(|at| {
            let rest =
                text.get(at..)?.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
            let label = rest.split(['"', '\'', ' ', ';', '>', '/', '?']).next()?;
            Encoding::for_label(label.as_bytes())
        })
        // A claim that could be read is none of UTF-16, and invalid UTF-8 is none of UTF-8.
        .find(|encoding| ![UTF_8, UTF_16LE, UTF_16BE].contains(encoding))
}

/// Whether the bytes can be of an encoding: next to nothing in them is undefined in it or a control character.
fn fits(bytes: &[u8], encoding: &'static Encoding) -> bool {
    let sample = bytes.get(..bytes.len().min(1 << 20)).unwrap_or_default();
    let (text, _) = encoding.decode_without_bom_handling(sample);
    let (mut odd, mut beyond) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        beyond += 1;
        odd += usize::from(c == char::REPLACEMENT_CHARACTER || c.is_control());
    }
    odd * 50 <= beyond
}

/// Text in Latin script has a zero in every second byte of UTF-16.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(4096) & !1)?;
    let zeros = |first: usize| sample.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), sample.len() / 2);
    if half < 2 {
        None
    } else if odd * 10 > half * 7 && even * 10 < half {
        Some(UTF_16LE)
    } else if even * 10 > half * 7 && odd * 10 < half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether a file is UTF-8 with a few bad places rather than another encoding:
/// in a legacy encoding hardly any non-ASCII letter happens to form a valid sequence.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad * 3
}

/// Decodes byte by byte, so that each character is known with the bytes it came from.
fn decode_as(bytes: &[u8], encoding: &'static Encoding, mark: usize) -> Decoded {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    let mut table = vec![(0, mark)];
    let mut buffer = [0_u8; 16];
    let mut character_start = mark;
    for (i, byte) in bytes.iter().enumerate().skip(mark) {
        let last = i + 1 == bytes.len();
        let (_, _, written, _) = decoder.decode_to_utf8(std::slice::from_ref(byte), &mut buffer, last);
        if written == 0 {
            continue;
        }
        text.push_str(std::str::from_utf8(&buffer[..written]).unwrap_or("\u{FFFD}"));
        let file_end = i + 1;
        if written != file_end - character_start {
            push_pair(&mut table, (text.len() - written, character_start));
            push_pair(&mut table, (text.len(), file_end));
        }
        character_start = file_end;
    }
    let lost = text.matches('\u{FFFD}').count();
    let guesses = vec![Guess::Encoding { name: encoding.name(), lost }];
    Decoded { text, guesses, offsets: Offsets::Table(table) }
}

fn push_pair(table: &mut Vec<(usize, usize)>, pair: (usize, usize)) {
    match table.last_mut() {
        Some(last) if last.0 == pair.0 => *last = pair,
        _ => table.push(pair),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], text: &str) -> Decoded {
        let decoded = decode(bytes.to_vec());
        assert_eq!(decoded.text, text);
        decoded
    }

    #[test]
    fn a_byte_order_mark_shifts_offsets() {
        let decoded = check(b"\xEF\xBB\xBFabc", "abc");
        assert_eq!(decoded.to_file(Span::new(0, 1)), [(Span::new(0, 1), Span::new(3, 4))]);
        assert!(decoded.guesses.is_empty());
    }

    #[test]
    fn utf16_is_known_with_and_without_mark() {
        let units: Vec<u8> = "Détente, again".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked: Vec<u8> = [vec![0xFF, 0xFE], units.clone()].concat();
        let decoded = check(&marked, "Détente, again");
        assert_eq!(decoded.to_file_byte(0), 2);
        check(&units, "Détente, again");
    }

    #[test]
    fn windows_1252_maps_each_letter_to_its_byte() {
        let bytes = b"\x93Pakistan\x92s D\xE9tente\x94 in the caf\xE9s of Lahore, said the na\xEFve editor";
        let decoded = check(bytes, "“Pakistan’s Détente” in the cafés of Lahore, said the naïve editor");
        let at = decoded.text.find("cafés").unwrap_or_default();
        let file: Span = decoded
            .to_file(Span::new(at, at + "cafés".len()))
            .into_iter()
            .map(|(_, file)| file)
            .reduce(Span::to)
            .unwrap();
        assert_eq!(&bytes[file.start..file.end], b"caf\xE9s");
    }

    #[test]
    fn a_few_bad_bytes_do_not_change_the_encoding() {
        let decoded = check(
            "Détente, naïve, Zürich, œuvre \u{FFFD}".as_bytes(),
            "Détente, naïve, Zürich, œuvre \u{FFFD}",
        );
        assert!(decoded.guesses.is_empty());
        let mut bytes = "Détente, naïve, Zürich, œuvre ".as_bytes().to_vec();
        bytes.push(0xFF);
        let decoded = check(&bytes, "Détente, naïve, Zürich, œuvre \u{FFFD}");
        assert_eq!(decoded.guesses, [Guess::Encoding { name: "UTF-8", lost: 1 }]);
    }

    #[test]
    fn a_page_tells_its_encoding() {
        let (russian, _, _) = encoding_rs::KOI8_R.encode("<meta charset=koi8-r><p>Примечания</p>");
        check(&russian, "<meta charset=koi8-r><p>Примечания</p>");
        let (french, _, _) = encoding_rs::ISO_8859_15.encode(
            "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=iso-8859-15\"><p>œuvre à 5 €</p>",
        );
        assert!(decode(french.into_owned()).text.contains("œuvre à 5 €"));
    }

    #[test]
    fn a_claim_that_the_bytes_contradict_counts_for_nothing() {
        check(
            "<meta charset=iso-8859-1><p>Détente</p>".as_bytes(),
            "<meta charset=iso-8859-1><p>Détente</p>",
        );
        let shift_jis = b"<meta charset=shift_jis><p>D\xE9tente na\xEFve caf\xE9s \xA0 \xFF\xFD</p>";
        assert!(decode(shift_jis.to_vec()).text.contains("Détente naïve cafés"));
        let damaged = b"<meta charset=utf-8><p>D\xE9tente, na\xEFve caf\xE9s, \x93so\x94</p>";
        assert!(decode(damaged.to_vec()).text.contains("Détente, naïve cafés, “so”"));
    }

    #[test]
    fn nul_bytes_are_spaces() {
        let decoded = check(b"one\0two", "one two");
        assert_eq!(decoded.guesses, [Guess::NulBytes { count: 1 }]);
    }
}
