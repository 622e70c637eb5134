-- Share links: their sealed papers, how often they were used, and what visitors declared.
CREATE TABLE links (
    link BYTEA NOT NULL PRIMARY KEY,
    workspace BYTEA NOT NULL REFERENCES workspaces (workspace),
    cover BYTEA NOT NULL,
    sheet BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    questions BIGINT NOT NULL,
    opened BIGINT NOT NULL,
    downloads BIGINT NOT NULL,
    received BIGINT NOT NULL,
    refused_at BIGINT
);
CREATE INDEX links_workspace ON links (workspace);

CREATE TABLE link_uses (
    sequence BIGINT NOT NULL PRIMARY KEY,
    link BYTEA NOT NULL REFERENCES links (link),
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    address TEXT NOT NULL,
    object BYTEA,
    statement BYTEA
);
CREATE INDEX link_uses_link ON link_uses (link, sequence);
CREATE INDEX link_uses_at ON link_uses (at);

CREATE TABLE link_permits (
    permit_hash BYTEA NOT NULL PRIMARY KEY,
    link BYTEA NOT NULL REFERENCES links (link),
    object BYTEA NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX link_permits_expiry ON link_permits (expires_at);

INSERT INTO counters (name, value) VALUES ('link-uses', 0);
