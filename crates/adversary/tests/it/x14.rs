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

/// The same before anybody who knows has written: somebody who knows has looked, and saw the log end before it.
#[tokio::test]
async fn revoked_device_writes_before_anybody_else() {
    let scene = Scene::new().await;
    let commit = scene.before.commit(&scene.clemence, vec![scene.before.gibberish()]);
    scene.refused(attack("x14::revoked_device_writes_before_anybody_else"), &scene.before, &commit).await;
}

/// Nobody who knows had looked since the revocation: nobody can tell that the commit is not older. Who reads it is told,
/// and the commit stays marked.
#[tokio::test]
async fn revoked_device_writes_where_nobody_looked() {
    let attack = attack("x14::revoked_device_writes_where_nobody_looked");
    let scene = Scene::new().await;
    let commit = scene.before.commit(&scene.clemence, vec![scene.before.gibberish()]);
    let sequence = commit.body().sequence;
    for restarted in [false, true] {
        let again = scene.town.device("ines");
        again.liar.show_log(&routes::workspace_log(scene.room), scene.before.with(&commit));
        let session = again.resume().await.unwrap();
        let view = session.workspace(scene.room).await.unwrap();
        let marked = |one: &&beffroi_client::view::AnomalyView| {
            one.refusal.code == attack.expected_code && one.sequence == sequence
        };
        assert_eq!(view.anomalies.iter().filter(marked).count(), 1, "restarted: {restarted}");
        let told = session.notices().iter().any(|notice| notice.code == attack.expected_code);
        assert_eq!(told, !restarted, "once, when it is first seen");
    }
}

/// The control of this file: what somebody wrote before their device was revoked, and somebody saw then, is not suspect;
/// nor is what others have written after.
#[tokio::test]
async fn control_what_was_seen_before_is_not_suspect() {
    let (town, _, ines) = Town::with_administrator().await;
    let (_, clemence) = town.enrol(&ines, "Clémence", "Dubreuil", Profile::User).await;
    let (_, hugo) = town.enrol(&ines, "Hugo", "Masson", Profile::User).await;
    let members = [(clemence.account(), Role::Member), (hugo.account(), Role::Member)];
    let (seen, answered) =
        (town.room(&ines, "Vu", &members).await, town.room(&ines, "Suivi", &members).await);
    clemence.create_folder(seen, None, "Avant").await.unwrap();
    ines.workspace(seen).await.unwrap();
    clemence.create_folder(answered, None, "Avant").await.unwrap();
    hugo.create_folder(answered, None, "Ensuite").await.unwrap();
    ines.revoke_device(clemence.device()).await.unwrap();
    for session in [&ines, &town.device("ines").resume().await.unwrap()] {
        for room in [seen, answered] {
            let view = session.workspace(room).await.unwrap();
            assert_eq!((view.summary.alarm, view.anomalies.len()), (None, 0));
        }
        assert!(session.notices().is_empty());
    }
}
