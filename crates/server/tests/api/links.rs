//! Share links through HTTP: what the server serves to whom, and until when.

use beffroi_ledger::org::{OrgBody, Profile, SharingRules};
use beffroi_ledger::workspace::{
    LinkDeclaration, LinkOpening, LinkStatement, LinkTerms, Role, link_cover_slot, link_note_slot,
    link_sheet_slot, link_slot,
};
use beffroi_ledger::{Signed, Timestamp, V1};
use beffroi_seal::id::{LinkId, ObjectId};
use beffroi_seal::link::{LinkKey, LinkSecret, PasswordState};
use beffroi_seal::receipt::{ReceiptKind, SignedReceipt};
use beffroi_seal::{Digest, cbor};
use beffroi_wire::link::{
    LINK_PERMIT_HEADER, LinkAccess, LinkCountList, LinkCoverAnswer, LinkDownloadAnswer, LinkDownloadRequest,
    LinkOpenAnswer, LinkOpenRequest, LinkPasswordAnswer, LinkPasswordMaking, LinkPasswordRequest,
    LinkStatementRequest, LinkStatementTaken, LinkUseKind, LinkUseList,
};
use beffroi_wire::organisation::OrganisationInfo;
use beffroi_wire::{B64, codes, routes};

use crate::support::{Answer, DAY, HOUR, Room, Town};

const COVER: &[u8] = b"canari: la couverture";
const SHEET: &[u8] = b"canari: la feuille";

/// A link as whoever made it knows it.
struct Shared {
    link: LinkId,
    token: Digest,
    key: LinkKey,
}

impl Shared {
    fn access(&self) -> LinkAccess {
        LinkAccess { token: self.token }
    }

    fn opening(&self) -> LinkOpenRequest {
        LinkOpenRequest { token: self.token, proof: self.key.proof() }
    }

    fn download(&self, object: ObjectId) -> LinkDownloadRequest {
        LinkDownloadRequest { token: self.token, proof: self.key.proof(), object }
    }

    fn path(&self, template: &str) -> String {
        routes::of_link(template, self.link)
    }
}

async fn town_with_object() -> (Town, Room, ObjectId) {
    let mut town = Town::new().await;
    let room = town.room("alice").await;
    let object = town.upload(&room, "alice", &[b"bytes of a document"]).await;
    (town, room, object)
}

impl Town {
    /// Papers and terms of a link for a fortnight, without a password.
    fn new_link(&mut self, objects: &[ObjectId]) -> (Shared, LinkOpening) {
        let link = LinkId::make(&mut self.rng);
        let secret = LinkSecret::make(&mut self.rng);
        let slot = link_slot(self.organisation, link);
        let (key, token) = (secret.key(&slot), secret.access_token(&slot));
        let terms = LinkTerms {
            expires: Timestamp::from_unix_ms(self.now() + 14 * DAY),
            downloads_max: None,
            password: false,
            access: Digest::of(token.as_bytes()),
            proof: Digest::of(key.proof().as_bytes()),
            signing: key.signing_key().verifying_key(),
            objects: objects.to_vec(),
        };
        let records = key.record_key();
        let cover = records.seal(&link_cover_slot(self.organisation, link), COVER, &mut self.rng);
        let sheet = records.seal(&link_sheet_slot(self.organisation, link), SHEET, &mut self.rng);
        (Shared { link, token, key }, LinkOpening { link, terms, cover, sheet })
    }

    async fn share(
        &mut self,
        room: &mut Room,
        who: &str,
        objects: &[ObjectId],
        change: impl FnOnce(&mut LinkTerms),
    ) -> (Shared, Answer) {
        let (shared, mut opening) = self.new_link(objects);
        change(&mut opening.terms);
        let answer = self.act(room, who, |draft| draft.open_link(opening)).await;
        (shared, answer)
    }

    /// A link that the server took.
    async fn shared(&mut self, room: &mut Room, objects: &[ObjectId]) -> Shared {
        let (shared, answer) = self.share(room, "alice", objects, |_| {}).await;
        assert_eq!(answer.outcome().1, "ok");
        shared
    }

    async fn cover(&self, shared: &Shared) -> Answer {
        self.post(&shared.path(routes::LINK_COVER), &shared.access()).await
    }

