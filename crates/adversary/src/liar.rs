//! Who stands between: sees every request and answer, and changes what it was told to change.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use beffroi_client::host::LocalFuture;
use beffroi_client::native::HttpTransport;
use beffroi_client::transport::{Method, Request, Response, Transport, TransportError};
use serde::Serialize;

use crate::page::page;

/// A transport that lies when told to. Clones share their rules.
#[derive(Clone)]
pub struct Liar {
    inner: HttpTransport,
    memory: Rc<Memory>,
}

#[derive(Default)]
struct Memory {
    rules: RefCell<Vec<Rule>>,
    asked: RefCell<Vec<String>>,
    told: Cell<usize>,
}

/// An answer of the liar's own, or none to let the server answer.
type Replacement = dyn FnMut(&Request) -> Option<Response>;
/// A change to the server's answer.
type Alteration = dyn FnMut(&Request, &mut Response);

enum Rule {
    Instead(Box<Replacement>),
    Altered(Box<Alteration>),
}

impl Liar {
    /// Honest, until told otherwise.
    #[must_use]
    pub fn new(inner: HttpTransport) -> Self {
        Self { inner, memory: Rc::default() }
    }

    /// Alters the answers to requests whose path contains `path`.
    pub fn alter(&self, path: &str, mut change: impl FnMut(&Request, &mut Response) + 'static) {
        let path = path.to_owned();
        self.rule(Rule::Altered(Box::new(move |request, response| {
            if request.path.contains(&path) {
                change(request, response);
            }
        })));
    }

    /// Alters the JSON of successful answers to requests whose path contains `path`.
    pub fn alter_json(&self, path: &str, mut change: impl FnMut(&mut serde_json::Value) + 'static) {
        self.alter(path, move |_, response| {
            if let (true, Ok(mut body)) = (response.is_success(), serde_json::from_slice(&response.body)) {
                change(&mut body);
                response.body = body.to_string().into_bytes();
            }
        });
    }

    /// Answers requests of `method` whose path contains `path` itself; the server never sees them.
    pub fn answer(
        &self,
        method: Method,
        path: &str,
        mut answer: impl FnMut(&Request) -> Option<Response> + 'static,
    ) {
        let path = path.to_owned();
        self.rule(Rule::Instead(Box::new(move |request| {
            let asked = request.method == method && request.path.contains(&path);
            if asked { answer(request) } else { None }
        })));
    }

    /// Shows `entries` as the whole log at `path` (`…/log`), whatever the server holds.
    pub fn show_log(&self, path: &str, entries: Vec<Vec<u8>>) {
        let path = format!("{path}?from=");
        self.answer(Method::Get, &path.clone(), move |request| {
            let from = request.path.split_once(&path)?.1.split('&').next()?.parse().ok()?;
            Some(reply(200, &page(&entries, from)))
        });
    }

    /// Tells the truth again.
    pub fn honest(&self) {
        self.memory.rules.borrow_mut().clear();
    }

    /// How many answers were lies so far.
    #[must_use]
    pub fn lies(&self) -> usize {
        self.memory.told.get()
    }

    /// Every request so far, by method and path.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        self.memory.asked.borrow().clone()
    }

    fn rule(&self, rule: Rule) {
        self.memory.rules.borrow_mut().push(rule);
    }

    fn instead(&self, request: &Request) -> Option<Response> {
        let mut rules = self.memory.rules.borrow_mut();
        let answer = rules.iter_mut().find_map(|rule| match rule {
            Rule::Instead(answer) => answer(request),
            Rule::Altered(_) => None,
        });
        self.memory.told.set(self.memory.told.get() + usize::from(answer.is_some()));
        answer
    }

    fn altered(&self, request: &Request, mut response: Response) -> Response {
        let truth = (response.status, response.body.clone(), response.headers.clone());
        for rule in self.memory.rules.borrow_mut().iter_mut() {
            if let Rule::Altered(change) = rule {
                change(request, &mut response);
            }
        }
        let lied = truth != (response.status, response.body.clone(), response.headers.clone());
        self.memory.told.set(self.memory.told.get() + usize::from(lied));
        response
    }
}

impl Transport for Liar {
    fn send(&self, request: Request) -> LocalFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            let line = format!("{} {}", request.method.as_str(), request.path);
            self.memory.asked.borrow_mut().push(line);
            if let Some(answer) = self.instead(&request) {
                return Ok(answer);
            }
            let asked = request.clone();
            let response = self.inner.send(request).await?;
            Ok(self.altered(&asked, response))
        })
    }

    fn address(&self) -> String {
        self.inner.address()
    }
}

/// An answer made up.
///
/// # Panics
/// When `body` has no JSON form.
#[must_use]
pub fn reply(status: u16, body: &impl Serialize) -> Response {
    let body = serde_json::to_vec(body).expect("what the wire carries has a JSON form");
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    Response { status, headers, body }
}

/// A refusal made up.
#[must_use]
pub fn refusal(status: u16, code: &str) -> Response {
    reply(status, &serde_json::json!({ "code": code, "params": {}, "request": "0" }))
}
