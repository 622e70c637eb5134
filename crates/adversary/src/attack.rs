//! One scripted attack: what the liar does, and what the honest client must answer.

use beffroi_client::ClientError;
use beffroi_client::view::WorkspaceView;

use crate::register::ATTACKS;

/// What an attack must lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The use case stops, or the view carries an alarm.
    Refused,
    /// Nothing of it is read: the journey goes on as if nobody had lied.
    NoEffect,
    /// The journey goes on, and the person is told.
    Noticed,
    /// The adversary learns nothing: there is no client to refuse.
    Fruitless,
    /// Not held today: the test says what should happen and is ignored, with this reason.
    Open(&'static str),
}

/// A scripted attack.
#[derive(Clone, Copy, Debug)]
pub struct Attack {
    /// The class, as in the design: X1 to X24.
    pub id: &'static str,
    /// What the adversary does.
    pub title: &'static str,
    /// The client's own code for it; for [`Outcome::NoEffect`] and [`Outcome::Fruitless`], empty.
    pub expected_code: &'static str,
    /// The test, `module::function` under `crates/adversary/tests/it`.
    pub test: &'static str,
    /// What it must lead to.
    pub outcome: Outcome,
}

/// The attack that a test carries out.
///
/// # Panics
/// When the register does not name this test.
#[must_use]
pub fn attack(test: &str) -> &'static Attack {
    let found = ATTACKS.iter().find(|attack| attack.test == test);
    found.expect("every test of an attack stands in ATTACKS")
}

impl Attack {
    /// The use case stopped, with the code of this attack.
    ///
    /// # Panics
    /// When it went through, or stopped for another reason.
    #[track_caller]
    pub fn refuses<T>(&self, result: Result<T, ClientError>) {
        let code = result.map_or_else(|error| error.code(), |_| "(went through)".to_owned());
        assert_eq!(code, self.expected_code, "{}: {}", self.id, self.title);
    }

    /// The view carries an alarm with the code of this attack.
    ///
    /// # Panics
    /// When there is no alarm, or another one.
    #[track_caller]
    pub fn alarms(&self, view: &WorkspaceView) {
        let alarm = view.summary.alarm.as_ref();
        let code = alarm.map_or("(no alarm)", |alarm| alarm.code.as_str());
        assert_eq!(code, self.expected_code, "{}: {}", self.id, self.title);
    }

    /// The view lists an entry of this code that was left out.
    ///
    /// # Panics
    /// When it does not.
    #[track_caller]
    pub fn leaves_out(&self, view: &WorkspaceView) {
        let codes: Vec<_> = view.anomalies.iter().map(|one| one.refusal.code.as_str()).collect();
        assert!(codes.contains(&self.expected_code), "{}: {}: {codes:?}", self.id, self.title);
    }
}
