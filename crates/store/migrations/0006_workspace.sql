-- Everything belongs to a workspace, which sees nothing of the others. What a
-- file held before belongs to the default one. Keys change, so tables are made
-- anew; what follows from the log is made again from it.
DROP TABLE work;
DROP TABLE milestone;
DROP TABLE goal;
DROP INDEX event_by_author;
DROP INDEX finished_by_day;
ALTER TABLE document RENAME TO document_before;
ALTER TABLE portfolio RENAME TO portfolio_before;
ALTER TABLE event RENAME TO event_before;
ALTER TABLE finished RENAME TO finished_before;
ALTER TABLE calendar_item RENAME TO calendar_item_before;
ALTER TABLE review_run RENAME TO review_run_before;
ALTER TABLE review_step RENAME TO review_step_before;

CREATE TABLE document (
    workspace_id TEXT NOT NULL,
    hash TEXT NOT NULL,         -- SHA-256 of the body
    body TEXT NOT NULL,
    PRIMARY KEY (workspace_id, hash)
);
INSERT INTO document SELECT 'default', hash, body FROM document_before;
CREATE TABLE portfolio (
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,    -- number of its last event; guards every write
    PRIMARY KEY (workspace_id, id)
);
INSERT INTO portfolio SELECT 'default', id, version FROM portfolio_before;
CREATE TABLE event (
    workspace_id TEXT NOT NULL,
    portfolio TEXT NOT NULL,
    number BIGINT NOT NULL,     -- 1, 2, 3, … without gaps
    batch BIGINT NOT NULL,      -- number of the first event of the same command
    at BIGINT NOT NULL,         -- microseconds since 1970, UTC
    author TEXT NOT NULL,
    body TEXT NOT NULL,         -- the change as JSON
    PRIMARY KEY (workspace_id, portfolio, number),
    FOREIGN KEY (workspace_id, portfolio) REFERENCES portfolio (workspace_id, id)
);
INSERT INTO event SELECT 'default', portfolio, number, batch, at, author, body FROM event_before;
CREATE INDEX event_by_author ON event (workspace_id, author, at);
CREATE TABLE finished (
    workspace_id TEXT NOT NULL,
    person TEXT NOT NULL,
    source TEXT NOT NULL,       -- the file or program that it came from
    id TEXT NOT NULL,           -- its name there
    category TEXT NOT NULL,
    project TEXT NOT NULL,
    estimate BIGINT NOT NULL,
    actual BIGINT NOT NULL,
    unit TEXT NOT NULL,
    started_on TEXT NOT NULL,
    done_on TEXT NOT NULL,
    PRIMARY KEY (workspace_id, person, source, id)
);
INSERT INTO finished SELECT 'default', person, source, id, category, project, estimate, actual, unit, started_on,
    done_on FROM finished_before;
CREATE INDEX finished_by_day ON finished (workspace_id, person, done_on);
CREATE TABLE calendar_item (
    workspace_id TEXT NOT NULL,
    target TEXT NOT NULL,       -- where the copy is; empty for the item itself
    item TEXT NOT NULL,         -- our name of it; empty for the target itself
    body TEXT NOT NULL,
    PRIMARY KEY (workspace_id, target, item)
);
INSERT INTO calendar_item SELECT 'default', target, item, body FROM calendar_item_before;
CREATE TABLE review_run (
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,           -- the goal file's id, a dot, and a number
    portfolio TEXT NOT NULL,
    number BIGINT NOT NULL,     -- counts the runs of the goal file from 1 on
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, portfolio, number),
    FOREIGN KEY (workspace_id, portfolio) REFERENCES portfolio (workspace_id, id)
);
INSERT INTO review_run SELECT 'default', id, portfolio, number FROM review_run_before;
CREATE TABLE review_step (
    workspace_id TEXT NOT NULL,
    run TEXT NOT NULL,
    number BIGINT NOT NULL,     -- 1, 2, 3, … without gaps
    at BIGINT NOT NULL,         -- microseconds since 1970, UTC
    author TEXT NOT NULL,
    body TEXT NOT NULL,         -- the step as JSON of whoever keeps it
    PRIMARY KEY (workspace_id, run, number),
    FOREIGN KEY (workspace_id, run) REFERENCES review_run (workspace_id, id)
);
INSERT INTO review_step SELECT 'default', run, number, at, author, body FROM review_step_before;
DROP TABLE review_step_before;
DROP TABLE review_run_before;
DROP TABLE calendar_item_before;
DROP TABLE finished_before;
DROP TABLE event_before;
DROP TABLE portfolio_before;
DROP TABLE document_before;

