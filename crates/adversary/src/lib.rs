//! The lying server, as scripted attacks that anyone can run: `cargo test -p beffroi-adversary`.
//!
//! A [`Liar`] stands between a real client and a real server and alters, withholds, replays, exchanges or invents what
//! the server answers; [`Town`] is a server with people on it; [`Insider`] is somebody whose device sides with the
//! server; [`Forge`] makes what they would sign. Every attack of [`ATTACKS`] is one test: the same journey succeeds while
//! nobody lies, and is refused under its own code when somebody does. `docs/adversary.md` is made from that list.
//!
//! The adversary holds everything that a server holds (database, files, key file, traffic) and may hold devices of
//! members. It does not hold the victim's device or password, and cannot break the primitives: those have tests of their
//! own in `beffroi-seal`.

mod attack;
mod dump;
mod forge;
mod insider;
mod liar;
mod page;
mod register;
mod town;

pub use attack::{Attack, Outcome, attack};
pub use dump::{Dump, OpaqueRecord};
pub use forge::{Forge, flip, flip_in, next_org_entry, replace};
pub use insider::Insider;
pub use liar::{Liar, refusal, reply};
pub use page::page;
pub use register::{ATTACKS, NOT_COVERED, NotCovered};
pub use town::{Device, PASSWORD, Picture, Town, bytes, ids, now, person, picture, put, quiet, read, share};

use beffroi_client::host::HostRng;
use beffroi_client::native::SystemHost;

/// The machine's randomness, in the form the pure crates ask for.
#[must_use]
pub fn rng() -> HostRng<'static> {
    HostRng(&SystemHost)
}
