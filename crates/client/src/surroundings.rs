//! Everything the client was given by the program that runs it, in one value.

use std::rc::Rc;

use crate::api::Api;
use crate::bulk::BulkCipher;
use crate::host::{Host, HostRng};
use crate::keep::Keep;
use crate::transport::Transport;

/// One device's link to one server: transport, local values, time, randomness, bulk encryption.
#[derive(Clone)]
pub struct Surroundings {
    /// Typed requests.
    pub(crate) api: Rc<Api>,
    /// Local values.
    pub(crate) keep: Rc<dyn Keep>,
    /// Time and randomness.
    pub(crate) host: Rc<dyn Host>,
    /// Encryption of file content.
    pub(crate) bulk: Rc<dyn BulkCipher>,
}

impl Surroundings {
    /// Puts the parts together.
    pub fn new(
        transport: Rc<dyn Transport>,
        keep: Rc<dyn Keep>,
        host: Rc<dyn Host>,
        bulk: Rc<dyn BulkCipher>,
    ) -> Self {
        let api = Rc::new(Api::new(transport, Rc::clone(&host)));
        Self { api, keep, host, bulk }
    }

    /// The present instant, as the device's own clock has it: what is signed and counted from never follows the clock that
    /// a server announces.
    pub(crate) fn now_ms(&self) -> i64 {
        self.host.now().as_millisecond()
    }

    /// The present instant on the server's clock, as far as it told: for terms that the server counts, nothing else.
    pub(crate) fn server_now_ms(&self) -> i64 {
        self.now_ms().saturating_add(self.api.clock_offset_ms())
    }

    /// The present as claimed time of what is signed.
    pub(crate) fn timestamp(&self) -> beffroi_ledger::Timestamp {
        beffroi_ledger::Timestamp::from_unix_ms(self.now_ms())
    }

    /// The host's randomness.
    pub(crate) fn rng(&self) -> HostRng<'_> {
        HostRng(&*self.host)
    }
}

/// An instant as people read it.
pub(crate) fn instant(unix_ms: i64) -> jiff::Timestamp {
    let bounds = (jiff::Timestamp::MIN.as_millisecond(), jiff::Timestamp::MAX.as_millisecond());
    jiff::Timestamp::from_millisecond(unix_ms.clamp(bounds.0, bounds.1)).unwrap_or_default()
}
