//! The object that the worker drives.

mod account;
mod document;
mod dossier;
mod intake;
mod link;
mod traces;
mod workspace;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use beffroi_client::{Client, ClientError, Refusal, Session};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use self::link::Visited;
use self::traces::Scan;
use crate::convert::{Outcome, refuse, refused, reply};
use crate::platform::{BrowserHost, FetchTransport, IndexedDbKeep, WebCrypto};

/// The core of one page: the client of the server that the page came from, and the session when there is one.
#[wasm_bindgen]
pub struct Core {
    client: Client,
    session: RefCell<Option<Rc<Session>>>,
    resumed: async_lock::Mutex<bool>,
    scans: RefCell<BTreeMap<String, Scan>>,
    visits: RefCell<BTreeMap<String, Visited>>,
}

#[wasm_bindgen]
impl Core {
    /// Opens the local store and takes up where the page left off.
    pub async fn load() -> Result<Core, JsValue> {
        let keep = IndexedDbKeep::open("beffroi").await.map_err(|error| refused(&error.into()))?;
        let transport = FetchTransport::new(&origin());
        let client = Client::new(Rc::new(transport), Rc::new(keep), Rc::new(BrowserHost), Rc::new(WebCrypto));
        Ok(Self {
            client,
            session: RefCell::new(None),
            resumed: async_lock::Mutex::new(false),
            scans: RefCell::new(BTreeMap::new()),
            visits: RefCell::new(BTreeMap::new()),
        })
    }
}

#[wasm_bindgen]
impl Core {
    /// Replays the committed vectors in this browser.
    #[wasm_bindgen(js_name = selfTest)]
    pub async fn self_test(&self) -> Outcome {
        self_test().await
    }
}

/// The same for whoever holds the module alone: Node, an auditor's page.
#[wasm_bindgen(js_name = selfTest)]
pub async fn self_test() -> Outcome {
    reply(&beffroi_client::self_test::self_test(&WebCrypto).await)
}

impl Core {
    /// The session, or the refusal `signed-out`.
    async fn session(&self) -> Result<Rc<Session>, JsValue> {
        self.session_if_any().await?.ok_or_else(|| refuse(&Refusal::bare("signed-out")))
    }

    async fn session_if_any(&self) -> Result<Option<Rc<Session>>, JsValue> {
        let mut resumed = self.resumed.lock().await;
        if !*resumed {
            let session = self.client.resume().await.map_err(|error| refused(&error))?;
            *self.session.borrow_mut() = session.map(Rc::new);
            *resumed = true;
        }
        Ok(self.session.borrow().clone())
    }

    fn begin(&self, session: Session) {
        *self.session.borrow_mut() = Some(Rc::new(session));
    }

    /// The refusal of an error; a session that the server has ended is forgotten.
    async fn refused(&self, error: ClientError) -> JsValue {
        if error.ends_session() {
            *self.session.borrow_mut() = None;
            // The next sign-in replaces what is kept anyway.
            drop(self.client.forget_session().await);
        }
        refused(&error)
    }

    async fn answer<T: serde::Serialize>(&self, result: Result<T, ClientError>) -> Outcome {
        match result {
            Ok(value) => reply(&value),
            Err(error) => Err(self.refused(error).await),
        }
    }

    /// For what gives nothing back: `undefined`.
    async fn done(&self, result: Result<(), ClientError>) -> Outcome {
        match result {
            Ok(()) => Ok(JsValue::UNDEFINED),
            Err(error) => Err(self.refused(error).await),
        }
    }
}

impl Core {
    /// Keeps a scan and gives its handle.
    fn keep_scan(&self, scan: Scan) -> String {
        let mut scans = self.scans.borrow_mut();
        let last = scans.keys().filter_map(|handle| handle.parse::<u64>().ok()).max().unwrap_or(0);
        let handle = (last + 1).to_string();
        scans.insert(handle.clone(), scan);
        handle
    }

    fn take_scan(&self, handle: &str) -> Option<Scan> {
        self.scans.borrow_mut().remove(handle)
    }

    fn put_scan(&self, handle: String, scan: Scan) {
        self.scans.borrow_mut().insert(handle, scan);
    }
}

/// The origin of the page, which is that of its worker.
fn origin() -> String {
    let location = js_sys::Reflect::get(&js_sys::global(), &"location".into()).unwrap_or(JsValue::NULL);
    let origin = js_sys::Reflect::get(&location, &"origin".into()).unwrap_or(JsValue::NULL);
    origin.dyn_into::<js_sys::JsString>().map(String::from).unwrap_or_default()
}
