//! Every route of the document, as a stranger meets it and as a member of nothing does; none is forgotten.

use std::collections::{BTreeMap, BTreeSet};

use beffroi_ledger::org::Profile;
use beffroi_seal::id::{DeviceId, SessionId};
use beffroi_wire::request::{Parts, RequestSignature, Signer};
use beffroi_wire::{codes, routes};
use serde_json::Value;

use crate::support::Town;

/// Routes without a signature, and what an empty request of a stranger gets on a server in use.
const PUBLIC: &[(&str, &str, u16)] = &[
    ("get", "/api/v1/organisation", 200),
    ("get", "/api/v1/openapi.json", 200),
    ("post", "/api/v1/setup/register-start", 400),
    ("post", "/api/v1/setup/finish", 400),
    ("post", "/api/v1/login/start", 400),
    ("post", "/api/v1/login/finish", 400),
    ("get", "/api/v1/invitations/{invitation}", 404),
    ("post", "/api/v1/invitations/{invitation}/start", 400),
    ("post", "/api/v1/invitations/{invitation}/accept", 400),
    ("get", "/api/v1/intake", 200),
    ("post", "/api/v1/intake/deposits", 200),
    ("put", "/api/v1/intake/deposits/{deposit}/objects/{object}/parts/{number}", 404),
    ("post", "/api/v1/intake/deposits/{deposit}/complete", 400),
    ("post", "/api/v1/links/{link}/cover", 400),
    ("post", "/api/v1/links/{link}/password", 400),
    ("post", "/api/v1/links/{link}/open", 400),
    ("post", "/api/v1/links/{link}/downloads", 400),
    ("get", "/api/v1/links/{link}/objects/{object}", 404),
    ("post", "/api/v1/links/{link}/statements", 400),
];

/// What mallory, a user who belongs to no workspace and is no administrator, gets with a right signature, an empty body
/// and ids that exist.
const MALLORY: &[(&str, &str, u16)] = &[
    ("post", "/api/v1/invitations", 400),
    ("delete", "/api/v1/invitations/{invitation}", 403),
    ("get", "/api/v1/enrolments", 403),
    ("get", "/api/v1/audit", 403),
    ("get", "/api/v1/intake/candidates", 403),
    ("get", "/api/v1/org/log", 200),
    ("post", "/api/v1/org/log", 400),
    ("get", "/api/v1/workspaces", 200),
    ("post", "/api/v1/workspaces", 400),
    ("get", "/api/v1/workspaces/{workspace}/log", 404),
    ("post", "/api/v1/workspaces/{workspace}/log", 400),
    ("get", "/api/v1/workspaces/{workspace}/objects/{object}", 404),
    ("get", "/api/v1/workspaces/{workspace}/objects/{object}/parts", 404),
    ("put", "/api/v1/workspaces/{workspace}/objects/{object}/parts/{number}", 404),
    ("post", "/api/v1/workspaces/{workspace}/objects/{object}/complete", 400),
    ("get", "/api/v1/workspaces/{workspace}/deposits", 404),
    ("post", "/api/v1/workspaces/{workspace}/deposits/{deposit}/replies", 400),
    ("get", "/api/v1/workspaces/{workspace}/links", 404),
    ("get", "/api/v1/workspaces/{workspace}/links/{link}/uses", 404),
    ("post", "/api/v1/workspaces/{workspace}/links/{link}/password", 400),
    ("get", "/api/v1/account/blob", 200),
    ("put", "/api/v1/account/blob", 400),
    ("post", "/api/v1/account/password/start", 400),
    ("post", "/api/v1/account/password/finish", 400),
    ("get", "/api/v1/sessions", 200),
    ("delete", "/api/v1/sessions/{session}", 404),
    ("post", "/api/v1/logout", 204),
];

struct Operation {
    method: String,
    path: String,
    scheme: Option<String>,
}

fn operations() -> Vec<Operation> {
    let document = beffroi_server::openapi();
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let scheme =
                operation["security"][0].as_object().and_then(|scheme| scheme.keys().next().cloned());
            operations.push(Operation { method: method.clone(), path: path.clone(), scheme });
        }
    }
    operations
}

#[test]
fn the_document_holds_every_route_and_no_other() {
    let documented: BTreeSet<String> = operations().into_iter().map(|operation| operation.path).collect();
    let routed: BTreeSet<String> = routes::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(documented, routed);
}

