use std::fmt;

/// What somebody may do; each role may do what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Sees the picture, the alerts and the metrics.
    Viewer,
    /// Also asks history: queries, exports, trials of rules.
    Analyst,
    /// Also acts: on alerts, watch areas, security levels and the watch list.
    Officer,
    /// Also what concerns the daemon itself.
    Administrator,
}

impl Role {
    /// All roles, the least first.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Analyst, Self::Officer, Self::Administrator];

    /// As files and answers write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Analyst => "analyst",
            Self::Officer => "officer",
            Self::Administrator => "administrator",
        }
    }

    /// The role of a name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