-- What follows from the log. Absent values are empty texts or zero, so that
-- both engines sort them alike.
CREATE TABLE goal (
    workspace_id TEXT NOT NULL,
    id TEXT NOT NULL,
    portfolio TEXT NOT NULL,
    name TEXT NOT NULL,         -- id within the goal file
    document TEXT NOT NULL,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    priority BIGINT NOT NULL,
    deadline TEXT NOT NULL,
    state TEXT NOT NULL,        -- new, proposed, active, reached, dropped
    verdict TEXT NOT NULL,
    proposed BIGINT NOT NULL,   -- revision that waits for a decision
    approved BIGINT NOT NULL,   -- revision that holds
    week_minutes BIGINT NOT NULL,
    n_milestones BIGINT NOT NULL,
    n_done BIGINT NOT NULL,
    planned_minutes BIGINT NOT NULL,
    earned_minutes BIGINT NOT NULL,
    logged_minutes BIGINT NOT NULL,
    next_due TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, portfolio) REFERENCES portfolio (workspace_id, id),
    FOREIGN KEY (workspace_id, document) REFERENCES document (workspace_id, hash)
);
CREATE INDEX goal_by_portfolio ON goal (workspace_id, portfolio);
CREATE TABLE milestone (
    workspace_id TEXT NOT NULL,
    portfolio TEXT NOT NULL,
    id TEXT NOT NULL,
    goal TEXT NOT NULL,
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    priority BIGINT NOT NULL,
    standing TEXT NOT NULL,     -- ready, waiting, blocked, done, skipped
    ready_on TEXT NOT NULL,
    waits_for TEXT NOT NULL,
    blocked TEXT NOT NULL,
    started_on TEXT NOT NULL,
    done_on TEXT NOT NULL,
    start_on TEXT NOT NULL,
    due TEXT NOT NULL,
    due_latest TEXT NOT NULL,
    start_latest TEXT NOT NULL,
    critical BIGINT NOT NULL,
    planned_minutes BIGINT NOT NULL,
    logged_minutes BIGINT NOT NULL,
    share_done BIGINT NOT NULL, -- percent
    n_criteria BIGINT NOT NULL,
    n_ticked BIGINT NOT NULL,
    next_criterion TEXT NOT NULL,
    PRIMARY KEY (workspace_id, portfolio, id),
    FOREIGN KEY (workspace_id, portfolio) REFERENCES portfolio (workspace_id, id)
);
CREATE INDEX milestone_ready ON milestone (workspace_id, standing, ready_on);
CREATE INDEX milestone_next ON milestone (workspace_id, standing, start_latest, priority, due);
CREATE INDEX milestone_by_id ON milestone (workspace_id, id, standing);
CREATE INDEX milestone_by_due ON milestone (workspace_id, due);
CREATE TABLE work (
    workspace_id TEXT NOT NULL,
    portfolio TEXT NOT NULL,
    milestone TEXT NOT NULL,
    day TEXT NOT NULL,
    goal TEXT NOT NULL,
    minutes BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, portfolio, milestone, day),
    FOREIGN KEY (workspace_id, portfolio) REFERENCES portfolio (workspace_id, id)
);
CREATE INDEX work_by_day ON work (workspace_id, day);
-- The state of a log after one of its events, so that not all of them have to
-- be read: taken from the log, and thrown away where its form is another one.
CREATE TABLE snapshot (
    workspace_id TEXT NOT NULL,
    portfolio TEXT NOT NULL,
    version BIGINT NOT NULL,    -- number of the event behind which it was taken
    form BIGINT NOT NULL,       -- how the body is written
    body TEXT NOT NULL,
    PRIMARY KEY (workspace_id, portfolio),
    FOREIGN KEY (workspace_id, portfolio) REFERENCES portfolio (workspace_id, id)
);
