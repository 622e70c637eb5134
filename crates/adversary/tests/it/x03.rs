//! X3: a workspace key that no owner gave.

use beffroi_adversary::{Forge, Insider, Town, attack, picture};
use beffroi_client::{Profile, Role, Session};
use beffroi_ledger::workspace::{AccessEntry, Entry, SignedCommit};
use beffroi_seal::Digest;
use beffroi_seal::id::WorkspaceId;
use beffroi_wire::routes;

/// A room of Clémence's, with Hugo in it under `role`; his device sides with the server.
struct Scene {
    town: Town,
    clemence: Session,
    hugo: Insider,
    room: WorkspaceId,
}

impl Scene {
    async fn new(role: Role) -> Self {
        let (town, _, ines) = Town::with_administrator().await;
        let (_, clemence) = town.enrol(&ines, "Clémence", "Dubreuil", Profile::User).await;
        let (device, hugo) = town.enrol(&ines, "Hugo", "Masson", Profile::User).await;
        clemence.sync_organisation().await.unwrap();
        let room = town.room(&clemence, "Conseil", &[(hugo.account(), role)]).await;
        clemence.create_folder(room, None, "Séances").await.unwrap();
        let hugo = Insider::of(&device, &hugo);
        Self { town, clemence, hugo, room }
    }

    /// Clémence is shown the log with `commit` at its end; then the truth.
    async fn show(&self, attack: &beffroi_adversary::Attack, forge: &Forge, commit: &SignedCommit) {
        let truth = picture(&self.clemence.workspace(self.room).await.unwrap());
        let again = self.town.device("clemence");
        again.liar.show_log(&routes::workspace_log(self.room), forge.with(commit));
        let session = again.resume().await.unwrap();
        let view = session.workspace(self.room).await.unwrap();
        attack.alarms(&view);
        attack.alarms(&session.workspace(self.room).await.unwrap());
        attack.refuses(session.create_folder(self.room, None, "Après").await);
        let posted = |line: &String| line.starts_with("POST") && line.contains("/log");
        assert!(!again.liar.asked().iter().any(posted), "nothing is written under a key that is refused");
        let honest = self.town.device("clemence").resume().await.unwrap();
        assert_eq!(picture(&honest.workspace(self.room).await.unwrap()), truth);
    }
}

#[tokio::test]
async fn epoch_opened_by_a_stranger() {
    let scene = Scene::new(Role::Member).await;
    let forge = Forge::at(&scene.town, scene.room).await;
    let (epoch, opening) = forge.epoch(&forge.members());
    let entry = Entry::Access(AccessEntry::EpochOpened { opening });
    let commit = forge.commit_in(epoch, &Insider::stranger(), vec![entry]);
    scene.show(attack("x03::epoch_opened_by_a_stranger"), &forge, &commit).await;
}

#[tokio::test]
async fn epoch_opened_by_a_member() {
    let scene = Scene::new(Role::Member).await;
    let forge = Forge::at(&scene.town, scene.room).await;
    let (epoch, opening) = forge.epoch(&forge.members());
    let entry = Entry::Access(AccessEntry::EpochOpened { opening });
    let commit = forge.commit_in(epoch, &scene.hugo, vec![entry]);
    scene.show(attack("x03::epoch_opened_by_a_member"), &forge, &commit).await;
}

#[tokio::test]
async fn epoch_sealed_to_one_more() {
    let scene = Scene::new(Role::Owner).await;
    let forge = Forge::at(&scene.town, scene.room).await;
    let ghost = Insider::stranger();
    let mut members = forge.members();
    members.insert(ghost.account, (Role::Reader, ghost.keyset.opening.sealing_key()));
    let (epoch, opening) = forge.epoch(&members);
    let entry = Entry::Access(AccessEntry::EpochOpened { opening });
    let commit = forge.commit_in(epoch, &scene.hugo, vec![entry]);
    scene.show(attack("x03::epoch_sealed_to_one_more"), &forge, &commit).await;
}

/// An owner who sides with the server seals one key and publishes another: members would be split.
#[tokio::test]
async fn key_other_than_published() {
    let scene = Scene::new(Role::Owner).await;
    let forge = Forge::at(&scene.town, scene.room).await;
    let (epoch, mut opening) = forge.epoch(&forge.members());
    opening.commitment = Digest::of(b"another key");
    let entry = Entry::Access(AccessEntry::EpochOpened { opening });
    let commit = forge.commit_in(epoch, &scene.hugo, vec![entry]);
    let attack = attack("x03::key_other_than_published");
    let truth = picture(&scene.clemence.workspace(scene.room).await.unwrap());
    let (look, write) = (scene.town.device("clemence"), scene.town.device("clemence"));
    for device in [&look, &write] {
        device.liar.show_log(&routes::workspace_log(scene.room), forge.with(&commit));
    }
    let view = look.resume().await.unwrap().workspace(scene.room).await.unwrap();
    attack.alarms(&view);
    let written = write.resume().await.unwrap().create_folder(scene.room, None, "Après").await;
    attack.refuses(written);
    let honest = scene.town.device("clemence").resume().await.unwrap();
    assert_eq!(picture(&honest.workspace(scene.room).await.unwrap()), truth);
}

/// The same key, looked at twice: a refused key stays refused for as long as the log carries it.
#[tokio::test]
async fn refused_key_looked_at_again() {
    let scene = Scene::new(Role::Owner).await;
    let forge = Forge::at(&scene.town, scene.room).await;
    let (epoch, mut opening) = forge.epoch(&forge.members());
    opening.commitment = Digest::of(b"another key");
    let entry = Entry::Access(AccessEntry::EpochOpened { opening });
    let commit = forge.commit_in(epoch, &scene.hugo, vec![entry]);
    scene.show(attack("x03::refused_key_looked_at_again"), &forge, &commit).await;
}

/// The control of this file: the same commit by a real owner, with nothing wrong, is taken.
#[tokio::test]
async fn control_an_owner_opens_an_epoch() {
    let scene = Scene::new(Role::Owner).await;
    let forge = Forge::at(&scene.town, scene.room).await;
    let (epoch, opening) = forge.epoch(&forge.members());
    let entry = Entry::Access(AccessEntry::EpochOpened { opening });
    let commit = forge.commit_in(epoch, &scene.hugo, vec![entry]);
    let again = scene.town.device("clemence");
    again.liar.show_log(&routes::workspace_log(scene.room), forge.with(&commit));
    let view = again.resume().await.unwrap().workspace(scene.room).await.unwrap();
    assert_eq!((view.summary.alarm, view.epoch), (None, 1));
}
