//! The client of one server on one device, before anybody signs in.

use std::rc::Rc;

use crate::bulk::BulkCipher;
use crate::host::Host;
use crate::keep::Keep;
use crate::surroundings::Surroundings;
use crate::transport::Transport;

/// The client of one server on one device. Set-up, signing in, invitations and public reports start here;
/// everything else is a method of [`crate::Session`].
#[derive(Clone)]
pub struct Client {
    pub(crate) around: Surroundings,
}

impl Client {
    /// A client from its surroundings.
    pub fn new(
        transport: Rc<dyn Transport>,
        keep: Rc<dyn Keep>,
        host: Rc<dyn Host>,
        bulk: Rc<dyn BulkCipher>,
    ) -> Self {
        Self { around: Surroundings::new(transport, keep, host, bulk) }
    }

    /// Address of the server, without a trailing slash.
    #[must_use]
    pub fn address(&self) -> String {
        self.around.api.address()
    }
}
