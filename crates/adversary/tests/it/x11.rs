//! X11: folders, documents and acts that nobody with the right to write has signed.

use beffroi_adversary::{Attack, Forge, Insider, Picture, Town, attack, picture};
use beffroi_client::{Profile, Role, Session};
use beffroi_ledger::workspace::ContentEnvelope;
use beffroi_ledger::workspace::{Entry, SignedCommit, Space};
use beffroi_seal::id::{FolderId, WorkspaceId};
use beffroi_vault::VaultEntry;
use beffroi_wire::routes;

struct Scene {
    town: Town,
    ines: Session,
    clemence: Insider,
    paul: Insider,
    room: WorkspaceId,
    truth: Picture,
}

impl Scene {
    /// Inès's room with Clémence in it; Paul belongs to the organisation and not to the room.
    async fn new() -> Self {
        let (town, _, ines) = Town::with_administrator().await;
        let (device, clemence) = town.enrol(&ines, "Clémence", "Dubreuil", Profile::User).await;
        let (pauls, paul) = town.enrol(&ines, "Paul", "Vasseur", Profile::User).await;
        let room = town.room(&ines, "Conseil", &[(clemence.account(), Role::Member)]).await;
        let truth = picture(&ines.workspace(room).await.unwrap());
        let (clemence, paul) = (Insider::of(&device, &clemence), Insider::of(&pauls, &paul));
        Self { town, ines, clemence, paul, room, truth }
    }

    async fn show(&self, commits: Vec<Vec<u8>>) -> beffroi_client::view::WorkspaceView {
        let again = self.town.device("ines");
        again.liar.show_log(&routes::workspace_log(self.room), commits);
        again.resume().await.unwrap().workspace(self.room).await.unwrap()
    }

    async fn refused(&self, attack: &Attack, forge: &Forge, commit: &SignedCommit) {
        let view = self.show(forge.with(commit)).await;
        attack.alarms(&view);
        assert_eq!(picture(&view), self.truth, "nothing of it is shown");
        let evidence = self.town.device("ines").profile.join("evidence");
        assert!(std::fs::read_dir(evidence).unwrap().count() > 0, "what the server showed is kept");
        let honest = self.town.device("ines").resume().await.unwrap();
        assert_eq!(picture(&honest.workspace(self.room).await.unwrap()), self.truth);
    }

    /// A folder, sealed with the room's own key.
    fn folder(&self, forge: &Forge) -> Entry {
        let folder = FolderId::make(&mut beffroi_adversary::rng());
        let entry = VaultEntry::FolderCreated { folder, parent: None, name: "Glissé ici".to_owned() };
        let keyring = self.clemence.keyring(&forge.log);
        let key = keyring.entry_key(forge.log.access().epoch()).unwrap();
        forge.content(key, 0, &ContentEnvelope::new(Space::Vault, entry.encode()))
    }
}

#[tokio::test]
async fn commit_by_a_stranger() {
    let scene = Scene::new().await;
    let forge = Forge::at(&scene.town, scene.room).await;
    // Even with the room's key, which a removed member may have handed over.
    let commit = forge.commit(&Insider::stranger(), vec![scene.folder(&forge)]);
    scene.refused(attack("x11::commit_by_a_stranger"), &forge, &commit).await;
}

#[tokio::test]
async fn commit_by_somebody_outside_the_room() {
    let scene = Scene::new().await;
    let forge = Forge::at(&scene.town, scene.room).await;
    let commit = forge.commit(&scene.paul, vec![scene.folder(&forge)]);
    scene.refused(attack("x11::commit_by_somebody_outside_the_room"), &forge, &commit).await;
}

#[tokio::test]
async fn commit_in_the_name_of_the_owner() {
    let scene = Scene::new().await;
    let forge = Forge::at(&scene.town, scene.room).await;
    let forger = Insider::stranger().posing_as(scene.ines.account(), scene.ines.device());
    let commit = forge.commit(&forger, vec![scene.folder(&forge)]);
    scene.refused(attack("x11::commit_in_the_name_of_the_owner"), &forge, &commit).await;
}

#[tokio::test]
async fn commit_with_the_device_of_another() {
    let scene = Scene::new().await;
    let forge = Forge::at(&scene.town, scene.room).await;
    let Scene { town, ines, paul, .. } = scene;
    let device = paul.device;
    let forger = paul.posing_as(ines.account(), device);
    let commit = forge.commit(&forger, vec![forge.gibberish()]);
    let attack = attack("x11::commit_with_the_device_of_another");
    let again = town.device("ines");
    again.liar.show_log(&routes::workspace_log(scene.room), forge.with(&commit));
    let view = again.resume().await.unwrap().workspace(scene.room).await.unwrap();
    attack.alarms(&view);
    assert_eq!(picture(&view), scene.truth);
}

/// The control of this file: the same folder, made the same way by somebody with the right to write, is shown.
#[tokio::test]
async fn control_a_member_writes() {
    let scene = Scene::new().await;
    let forge = Forge::at(&scene.town, scene.room).await;
    let commit = forge.commit(&scene.clemence, vec![scene.folder(&forge)]);
    let view = scene.show(forge.with(&commit)).await;
    assert_eq!((view.summary.alarm.clone(), picture(&view).folders), (None, vec!["Glissé ici".to_owned()]));
}
