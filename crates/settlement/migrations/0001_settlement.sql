-- What the chain still has to be told, in the order in which it has to happen. One action is one transaction.
CREATE TABLE settlement_actions (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id > 0),
    -- The last record of the journal that it rests on; 0 for what the market needs before it can settle.
    seq BIGINT NOT NULL CHECK (seq >= 0),
    -- Sent first, second, last: what the market needs, identities, the rest; within one by id.
    lane BIGINT NOT NULL CHECK (lane IN (0, 1, 2)),
    action TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'signed', 'done')),
    -- The signed transaction, from `signed` on. It is sent again as it is until there is a receipt.
    raw BYTES,
    hash BYTES,
    -- The block of its receipt, once it is done.
    block BIGINT,
    -- Why it is not done, where something has to be put right.
    problem TEXT
);

CREATE INDEX settlement_actions_open ON settlement_actions (lane, id) WHERE state <> 'done';

-- Contracts by what they are for: `identities`, `won`, `settlement`, and the number of the instrument for its units.
CREATE TABLE settlement_contracts (
    name TEXT NOT NULL PRIMARY KEY,
    address BYTES NOT NULL UNIQUE
);

-- Who stands behind an account, as the journal has it.
CREATE TABLE settlement_identities (
    account BIGINT NOT NULL PRIMARY KEY,
    owner BIGINT NOT NULL,
    country BIGINT NOT NULL,
    -- The last second that counts, since 1970; 0 before the first check of identity.
    verified_until_s BIGINT NOT NULL
);

-- Balances by the journal, up to the cursor of settlement. Asset 0 is won, others are units of the instrument of that number.
CREATE TABLE settlement_balances (
    asset BIGINT NOT NULL,
    account BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (asset, account)
);

-- What came in less what went out, by the journal: won paid in and out, units issued.
CREATE TABLE settlement_supplies (
    asset BIGINT NOT NULL PRIMARY KEY,
    amount BIGINT NOT NULL
);

-- Batches that are on the chain: records `first_seq` to `last_seq`, both included.
CREATE TABLE settlement_ranges (
    first_seq BIGINT NOT NULL PRIMARY KEY,
    last_seq BIGINT NOT NULL CHECK (last_seq >= first_seq),
    -- When the last record was decided, in seconds since 1970.
    decided_at_s BIGINT NOT NULL,
    movements BIGINT NOT NULL CHECK (movements > 0),
    -- The transaction and its block.
    hash BYTES NOT NULL,
    block BIGINT NOT NULL
);
