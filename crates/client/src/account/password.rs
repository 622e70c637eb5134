//! The worth of a password, judged where it is typed.

use beffroi_seal::password::{Strength, assess};

use super::AccountError;
use crate::view::Person;

/// Judges a password for this person of this organisation.
#[must_use]
pub fn password_strength(password: &str, person: &Person, organisation: &str) -> Strength {
    let personal =
        [&person.given_name, &person.family_name, &person.email, &person.entity].map(String::as_str);
    let mut personal = personal.to_vec();
    personal.push(organisation);
    assess(password, &personal)
}

pub(super) fn require_strong(
    password: &str,
    person: &Person,
    organisation: &str,
) -> Result<(), AccountError> {
    let strength = password_strength(password, person, organisation);
    if strength.accepted { Ok(()) } else { Err(AccountError::PasswordWeak { strength }) }
}

pub(super) fn require_person(person: &Person) -> Result<(), AccountError> {
    let fields =
        [("givenName", &person.given_name), ("familyName", &person.family_name), ("email", &person.email)];
    for (field, value) in fields {
        if value.trim().is_empty() {
            return Err(AccountError::FieldEmpty { field });
        }
    }
    Ok(())
}
