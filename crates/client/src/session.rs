//! A person signed in on this device: their keys, the organisation log, the workspaces they opened.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use beffroi_ledger::org::{AccountRecord, OrgLog, OrgState, directory_wrap_slot};
use beffroi_seal::Digest;
use beffroi_seal::id::{AccountId, DeviceId, ObjectId, OrganisationId, SessionId, WorkspaceId};
use beffroi_seal::keys::{AccountKek, DeviceKeyset, DirectoryKey, Keyset};
use beffroi_wire::organisation::OrganisationInfo;
use beffroi_wire::request::Signer;

use crate::account::blob::BlobState;
use crate::api::RequestKey;
use crate::error::ClientError;
use crate::refusal::Refusal;
use crate::surroundings::Surroundings;
use crate::workspace::Workspace;

/// The keys of a person signed in, and the session that the server gave.
#[derive(Debug)]
pub struct SessionKeys {
    pub(crate) organisation: OrganisationId,
    pub(crate) fingerprint: Digest,
    pub(crate) account: AccountId,
    pub(crate) keyset: Keyset,
    /// Changes with the password.
    pub(crate) kek: RefCell<AccountKek>,
    pub(crate) device: DeviceId,
    pub(crate) device_keys: DeviceKeyset,
    pub(crate) session: SessionId,
    pub(crate) expires_ms: i64,
}

/// A person signed in on this device. Cheap to share; every use case is a method.
pub struct Session {
    pub(crate) around: Surroundings,
    pub(crate) keys: SessionKeys,
    pub(crate) org: RefCell<OrgLog>,
    pub(crate) org_turn: async_lock::Mutex<()>,
    pub(crate) blob: RefCell<BlobState>,
    pub(crate) blob_version: Cell<u64>,
    pub(crate) blob_turn: async_lock::Mutex<()>,
    pub(crate) directory: RefCell<Option<Rc<DirectoryKey>>>,
    pub(crate) workspaces: RefCell<BTreeMap<WorkspaceId, Rc<Workspace>>>,
    pub(crate) notices: RefCell<Vec<Refusal>>,
    pub(crate) server: RefCell<Option<OrganisationInfo>>,
    /// When the account blob was last written by this session, in milliseconds since 1970.
    pub(crate) checkpointed_ms: Cell<i64>,
    /// Objects being sent by this session.
    pub(crate) uploading: RefCell<BTreeSet<ObjectId>>,
    /// Per desk, the last item of its list that was looked at.
    pub(crate) seen_replies: RefCell<BTreeMap<WorkspaceId, u64>>,
}

impl Session {
    pub(crate) fn new(around: Surroundings, keys: SessionKeys, blob: BlobState, blob_version: u64) -> Self {
        Self {
            org: RefCell::new(OrgLog::new(keys.fingerprint)),
            around,
            keys,
            org_turn: async_lock::Mutex::new(()),
            blob: RefCell::new(blob),
            blob_version: Cell::new(blob_version),
            blob_turn: async_lock::Mutex::new(()),
            directory: RefCell::new(None),
            workspaces: RefCell::new(BTreeMap::new()),
            notices: RefCell::new(Vec::new()),
            server: RefCell::new(None),
            checkpointed_ms: Cell::new(0),
            uploading: RefCell::new(BTreeSet::new()),
            seen_replies: RefCell::new(BTreeMap::new()),
        }
    }

    /// The account signed in.
    #[must_use]
    pub fn account(&self) -> AccountId {
        self.keys.account
    }

    /// This device.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        self.keys.device
    }

    /// The organisation.
    #[must_use]
    pub fn organisation(&self) -> OrganisationId {
        self.keys.organisation
    }

    /// When the session ends at the latest.
    #[must_use]
    pub fn expires_at(&self) -> jiff::Timestamp {
        crate::surroundings::instant(self.keys.expires_ms)
    }

    /// Whether the account is an administrator, as far as the log was read.
    #[must_use]
    pub fn is_administrator(&self) -> bool {
        self.with_org(|state| state.is_administrator(self.keys.account))
    }

    pub(crate) fn request_key(&self) -> RequestKey<'_> {
        let signer = Signer::Session { session: self.keys.session, device: self.keys.device };
        RequestKey { signer, key: &self.keys.device_keys.signing }
    }

    /// Looks at the verified organisation log. The closure must not wait.
    pub(crate) fn with_org<T>(&self, look: impl FnOnce(&OrgState) -> T) -> T {
        look(self.org.borrow().state())
    }

    /// The account's own record.
    pub(crate) fn own_record<T>(&self, look: impl FnOnce(&AccountRecord) -> T) -> Result<T, ClientError> {
        self.with_org(|state| state.account(self.keys.account).map(look))
            .ok_or(ClientError::NotEnrolled { account: self.keys.account })
    }

    /// The key under which the directory is read; none for guests.
    pub(crate) fn directory_key(&self) -> Result<Option<Rc<DirectoryKey>>, ClientError> {
        if let Some(key) = self.directory.borrow().as_ref() {
            return Ok(Some(Rc::clone(key)));
        }
        let Some(wrap) = self.own_record(|record| record.directory_wrap.clone())? else { return Ok(None) };
        let slot = directory_wrap_slot(self.keys.organisation, self.keys.account);
        let key = Rc::new(self.keys.keyset.opening.open_key::<DirectoryKey>(&slot, &wrap)?);
        *self.directory.borrow_mut() = Some(Rc::clone(&key));
        Ok(Some(key))
    }

    pub(crate) fn notice(&self, refusal: Refusal) {
        let mut notices = self.notices.borrow_mut();
        if !notices.contains(&refusal) {
            notices.push(refusal);
        }
    }
}
