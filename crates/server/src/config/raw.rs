//! The configuration as people write it.

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{
    Config, ConfigError, KEYS, KeyKind, LimitsConfig, LogConfig, MailConfig, MailTls, TermsConfig, TlsFiles,
};

/// The file, every key optional.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "each key is described in docs/fr/exploitation.md, which a test compares")]
pub struct RawConfig {
    pub listen: Option<String>,
    pub metrics: Option<String>,
    pub public_url: Option<String>,
    pub data: Option<PathBuf>,
    pub database: Option<String>,
    pub objects: Option<PathBuf>,
    pub keys: Option<PathBuf>,
    pub tls: RawTls,
    pub proxy: RawProxy,
    pub limits: RawLimits,
    pub terms: RawTerms,
    pub mail: RawMail,
    pub log: RawLog,
    pub security: RawSecurity,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawTls {
    pub certificate: Option<PathBuf>,
    pub key: Option<PathBuf>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawProxy {
    pub trusted: Option<Vec<String>>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawLimits {
    pub storage_bytes_max: Option<u64>,
    pub object_bytes_max: Option<u64>,
    pub deposit_bytes_max: Option<u64>,
    pub requests_per_minute: Option<u32>,
    pub logins_per_minute: Option<u32>,
    pub deposits_per_hour: Option<u32>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawTerms {
    pub session_hours: Option<u32>,
    pub setup_hours: Option<u32>,
    pub upload_hours: Option<u32>,
    pub deposit_hours: Option<u32>,
    pub invitation_days_max: Option<u32>,
    pub journal_days: Option<u32>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawMail {
    pub host: Option<String>,
    pub port: Option<u16>,
    pub tls: Option<String>,
    pub user: Option<String>,
    pub password_file: Option<PathBuf>,
    pub from: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawLog {
    pub format: Option<String>,
    pub level: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawSecurity {
    pub contact: Option<String>,
}

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
const GIB: u64 = 1024 * 1024 * 1024;

impl RawConfig {
    /// Reads the text of a file, then the environment.
    ///
    /// # Errors
    /// When the text is not TOML or has an unknown key, or a variable does not fit its key.
    pub fn parse(text: &str, environment: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let malformed = |reason: String| ConfigError::Malformed { reason };
        let mut table: toml::Table =
            text.parse().map_err(|error: toml::de::Error| malformed(error.to_string()))?;
        for key in KEYS {
            let Some(written) = environment(&key.variable()) else { continue };
            let value = match key.kind {
                KeyKind::Text => toml::Value::String(written),
                KeyKind::Number => toml::Value::Integer(written.trim().parse().map_err(|_| {
                    ConfigError::Value { key: key.name, reason: format!("{written:?} is not a whole number") }
                })?),
                KeyKind::List => written
                    .split(',')
                    .map(|item| toml::Value::String(item.trim().to_owned()))
                    .collect::<Vec<_>>()
                    .into(),
            };
            insert(&mut table, key.name, value)
                .ok_or_else(|| malformed(format!("{} is not a table", key.name)))?;
        }
        table.try_into().map_err(|error: toml::de::Error| malformed(error.to_string()))
    }

    /// Checks every value and fills in the defaults.
    ///
    /// # Errors
    /// Names the first key whose value is not possible.
    pub fn check(self) -> Result<Config, ConfigError> {
        let listen = address("listen", self.listen.as_deref().unwrap_or("127.0.0.1:8420"))?;
        let metrics = match self.metrics.as_deref().unwrap_or("127.0.0.1:8421") {
            "off" => None,
            written => Some(private("metrics", address("metrics", written)?)?),
        };
        let tls = match (self.tls.certificate, self.tls.key) {
            (Some(certificate), Some(key)) => Some(TlsFiles { certificate, key }),
            (None, None) => None,
            _ => return Err(value("tls.certificate", "certificate and key go together")),
        };
        let scheme = if tls.is_some() { "https" } else { "http" };
        let public_url = self.public_url.unwrap_or_else(|| format!("{scheme}://{listen}"));
        let public_url = public_url.trim_end_matches('/').to_owned();
        if !public_url.starts_with("https://") && !public_url.starts_with("http://") {
            return Err(value("public_url", "https://… expected"));
        }
        let data = self.data.unwrap_or_else(|| PathBuf::from("./beffroi"));
        let trusted_proxies = self
            .proxy
            .trusted
            .unwrap_or_default()
            .iter()
            .filter(|written| !written.is_empty())
            .map(|written| {
                written
                    .parse()
                    .map_err(|_| value("proxy.trusted", &format!("{written:?} is not an IP address")))
            })
            .collect::<Result<_, _>>()?;
        Ok(Config {
            listen,
            metrics,
            public_url,
            database: self
                .database
                .unwrap_or_else(|| format!("sqlite:{}", data.join("beffroi.sqlite").display())),
            objects: self.objects.unwrap_or_else(|| data.join("objects")),
            keys: self.keys.unwrap_or_else(|| data.join("server.keys")),
            tls,
            trusted_proxies,
            limits: limits(&self.limits),
            terms: terms(&self.terms)?,
            mail: mail(self.mail)?,
            log: log(self.log)?,
            security_contact: self.security.contact.map(contact).transpose()?,
        })
    }
}

fn insert(table: &mut toml::Table, name: &str, value: toml::Value) -> Option<()> {
    match name.split_once('.') {
        None => {
            table.insert(name.to_owned(), value);
            Some(())
        }
        Some((group, rest)) => {
            let group = table.entry(group).or_insert_with(|| toml::Table::new().into());
            insert(group.as_table_mut()?, rest, value)
        }
    }
}

fn address(key: &'static str, written: &str) -> Result<SocketAddr, ConfigError> {
    written.parse().map_err(|_| value(key, &format!("{written:?} is not an address such as 127.0.0.1:8420")))
}

/// Metrics tell how busy an organisation is: never on a public address.
fn private(key: &'static str, address: SocketAddr) -> Result<SocketAddr, ConfigError> {
    let private = match address.ip() {
        std::net::IpAddr::V4(ip) => ip.is_loopback() || ip.is_private(),
        std::net::IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local(),
    };
    if private { Ok(address) } else { Err(value(key, "a loopback or private address expected, or \"off\"")) }
}

fn limits(raw: &RawLimits) -> LimitsConfig {
    LimitsConfig {
        storage_bytes_max: raw.storage_bytes_max,
        object_bytes_max: raw.object_bytes_max.unwrap_or(16 * GIB),
        deposit_bytes_max: raw.deposit_bytes_max.unwrap_or(GIB / 1024 * 100),
        requests_per_minute: raw.requests_per_minute.unwrap_or(3000),
        logins_per_minute: raw.logins_per_minute.unwrap_or(20),
        deposits_per_hour: raw.deposits_per_hour.unwrap_or(20),
    }
}

fn terms(raw: &RawTerms) -> Result<TermsConfig, ConfigError> {
    let journal_days = raw.journal_days.unwrap_or(365);
    // One year is what the decision of the Commission fixes; less than six months, what the CNIL advises against.
    if !(183..=366).contains(&journal_days) {
        return Err(value("terms.journal_days", "from 183 to 366 days"));
    }
    let hours = |written: Option<u32>, default: u32| i64::from(written.unwrap_or(default).max(1)) * HOUR_MS;
    Ok(TermsConfig {
        session_ms: hours(raw.session_hours, 12),
        setup_ms: hours(raw.setup_hours, 24),
        upload_ms: hours(raw.upload_hours, 72),
        deposit_ms: hours(raw.deposit_hours, 6),
        invitation_ms_max: i64::from(raw.invitation_days_max.unwrap_or(30).max(1)) * DAY_MS,
        journal_ms: i64::from(journal_days) * DAY_MS,
    })
}

fn mail(raw: RawMail) -> Result<Option<MailConfig>, ConfigError> {
    let Some(host) = raw.host.filter(|host| !host.is_empty()) else { return Ok(None) };
    let Some(from) = raw.from else {
        return Err(value("mail.from", "a sender is needed, such as \"Beffroi <beffroi@ville.example>\""));
    };
    let tls = match raw.tls.as_deref().unwrap_or("required") {
        "required" => MailTls::Required,
        "implicit" => MailTls::Implicit,
        "none" => MailTls::None,
        other => {
            return Err(value("mail.tls", &format!("{other:?}: required, implicit or none expected")));
        }
    };
    let credentials = match (raw.user, raw.password_file) {
        (Some(user), Some(file)) => {
            let password = std::fs::read_to_string(&file)
                .map_err(|source| ConfigError::Unreadable { path: file, source })?;
            Some((user, password.trim_end_matches(['\r', '\n']).to_owned()))
        }
        (None, None) => None,
        _ => return Err(value("mail.user", "user and password_file go together")),
    };
    Ok(Some(MailConfig { host, port: raw.port.unwrap_or(587), tls, credentials, from }))
}

fn log(raw: RawLog) -> Result<LogConfig, ConfigError> {
    let json = match raw.format.as_deref().unwrap_or("json") {
        "json" => true,
        "text" => false,
        other => return Err(value("log.format", &format!("{other:?}: json or text expected"))),
    };
    Ok(LogConfig { json, level: raw.level.unwrap_or_else(|| "info".to_owned()) })
}

/// One line of `security.txt`.
fn contact(written: String) -> Result<String, ConfigError> {
    let possible = ["mailto:", "https://", "tel:"].iter().any(|scheme| written.starts_with(scheme))
        && !written.contains(|letter: char| letter.is_whitespace() || letter.is_control());
    let refused =
        || value("security.contact", &format!("{written:?}: mailto:…, https://… or tel:… expected"));
    if possible { Ok(written) } else { Err(refused()) }
}

fn value(key: &'static str, reason: &str) -> ConfigError {
    ConfigError::Value { key, reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing(_: &str) -> Option<String> {
        None
    }

    #[test]
    fn environment_wins_over_the_file() {
        let text = "listen = \"127.0.0.1:1\"\n[limits]\nlogins_per_minute = 3\n";
        let raw = RawConfig::parse(text, |name| match name {
            "BEFFROI_LISTEN" => Some("0.0.0.0:443".to_owned()),
            "BEFFROI_TERMS_SESSION_HOURS" => Some("2".to_owned()),
            "BEFFROI_PROXY_TRUSTED" => Some("10.0.0.1, ::1".to_owned()),
            _ => None,
        });
        let config = raw.unwrap().check().unwrap();
        assert_eq!(config.listen.to_string(), "0.0.0.0:443");
        assert_eq!(config.limits.logins_per_minute, 3);
        assert_eq!(config.terms.session_ms, 2 * HOUR_MS);
        assert_eq!(config.trusted_proxies.len(), 2);
    }

    #[test]
    fn every_key_is_known_once() {
        let mut table = toml::Table::new();
        for key in KEYS {
            let value = match key.kind {
                KeyKind::Text => toml::Value::String("x".to_owned()),
                KeyKind::Number => toml::Value::Integer(1),
                KeyKind::List => Vec::<String>::new().into(),
            };
            insert(&mut table, key.name, value).unwrap();
        }
        let raw: RawConfig = table.clone().try_into().unwrap();
        assert_eq!(toml::Table::try_from(raw).unwrap(), table, "a field without a key");
    }

    #[test]
    fn impossible_values_are_named() {
        let key_of = |text: &str| match RawConfig::parse(text, nothing).and_then(RawConfig::check) {
            Err(ConfigError::Value { key, .. }) => key,
            Err(ConfigError::Malformed { .. }) => "malformed",
            _ => "accepted",
        };
        assert_eq!(key_of("listen = \"8420\""), "listen");
        assert_eq!(key_of("metrics = \"203.0.113.1:9\""), "metrics");
        assert_eq!(key_of("public_url = \"beffroi.example\""), "public_url");
        assert_eq!(key_of("[tls]\ncertificate = \"c.pem\""), "tls.certificate");
        assert_eq!(key_of("[terms]\njournal_days = 30"), "terms.journal_days");
        assert_eq!(key_of("[mail]\nhost = \"smtp\""), "mail.from");
        assert_eq!(key_of("[security]\ncontact = \"rssi@ville.example\""), "security.contact");
        assert_eq!(key_of("[security]\ncontact = \"mailto:a@b\\nContact: x\""), "security.contact");
        assert_eq!(key_of("[security]\ncontact = \"mailto:rssi@ville.example\""), "accepted");
        assert_eq!(key_of("liste = 1"), "malformed");
        assert_eq!(key_of("metrics = \"off\""), "accepted");
    }
}
