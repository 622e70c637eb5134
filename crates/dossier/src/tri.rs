//! Three-valued logic (Kleene): what is not known stays not known, and never counts as "no".

use serde::{Deserialize, Serialize};

/// Yes, no, or not known yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tri {
    /// No.
    False,
    /// Not known yet.
    #[default]
    Unknown,
    /// Yes.
    True,
}

impl Tri {
    /// True only when both are; false as soon as one is false.
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// False only when both are; true as soon as one is true.
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// Whether it is known to be true.
    pub fn is_true(self) -> bool {
        self == Self::True
    }

    /// Whether it is known to be false.
    pub fn is_false(self) -> bool {
        self == Self::False
    }

    /// Whether it could still turn out true.
    pub fn may_be_true(self) -> bool {
        self != Self::False
    }
}

impl std::ops::Not for Tri {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }
}

impl From<bool> for Tri {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

impl From<Option<bool>> for Tri {
    fn from(value: Option<bool>) -> Self {
        value.map_or(Self::Unknown, Self::from)
    }
}
