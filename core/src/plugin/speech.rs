//! Bytes of a worker ↔ messages: in frames, or as lines.

use std::io;
use std::ops::Range;

use super::protocol::{self, MAX_ANSWER};

/// How messages are told from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Speech {
    /// By a length before each.
    Frames,
    /// By line breaks.
    Lines,
}

/// A message among the bytes of a worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Where its JSON stands.
    pub(super) json: Range<usize>,
    /// Where the bytes behind it begin.
    pub(super) end: usize,
}

impl Speech {
    /// A request, which comes as a frame, as it is written: in two parts.
    pub(super) fn written(self, request: &[u8]) -> [&[u8]; 2] {
        match self {
            Self::Frames => [request, &[]],
            Self::Lines => [protocol::json_of(request), b"\n"],
        }
    }

    /// Finds the first message of some bytes, if all of it is there; the first `known` bytes are known to
    /// hold no end of a line. An error is one that the worker has made.
    pub(super) fn first(self, bytes: &[u8], known: usize) -> io::Result<Option<Place>> {
        match self {
            Self::Frames => {
                let Some(len) = protocol::length_of(bytes, MAX_ANSWER)? else { return Ok(None) };
                let json = 4..4 + len;
                let place = Place { end: json.end, json };
                Ok((bytes.len() >= place.end).then_some(place))
            }
            Self::Lines => {
                let rest = bytes.get(known..).unwrap_or_default();
                let end = rest.iter().position(|byte| *byte == b'\n').map(|at| known + at);
                if end.unwrap_or(bytes.len()) > MAX_ANSWER {
                    let cause = format!("a line is longer than the limit of {MAX_ANSWER} bytes");
                    return Err(io::Error::other(cause));
                }
                Ok(end.map(|end| Place { json: 0..end, end: end + 1 }))
            }
        }
    }

    /// What the worker has written that is no message: its author finds the `print` by it.
    pub(super) fn no_message(self, json: &[u8], error: &serde_json::Error) -> String {
        match self {
            Self::Frames => format!("gave an answer that is none: {error}"),
            Self::Lines => {
                let line = String::from_utf8_lossy(json);
                let start: String = line.trim_end().chars().take(60).collect();
                format!("wrote to standard output what is no message: “{start}”")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_found_when_all_of_it_is_there() {
        let frame = [&[2, 0, 0, 0][..], b"{}rest"].concat();
        for len in 0..6 {
            assert_eq!(Speech::Frames.first(&frame[..len], 0).unwrap(), None);
        }
        assert_eq!(Speech::Frames.first(&frame, 0).unwrap(), Some(Place { json: 4..6, end: 6 }));
        assert_eq!(Speech::Lines.first(b"{}", 0).unwrap(), None);
        assert_eq!(Speech::Lines.first(b"{}\nrest", 2).unwrap(), Some(Place { json: 0..2, end: 3 }));
    }

    #[test]
    fn what_only_claims_to_be_long_is_refused_at_once() {
        let error = Speech::Frames.first(&[0xFF; 4], 0).unwrap_err();
        assert_eq!(error.to_string(), "a message of 4294967295 bytes is longer than the limit of 16777216");
        let error = Speech::Lines.first(&vec![b'x'; MAX_ANSWER + 1], 0).unwrap_err();
        assert_eq!(error.to_string(), "a line is longer than the limit of 16777216 bytes");
    }

    #[test]
    fn a_request_is_written_as_a_frame_or_as_a_line() {
        let frame = protocol::frame(&1, 9).unwrap();
        assert_eq!(Speech::Frames.written(&frame).concat(), b"\x01\0\0\x001");
        assert_eq!(Speech::Lines.written(&frame).concat(), b"1\n");
    }
}
