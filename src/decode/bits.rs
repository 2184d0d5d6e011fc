/// The bits of one AIS payload, most significant first, with the fields of ITU-R M.1371 read out of
/// them. A field that lies beyond the end was not sent and is `None`.
#[derive(Clone, Copy, Debug)]
pub struct Bits<'a> {
    bytes: &'a [u8],
    len: usize,
}

impl<'a> Bits<'a> {
    /// `len` bits of `bytes`; fewer if there are not so many.
    pub fn new(bytes: &'a [u8], len: usize) -> Self {
        Self { bytes, len: len.min(bytes.len().saturating_mul(8)) }
    }

    /// How many bits were sent.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing was sent.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// An unsigned field of at most 32 bits.
    pub fn unsigned(&self, start: usize, width: usize) -> Option<u32> {
        todo!("{:?} {start} {width}", self.bytes)
    }
}