    async fn permit(&self, shared: &Shared, object: ObjectId) -> Answer {
        self.post(&shared.path(routes::LINK_DOWNLOADS), &shared.download(object)).await
    }

    async fn fetch(&self, shared: &Shared, object: ObjectId, permit: &str) -> Answer {
        let path = routes::link_object(shared.link, object);
        self.send("GET", &path, &[(LINK_PERMIT_HEADER, permit.to_owned())], vec![]).await
    }

    fn statement(&mut self, shared: &Shared, declares: LinkDeclaration) -> Signed<LinkStatement> {
        let (organisation, link) = (self.organisation, shared.link);
        let slot = link_note_slot(organisation, link);
        let note = shared.key.record_key().seal(&slot, b"canari: le mot du visiteur", &mut self.rng);
        let at = Timestamp::from_unix_ms(self.now());
        let statement = LinkStatement { v: V1, organisation, link, declares, at, note };
        Signed::sign(statement, &shared.key.signing_key())
    }

    async fn declare(&self, shared: &Shared, statement: &Signed<LinkStatement>) -> Answer {
        let statement = B64::from(statement.encoded());
        let request = LinkStatementRequest { token: shared.token, statement };
        self.post(&shared.path(routes::LINK_STATEMENTS), &request).await
    }
}

#[tokio::test]
async fn the_papers_go_to_whoever_shows_the_token_and_the_proof() {
    let (mut town, mut room, object) = town_with_object().await;
    let shared = town.shared(&mut room, &[object]).await;
    let cover: LinkCoverAnswer = town.cover(&shared).await.json();
    let slot = link_cover_slot(town.organisation, shared.link);
    assert_eq!(shared.key.record_key().open(&slot, &cover.cover).unwrap().expose(), COVER);
    assert_eq!((cover.password, cover.expires_at), (false, town.now() + 14 * DAY));
    let path = shared.path(routes::LINK_OPEN);
    let open: LinkOpenAnswer = town.post(&path, &shared.opening()).await.json();
    let slot = link_sheet_slot(town.organisation, shared.link);
    assert_eq!(shared.key.record_key().open(&slot, &open.sheet).unwrap().expose(), SHEET);

    let guessed = LinkOpenRequest { proof: Digest::of(b"a guess"), ..shared.opening() };
    let refused = town.post(&path, &guessed).await;
    assert_eq!(refused.outcome(), (403, codes::LINK_PASSWORD_WRONG.to_owned()));
    // Without the token, and for a link that does not exist: one answer, of whatever is asked.
    let stranger = Shared { token: Digest::of(b"a guess"), ..town.new_link(&[object]).0 };
    let other = Shared { link: shared.link, ..town.new_link(&[object]).0 };
    for held in [stranger, other] {
        let refusal = town.statement(&held, LinkDeclaration::Refused);
        for answer in [
            town.cover(&held).await,
            town.post(&held.path(routes::LINK_OPEN), &held.opening()).await,
            town.permit(&held, object).await,
            town.declare(&held, &refusal).await,
        ] {
            assert_eq!(answer.outcome(), (404, codes::LINK_UNKNOWN.to_owned()));
        }
    }
}

#[tokio::test]
async fn a_permit_is_for_one_object_of_one_link_and_for_a_day() {
    let (mut town, mut room, object) = town_with_object().await;
    let second = town.upload(&room, "alice", &[b"another"]).await;
    let hidden = town.upload(&room, "alice", &[b"not shared"]).await;
    let shared = town.shared(&mut room, &[object, second]).await;
    let twin = town.shared(&mut room, &[object, second]).await;
    assert_eq!(town.permit(&shared, hidden).await.outcome(), (404, codes::NOT_FOUND.to_owned()));
    let given: LinkDownloadAnswer = town.permit(&shared, object).await.json();
    let read = town.fetch(&shared, object, &given.permit).await;
    assert_eq!((read.status, read.body.as_slice()), (200, b"bytes of a document".as_slice()));
    let ranged = [(LINK_PERMIT_HEADER, given.permit.clone()), ("range", "bytes=6-7".to_owned())];
    let part = town.send("GET", &routes::link_object(shared.link, object), &ranged, vec![]).await;
    assert_eq!((part.status, part.body.as_slice()), (206, b"of".as_slice()));
    for elsewhere in [
        town.fetch(&shared, second, &given.permit).await,
        town.fetch(&shared, hidden, &given.permit).await,
        town.fetch(&twin, object, &given.permit).await,
        town.fetch(&shared, object, "a guess").await,
        town.get(&routes::link_object(shared.link, object)).await,
    ] {
        assert_eq!(elsewhere.outcome(), (404, codes::LINK_UNKNOWN.to_owned()));
    }
    town.restart().await;
    town.pass(23 * HOUR);
    assert_eq!(town.fetch(&shared, object, &given.permit).await.status, 200, "a download resumes");
    town.pass(2 * HOUR);
    assert_eq!(town.fetch(&shared, object, &given.permit).await.status, 404);
}

