//! What the binary messages 6, 8, 25 and 26 carry: one file per payload, named by its application
//! identifier, DAC/FI.

mod data;

pub use data::{ApplicationData, ApplicationId};
