use std::io;

use arrow_ipc::writer::StreamWriter;

use super::Encoder;
use super::batch::Batch;
use super::encoder::Out;
use crate::query::{Page, Row, Schema};

/// Rows of a record batch.
const BATCH_ROWS: usize = 16_384;

/// An Arrow IPC stream.
pub(super) struct ArrowStream<'a> {
    writer: StreamWriter<Out<'a>>,
    batch: Batch,
}

impl<'a> ArrowStream<'a> {
    pub(super) fn new(schema: Schema, out: Out<'a>) -> io::Result<Self> {
        let batch = Batch::new(&schema, false);
        let writer = StreamWriter::try_new(out, &batch.schema()).map_err(io::Error::other)?;
        Ok(Self { writer, batch })
    }

    fn write(&mut self) -> io::Result<()> {
        let batch = self.batch.take().map_err(io::Error::other)?;
        self.writer.write(&batch).map_err(io::Error::other)
    }
}

impl Encoder for ArrowStream<'_> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        self.batch.push(row);
        if self.batch.rows() < BATCH_ROWS { Ok(()) } else { self.write() }
    }

    fn finish(mut self: Box<Self>, _last: &Page) -> io::Result<()> {
        if self.batch.rows() > 0 {
            self.write()?;
        }
        self.writer.finish().map_err(io::Error::other)
    }
}
