use std::fmt;

/// Printable ASCII of at most `N` bytes (`N` <= 255), kept inline.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<const N: usize> {
    bytes: [u8; N],
    len: u8,
}

impl<const N: usize> Text<N> {
    /// An empty text.
    pub const EMPTY: Self = Self { bytes: [b' '; N], len: 0 };

    /// Keeps the first `N` bytes; a byte that is not printable ASCII becomes `?`.
    pub fn from_ascii_lossy(source: &[u8]) -> Self {
        let mut bytes = [b' '; N];
        for (slot, &byte) in bytes.iter_mut().zip(source) {
            *slot = if (b' '..=b'~').contains(&byte) { byte } else { b'?' };
        }
        Self { bytes, len: u8::try_from(source.len().min(N)).unwrap_or(u8::MAX) }
    }

    /// The first `len` of bytes that are printable ASCII, blanks from there on.
    #[inline]
    pub(crate) fn from_padded(bytes: [u8; N], len: usize) -> Self {
        Self { bytes, len: u8::try_from(len.min(N)).unwrap_or(u8::MAX) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        let kept = self.bytes.get(..usize::from(self.len)).unwrap_or(&self.bytes);
        std::str::from_utf8(kept).unwrap_or("")
    }

    /// All its bytes, with blanks behind the text.
    pub(crate) const fn padded(&self) -> &[u8; N] {
        &self.bytes
    }

    /// How many characters it has.
    pub fn len(&self) -> usize {
        usize::from(self.len)
    }

    /// Whether nothing is in it.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }
}

impl<const N: usize> fmt::Display for Text<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<const N: usize> fmt::Debug for Text<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Text;

    #[test]
    fn it_keeps_what_fits_and_marks_what_is_not_printable() {
        assert_eq!(Text::<5>::from_ascii_lossy(b"ab\xffdefg").as_str(), "ab?de");
        assert!(Text::<5>::from_ascii_lossy(b"").is_empty());
    }
}
