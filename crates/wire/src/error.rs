//! The body of every refusal, and the stable codes it may carry.
//!
//! People's sentences live in the translation catalogues, keyed by these codes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Body of every answer whose status is 400 or more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorBody {
    /// Stable kebab-case code, one of [`codes`] or a refusal code of `beffroi-ledger`.
    pub code: String,
    /// What the sentence needs: names, numbers, limits. Never personal data.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub params: BTreeMap<String, serde_json::Value>,
    /// Identifier of the request, as in the server's log and the `x-request-id` header.
    pub request: String,
}

impl ErrorBody {
    /// A number among the parameters, such as `server_time`.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<i64> {
        self.params.get(name)?.as_i64()
    }

    /// A text among the parameters, such as `hash`.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.params.get(name)?.as_str()
    }
}

/// Codes chosen by the server itself. A refused organisation entry or commit carries the
/// code of the rule that refused it (`beffroi-ledger`) with status 422.
pub mod codes {
    /// 400: the request is not understood; params: `reason`.
    pub const MALFORMED: &str = "malformed";
    /// 401: no valid session or signature.
    pub const UNAUTHENTICATED: &str = "unauthenticated";
    /// 401: the request's time is too far from the server's; params: `server_time`, `skew_ms_max`.
    pub const CLOCK_SKEW: &str = "clock-skew";
    /// 401: this nonce was already used.
    pub const NONCE_REPLAYED: &str = "nonce-replayed";
    /// 401: the session is over; sign in again.
    pub const SESSION_EXPIRED: &str = "session-expired";
    /// 401: e-mail or password wrong, or no such account: never told apart.
    pub const LOGIN_REFUSED: &str = "login-refused";
    /// 403: password right, but an administrator has not signed the enrolment yet.
    pub const ENROLMENT_PENDING: &str = "enrolment-pending";
    /// 403: password right, but the account is suspended.
    pub const ACCOUNT_SUSPENDED: &str = "account-suspended";
    /// 403: this device was revoked.
    pub const DEVICE_REVOKED: &str = "device-revoked";
    /// 403: the device is not in the organisation log yet; append `device_added` first.
    pub const DEVICE_UNKNOWN: &str = "device-unknown";
    /// 403: known object, but your role does not allow this; params: `needs`.
    pub const FORBIDDEN: &str = "forbidden";
    /// 404: it does not exist, or you may not know that it does.
    pub const NOT_FOUND: &str = "not-found";
    /// 409: the log has moved on; params: `sequence`, `hash` of its head.
    pub const CONFLICT: &str = "conflict";
    /// 409: other bytes are already stored under this part number.
    pub const PART_CONFLICT: &str = "part-conflict";
    /// 409: the object is complete and can no longer change.
    pub const OBJECT_COMPLETE: &str = "object-complete";
    /// 409: parts are missing; params: `missing` (numbers).
    pub const PARTS_MISSING: &str = "parts-missing";
    /// 409: an account already has this e-mail address.
    pub const EMAIL_TAKEN: &str = "email-taken";
    /// 409: the account is the only owner of workspaces; params: `workspaces`.
    pub const SOLE_OWNER: &str = "sole-owner";
    /// 409: something with this identifier exists already.
    pub const ALREADY_EXISTS: &str = "already-exists";
    /// 409: the organisation is already set up.
    pub const SETUP_DONE: &str = "setup-done";
    /// 409: the organisation is not set up yet.
    pub const SETUP_NEEDED: &str = "setup-needed";
    /// 403: the set-up link is not this server's current one.
    pub const SETUP_TOKEN_UNKNOWN: &str = "setup-token-unknown";
    /// 410: the set-up link has expired; restart the server to print a new one.
    pub const SETUP_TOKEN_EXPIRED: &str = "setup-token-expired";
    /// 410: the set-up link was already used.
    pub const SETUP_TOKEN_USED: &str = "setup-token-used";
    /// 410: the invitation has expired.
    pub const INVITATION_EXPIRED: &str = "invitation-expired";
    /// 410: the invitation was already used.
    pub const INVITATION_USED: &str = "invitation-used";
    /// 410: the deposit was not finished in time; start again.
    pub const DEPOSIT_EXPIRED: &str = "deposit-expired";
    /// 404: the organisation has no public intake.
    pub const INTAKE_CLOSED: &str = "intake-closed";
    /// 404: no such link, or its token is not this one.
    pub const LINK_UNKNOWN: &str = "link-unknown";
    /// 403: the workspace is suspended: only its owners read, nobody writes.
    pub const WORKSPACE_SUSPENDED: &str = "workspace-suspended";
    /// 410: the link's term is past.
    pub const LINK_EXPIRED: &str = "link-expired";
    /// 410: the link is suspended: the person who shared it can resume it.
    pub const LINK_SUSPENDED: &str = "link-suspended";
    /// 410: the link was closed for good.
    pub const LINK_CLOSED: &str = "link-closed";
    /// 410: the link was downloaded as often as it allows.
    pub const LINK_EXHAUSTED: &str = "link-exhausted";
    /// 410: somebody declared not to be the intended recipient of the link.
    pub const LINK_REFUSED: &str = "link-refused";
    /// 403: the password of the link is another.
    pub const LINK_PASSWORD_WRONG: &str = "link-password-wrong";
    /// 429: too many passwords were tried on the link.
    pub const LINK_PASSWORD_LIMIT: &str = "link-password-limit";
    /// 422: the link's term is longer than allowed, or past; params: `days_max`.
    pub const LINK_TERM: &str = "link-term";
    /// 422: the statement is not one of this link, signed with its key.
    pub const LINK_STATEMENT_REFUSED: &str = "link-statement-refused";
    /// 413: the body is too large; params: `limit`.
    pub const TOO_LARGE: &str = "too-large";
    /// 416: the range asked for is outside the object; params: `size`.
    pub const RANGE_NOT_SATISFIABLE: &str = "range-not-satisfiable";
    /// 422: the digest announced is not that of the bytes received.
    pub const DIGEST_MISMATCH: &str = "digest-mismatch";
    /// 422: the entry names another organisation, workspace or device than the request.
    pub const WRONG_SUBJECT: &str = "wrong-subject";
    /// 429: too many requests; params: `retry_after_ms`.
    pub const RATE_LIMITED: &str = "rate-limited";
    /// 500: our fault; the request identifier finds it in the server's log.
    pub const INTERNAL: &str = "internal";
    /// 503: the server is stopping or its database does not answer.
    pub const UNAVAILABLE: &str = "unavailable";
    /// 507: no room left on the server: nothing was written.
    pub const STORAGE_FULL: &str = "storage-full";

