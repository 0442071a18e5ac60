-- What was said: never changed, never deleted.
CREATE TABLE document (
    hash TEXT PRIMARY KEY,      -- SHA-256 of the body
    body TEXT NOT NULL
);
CREATE TABLE portfolio (
    id TEXT PRIMARY KEY,
    version BIGINT NOT NULL     -- number of its last event; guards every write
);
CREATE TABLE event (
    portfolio TEXT NOT NULL REFERENCES portfolio (id),
    number BIGINT NOT NULL,     -- 1, 2, 3, … without gaps
    batch BIGINT NOT NULL,      -- number of the first event of the same command
    at BIGINT NOT NULL,         -- microseconds since 1970, UTC
    author TEXT NOT NULL,
    body TEXT NOT NULL,         -- the change as JSON
    PRIMARY KEY (portfolio, number)
);
CREATE INDEX event_by_author ON event (author, at);