#[tokio::test]
async fn a_link_ends_with_its_term_even_under_a_download() {
    let (mut town, mut room, object) = town_with_object().await;
    let term = town.now() + HOUR;
    let (shared, answer) = town
        .share(&mut room, "alice", &[object], |terms| terms.expires = Timestamp::from_unix_ms(term))
        .await;
    assert_eq!(answer.outcome().1, "ok");
    town.pass(HOUR - 1);
    let given: LinkDownloadAnswer = town.permit(&shared, object).await.json();
    town.pass(1);
    let opening = town.post(&shared.path(routes::LINK_OPEN), &shared.opening()).await;
    for answer in [
        town.cover(&shared).await,
        opening,
        town.permit(&shared, object).await,
        town.fetch(&shared, object, &given.permit).await,
    ] {
        assert_eq!(answer.outcome(), (410, codes::LINK_EXPIRED.to_owned()));
    }
    let received = town.statement(&shared, LinkDeclaration::Received);
    assert_eq!(town.declare(&shared, &received).await.outcome(), (410, codes::LINK_EXPIRED.to_owned()));
    let refused = town.statement(&shared, LinkDeclaration::Refused);
    assert_eq!(town.declare(&shared, &refused).await.status, 200, "it is never too late to say so");
}

#[tokio::test]
async fn downloads_are_counted_one_by_one_however_many_ask_at_once() {
    let (mut town, mut room, object) = town_with_object().await;
    let (shared, _) = town.share(&mut room, "alice", &[object], |terms| terms.downloads_max = Some(3)).await;
    let asked = futures_util::future::join_all((0..8).map(|_| town.permit(&shared, object))).await;
    let given = asked.iter().filter(|answer| answer.status == 200).count();
    let over = (410, codes::LINK_EXHAUSTED.to_owned());
    let refused = asked.iter().filter(|answer| answer.outcome() == over).count();
    assert_eq!((given, refused), (3, 5));
    let cover: LinkCoverAnswer = town.cover(&shared).await.json();
    assert_eq!(cover.downloads_left, Some(0));
    let counts: LinkCountList = town.get_as("alice", &routes::workspace_links(room.workspace)).await.json();
    assert_eq!((counts.links.len(), counts.links[0].downloads), (1, 3));
}

#[tokio::test]
async fn a_link_is_made_of_complete_objects_of_its_workspace_within_the_term() {
    let (mut town, mut room, object) = town_with_object().await;
    town.join("bob", Profile::User).await;
    let elsewhere = town.room("bob").await;
    let foreign = town.upload(&elsewhere, "bob", &[b"somebody else's"]).await;
    let half = ObjectId::make(&mut town.rng);
    assert_eq!(town.put_part(&room, "alice", half, 0, b"x").await.status, 200);
    for objects in [[object, foreign], [object, half], [object, ObjectId::make(&mut town.rng)]] {
        let (shared, answer) = town.share(&mut room, "alice", &objects, |_| {}).await;
        assert_eq!(answer.outcome(), (404, codes::NOT_FOUND.to_owned()));
        assert_eq!(town.cover(&shared).await.status, 404, "nothing half-written");
    }
    // The log believes the time that its author claims; this server does not.
    let claimed = |town: &Town, days: i64| Timestamp::from_unix_ms(town.now() + days * DAY);
    let (shared, mut opening) = town.new_link(&[object]);
    opening.terms.expires = claimed(&town, 300);
    town.pass(250 * DAY);
    let commit = town.commit(&room, "alice", |draft| draft.open_link(opening));
    town.pass(-250 * DAY);
    let answer = town.send_commit(&room, "alice", &commit).await;
    assert_eq!(answer.outcome(), (422, codes::LINK_TERM.to_owned()));
    assert_eq!(answer.error().params["days_max"], serde_json::json!(90));
    assert_eq!(town.cover(&shared).await.status, 404);
    let again = town.shared(&mut room, &[object]).await;
    assert_eq!(town.cover(&again).await.status, 200, "the log goes on");
}

