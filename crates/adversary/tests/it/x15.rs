//! X15: ghosts in the directory and in rooms, and roles that somebody gives themselves.

use beffroi_adversary::{
    Attack, Device, Forge, Insider, PASSWORD, Town, attack, ids, next_org_entry, person, picture, rng,
};
use beffroi_client::{Profile, Role, Session};
use beffroi_ledger::V1;
use beffroi_ledger::org::{
    AccountCertificate, DeviceCertificate, Enrolment, InvitationSecret, OrgBody, OrgLog, Relation,
    device_name_slot, email_digest, organisation_wrap_slot, person_slot,
};
use beffroi_ledger::workspace::{AccessEntry, Entry, EpochWrap, epoch_wrap_slot};
use beffroi_seal::id::InvitationId;
use beffroi_seal::keys::DirectoryKey;
use beffroi_wire::routes;

/// Inès administers; Hugo is a user whose device sides with the server.
struct Scene {
    town: Town,
    ines: Session,
    device: Device,
    hugo: Session,
    log: OrgLog,
}

impl Scene {
    async fn new() -> Self {
        let (town, _, ines) = Town::with_administrator().await;
        let (device, hugo) = town.enrol(&ines, "Hugo", "Masson", Profile::User).await;
        ines.sync_organisation().await.unwrap();
        let log = town.org_log().await;
        Self { town, ines, device, hugo, log }
    }

    fn insider(&self) -> Insider {
        Insider::of(&self.device, &self.hugo)
    }

    /// Inès is shown the organisation log with `entry` at its end.
    async fn refused(&self, attack: &Attack, entry: Vec<u8>) {
        let mut shown = self.town.org_entries().await;
        let before = self.log.head();
        shown.push(entry);
        let again = self.town.device("ines");
        again.liar.show_log(routes::ORG_LOG, shown);
        attack.refuses(again.resume().await);
        again.liar.honest();
        let session = again.resume().await.unwrap();
        assert_eq!(ids(&session).await.len(), 2, "no ghost");
        assert_eq!(self.town.org_log().await.head(), before);
    }

    fn ghost(&self, profile: Profile) -> (Insider, OrgBody) {
        let organisation = self.ines.organisation();
        let ghost = Insider::stranger();
        let directory = DirectoryKey::make(&mut rng());
        let certificate = AccountCertificate {
            v: V1,
            organisation,
            account: ghost.account,
            root: ghost.keyset.signing.verifying_key(),
            sealing: ghost.keyset.opening.sealing_key().clone(),
            email_digest: email_digest(organisation, "fantome@valmont.example"),
        };
        let certificate = certificate.sign(&ghost.keyset.signing);
        let invitation = InvitationId::make(&mut rng());
        let proof = InvitationSecret::make(&mut rng()).prove(invitation, &certificate);
        let slot = organisation_wrap_slot(organisation, ghost.account);
        let key = ghost.keyset.opening.sealing_key();
        let wrap = key.seal_key(&slot, &directory, &mut rng()).unwrap();
        let enrolment = Enrolment {
            certificate,
            profile,
            person: directory.seal(&person_slot(organisation, ghost.account), b"Fantome", &mut rng()),
            directory_wrap: None,
            organisation_wrap: (profile == Profile::Administrator).then_some(wrap),
        };
        (ghost, OrgBody::AccountEnrolled { enrolment, invitation, proof, relation: Relation::Verified })
    }
}

#[tokio::test]
async fn ghost_account_by_a_user() {
    let scene = Scene::new().await;
    let hugo = scene.insider();
    let (_, body) = scene.ghost(Profile::Administrator);
    let entry = next_org_entry(&scene.log, &hugo, &hugo.signing, body);
    scene.refused(attack("x15::ghost_account_by_a_user"), entry).await;
}

#[tokio::test]
async fn ghost_account_by_itself() {
    let scene = Scene::new().await;
    let (ghost, body) = scene.ghost(Profile::User);
    let entry = next_org_entry(&scene.log, &ghost, &ghost.signing, body);
    scene.refused(attack("x15::ghost_account_by_itself"), entry).await;
}

#[tokio::test]
async fn user_names_themselves_administrator() {
    let scene = Scene::new().await;
    let hugo = scene.insider();
    let slot = organisation_wrap_slot(scene.ines.organisation(), hugo.account);
    let sealing = hugo.keyset.opening.sealing_key();
    let organisation_wrap = sealing.seal_key(&slot, &hugo.signing, &mut rng()).unwrap();
    let body = OrgBody::AdministratorNamed { account: hugo.account, organisation_wrap };
    let entry = next_org_entry(&scene.log, &hugo, &hugo.signing, body);
    scene.refused(attack("x15::user_names_themselves_administrator"), entry).await;
}

