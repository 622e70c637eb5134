//! X4: the server tries to make passwords cheap to guess, or to answer a login without the account's secret.

use beffroi_adversary::{Device, PASSWORD, Town, attack, flip, person, reply, rng};
use beffroi_client::transport::Method;
use beffroi_client::{ClientError, Profile};
use beffroi_seal::Context;
use beffroi_seal::login::{
    ARGON2_LANES, ARGON2_MEMORY_KIB, ARGON2_PASSES, LoginRequest, LoginResponse, PasswordRecord,
    RegistrationState, ServerSetup,
};
use beffroi_wire::login::{LoginStartRequest, LoginStarted};
use beffroi_wire::{B64, LoginId, routes};

async fn sign_in(device: &Device) -> Result<(), ClientError> {
    let email = person("Inès", "Karoui").email;
    device.client.sign_in(&email, PASSWORD, "mairie").await.map(drop)
}

#[tokio::test]
async fn login_answer_altered() {
    let attack = attack("x04::login_answer_altered");
    let (_town, device, _) = Town::with_administrator().await;
    // Masking nonce, masked envelope (twice), server nonce, proof of the server.
    for place in [40, 70, 180, 200, 300] {
        device.liar.honest();
        device.liar.alter_json(routes::LOGIN_START, move |body| {
            let ke2: B64 = body["ke2"].as_str().unwrap().parse().unwrap();
            assert_eq!(ke2.as_slice().len(), LoginResponse::LENGTH_BYTES);
            body["ke2"] = B64::from(flip(ke2.as_slice(), place).as_slice()).to_string().into();
        });
        attack.refuses(sign_in(&device).await);
    }
    assert_eq!(device.liar.lies(), 5);
    assert!(
        device.liar.asked().iter().filter(|line| line.contains("/login/finish")).count() == 1,
        "no proof of the password leaves the device but that of the set-up"
    );
    device.liar.honest();
    sign_in(&device).await.unwrap();
}

/// A server that has lost, or never had, the account's record plays the whole protocol with secrets of its own.
#[tokio::test]
async fn login_answered_with_other_secrets() {
    let attack = attack("x04::login_answered_with_other_secrets");
    let (_town, device, ines) = Town::with_administrator().await;
    let slot = Context::new("login").organisation(ines.organisation());
    let setup = ServerSetup::make(&mut rng());
    // It even registered a record of its own, with a guess at the password.
    let (state, request) = RegistrationState::start("motdepasse", &mut rng()).unwrap();
    let response = setup.register(b"ines", &request).unwrap();
    let (upload, _) = state.finish(&slot, &response, &mut rng()).unwrap();
    let record = PasswordRecord::from(upload);
    device.liar.answer(Method::Post, routes::LOGIN_START, move |request| {
        let asked: LoginStartRequest = serde_json::from_slice(&request.body).unwrap();
        let ke1 = LoginRequest::from_bytes(asked.ke1.as_slice()).unwrap();
        let (ke2, _) = setup.login_start(&slot, b"ines", Some(&record), &ke1, &mut rng()).unwrap();
        let login = LoginId::make(&mut rng());
        Some(reply(200, &LoginStarted { login, ke2: B64::from(ke2.as_bytes()) }))
    });
    attack.refuses(sign_in(&device).await);
    device.liar.honest();
    sign_in(&device).await.unwrap();
}

/// Every field by which other products let the server choose the cost, in every answer of a registration and of a
/// login. A client that read one would derive another key than at the honest login that follows, and be refused there.
#[tokio::test]
async fn cost_announced_by_the_server() {
    let attack = attack("x04::cost_announced_by_the_server");
    let (town, device, ines) = Town::with_administrator().await;
    let cheap = |body: &mut serde_json::Value| {
        for name in ["kdf", "ksf", "argon2", "params", "parameters", "limits"] {
            if body.get(name).is_none() {
                body[name] = serde_json::json!({ "algorithm": "pbkdf2", "memory_kib": 8, "m": 8, "t": 1, "p": 1,
                    "passes": 1, "lanes": 1, "iterations": 1 });
            }
        }
        for name in ["memory_kib", "passes", "lanes", "iterations", "suite", "version"] {
            body[name] = 1.into();
        }
    };
    let who = person("Clémence", "Dubreuil");
    let made = ines.invite(&who.email, Profile::User).await.unwrap();
    let newcomer = town.device("clemence");
    newcomer.liar.alter_json("/invitations/", cheap);
    newcomer.client.accept_invitation(&made.link, &who, PASSWORD).await.unwrap();
    assert!(newcomer.liar.lies() >= 2, "the registration was lied to");
    ines.confirm_enrolment(made.invitation).await.unwrap();
    newcomer.liar.honest();
    newcomer.client.sign_in(&who.email, PASSWORD, "portable").await.unwrap();

    let before = device.liar.lies();
    device.liar.alter_json("/login/", cheap);
    sign_in(&device).await.unwrap();
    assert!(device.liar.lies() >= before + 2, "the login was lied to");
    assert_eq!((ARGON2_MEMORY_KIB, ARGON2_PASSES, ARGON2_LANES), (65_536, 3, 1));
    assert_eq!(attack.expected_code, "");
}
