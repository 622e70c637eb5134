//! The OpenAPI document, generated from the handlers and the wire types; `docs/openapi.json` is its copy, and a test says
//! when they differ.

use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::routes;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Beffroi",
        description = "Programming interface of a Beffroi server. JSON; bytes in base64url without padding; ids and \
            digests in lower-case hex; times in milliseconds since 1970. What is signed or sealed is opaque here: see \
            docs/spec. Every refusal has the body ErrorBody.",
        license(name = "EUPL-1.2", identifier = "EUPL-1.2")
    ),
    paths(
        routes::organisation::organisation,
        routes::organisation::openapi,
        routes::setup::start,
        routes::setup::finish,
        routes::login::start,
        routes::login::finish,
        routes::session::logout,
        routes::session::list,
        routes::session::close,
        routes::account::blob,
        routes::account::put_blob,
        routes::account::password_start,
        routes::account::password_finish,
        routes::org_log::read,
        routes::org_log::append,
        routes::invitation::create,
        routes::invitation::show,
        routes::invitation::revoke,
        routes::invitation::start,
        routes::invitation::accept,
        routes::invitation::enrolments,
        routes::workspace::list,
        routes::workspace::create,
        routes::workspace::read,
        routes::workspace::append,
        routes::object::put_part,
        routes::object::parts,
        routes::object::complete,
        routes::object::read,
        routes::intake::info,
        routes::candidates::list,
        routes::intake::begin,
        routes::intake::put_part,
        routes::intake::complete,
        routes::intake::deposits,
        routes::intake::reply,
        routes::thread::read,
        routes::thread::message,
        routes::shared::counts,
        routes::shared::uses,
        routes::shared::make_password,
        routes::link::cover,
        routes::link::password,
        routes::link::open,
        routes::link::download,
        routes::link::object,
        routes::link::declare,
        routes::audit::read,
    ),
    modifiers(&Schemes)
)]
struct Document;

struct Schemes;

impl Modify for Schemes {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let scheme = |description: &str| {
            SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(
                "Authorization",
                description,
            )))
        };
        components.add_security_scheme(
            "device",
            scheme("Beffroi v=1,session=…,device=…,time=…,nonce=…,sig=…: signed by the session's device key"),
        );
        components.add_security_scheme(
            "reporter",
            scheme("Beffroi-Reporter v=1,locator=…,time=…,nonce=…,sig=…: signed by the follow-up code's key"),
        );
    }
}

/// The document.
pub(crate) fn document() -> serde_json::Value {
    serde_json::to_value(Document::openapi()).unwrap_or_default()
}
