-- What follows from the log: rebuilt from it at any time. Absent values are
-- empty texts or zero, so that both engines sort them alike.
CREATE TABLE goal (
    id TEXT PRIMARY KEY,
    portfolio TEXT NOT NULL REFERENCES portfolio (id),
    name TEXT NOT NULL,         -- id within the goal file
    document TEXT NOT NULL REFERENCES document (hash),
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
    source TEXT NOT NULL
);
CREATE INDEX goal_by_portfolio ON goal (portfolio);
CREATE TABLE milestone (
    portfolio TEXT NOT NULL REFERENCES portfolio (id),
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
    PRIMARY KEY (portfolio, id)
);
CREATE INDEX milestone_ready ON milestone (standing, ready_on);
CREATE INDEX milestone_next ON milestone (standing, start_latest, priority, due);
CREATE INDEX milestone_by_id ON milestone (id, standing);
CREATE INDEX milestone_by_due ON milestone (due);
CREATE TABLE work (
    portfolio TEXT NOT NULL REFERENCES portfolio (id),
    milestone TEXT NOT NULL,
    day TEXT NOT NULL,
    goal TEXT NOT NULL,
    minutes BIGINT NOT NULL,
    PRIMARY KEY (portfolio, milestone, day)
);
CREATE INDEX work_by_day ON work (day);
