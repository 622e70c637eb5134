//! Exit codes, stable and documented in `docs/fr/ligne-de-commande.md`.

/// Why the command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Something unexpected; the message says what.
    Failed = 1,
    /// The command line is not understood (clap's own code).
    Usage = 2,
    /// An input is not as it must be: a file, a mapping, a name.
    Input = 3,
    /// Not signed in, or wrong password.
    SignIn = 4,
    /// Not allowed, or not found: the two are never told apart.
    Refused = 5,
    /// The server could not be reached or answered wrongly.
    Network = 6,
    /// The proof does not hold: tampering, rollback, fork, damaged archive.
    Proof = 7,
    /// The disk is full or not writable.
    Storage = 8,
}

/// A refusal on its way to the person: a code of the catalogue, its parameters and the exit code.
#[derive(Debug)]
pub struct Failure {
    /// Exit code.
    pub exit: Exit,
    /// Code in the catalogue.
    pub code: String,
    /// Parameters of the sentences.
    pub params: Vec<(String, String)>,
    /// Technical detail, English, shown last.
    pub detail: Option<String>,
}

impl Failure {
    /// A refusal without parameters.
    pub fn new(exit: Exit, code: &str) -> Self {
        Self { exit, code: code.to_owned(), params: Vec::new(), detail: None }
    }

    /// Adds a parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.params.push((name.to_owned(), value.to_string()));
        self
    }

    /// Adds the technical cause.
    #[must_use]
    pub fn because(mut self, cause: impl std::fmt::Display) -> Self {
        self.detail = Some(cause.to_string());
        self
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.code)?;
        for (name, value) in &self.params {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}
