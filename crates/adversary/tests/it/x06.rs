//! X6: the secret in the fragment of a link stays with the two people who have the link.

use std::cell::RefCell;
use std::rc::Rc;

use beffroi_adversary::{Device, PASSWORD, Town, attack, person, put, quiet, share};
use beffroi_client::Profile;
use beffroi_client::account::InvitationLink;
use beffroi_client::link::{LinkAddress, NewLink};
use beffroi_client::source::MemorySink;
use beffroi_seal::ExportSecret;
use beffroi_wire::B64;

/// Everything that the server is told, with what base64 hides.
#[derive(Clone, Default)]
struct Heard(Rc<RefCell<Vec<u8>>>);

impl Heard {
    fn listen(&self, device: &Device) {
        let heard = self.clone();
        device.liar.alter("/", move |request, _| {
            let mut heard = heard.0.borrow_mut();
            heard.extend(request.path.as_bytes());
            for (name, value) in &request.headers {
                heard.extend([name.as_bytes(), value.as_bytes()].concat());
            }
            heard.extend(&request.body);
            if let Ok(body) = serde_json::from_slice::<serde_json::Value>(&request.body) {
                texts(&body, &mut |text| {
                    heard.extend(text.parse::<B64>().map(|bytes| bytes.0).unwrap_or_default())
                });
            }
        });
    }

    fn holds(&self, part: &[u8]) -> bool {
        self.0.borrow().windows(part.len()).any(|window| window == part)
    }
}

fn texts(value: &serde_json::Value, visit: &mut impl FnMut(&str)) {
    match value {
        serde_json::Value::String(text) => visit(text),
        serde_json::Value::Array(all) => all.iter().for_each(|one| texts(one, visit)),
        serde_json::Value::Object(all) => all.values().for_each(|one| texts(one, visit)),
        _ => {}
    }
}

#[tokio::test]
async fn invitation_secret_in_no_request() {
    let attack = attack("x06::invitation_secret_in_no_request");
    let (town, device, ines) = Town::with_administrator().await;
    let heard = Heard::default();
    heard.listen(&device);
    let who = person("Clémence", "Dubreuil");
    let made = ines.invite(&who.email, Profile::User).await.unwrap();
    let newcomer = town.device("clemence");
    heard.listen(&newcomer);
    newcomer.client.invitation(&made.link).await.unwrap();
    newcomer.client.accept_invitation(&made.link, &who, PASSWORD).await.unwrap();
    ines.confirm_enrolment(made.invitation).await.unwrap();
    newcomer.client.sign_in(&who.email, PASSWORD, "portable").await.unwrap();

    let link = InvitationLink::parse(&made.link).unwrap();
    let secret = link.secret.expose();
    // The control: what the server is told is heard, in every form.
    assert!(heard.holds(made.invitation.to_string().as_bytes()));
    assert!(heard.holds(made.invitation.as_bytes()), "inside a signed entry, in base64");
    let hexadecimal: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let fragment = made.link.split_once('#').unwrap().1;
    let forms = [secret.as_slice(), hexadecimal.as_bytes(), fragment.as_bytes()];
    for form in forms {
        assert!(!heard.holds(form), "{}", attack.title);
    }
    assert!(!heard.holds(B64::from(secret.as_slice()).to_string().as_bytes()), "{}", attack.title);
}

#[tokio::test]
async fn link_secret_in_no_request() {
    let attack = attack("x06::link_secret_in_no_request");
    let (town, device, ines) = Town::with_administrator().await;
    let room = ines.create_workspace("Pièces", "").await.unwrap();
    let plan = put(&ines, room, "plan.pdf", None, b"le plan").await;
    let heard = Heard::default();
    heard.listen(&device);
    let new = NewLink { password: Some("canari-du-visiteur"), ..share(&[]) };
    let link = ines.create_link(room, &NewLink { documents: &[plan], ..new }).await.unwrap();
    let receives = town.device("armand");
    heard.listen(&receives);
    let visit = Rc::new(receives.client.visit_link(&link.address).await.unwrap());
    let open = visit.open(Some("canari-du-visiteur")).await.unwrap();
    open.download(plan, &mut MemorySink::default(), &quiet).await.unwrap();
    open.acknowledge("Armand Petit").await.unwrap();

    // The control: what the server is told of the link is heard.
    assert!(heard.holds(link.id.to_string().as_bytes()));
    let address = LinkAddress::parse(&link.address).unwrap();
    let secret = address.secret.export_secret();
    let hexadecimal: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let fragment = link.address.split_once('#').unwrap().1;
    let words = [hexadecimal.as_str(), fragment, "canari", "Armand", "plan.pdf", "le plan", "Pour relecture"];
    for word in words {
        assert!(!heard.holds(word.as_bytes()), "{}: {word}", attack.title);
    }
    assert!(!heard.holds(secret.as_slice()), "{}", attack.title);
}