#[test]
fn every_route_is_judged_here() {
    let judged: BTreeSet<(String, String)> = PUBLIC
        .iter()
        .chain(MALLORY)
        .map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned()))
        .collect();
    for operation in operations() {
        let key = (operation.method.clone(), operation.path.clone());
        let public = PUBLIC.iter().any(|(method, path, _)| (*method, *path) == (&key.0, &key.1));
        match operation.scheme.as_deref() {
            None => assert!(public, "{key:?} takes no signature: judge it"),
            Some("device") => assert!(judged.contains(&key) && !public, "{key:?}"),
            Some("reporter") => {}
            Some(other) => panic!("unknown scheme {other}"),
        }
    }
}

#[tokio::test]
async fn strangers_are_refused_everywhere() {
    let mut town = Town::new().await;
    let room = town.desk("alice").await;
    let session = SessionId::make(&mut town.rng);
    let device = DeviceId::make(&mut town.rng);
    let key = beffroi_seal::SigningKey::make(&mut town.rng);
    let ids = ids(&town, &room.workspace.to_string());
    for operation in operations() {
        let (method, path) = (operation.method.to_uppercase(), routes_fill(&operation.path, &ids));
        let name = format!("{method} {}", operation.path);
        let Some(scheme) = operation.scheme else {
            let answer = town.send(&method, &path, &[], vec![]).await;
            let expected = PUBLIC.iter().find(|(m, p, _)| *m == operation.method && *p == operation.path);
            assert_eq!(answer.status, expected.unwrap().2, "{name}");
            continue;
        };
        let parts = Parts { method: &method, target: &path, body: b"" };
        let signer = Signer::Session { session, device };
        let stranger = RequestSignature::sign(&key, signer, &parts, town.now(), [1; 16]).to_string();
        for authorization in [None, Some("Beffroi x".to_owned()), Some(stranger)] {
            let headers: Vec<_> =
                authorization.iter().map(|value| ("authorization", value.clone())).collect();
            let answer = town.send(&method, &path, &headers, vec![]).await;
            let (status, code) = answer.outcome();
            assert_eq!(status, 401, "{name} ({scheme}): {code}");
            assert!(
                [codes::UNAUTHENTICATED, codes::SESSION_EXPIRED].contains(&code.as_str()),
                "{name}: {code}"
            );
        }
    }
}

#[tokio::test]
async fn a_member_of_nothing_gets_nothing() {
    let mut town = Town::new().await;
    town.join("mallory", Profile::User).await;
    let room = town.desk("alice").await;
    let object = town.upload(&room, "alice", &[b"sealed"]).await;
    let mut ids = ids(&town, &room.workspace.to_string());
    ids.insert("object", object.to_string());
    for (method, template, expected) in MALLORY {
        let path = routes_fill(template, &ids);
        let answer = town.as_("mallory", &method.to_uppercase(), &path, vec![]).await;
        assert_eq!(
            answer.status,
            *expected,
            "{method} {template}: {}",
            String::from_utf8_lossy(&answer.body)
        );
    }
}

#[tokio::test]
async fn methods_and_paths_that_do_not_exist() {
    let town = Town::new().await;
    for (method, path) in [("GET", "/api/v1/nothing"), ("POST", "/api/v2/login/start"), ("GET", "/api")] {
        assert_eq!(town.send(method, path, &[], vec![]).await.status, 404, "{method} {path}");
    }
    assert_eq!(town.send("DELETE", routes::ORGANISATION, &[], vec![]).await.status, 405);
}

fn ids(town: &Town, workspace: &str) -> BTreeMap<&'static str, String> {
    let session = town.people["alice"].session.unwrap().to_string();
    let mut ids = BTreeMap::from([("workspace", workspace.to_owned()), ("session", session)]);
    for name in ["invitation", "object", "deposit", "locator", "link"] {
        ids.insert(name, "0123456789abcdef0123456789abcdef".to_owned());
    }
    ids.insert("number", "0".to_owned());
    ids
}

fn routes_fill(template: &str, ids: &BTreeMap<&str, String>) -> String {
    let mut path = template.to_owned();
    for (name, value) in ids {
        path = path.replace(&format!("{{{name}}}"), value);
    }
    assert!(!path.contains('{'), "{path}");
    path
}

#[test]
fn every_refusal_code_is_documented_once() {
    let mut seen = BTreeSet::new();
    for (code, status) in codes::ALL {
        assert!(seen.insert(code), "{code} twice");
        assert!((400..=599).contains(status));
    }
    let document: Value = beffroi_server::openapi();
    assert!(document["components"]["schemas"]["ErrorBody"].is_object());
}
