//! The beginning of a body: read to a cap, hashed, and decoded where it is text.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::{Encoding, UTF_8};
use ibidem_sdk::http::{Body, Truncated};
use sha2::{Digest as _, Sha256};
use tokio::time::{Instant, timeout_at};

/// How long a body may take, from its first byte.
const BODY_TIME: Duration = Duration::from_secs(20);

/// What of a body that is no text is handed on: enough to tell its format.
const BINARY: usize = 4 << 10;

/// What was read of a body.
#[derive(Debug, Default)]
pub(crate) struct Read {
    pub(crate) body: Option<Body>,
    pub(crate) sha256: Option<String>,
    pub(crate) truncated: Option<Truncated>,
}

/// Reads the beginning of a body. The bytes are counted as they are decompressed, so that a small
/// bomb fills no memory.
pub(crate) async fn read(mut response: reqwest::Response, wanted: usize) -> Read {
    if wanted == 0 {
        return Read::default();
    }
    let content_type = header(&response, "content-type");
    let is_text = is_text(&content_type);
    let wanted = if is_text { wanted } else { wanted.min(BINARY) };
    let mut bytes = Vec::new();
    let mut truncated = None;
    let end = Instant::now() + BODY_TIME;
    loop {
        match timeout_at(end, response.chunk()).await {
            Ok(Ok(Some(chunk))) => {
                let room = wanted - bytes.len();
                if chunk.len() > room {
                    bytes.extend_from_slice(&chunk[..room]);
                    truncated = Some(Truncated::Cap);
                    break;
                }
                bytes.extend_from_slice(&chunk);
            }
            Ok(Ok(None)) => break,
            Ok(Err(_)) | Err(_) => {
                truncated = Some(Truncated::Connection);
                break;
            }
        }
    }
    let sha256 = Some(format!("{:x}", Sha256::digest(&bytes)));
    let body = if is_text {
        Body::Text(decode(&bytes, &content_type))
    } else {
        Body::Base64(STANDARD.encode(&bytes))
    };
    Read { body: Some(body), sha256, truncated }
}

fn header(response: &reqwest::Response, name: &str) -> String {
    let value = response.headers().get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_ascii_lowercase()
}

/// A page without a type is most likely text.
fn is_text(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    kind.is_empty()
        || kind.starts_with("text/")
        || ["html", "xml", "json", "javascript"].iter().any(|part| kind.contains(part))
}

/// Decodes by a byte order mark, the header, the page's own declaration, or the bytes themselves.
pub(crate) fn decode(bytes: &[u8], content_type: &str) -> String {
    let declared = || {
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_ascii_lowercase();
        charset(&head)
    };
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None => charset(content_type).or_else(declared).unwrap_or_else(|| guess(bytes)),
    };
    let (text, ..) = encoding.decode(bytes);
    text.into_owned()
}

/// The encoding behind the first `charset=`.
fn charset(text: &str) -> Option<&'static Encoding> {
    let rest = text.split("charset").nth(1)?.trim_start().strip_prefix('=')?;
    let label = rest.trim_start_matches([' ', '"', '\'']);
    let end = label.find(|character: char| !character.is_ascii_alphanumeric() && !"-_:.".contains(character));
    Encoding::for_label(&label.as_bytes()[..end.unwrap_or(label.len())])
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    // A cap can cut a character in two.
    let is_utf8 = match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    if is_utf8 {
        return UTF_8;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, chardetng::Utf8Detection::Allow)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_decoded_by_what_says_most() {
        let koi8 = encoding_rs::KOI8_R.encode("Страница не найдена").0.into_owned();
        assert_eq!(decode(&koi8, "text/html; charset=koi8-r"), "Страница не найдена");
        let mut page = b"<meta charset='windows-1252'>".to_vec();
        page.push(0xe9);
        assert!(decode(&page, "text/html").ends_with('é'));
        assert_eq!(decode("\u{feff}é".as_bytes(), "text/html; charset=latin1"), "é");
        assert_eq!(decode("né".as_bytes(), "text/html"), "né");
        assert_eq!(decode(&"né".as_bytes()[..2], "text/html"), "n\u{fffd}");
        assert_eq!(decode(b"plain", "text/html; charset=nonsense"), "plain");
    }

    #[test]
    fn what_is_text() {
        for kind in ["", "text/html; charset=utf-8", "application/xhtml+xml", "application/json"] {
            assert!(is_text(kind), "{kind}");
        }
        for kind in ["application/pdf", "image/png", "application/octet-stream"] {
            assert!(!is_text(kind), "{kind}");
        }
    }
}