    /// Every code above with its status, for catalogues and tests.
    pub const ALL: &[(&str, u16)] = &[
        (MALFORMED, 400),
        (UNAUTHENTICATED, 401),
        (CLOCK_SKEW, 401),
        (NONCE_REPLAYED, 401),
        (SESSION_EXPIRED, 401),
        (LOGIN_REFUSED, 401),
        (ENROLMENT_PENDING, 403),
        (ACCOUNT_SUSPENDED, 403),
        (DEVICE_REVOKED, 403),
        (DEVICE_UNKNOWN, 403),
        (FORBIDDEN, 403),
        (NOT_FOUND, 404),
        (CONFLICT, 409),
        (PART_CONFLICT, 409),
        (OBJECT_COMPLETE, 409),
        (PARTS_MISSING, 409),
        (EMAIL_TAKEN, 409),
        (SOLE_OWNER, 409),
        (ALREADY_EXISTS, 409),
        (SETUP_DONE, 409),
        (SETUP_NEEDED, 409),
        (SETUP_TOKEN_UNKNOWN, 403),
        (SETUP_TOKEN_EXPIRED, 410),
        (SETUP_TOKEN_USED, 410),
        (INVITATION_EXPIRED, 410),
        (INVITATION_USED, 410),
        (DEPOSIT_EXPIRED, 410),
        (INTAKE_CLOSED, 404),
        (LINK_UNKNOWN, 404),
        (WORKSPACE_SUSPENDED, 403),
        (LINK_EXPIRED, 410),
        (LINK_SUSPENDED, 410),
        (LINK_CLOSED, 410),
        (LINK_EXHAUSTED, 410),
        (LINK_REFUSED, 410),
        (LINK_PASSWORD_WRONG, 403),
        (LINK_PASSWORD_LIMIT, 429),
        (LINK_TERM, 422),
        (LINK_STATEMENT_REFUSED, 422),
        (TOO_LARGE, 413),
        (RANGE_NOT_SATISFIABLE, 416),
        (DIGEST_MISMATCH, 422),
        (WRONG_SUBJECT, 422),
        (RATE_LIMITED, 429),
        (INTERNAL, 500),
        (UNAVAILABLE, 503),
        (STORAGE_FULL, 507),
    ];
}
