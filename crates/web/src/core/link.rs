//! Share links: as a member, and in the hands of whoever received one.

use std::rc::Rc;

use beffroi_client::ClientError;
use beffroi_client::link::{NewLink, OpenVisit, Visit};
use beffroi_client::view::SharingView;
use beffroi_seal::id::{DocumentId, LinkId, WorkspaceId};
use jiff::Timestamp;
use js_sys::Function;
use serde::Deserialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::Core;
use crate::convert::{Outcome, arguments, refused, reply, reporter};
use crate::platform::BlobSink;

/// A link that was shown on this page, and perhaps opened: its password is asked for once.
#[derive(Clone)]
pub(super) struct Visited {
    shown: Rc<Visit>,
    open: Option<Rc<OpenVisit>>,
}

#[derive(Deserialize)]
struct RoomInput {
    workspace: WorkspaceId,
}

#[derive(Deserialize)]
struct LinkOfRoom {
    workspace: WorkspaceId,
    link: LinkId,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LinkInput {
    workspace: WorkspaceId,
    documents: Vec<DocumentId>,
    title: String,
    message: String,
    expires_at: Timestamp,
    downloads_max: Option<u32>,
    password: Option<String>,
}

#[derive(Deserialize)]
struct AddressInput {
    address: String,
}

#[derive(Deserialize)]
struct OpenInput {
    address: String,
    password: Option<String>,
}

#[derive(Deserialize)]
struct DownloadInput {
    address: String,
    document: DocumentId,
}

#[derive(Deserialize)]
struct DeclareInput {
    address: String,
    name: String,
    /// Absent where only receipt is acknowledged.
    #[serde(default)]
    text: String,
}

#[wasm_bindgen]
impl Core {
    /// The links of a workspace.
    pub async fn links(&self, input: JsValue) -> Outcome {
        let RoomInput { workspace } = arguments(&input)?;
        let session = self.session().await?;
        self.answer(session.links(workspace).await).await
    }

    /// What was done with a link.
    #[wasm_bindgen(js_name = linkUses)]
    pub async fn link_uses(&self, input: JsValue) -> Outcome {
        let LinkOfRoom { workspace, link } = arguments(&input)?;
        let session = self.session().await?;
        self.answer(session.link_uses(workspace, link).await).await
    }

    /// Shares documents by a link.
    #[wasm_bindgen(js_name = createLink)]
    pub async fn create_link(&self, input: JsValue) -> Outcome {
        let input: LinkInput = arguments(&input)?;
        let session = self.session().await?;
        let new = NewLink {
            documents: &input.documents,
            title: &input.title,
            message: &input.message,
            expires_at: input.expires_at,
            downloads_max: input.downloads_max,
            password: input.password.as_deref(),
        };
        self.answer(session.create_link(input.workspace, &new).await).await
    }

    /// Stops serving a link until it is resumed.
    #[wasm_bindgen(js_name = suspendLink)]
    pub async fn suspend_link(&self, input: JsValue) -> Outcome {
        let LinkOfRoom { workspace, link } = arguments(&input)?;
        let session = self.session().await?;
        self.done(session.suspend_link(workspace, link).await).await
    }

    /// Serves a suspended link again.
    #[wasm_bindgen(js_name = resumeLink)]
    pub async fn resume_link(&self, input: JsValue) -> Outcome {
        let LinkOfRoom { workspace, link } = arguments(&input)?;
        let session = self.session().await?;
        self.done(session.resume_link(workspace, link).await).await
    }

    /// Ends a link for good.
    #[wasm_bindgen(js_name = closeLink)]
    pub async fn close_link(&self, input: JsValue) -> Outcome {
        let LinkOfRoom { workspace, link } = arguments(&input)?;
        let session = self.session().await?;
        self.done(session.close_link(workspace, link).await).await
    }

    /// What share links may be.
    #[wasm_bindgen(js_name = sharingPolicy)]
    pub async fn sharing_policy(&self) -> Outcome {
        let session = self.session().await?;
        self.answer(session.sharing().await).await
    }

    /// Decides what share links may be.
    #[wasm_bindgen(js_name = setSharingPolicy)]
    pub async fn set_sharing_policy(&self, input: JsValue) -> Outcome {
        let rules: SharingView = arguments(&input)?;
        let session = self.session().await?;
        self.done(session.set_sharing(rules).await).await
    }

    /// Shows a link without opening it.
    #[wasm_bindgen(js_name = visitLink)]
    pub async fn visit_link(&self, input: JsValue) -> Outcome {
        let AddressInput { address } = arguments(&input)?;
        let visit = self.client.visit_link(&address).await.map_err(|error| refused(&error))?;
        let shown = Rc::new(visit);
        let cover = shown.cover();
        self.visits.borrow_mut().insert(address, Visited { shown, open: None });
        reply(&cover)
    }

    /// Opens a link.
    #[wasm_bindgen(js_name = openVisited)]
    pub async fn open_visited(&self, input: JsValue) -> Outcome {
        let OpenInput { address, password } = arguments(&input)?;
        let shown = self.visited(&address).await?.shown;
        let open = shown.open(password.as_deref()).await.map_err(|error| refused(&error))?;
        let (view, open) = (open.view(), Some(Rc::new(open)));
        self.visits.borrow_mut().insert(address, Visited { shown, open });
        reply(&view)
    }

    /// Reads a document of an open link into a `Blob`.
    #[wasm_bindgen(js_name = downloadVisited)]
    pub async fn download_visited(&self, input: JsValue, on_progress: Function) -> Outcome {
        let DownloadInput { address, document } = arguments(&input)?;
        let open = self.opened(&address).await?;
        let mut sink = BlobSink::default();
        match open.download(document, &mut sink, &reporter(&on_progress)).await {
            Ok(()) => sink.into_blob(super::document::NEUTRAL_TYPE).map(JsValue::from),
            Err(error) => Err(refused(&error)),
        }
    }

    /// "I received these documents."
    #[wasm_bindgen(js_name = acknowledgeVisit)]
    pub async fn acknowledge_visit(&self, input: JsValue) -> Outcome {
        let DeclareInput { address, name, .. } = arguments(&input)?;
        let open = self.opened(&address).await?;
        nothing(open.acknowledge(&name).await)
    }

    /// "I am not the intended recipient."
    #[wasm_bindgen(js_name = refuseVisit)]
    pub async fn refuse_visit(&self, input: JsValue) -> Outcome {
        let DeclareInput { address, name, text } = arguments(&input)?;
        let open = self.visits.borrow().get(&address).and_then(|visited| visited.open.clone());
        nothing(match open {
            Some(open) => open.refuse(&name, &text).await,
            None => self.client.refuse_link(&address, &name, &text).await,
        })
    }
}

impl Core {
    /// The link as this page knows it; shown first when it does not.
    async fn visited(&self, address: &str) -> Result<Visited, JsValue> {
        let known = self.visits.borrow().get(address).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let visit = self.client.visit_link(address).await.map_err(|error| refused(&error))?;
        let visited = Visited { shown: Rc::new(visit), open: None };
        self.visits.borrow_mut().insert(address.to_owned(), visited.clone());
        Ok(visited)
    }

    async fn opened(&self, address: &str) -> Result<Rc<OpenVisit>, JsValue> {
        let visited = self.visited(address).await?;
        match visited.open {
            Some(open) => Ok(open),
            None => visited.shown.open(None).await.map(Rc::new).map_err(|error| refused(&error)),
        }
    }
}

fn nothing(result: Result<(), ClientError>) -> Outcome {
    result.map(|()| JsValue::UNDEFINED).map_err(|error| refused(&error))
}
