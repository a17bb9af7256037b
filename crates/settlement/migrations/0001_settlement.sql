-- What the chain still has to be told, in the order in which it has to happen. One action is one transaction.
CREATE TABLE settlement_actions (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id > 0),
    -- The last record of the journal that it rests on; 0 for what the market needs before it can settle.
    seq BIGINT NOT NULL CHECK (seq >= 0),
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
    -- The last second that counts, since 1970.
    verified_until_s BIGINT NOT NULL
);

-- Balances by the journal, up to the cursor of settlement. Asset 0 is won, others are units of the instrument of that number.
CREATE TABLE settlement_balances (
    asset BIGINT NOT NULL,
    account BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (asset, account)
);
