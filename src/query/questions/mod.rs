//! What can be asked, one file a question.

mod company;
mod encounters;
mod identity;
mod near;
mod positions;
mod question;
mod search;
mod statistics;
mod stops;
mod vessels;
mod who;

pub use question::{Question, QuestionKind};
pub use vessels::{VESSELS, vessel_row};
