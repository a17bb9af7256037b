-- What the contracts say was settled, where a node kept no receipt of it, has no block, and no hash if it was not known any more.
CREATE TABLE settlement_ranges_2 (
    first_seq BIGINT NOT NULL PRIMARY KEY,
    last_seq BIGINT NOT NULL CHECK (last_seq >= first_seq),
    -- When the last record was decided, in seconds since 1970.
    decided_at_s BIGINT NOT NULL,
    movements BIGINT NOT NULL CHECK (movements > 0),
    -- The transaction and its block.
    hash BYTES,
    block BIGINT
);

INSERT INTO settlement_ranges_2 (first_seq, last_seq, decided_at_s, movements, hash, block)
    SELECT first_seq, last_seq, decided_at_s, movements, hash, block FROM settlement_ranges;

DROP TABLE settlement_ranges;

ALTER TABLE settlement_ranges_2 RENAME TO settlement_ranges;
