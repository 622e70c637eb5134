//! X14: somebody whose rights ended goes on, with a server that sides with them.

use beffroi_adversary::{Attack, Forge, Insider, Picture, Town, attack, picture};
use beffroi_client::{Profile, Role, Session};
use beffroi_ledger::workspace::SignedCommit;
use beffroi_seal::id::WorkspaceId;
use beffroi_wire::routes;

/// Inès's room with Clémence in it; the forge knows both logs as they stood before Clémence's device was revoked.
struct Scene {
    town: Town,
    ines: Session,
    clemence: Insider,
    room: WorkspaceId,
    before: Forge,
}

impl Scene {
    async fn new() -> Self {
        let (town, _, ines) = Town::with_administrator().await;
        let (device, clemence) = town.enrol(&ines, "Clémence", "Dubreuil", Profile::User).await;
        let room = town.room(&ines, "Conseil", &[(clemence.account(), Role::Member)]).await;
        // The control: until then she writes, and is read.
        clemence.create_folder(room, None, "Avant").await.unwrap();
        let before = Forge::at(&town, room).await;
        ines.revoke_device(clemence.device()).await.unwrap();
        let clemence = Insider::of(&device, &clemence);
        Self { town, ines, clemence, room, before }
    }

    async fn truth(&self) -> Picture {
        picture(&self.ines.workspace(self.room).await.unwrap())
    }

    async fn refused(&self, attack: &Attack, forge: &Forge, commit: &SignedCommit) {
        let truth = self.truth().await;
        let again = self.town.device("ines");
        again.liar.show_log(&routes::workspace_log(self.room), forge.with(commit));
        let session = again.resume().await.unwrap();
        let view = session.workspace(self.room).await.unwrap();
        attack.alarms(&view);
        assert_eq!(picture(&view), truth);
        again.liar.honest();
        assert_eq!(picture(&session.workspace(self.room).await.unwrap()), truth);
    }
}

#[tokio::test]
async fn revoked_device_writes() {
    let scene = Scene::new().await;
    let forge = Forge::at(&scene.town, scene.room).await;
    let commit = forge.commit(&scene.clemence, vec![forge.gibberish()]);
    scene.refused(attack("x14::revoked_device_writes"), &forge, &commit).await;
}

/// It pretends not to know that it was revoked, after somebody who knows has written.
#[tokio::test]
async fn revoked_device_pretends_to_write_earlier() {
    let scene = Scene::new().await;
    scene.ines.create_folder(scene.room, None, "Après").await.unwrap();
    let mut forge = Forge::at(&scene.town, scene.room).await;
    forge.org = scene.before.org.clone();
    let commit = forge.commit(&scene.clemence, vec![forge.gibberish()]);
    scene.refused(attack("x14::revoked_device_pretends_to_write_earlier"), &forge, &commit).await;
}

/// The same before anybody who knows has written.
#[tokio::test]
#[ignore = "open: needs a bound on how old a position a commit may name"]
async fn revoked_device_writes_before_anybody_else() {
    let scene = Scene::new().await;
    let commit = scene.before.commit(&scene.clemence, vec![scene.before.gibberish()]);
    scene.refused(attack("x14::revoked_device_writes_before_anybody_else"), &scene.before, &commit).await;
}
