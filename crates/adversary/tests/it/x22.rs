//! X22: the public desk: a visitor without an account must not be made to seal a report to somebody else.

use std::cell::RefCell;
use std::rc::Rc;

use beffroi_adversary::{Attack, Device, Insider, Town, attack, now, quiet};
use beffroi_client::Profile;
use beffroi_client::intake::NewReport;
use beffroi_ledger::intake::{DepositStatement, IntakeStatement};
use beffroi_ledger::org::{fingerprint_of, organisation_of};
use beffroi_ledger::{Signed, V1};
use beffroi_seal::SigningKey;
use beffroi_seal::unverified::Reason;
use beffroi_wire::{B64, routes};

/// A town whose desk Clémence keeps, with the statements that the honest server shows.
struct Scene {
    town: Town,
    intake: IntakeStatement,
    deposit: DepositStatement,
}

impl Scene {
    async fn new() -> Self {
        let (town, _, ines) = Town::with_administrator().await;
        let (_, clemence) = town.enrol(&ines, "Clémence", "Dubreuil", Profile::User).await;
        let desk = clemence.create_desk("Signalements").await.unwrap();
        ines.designate_desk(desk).await.unwrap();
        let visitor = town.device("armand");
        let seen = Rc::new(RefCell::new(serde_json::Value::Null));
        let listened = Rc::clone(&seen);
        visitor.liar.alter_json(routes::INTAKE, move |body| *listened.borrow_mut() = body.clone());
        // The control: the honest page is open, and a report is taken.
        assert!(visitor.client.report_page().await.unwrap().open);
        let shown = seen.borrow().clone();
        let stored = |name: &str| shown[name].as_str().unwrap().parse::<B64>().unwrap();
        let intake = Signed::<IntakeStatement>::decode(stored("statement").as_slice()).unwrap();
        let deposit = Signed::<DepositStatement>::decode(stored("deposit").as_slice()).unwrap();
        let intake = intake.peek(Reason::Display).body().clone();
        let deposit = deposit.peek(Reason::Display).body().clone();
        visitor.client.submit_report(&report(), &[], &quiet).await.unwrap();
        Self { town, intake, deposit }
    }

    /// `device` is shown these statements: nothing is sealed, nothing leaves it.
    async fn refused(
        &self,
        attack: &Attack,
        device: &Device,
        intake: Option<Signed<IntakeStatement>>,
        deposit: Option<Signed<DepositStatement>>,
    ) {
        let intake = intake.map(|signed| B64::from(signed.encoded()).to_string());
        let deposit = deposit.map(|signed| B64::from(signed.encoded()).to_string());
        device.liar.alter_json(routes::INTAKE, move |body| {
            if body.get("statement").is_some() {
                for (name, lie) in [("statement", &intake), ("deposit", &deposit)] {
                    if let Some(lie) = lie {
                        body[name] = lie.clone().into();
                    }
                }
            }
        });
        attack.refuses(device.client.report_page().await);
        attack.refuses(device.client.submit_report(&report(), &[], &quiet).await);
        assert!(!device.liar.asked().iter().any(|line| line.starts_with("POST")), "nothing is sent");
        device.liar.honest();
        assert!(device.client.report_page().await.unwrap().open);
    }

    /// The deposit statement with a key of the server's own.
    fn with_key_of(&self, stranger: &Insider, root: &SigningKey) -> Signed<DepositStatement> {
        let sealing = stranger.keyset.opening.sealing_key().clone();
        DepositStatement { sealing, ..self.deposit.clone() }.sign(root)
    }
}

fn report() -> NewReport {
    NewReport {
        what_happened: "Je vois le dossier d’une autre famille.".to_owned(), ..NewReport::default()
    }
}

#[tokio::test]
async fn deposit_key_of_the_server() {
    let scene = Scene::new().await;
    let stranger = Insider::stranger();
    let deposit = scene.with_key_of(&stranger, &stranger.keyset.signing);
    let visitor = scene.town.device("armand");
    scene.refused(attack("x22::deposit_key_of_the_server"), &visitor, None, Some(deposit)).await;
}

/// The statement of the organisation names the server’s own root, and is signed by nobody of the organisation.
#[tokio::test]
async fn desk_designated_by_the_server() {
    let scene = Scene::new().await;
    let stranger = Insider::stranger();
    let root = &stranger.keyset.signing;
    let intake = IntakeStatement { authority_root: root.verifying_key(), ..scene.intake.clone() };
    let intake = intake.sign(&stranger.signing);
    let deposit = scene.with_key_of(&stranger, root);
    let visitor = scene.town.device("armand");
    scene.refused(attack("x22::desk_designated_by_the_server"), &visitor, Some(intake), Some(deposit)).await;
}

/// A whole chain under another organisation key, to a device that knows this organisation.
#[tokio::test]
async fn desk_of_another_organisation() {
    let scene = Scene::new().await;
    let stranger = Insider::stranger();
    let (root, organisation_key) = (&stranger.keyset.signing, stranger.signing.verifying_key());
    let organisation = organisation_of(&fingerprint_of(&organisation_key));
    let intake = IntakeStatement {
        v: V1,
        organisation,
        organisation_key,
        authority_root: root.verifying_key(),
        at: now(),
        ..scene.intake.clone()
    };
    let intake = intake.sign(&stranger.signing);
    let sealing = stranger.keyset.opening.sealing_key().clone();
    let deposit = DepositStatement { organisation, sealing, ..scene.deposit.clone() }.sign(root);
    let device = scene.town.device("clemence");
    scene.refused(attack("x22::desk_of_another_organisation"), &device, Some(intake), Some(deposit)).await;
}

/// The server drops the report and gives the receipt of another.
#[tokio::test]
async fn receipt_of_another_report() {
    let attack = attack("x22::receipt_of_another_report");
    let scene = Scene::new().await;
    let visitor = scene.town.device("armand");
    let first = Rc::new(RefCell::new(None));
    visitor.liar.alter_json("/complete", move |body| {
        let receipt = body["receipt"].clone();
        body["receipt"] = first.borrow_mut().get_or_insert(receipt).clone();
    });
    visitor.client.submit_report(&report(), &[], &quiet).await.unwrap();
    attack.refuses(visitor.client.submit_report(&report(), &[], &quiet).await);
}
