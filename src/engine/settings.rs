use std::collections::BTreeMap;
use std::time::Duration;

use crate::alert::AlertSettings;
use crate::areas::RuleSetting;
use crate::domain::{FeedName, Position, RuleId};

/// What the engine has to know; all of it comes from the configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct EngineSettings {
    /// How late a report of a feed may be and still raise; feeds not named have
    /// [`EngineSettings::lateness_default`].
    pub lateness: BTreeMap<FeedName, Duration>,
    /// Lateness of all other feeds.
    pub lateness_default: Duration,
    /// Where the fixed receivers and radars stand.
    pub feed_positions: BTreeMap<FeedName, Position>,
    /// Feeds whose radar rides on the own ship of another feed.
    pub feed_own_ships: BTreeMap<FeedName, FeedName>,
    /// What the configuration says of rules, for every area.
    pub rules: BTreeMap<RuleId, RuleSetting>,
    /// Contacts held at most; the longest silent one goes first.
    pub contacts_max: usize,
    /// A contact unheard for so long leaves the picture.
    pub contact_expiry: Duration,
    /// Copies of a transmission are told within this window.
    pub duplicate_window: Duration,
    /// Payloads remembered at most for that.
    pub duplicates_max: usize,
    /// Bounds of the alert book.
    pub alerts: AlertSettings,
}

impl EngineSettings {
    /// How late a report of a feed may be and still raise.
    pub fn lateness(&self, feed: FeedName) -> Duration {
        self.lateness.get(&feed).copied().unwrap_or(self.lateness_default)
    }
}
