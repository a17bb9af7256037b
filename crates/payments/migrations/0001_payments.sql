INSERT INTO counters (name, last) VALUES ('transfers', 0), ('bank_lines', 0);

-- Numbers at the virtual bank that people pay in to; what comes is for the account.
CREATE TABLE bank_accounts (
    number TEXT PRIMARY KEY,
    person_id BIGINT NOT NULL UNIQUE,
    account BIGINT NOT NULL UNIQUE,
    opened_at_us BIGINT NOT NULL
);

-- What the bank says has come in. A transfer is told under its own id, as often as the bank likes.
CREATE TABLE transfers (
    id BIGINT PRIMARY KEY,
    transfer_id TEXT NOT NULL UNIQUE,
    number TEXT NOT NULL REFERENCES bank_accounts (number),
    account BIGINT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    state TEXT NOT NULL CHECK (state IN ('received', 'announced', 'credited', 'refused')),
    deposit BIGINT,
    reason TEXT,
    received_at_us BIGINT NOT NULL,
    CHECK ((state = 'refused') = (reason IS NOT NULL))
);

-- Withdrawals that the bank is to pay.
CREATE TABLE payouts (
    withdrawal BIGINT PRIMARY KEY,
    number TEXT NOT NULL REFERENCES bank_accounts (number),
    amount BIGINT NOT NULL CHECK (amount > 0),
    state TEXT NOT NULL CHECK (state IN ('asked', 'paid', 'refused')),
    reason TEXT,
    asked_at_us BIGINT NOT NULL,
    CHECK ((state = 'refused') = (reason IS NOT NULL))
);

-- The bank's own statement: what moved on the house's account there.
CREATE TABLE bank_lines (
    id BIGINT PRIMARY KEY,
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    number TEXT NOT NULL REFERENCES bank_accounts (number),
    amount BIGINT NOT NULL CHECK (amount > 0),
    reference TEXT NOT NULL,
    at_us BIGINT NOT NULL,
    UNIQUE (direction, reference)
);
