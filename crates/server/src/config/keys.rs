//! Every key, once: for the environment, for `beffroi doctor`, for the guide.

/// How a key's text is read from the environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// Text, path or address.
    Text,
    /// Whole number.
    Number,
    /// Comma-separated texts.
    List,
}

/// A configuration key.
#[derive(Debug, Clone, Copy)]
pub struct KeyInfo {
    /// Dotted name in the file.
    pub name: &'static str,
    /// How it is read.
    pub kind: KeyKind,
    /// Value when absent, as people would write it.
    pub default: &'static str,
}

impl KeyInfo {
    /// Name of the environment variable.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("BEFFROI_{}", self.name.replace('.', "_").to_uppercase())
    }
}

const fn key(name: &'static str, kind: KeyKind, default: &'static str) -> KeyInfo {
    KeyInfo { name, kind, default }
}

/// Every key of the file, in the order of the guide.
pub const KEYS: &[KeyInfo] = &[
    key("listen", KeyKind::Text, "127.0.0.1:8420"),
    key("metrics", KeyKind::Text, "127.0.0.1:8421"),
    key("public_url", KeyKind::Text, "http://{listen}"),
    key("data", KeyKind::Text, "./beffroi"),
    key("database", KeyKind::Text, "sqlite:{data}/beffroi.sqlite"),
    key("objects", KeyKind::Text, "{data}/objects"),
    key("keys", KeyKind::Text, "{data}/server.keys"),
    key("tls.certificate", KeyKind::Text, ""),
    key("tls.key", KeyKind::Text, ""),
    key("proxy.trusted", KeyKind::List, ""),
    key("limits.storage_bytes_max", KeyKind::Number, ""),
    key("limits.object_bytes_max", KeyKind::Number, "17179869184"),
    key("limits.deposit_bytes_max", KeyKind::Number, "104857600"),
    key("limits.requests_per_minute", KeyKind::Number, "3000"),
    key("limits.logins_per_minute", KeyKind::Number, "20"),
    key("limits.deposits_per_hour", KeyKind::Number, "20"),
    key("terms.session_hours", KeyKind::Number, "12"),
    key("terms.setup_hours", KeyKind::Number, "24"),
    key("terms.upload_hours", KeyKind::Number, "72"),
    key("terms.deposit_hours", KeyKind::Number, "6"),
    key("terms.invitation_days_max", KeyKind::Number, "30"),
    key("terms.journal_days", KeyKind::Number, "365"),
    key("mail.host", KeyKind::Text, ""),
    key("mail.port", KeyKind::Number, "587"),
    key("mail.tls", KeyKind::Text, "required"),
    key("mail.user", KeyKind::Text, ""),
    key("mail.password_file", KeyKind::Text, ""),
    key("mail.from", KeyKind::Text, ""),
    key("log.format", KeyKind::Text, "json"),
    key("log.level", KeyKind::Text, "info"),
    key("security.contact", KeyKind::Text, ""),
];
