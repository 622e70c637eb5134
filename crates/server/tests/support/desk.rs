//! The public desk and its reporters.

use beffroi_ledger::Timestamp;
use beffroi_ledger::V1;
use beffroi_ledger::intake::{DepositStatement, IntakeStatement};
use beffroi_ledger::org::OrgBody;
use beffroi_seal::id::{DepositId, ObjectId};
use beffroi_seal::{Digest, OpeningKey, SigningKey};
use beffroi_wire::intake::{DEPOSIT_TOKEN_HEADER, DepositCompleteRequest, DepositObject, DepositStarted};
use beffroi_wire::object::DIGEST_HEADER;
use beffroi_wire::request::{Parts, RequestSignature, Signer};
use beffroi_wire::{B64, LocatorId, routes};

use super::{Answer, Room, Town, json};

impl Town {
    /// A desk owned by someone, designated by alice.
    pub async fn desk(&mut self, owner: &'static str) -> Room {
        let mut room = self.room(owner).await;
        let opening = OpeningKey::make(&mut self.rng);
        let (organisation, workspace) = (self.organisation, room.workspace);
        let at = Timestamp::from_unix_ms(self.now());
        let authority = self.people[owner].account;
        let root = &self.people[owner].keys.signing;
        let sealing = opening.sealing_key().clone();
        let deposit = DepositStatement { v: V1, organisation, workspace, authority, sealing, number: 0, at };
        let deposit = deposit.sign(root);
        let statement = IntakeStatement {
            v: V1,
            organisation,
            organisation_key: self.organisation_key.verifying_key(),
            workspace,
            authority,
            authority_root: root.verifying_key(),
            at,
        };
        let statement = statement.sign(&self.organisation_key);
        assert_eq!(self.act(&mut room, owner, |draft| draft.open_deposit(deposit)).await.outcome().1, "ok");
        self.say("alice", OrgBody::IntakeDesignated { statement }).await;
        room
    }

    pub async fn begin_deposit(&self) -> DepositStarted {
        self.send("POST", routes::INTAKE_DEPOSITS, &[], vec![]).await.json()
    }

    pub async fn deposit_part(
        &self,
        started: &DepositStarted,
        token: &str,
        object: ObjectId,
        number: u32,
        bytes: &[u8],
    ) -> Answer {
        let path = routes::intake_part(started.deposit, object, number);
        let headers =
            [(DEPOSIT_TOKEN_HEADER, token.to_owned()), (DIGEST_HEADER, Digest::of(bytes).to_string())];
        self.send("PUT", &path, &headers, bytes.to_vec()).await
    }

    pub async fn complete_deposit(
        &self,
        deposit: DepositId,
        token: &str,
        reporter: &Reporter,
        objects: Vec<DepositObject>,
    ) -> Answer {
        let request = DepositCompleteRequest {
            locator: reporter.locator,
            reporter_key: reporter.signing.verifying_key(),
            sealed: B64::from(b"a sealed letter".as_slice()),
            objects,
        };
        let headers = [(DEPOSIT_TOKEN_HEADER, token.to_owned())];
        self.send("POST", &routes::intake_complete(deposit), &headers, json(&request)).await
    }

    pub fn reporter(&mut self) -> Reporter {
        Reporter { locator: LocatorId::make(&mut self.rng), signing: SigningKey::make(&mut self.rng) }
    }

    /// A request signed with a follow-up code's key.
    pub async fn as_reporter(
        &mut self,
        reporter: &Reporter,
        method: &str,
        path: &str,
        body: Vec<u8>,
    ) -> Answer {
        let parts = Parts { method, target: path, body: &body };
        let signer = Signer::Reporter { locator: reporter.locator };
        let (now, nonce) = (self.now(), self.nonce());
        let header = RequestSignature::sign(&reporter.signing, signer, &parts, now, nonce).to_string();
        self.send(method, path, &[("authorization", header)], body).await
    }
}

/// What a follow-up code gives.
pub struct Reporter {
    pub locator: LocatorId,
    pub signing: SigningKey,
}
