//! Workspaces and objects, as a real client does it.

use beffroi_ledger::Timestamp;
use beffroi_ledger::org::OrgBody;
use beffroi_ledger::workspace::{CommitDraft, DraftAuthor, Keyring, SignedCommit, Space, WorkspaceLog};
use beffroi_seal::Digest;
use beffroi_seal::id::{ObjectId, WorkspaceId};
use beffroi_seal::unverified::Unverified;
use beffroi_wire::object::{DIGEST_HEADER, ObjectCompleteRequest};
use beffroi_wire::workspace::{CommitAppendRequest, WorkspaceCreateRequest};
use beffroi_wire::{B64, routes};

use super::{Answer, Town};

pub struct Room {
    pub workspace: WorkspaceId,
    pub log: WorkspaceLog,
}

impl Town {
    pub fn author(&self, who: &str) -> DraftAuthor {
        DraftAuthor { account: self.people[who].account, device: self.people[who].device }
    }

    pub async fn room(&mut self, owner: &'static str) -> Room {
        let (room, request, entry) = self.new_room(owner);
        let answer = self.post_as(owner, routes::WORKSPACES, &request).await;
        assert_eq!(answer.outcome().1, "ok");
        self.org.extend([Unverified::new(entry)]).unwrap();
        let mut room = room;
        let commit = beffroi_ledger::Signed::decode(request.commit.as_slice()).unwrap();
        room.log.take(self.org.state(), commit).unwrap();
        room
    }

    pub fn new_room(
        &mut self,
        owner: &str,
    ) -> (Room, WorkspaceCreateRequest, beffroi_ledger::org::SignedOrgEntry) {
        let workspace = WorkspaceId::make(&mut self.rng);
        let log = WorkspaceLog::new(self.organisation, workspace);
        let draft =
            CommitDraft::new(self.author(owner)).content(Space::Meta, b"canari: nom de la salle".to_vec());
        let commit = self.sign(&draft, &log, None, owner);
        let account = self.people[owner].account;
        let body = OrgBody::WorkspaceCreated { workspace, owner: account, genesis: commit.digest() };
        let entry = self.draft(owner, body);
        let request =
            WorkspaceCreateRequest { entry: B64::from(entry.encoded()), commit: B64::from(commit.encoded()) };
        (Room { workspace, log }, request, entry)
    }

    pub fn sign(
        &mut self,
        draft: &CommitDraft,
        log: &WorkspaceLog,
        keyring: Option<&Keyring>,
        who: &str,
    ) -> SignedCommit {
        let signing = &self.people[who].device_keys.signing;
        let at = Timestamp::from_unix_ms(self.time.load(std::sync::atomic::Ordering::SeqCst));
        draft.sign(log.access(), self.org.state(), keyring, signing, at, &mut self.rng).unwrap()
    }

    pub fn keyring(&self, room: &Room, who: &str) -> Keyring {
        let someone = &self.people[who];
        Keyring::unlock(&someone.keys, someone.account, &room.log).unwrap()
    }

    /// A commit by someone at the end of the room's log.
    pub fn commit(
        &mut self,
        room: &Room,
        who: &str,
        act: impl FnOnce(CommitDraft) -> CommitDraft,
    ) -> SignedCommit {
        let keyring = self.keyring(room, who);
        let draft = act(CommitDraft::new(self.author(who)));
        self.sign(&draft, &room.log, Some(&keyring), who)
    }

    pub async fn send_commit(&mut self, room: &Room, who: &str, commit: &SignedCommit) -> Answer {
        let request = CommitAppendRequest { commit: B64::from(commit.encoded()) };
        self.post_as(who, &routes::workspace_log(room.workspace), &request).await
    }

    /// Signs, sends and takes a commit.
    pub async fn act(
        &mut self,
        room: &mut Room,
        who: &str,
        act: impl FnOnce(CommitDraft) -> CommitDraft,
    ) -> Answer {
        let commit = self.commit(room, who, act);
        let answer = self.send_commit(room, who, &commit).await;
        if answer.status == 200 {
            room.log.take(self.org.state(), Unverified::new(commit)).unwrap();
        }
        answer
    }

    pub async fn put_part(
        &mut self,
        room: &Room,
        who: &str,
        object: ObjectId,
        number: u32,
        bytes: &[u8],
    ) -> Answer {
        let path = routes::object_part(room.workspace, object, number);
        let digest = (DIGEST_HEADER, Digest::of(bytes).to_string());
        self.as_with(who, "PUT", &path, &[digest], bytes.to_vec()).await
    }

    pub async fn complete(&mut self, room: &Room, who: &str, object: ObjectId, parts: &[&[u8]]) -> Answer {
        let request = ObjectCompleteRequest {
            parts: parts.iter().map(Digest::of).collect(),
            size: parts.iter().map(|part| part.len() as u64).sum(),
        };
        self.post_as(who, &routes::object_complete(room.workspace, object), &request).await
    }

    /// A whole object.
    pub async fn upload(&mut self, room: &Room, who: &str, parts: &[&[u8]]) -> ObjectId {
        let object = ObjectId::make(&mut self.rng);
        for (number, part) in (0..).zip(parts) {
            assert_eq!(self.put_part(room, who, object, number, part).await.outcome().1, "ok");
        }
        assert_eq!(self.complete(room, who, object, parts).await.outcome().1, "ok");
        object
    }
}
