-- Tokens by which a person agreed to a decision before it is taken. Only the
-- hash of a token is kept: who reads this table cannot use one.
CREATE TABLE approval_token (
    workspace_id TEXT NOT NULL,
    hash TEXT NOT NULL,         -- SHA-256 of the token
    question TEXT NOT NULL,     -- SHA-256 of what was agreed to
    consent TEXT NOT NULL,      -- who agreed, and where, as JSON
    expires_at BIGINT NOT NULL, -- microseconds since 1970, UTC
    used BIGINT NOT NULL,       -- 0, or 1 once it served
    PRIMARY KEY (workspace_id, hash)
);
