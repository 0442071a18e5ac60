-- Finished work of elsewhere, to forecast from. Figures are thousandths of the
-- unit, so that both engines keep them alike.
CREATE TABLE finished (
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
    PRIMARY KEY (person, source, id)
);
CREATE INDEX finished_by_day ON finished (person, done_on);
