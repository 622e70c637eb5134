-- One text for SQLite and PostgreSQL: BIGINT, BYTEA and TEXT mean the same to us in both.
-- Times are milliseconds since 1970 (UTC). Every column stands in docs/metadata.md, or a test fails.

CREATE TABLE counters (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('audit', 0), ('object-bytes', 0);

CREATE TABLE audit (
    sequence BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    act TEXT NOT NULL,
    account BYTEA,
    device BYTEA,
    subject BYTEA,
    address TEXT NOT NULL,
    request TEXT NOT NULL,
    outcome TEXT NOT NULL,
    detail TEXT
);
CREATE INDEX audit_at ON audit (at);

CREATE TABLE setup_tokens (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE TABLE org_entries (
    sequence BIGINT NOT NULL PRIMARY KEY,
    hash BYTEA NOT NULL,
    entry BYTEA NOT NULL,
    received_at BIGINT NOT NULL
);

CREATE TABLE accounts (
    account BYTEA NOT NULL PRIMARY KEY,
    email_index BYTEA NOT NULL UNIQUE,
    email_sealed BYTEA NOT NULL,
    login_record BYTEA NOT NULL,
    blob BYTEA NOT NULL,
    blob_version BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE login_attempts (
    login BYTEA NOT NULL PRIMARY KEY,
    email_index BYTEA NOT NULL,
    state BYTEA NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX login_attempts_expiry ON login_attempts (expires_at);

CREATE TABLE sessions (
    session BYTEA NOT NULL PRIMARY KEY,
    account BYTEA NOT NULL,
    device BYTEA NOT NULL,
    device_key BYTEA NOT NULL,
    opened_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    address TEXT NOT NULL
);
CREATE INDEX sessions_account ON sessions (account);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE invitations (
    invitation BYTEA NOT NULL PRIMARY KEY,
    inviter BYTEA NOT NULL,
    email_index BYTEA NOT NULL,
    email_sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    accepted_at BIGINT,
    enrolled_at BIGINT,
    account BYTEA,
    certificate BYTEA,
    proof BYTEA
);

CREATE TABLE workspaces (
    workspace BYTEA NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL,
    head_sequence BIGINT NOT NULL,
    head_hash BYTEA NOT NULL,
    changed_at BIGINT NOT NULL,
    deposits BIGINT NOT NULL,
    access_snapshot BYTEA
);

CREATE TABLE workspace_commits (
    workspace BYTEA NOT NULL REFERENCES workspaces (workspace),
    sequence BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    signed BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (workspace, sequence)
);

CREATE TABLE workspace_members (
    workspace BYTEA NOT NULL REFERENCES workspaces (workspace),
    account BYTEA NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (workspace, account)
);
CREATE INDEX workspace_members_account ON workspace_members (account);

CREATE TABLE objects (
    workspace BYTEA NOT NULL REFERENCES workspaces (workspace),
    object BYTEA NOT NULL,
    deposit BYTEA,
    size BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    touched_at BIGINT NOT NULL,
    completed_at BIGINT,
    PRIMARY KEY (workspace, object)
);
CREATE INDEX objects_deposit ON objects (deposit);

CREATE TABLE object_parts (
    workspace BYTEA NOT NULL,
    object BYTEA NOT NULL,
    number BIGINT NOT NULL,
    size BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (workspace, object, number),
    FOREIGN KEY (workspace, object) REFERENCES objects (workspace, object)
);

CREATE TABLE deposits (
    deposit BYTEA NOT NULL PRIMARY KEY,
    workspace BYTEA NOT NULL REFERENCES workspaces (workspace),
    token_hash BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    completed_at BIGINT,
    locator BYTEA UNIQUE,
    reporter_key BYTEA
);

CREATE TABLE intake_items (
    workspace BYTEA NOT NULL REFERENCES workspaces (workspace),
    sequence BIGINT NOT NULL,
    kind TEXT NOT NULL,
    deposit BYTEA NOT NULL REFERENCES deposits (deposit),
    sealed BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (workspace, sequence)
);
CREATE INDEX intake_items_deposit ON intake_items (deposit);

CREATE TABLE outbox (
    mail BYTEA NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    recipient_sealed BYTEA NOT NULL,
    content_sealed BYTEA NOT NULL,
    digest BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    next_attempt_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    sent_at BIGINT,
    last_error TEXT
);