/// A device in Inès's name, certified by keys that are not her root.
#[tokio::test]
async fn ghost_device() {
    let scene = Scene::new().await;
    let ghost = Insider::stranger();
    let organisation = scene.ines.organisation();
    let directory = DirectoryKey::make(&mut rng());
    let certificate = DeviceCertificate {
        v: V1,
        organisation,
        account: scene.ines.account(),
        device: ghost.device,
        signing: ghost.signing.verifying_key(),
        sealing: ghost.keyset.opening.sealing_key().clone(),
        name: directory.seal(&device_name_slot(organisation, ghost.device), b"mairie", &mut rng()),
    };
    let certificate = certificate.sign(&ghost.keyset.signing);
    let entry = next_org_entry(&scene.log, &ghost, &ghost.signing, OrgBody::DeviceAdded { certificate });
    scene.refused(attack("x15::ghost_device"), entry).await;
}

/// The controls: the same entries, by those who may.
#[tokio::test]
async fn control_an_administrator_enrols_and_a_person_adds_a_device() {
    let scene = Scene::new().await;
    let insider = Insider::of(&scene.town.device("ines"), &scene.ines);
    let (_, body) = scene.ghost(Profile::User);
    let mut shown = scene.town.org_entries().await;
    shown.push(next_org_entry(&scene.log, &insider, &insider.signing, body));
    let again = scene.town.device("ines-copie");
    again.liar.show_log(routes::ORG_LOG, shown);
    let email = person("Inès", "Karoui").email;
    // Signing in adds this device to the shown log, which the real server refuses to extend: that far it came.
    let code = again.client.sign_in(&email, PASSWORD, "copie").await.map(drop).unwrap_err().code();
    assert_ne!(code, attack("x15::ghost_account_by_a_user").expected_code);
    let honest = scene.town.device("ines-maison").client.sign_in(&email, PASSWORD, "maison").await.unwrap();
    let devices = honest.accounts().await.unwrap();
    assert_eq!(devices.iter().map(|account| account.devices.len()).max(), Some(2));
}

/// Inès's room, with Hugo in it under `role`.
async fn in_a_room(role: Role, attack: &Attack, entry: impl Fn(&Forge, &Insider) -> Entry) {
    let scene = Scene::new().await;
    let room = scene.town.room(&scene.ines, "Conseil", &[(scene.hugo.account(), role)]).await;
    let truth = picture(&scene.ines.workspace(room).await.unwrap());
    let forge = Forge::at(&scene.town, room).await;
    let hugo = scene.insider();
    let commit = forge.commit(&hugo, vec![entry(&forge, &hugo)]);
    let again = scene.town.device("ines");
    again.liar.show_log(&routes::workspace_log(room), forge.with(&commit));
    let session = again.resume().await.unwrap();
    let view = session.workspace(room).await.unwrap();
    attack.alarms(&view);
    assert_eq!(picture(&view), truth);
    again.liar.honest();
    assert_eq!(picture(&session.workspace(room).await.unwrap()), truth);
    // Hugo does nothing wrong by what he may do.
    let may = scene.hugo.create_folder(room, None, "Le mien").await;
    assert_eq!(may.is_ok(), role == Role::Member);
}

#[tokio::test]
async fn member_raises_their_role() {
    let attack = attack("x15::member_raises_their_role");
    in_a_room(Role::Member, attack, |_, hugo| {
        Entry::Access(AccessEntry::RoleChanged { account: hugo.account, role: Role::Owner })
    })
    .await;
}

/// A member who has the key hands it to somebody whom no owner added.
#[tokio::test]
async fn member_adds_a_ghost() {
    let attack = attack("x15::member_adds_a_ghost");
    in_a_room(Role::Member, attack, |forge, hugo| {
        let access = forge.log.access();
        let ghost = Insider::stranger();
        let account = ghost.account;
        let keyring = hugo.keyring(&forge.log);
        let key = keyring.epoch_key(access.epoch()).unwrap();
        let slot = epoch_wrap_slot(access.organisation(), access.workspace(), access.epoch(), account);
        let sealing = ghost.keyset.opening.sealing_key();
        let wrap = EpochWrap { account, sealed: sealing.seal_key(&slot, key, &mut rng()).unwrap() };
        Entry::Access(AccessEntry::MemberAdded { account, role: Role::Member, wrap })
    })
    .await;
}

#[tokio::test]
async fn reader_writes() {
    let attack = attack("x15::reader_writes");
    in_a_room(Role::Reader, attack, |forge, _| forge.gibberish()).await;
}