#[tokio::test]
async fn readers_and_strangers_make_no_link_and_the_rules_bind_at_once() {
    let (mut town, mut room, object) = town_with_object().await;
    for name in ["bob", "carol"] {
        town.join(name, Profile::User).await;
    }
    let bob = town.people["bob"].account;
    town.act(&mut room, "alice", |draft| draft.add_member(bob, Role::Reader)).await;
    let shared = town.shared(&mut room, &[object]).await;
    let fresh = LinkId::make(&mut town.rng);
    let (_, question) = PasswordState::start("un mot de passe", &mut town.rng).unwrap();
    let making = |link| routes::link_password_making(room.workspace, link);
    let request = LinkPasswordMaking { question };
    let asked = town.post_as("bob", &making(fresh), &request).await;
    assert_eq!(asked.outcome(), (403, codes::FORBIDDEN.to_owned()));
    assert_eq!(town.post_as("carol", &making(fresh), &request).await.status, 404);
    assert_eq!(town.post_as("alice", &making(fresh), &request).await.status, 200);
    let existing = town.post_as("alice", &making(shared.link), &request).await;
    assert_eq!(existing.outcome(), (409, codes::ALREADY_EXISTS.to_owned()), "no way around the count");
    let uses = routes::link_uses(room.workspace, shared.link);
    assert_eq!(town.get_as("bob", &uses).await.status, 200);
    assert_eq!(town.get_as("carol", &uses).await.status, 404);
    let own = town.room("carol").await;
    let crossed = routes::link_uses(own.workspace, shared.link);
    assert_eq!(town.get_as("carol", &crossed).await.status, 404, "through one's own workspace neither");

    let rules = SharingRules { days_max: 90, password_required: true };
    town.say("alice", OrgBody::SharingRuled { rules }).await;
    let (_, mut opening) = town.new_link(&[object]);
    opening.terms.password = true;
    let shared = opening.link;
    assert_eq!(town.act(&mut room, "alice", |draft| draft.open_link(opening)).await.status, 200);
    assert!(room.log.access().link(shared).is_some());
}

#[tokio::test]
async fn a_link_stops_with_its_workspace_and_with_its_author() {
    let (mut town, mut room, object) = town_with_object().await;
    town.join("bob", Profile::User).await;
    let bob = town.people["bob"].account;
    town.act(&mut room, "alice", |draft| draft.add_member(bob, Role::Member)).await;
    let (shared, _) = town.share(&mut room, "bob", &[object], |_| {}).await;
    let given: LinkDownloadAnswer = town.permit(&shared, object).await.json();
    let suspended = (410, codes::LINK_SUSPENDED.to_owned());
    town.say("alice", OrgBody::AccountSuspended { account: bob }).await;
    assert_eq!(town.cover(&shared).await.outcome(), suspended);
    assert_eq!(town.fetch(&shared, object, &given.permit).await.outcome(), suspended);
    town.say("alice", OrgBody::AccountResumed { account: bob }).await;
    assert_eq!(town.cover(&shared).await.status, 200);
    town.act(&mut room, "alice", beffroi_ledger::workspace::CommitDraft::close).await;
    assert_eq!(town.cover(&shared).await.outcome(), suspended);
    assert_eq!(town.fetch(&shared, object, &given.permit).await.outcome(), suspended);
}

