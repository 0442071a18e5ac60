-- What is known of our items in calendars: one row for each item, and one for
-- each copy of it at a target. The body is JSON of whoever keeps it.
CREATE TABLE calendar_item (
    target TEXT NOT NULL,       -- where the copy is; empty for the item itself
    item TEXT NOT NULL,         -- our name of it; empty for the target itself
    body TEXT NOT NULL,
    PRIMARY KEY (target, item)
);
