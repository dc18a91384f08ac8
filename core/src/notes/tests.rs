//! Notes and markers of small documents, from their text to the paper.
