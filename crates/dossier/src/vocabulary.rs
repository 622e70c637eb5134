//! Closed vocabularies: the CNIL's categories, and the small scales used everywhere.
//!
//! Keys are stable and language-neutral; French labels live in `rules/cnil.toml` and are read through
//! [`Labels`]. Sources: the CNIL's notification form and its published data set.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

const SHIPPED: &str = include_str!("../../../rules/cnil.toml");

/// How sure somebody is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// A guess.
    Low,
    /// Likely.
    #[default]
    Medium,
    /// Established.
    High,
}

/// A number of persons, records or recipients, with its precision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "precision", content = "n", rename_all = "snake_case")]
pub enum Count {
    /// Counted.
    Exact(u64),
    /// About this many.
    Approximate(u64),
    /// It will never be known.
    CannotBeDetermined,
    /// Not known yet.
    ToBeDetermined,
}

impl Count {
    /// The figure, when there is one.
    pub fn figure(self) -> Option<u64> {
        match self {
            Self::Exact(n) | Self::Approximate(n) => Some(n),
            Self::CannotBeDetermined | Self::ToBeDetermined => None,
        }
    }
}

macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($(#[$item:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$item])* $variant),+ }

        impl $name {
            /// Every term, in the order of the form.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
        }
    };
}

vocabulary! {
    /// What the data are about.
    DataCategory {
        /// Civil status: name, sex, birth date, age…
        CivilStatus,
        /// National identification number (NIR).
        NationalNumber,
        /// Contact details.
        Contact,
        /// Credentials or identification.
        Credentials,
        /// Income, accounts, bank card…
        Financial,
        /// Identity card, passport, driving licence…
        OfficialDocuments,
        /// Location.
        Location,
        /// Offences, convictions, security measures.
        Offences,
        /// Racial or ethnic origin.
        Origin,
        /// Political opinions.
        Political,
        /// Religious or philosophical beliefs.
        Religious,
        /// Trade union membership.
        Union,
        /// Sexual life or orientation.
        SexualOrientation,
        /// Health.
        Health,
        /// Biometric data.
        Biometric,
        /// Genetic data.
        Genetic,
        /// Not known yet.
        Unknown,
        /// Something else.
        Other,
    }
}

impl DataCategory {
    /// Whether it is a special category (article 9 GDPR).
    pub fn is_sensitive(self) -> bool {
        matches!(
            self,
            Self::Origin
                | Self::Political
                | Self::Religious
                | Self::Union
                | Self::SexualOrientation
                | Self::Health
                | Self::Biometric
                | Self::Genetic
        )
    }
}

vocabulary! {
    /// Who the persons are.
    PersonCategory {
        /// Employees or agents.
        Employees,
        /// Users of a service.
        Users,
        /// Members.
        Members,
        /// Students or pupils.
        Students,
        /// Military.
        Military,
        /// Customers, current or prospective.
        Customers,
        /// Patients.
        Patients,
        /// Minors.
        Minors,
        /// Vulnerable persons.
        Vulnerable,
        /// Not known yet.
        Unknown,
        /// Somebody else.
        Other,
    }
}

vocabulary! {
    /// What happened.
    Origin {
        /// Equipment lost or stolen.
        EquipmentLostOrStolen,
        /// Paper lost, stolen or left within reach.
        PaperLostOrStolen,
        /// Mail lost or opened.
        MailLostOrOpened,
        /// Hacking, malware, phishing.
        Hacking,
        /// Paper thrown away without destruction.
        PaperDiscarded,
        /// Device thrown away without erasure.
        DeviceDiscarded,
        /// Unintended publication.
        UnintendedPublication,
        /// The wrong person's data shown on a portal.
        WrongPersonDataShown,
        /// Sent to the wrong recipient.
        WrongRecipient,
        /// Said aloud.
        VerbalDisclosure,
        /// Something else.
        Other,
    }
}

vocabulary! {
    /// Why it happened.
    Cause {
        /// Somebody inside, on purpose.
        InternalMalicious,
        /// Somebody inside, by accident.
        InternalAccidental,
        /// Somebody outside, on purpose.
        ExternalMalicious,
        /// Somebody outside, by accident.
        ExternalAccidental,
        /// Not known yet.
        Unknown,
        /// Something else.
        Other,
    }
}