#[tokio::test]
async fn a_link_stops_with_an_account_that_is_deleted_suspended_before_or_not() {
    let (mut town, mut room, object) = town_with_object().await;
    for name in ["bob", "carol"] {
        town.join(name, Profile::User).await;
        let account = town.people[name].account;
        town.act(&mut room, "alice", |draft| draft.add_member(account, Role::Member)).await;
    }
    let suspended = (410, codes::LINK_SUSPENDED.to_owned());
    for (name, before) in [("bob", true), ("carol", false)] {
        let account = town.people[name].account;
        let (shared, _) = town.share(&mut room, name, &[object], |_| {}).await;
        let given: LinkDownloadAnswer = town.permit(&shared, object).await.json();
        if before {
            town.say("alice", OrgBody::AccountSuspended { account }).await;
            assert_eq!(town.cover(&shared).await.outcome(), suspended);
        }
        town.say("alice", OrgBody::AccountDeleted { account }).await;
        assert_eq!(town.cover(&shared).await.outcome(), suspended, "{name}");
        let opening = town.post(&shared.path(routes::LINK_OPEN), &shared.opening()).await;
        assert_eq!(opening.outcome(), suspended, "{name}");
        assert_eq!(town.fetch(&shared, object, &given.permit).await.outcome(), suspended, "{name}");
    }
}

#[tokio::test]
async fn guesses_of_a_password_are_slowed_and_counted() {
    let mut town = Town::with(|config| config.limits.logins_per_minute = 20).await;
    town.set_up().await;
    let mut room = town.room("alice").await;
    let object = town.upload(&room, "alice", &[b"bytes"]).await;
    let shared = town.shared(&mut room, &[object]).await;
    let path = shared.path(routes::LINK_PASSWORD);
    let (state, question) = PasswordState::start("Sablé", &mut town.rng).unwrap();
    let request = LinkPasswordRequest { token: shared.token, question };
    let answer: LinkPasswordAnswer = town.post(&path, &request).await.json();
    state.finish(&answer.answer).unwrap();
    let mut slowed = 0;
    let mut answered = 1;
    while answered < 300 {
        match town.post(&path, &request).await.outcome() {
            (200, _) => answered += 1,
            (429, code) if code == codes::RATE_LIMITED => {
                slowed += 1;
                town.pass(10 * 60_000);
            }
            other => panic!("{other:?} after {answered} answers"),
        }
    }
    assert!(slowed > 5, "{slowed}");
    town.pass(DAY);
    assert_eq!(town.post(&path, &request).await.outcome(), (429, codes::LINK_PASSWORD_LIMIT.to_owned()));
    assert_eq!(town.cover(&shared).await.status, 200, "the rest is served");
}

#[tokio::test]
async fn what_a_visitor_declares_is_signed_taken_once_and_receipted() {
    let (mut town, mut room, object) = town_with_object().await;
    let shared = town.shared(&mut room, &[object]).await;
    let twin = town.shared(&mut room, &[object]).await;
    let received = town.statement(&shared, LinkDeclaration::Received);
    let crossed = town.declare(&twin, &received).await;
    assert_eq!(crossed.outcome(), (422, codes::LINK_STATEMENT_REFUSED.to_owned()), "of another link");
    let body = received.clone().body().clone();
    let forged = Signed::sign(body, &twin.key.signing_key());
    assert_eq!(town.declare(&shared, &forged).await.status, 422, "signed with another key");
    let taken: LinkStatementTaken = town.declare(&shared, &received).await.json();
    let info: OrganisationInfo = town.get(routes::ORGANISATION).await.json();
    let receipt: SignedReceipt = cbor::decode(taken.receipt.as_slice()).unwrap();
    let receipt = receipt.verify(&info.platform_key).unwrap();
    assert_eq!((receipt.kind, receipt.digest), (ReceiptKind::Deposit, received.digest()));

    let refusal = town.statement(&shared, LinkDeclaration::Refused);
    assert_eq!(town.declare(&shared, &refusal).await.status, 200);
    let twice = town.declare(&shared, &refusal).await;
    assert_eq!(twice.outcome(), (410, codes::LINK_REFUSED.to_owned()));
    assert_eq!(town.cover(&shared).await.outcome(), (410, codes::LINK_REFUSED.to_owned()));
    assert_eq!(town.cover(&twin).await.status, 200);
    let uses = town.get_as("alice", &routes::link_uses(room.workspace, shared.link)).await;
    let uses: LinkUseList = uses.json();
    let kinds: Vec<_> = uses.uses.iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [LinkUseKind::Refused, LinkUseKind::Received]);
    assert_eq!(uses.uses[1].statement.as_ref().unwrap().as_slice(), received.encoded());
}
