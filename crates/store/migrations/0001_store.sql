CREATE TABLE store_identity (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    id BYTES NOT NULL
);

CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    last BIGINT NOT NULL
);
INSERT INTO counters (name, last) VALUES ('outbox', 0);

-- Commands that committed facts ask for. A row leaves 'waiting' once, with what the core made of it.
CREATE TABLE outbox (
    id BIGINT PRIMARY KEY,
    market TEXT NOT NULL CHECK (market IN ('live', 'practice')),
    owner TEXT NOT NULL,
    subject BIGINT NOT NULL,
    command_name TEXT NOT NULL,
    command BYTES NOT NULL,
    attempt BIGINT NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'accepted', 'refused')),
    seq BIGINT,
    reason TEXT,
    created_at_us BIGINT NOT NULL,
    settled_at_us BIGINT
);
CREATE INDEX outbox_waiting ON outbox (market, id) WHERE state = 'waiting';
CREATE INDEX outbox_settled ON outbox (market, seq) WHERE seq IS NOT NULL;
CREATE INDEX outbox_subjects ON outbox (owner, subject);

-- How far each projector and reactor has followed a market's journal; written in the transaction of what it has made of it.
CREATE TABLE cursors (
    name TEXT NOT NULL,
    market TEXT NOT NULL CHECK (market IN ('live', 'practice')),
    seq BIGINT NOT NULL,
    PRIMARY KEY (name, market)
);
