use crate::detect::Priority;
use crate::store::row::AlertRow;

/// The priority of an alert; what is not known counts as the highest.
pub(super) fn priority(row: &AlertRow) -> Priority {
    let found = Priority::ALL.into_iter().find(|one| one.as_str() == row.priority);
    found.unwrap_or(Priority::Emergency)
}

/// Whether the condition still holds, whatever officers have done.
pub(super) fn holds(row: &AlertRow) -> bool {
    matches!(row.state.as_str(), "unacknowledged" | "acknowledged")
}