vocabulary! {
    /// Likely consequences of the breach.
    Consequence {
        /// Spread more widely than necessary.
        SpreadBeyondNeed,
        /// May be matched with other information.
        MayBeCorrelated,
        /// May be used for other purposes or unfairly.
        MayBeMisused,
        /// Altered data that stay usable but wrong.
        AlteredButUsed,
        /// Altered data with other effects.
        AlteredOther,
        /// The service works badly.
        ServiceDegraded,
        /// A critical service cannot be given.
        CriticalServiceImpaired,
    }
}

vocabulary! {
    /// Harm to people.
    Harm {
        /// Loss of control over their data.
        LossOfControl,
        /// Rights restricted.
        RightsRestricted,
        /// Discrimination.
        Discrimination,
        /// Identity theft.
        IdentityTheft,
        /// Fraud.
        Fraud,
        /// Reversal of pseudonymisation.
        PseudonymisationReversed,
        /// Financial loss.
        FinancialLoss,
        /// Reputation.
        Reputation,
        /// Loss of professional secrecy.
        ProfessionalSecrecy,
        /// Something else.
        Other,
    }
}

vocabulary! {
    /// How the breach came to light.
    Discovery {
        /// By the organisation itself.
        Controller,
        /// By a processor.
        Processor,
        /// By a person concerned, or a user.
        DataSubject,
        /// By somebody else.
        ThirdParty,
        /// By the press.
        Press,
        /// By an authority.
        Authority,
        /// Otherwise.
        Other,
    }
}

vocabulary! {
    /// Whether the data can be understood by whoever has them.
    Intelligibility {
        /// The protection is intact.
        Protected,
        /// The protection can probably be got round.
        ProbablyCircumventable,
        /// In clear.
        Clear,
        /// It will never be known.
        ImpossibleToAssess,
        /// Not known yet.
        ToBeDetermined,
    }
}

vocabulary! {
    /// Sector of activity, in the terms of the CNIL's published data.
    Sector {
        /// Public administration.
        PublicAdministration,
        /// Health and social work.
        Health,
        /// Education.
        Education,
        /// Finance and insurance.
        Finance,
        /// Trade.
        Trade,
        /// Information and communication.
        Information,
        /// Industry.
        Industry,
        /// Associations and other services.
        OtherServices,
        /// Something else.
        Other,
    }
}

/// French labels of every term.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Labels {
    tables: BTreeMap<String, BTreeMap<String, String>>,
}

impl Labels {
    /// The labels shipped with the program.
    pub fn shipped() -> Self {
        toml::from_str(SHIPPED).expect("the shipped labels are parsed by a test")
    }

    /// The label of a term: `label("origin", &Origin::Hacking)`. The key itself when a label is missing.
    pub fn label<T: Serialize>(&self, table: &str, term: &T) -> String {
        let key = key_of(term);
        self.text(table, &key).map_or(key.clone(), str::to_owned)
    }

    /// The text under a key of a table.
    pub fn text(&self, table: &str, key: &str) -> Option<&str> {
        self.tables.get(table)?.get(key).map(String::as_str)
    }
}

/// The snake_case key of a unit variant, as serde writes it.
pub fn key_of<T: Serialize>(value: &T) -> String {
    match toml::Value::try_from(value) {
        Ok(toml::Value::String(key)) => key,
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: Serialize>(table: &str, terms: &[T]) {
        let labels = Labels::shipped();
        for term in terms {
            let key = key_of(term);
            assert!(labels.text(table, &key).is_some(), "no label for {table}.{key}");
        }
        assert_eq!(labels.tables[table].len(), terms.len(), "labels without a term in {table}");
    }

    #[test]
    fn every_term_has_a_french_label() {
        check("data", DataCategory::ALL);
        check("data_letter", DataCategory::ALL);
        check("harm_letter", Harm::ALL);
        check("persons", PersonCategory::ALL);
        check("origin", Origin::ALL);
        check("cause", Cause::ALL);
        check("consequence", Consequence::ALL);
        check("harm", Harm::ALL);
        check("discovery", Discovery::ALL);
        check("intelligibility", Intelligibility::ALL);
        check("sector", Sector::ALL);
    }
}
