-- Adversarial reviews: what happened in each run, step by step. Prompts and
-- answers are documents.
CREATE TABLE review_run (
    id TEXT PRIMARY KEY,        -- the goal file's id, a dot, and a number
    portfolio TEXT NOT NULL REFERENCES portfolio (id),
    number BIGINT NOT NULL,     -- counts the runs of the goal file from 1 on
    UNIQUE (portfolio, number)
);
CREATE TABLE review_step (
    run TEXT NOT NULL REFERENCES review_run (id),
    number BIGINT NOT NULL,     -- 1, 2, 3, … without gaps
    at BIGINT NOT NULL,         -- microseconds since 1970, UTC
    author TEXT NOT NULL,
    body TEXT NOT NULL,         -- the step as JSON of whoever keeps it
    PRIMARY KEY (run, number)
);
