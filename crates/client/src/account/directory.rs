//! Who is who: accounts, their people, their devices.

use beffroi_ledger::org::{AccountRecord, AccountStatus, Person as Sealed, Profile, device_name_slot};
use beffroi_seal::id::AccountId;

use super::devices::device_fingerprint;
use super::enrol::open_person;
use crate::error::ClientError;
use crate::session::Session;
use crate::surroundings::instant;
use crate::view::{AccountState, AccountView, DeviceView, PersonView};

impl Session {
    /// Every account of the organisation, by family name.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn accounts(&self) -> Result<Vec<AccountView>, ClientError> {
        self.sync_organisation().await?;
        let ids: Vec<AccountId> =
            self.with_org(|state| state.accounts().map(|(account, _)| account).collect());
        let mut accounts = ids.into_iter().filter_map(|id| self.account_view(id)).collect::<Vec<_>>();
        accounts.sort_by_key(|view| {
            let person = &view.person.person;
            (person.family_name.to_lowercase(), person.given_name.to_lowercase(), view.person.account)
        });
        Ok(accounts)
    }

    /// The person behind an account, as the directory says; only the id when it cannot be read.
    pub(crate) fn person(&self, account: AccountId) -> PersonView {
        let record = self.with_org(|state| state.account(account).map(|record| record.person.clone()));
        let key = self.directory_key().ok().flatten();
        let person = record.zip(key).and_then(|(record, key)| {
            Sealed::open(self.keys.organisation, account, &key, &record)
                .ok()
                .map(|person| open_person(&person))
        });
        PersonView { account, person: person.unwrap_or_default() }
    }

    /// Given and family name of an account; the beginning of its id when the directory cannot be read.
    pub(crate) fn person_name(&self, account: AccountId) -> String {
        let name = self.person(account).person.name();
        if name.is_empty() { account.to_string()[..8].to_owned() } else { name }
    }

    fn account_view(&self, account: AccountId) -> Option<AccountView> {
        let devices = self.device_views(account);
        let person = self.person(account);
        self.with_org(|state| {
            let record: &AccountRecord = state.account(account)?;
            Some(AccountView {
                person,
                profile: record.profile(),
                administrator: record.profile() == Profile::Administrator,
                status: match record.status() {
                    AccountStatus::Active => AccountState::Active,
                    AccountStatus::Suspended => AccountState::Suspended,
                    AccountStatus::Deleted => AccountState::Deleted,
                },
                enrolled_at: instant(record.enrolled_at.unix_ms()),
                verification: record.relation.into(),
                devices,
            })
        })
    }

    /// The devices of an account, in the order in which they joined.
    pub(super) fn device_views(&self, account: AccountId) -> Vec<DeviceView> {
        let key = self.directory_key().ok().flatten();
        self.with_org(|state| {
            let of_account = state.devices().filter(|(_, record)| record.certificate.account == account);
            let mut devices: Vec<_> = of_account
                .map(|(id, record)| {
                    let slot = device_name_slot(self.keys.organisation, id);
                    let name = key.as_ref().and_then(|key| key.open(&slot, &record.certificate.name).ok());
                    let name = name.and_then(|name| String::from_utf8(name.expose().to_vec()).ok());
                    let view = DeviceView {
                        id,
                        name: name.unwrap_or_default(),
                        fingerprint: device_fingerprint(&record.certificate),
                        added_at: instant(record.added_at.unix_ms()),
                        revoked: record.revoked.is_some(),
                    };
                    (record.added, view)
                })
                .collect();
            devices.sort_by_key(|(added, _)| *added);
            devices.into_iter().map(|(_, view)| view).collect()
        })
    }
}
