-- The embedded chain: blocks with their transactions and logs, and the state of the newest block. Hashes, addresses and 256-bit numbers are their bytes,
-- big end first. One row of blocks for each number from 0 on; number 0 has no transaction.
CREATE TABLE IF NOT EXISTS chain_blocks (
    number BIGINT NOT NULL PRIMARY KEY CHECK (number >= 0),
    hash BLOB NOT NULL UNIQUE,
    parent_hash BLOB NOT NULL,
    -- Seconds since 1970.
    timestamp BIGINT NOT NULL,
    gas_used BIGINT NOT NULL,
    transaction_hash BLOB NOT NULL,
    outcome BLOB NOT NULL,
    state BLOB NOT NULL
);

CREATE TABLE IF NOT EXISTS chain_transactions (
    hash BLOB NOT NULL PRIMARY KEY,
    block_number BIGINT NOT NULL UNIQUE REFERENCES chain_blocks (number),
    raw BLOB NOT NULL,
    sender BLOB NOT NULL,
    -- NULL where it creates a contract.
    recipient BLOB,
    created BLOB,
    succeeded BIGINT NOT NULL CHECK (succeeded IN (0, 1)),
    gas_used BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS chain_logs (
    block_number BIGINT NOT NULL REFERENCES chain_blocks (number),
    log_index BIGINT NOT NULL,
    address BLOB NOT NULL,
    -- Its topics, one after the other.
    topics BLOB NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (block_number, log_index)
);
CREATE INDEX IF NOT EXISTS chain_logs_by_address ON chain_logs (address, block_number, log_index);

CREATE TABLE IF NOT EXISTS chain_accounts (
    address BLOB NOT NULL PRIMARY KEY,
    nonce BIGINT NOT NULL,
    balance BLOB NOT NULL,
    code_hash BLOB NOT NULL
);

CREATE TABLE IF NOT EXISTS chain_slots (
    address BLOB NOT NULL,
    slot BLOB NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (address, slot)
);

CREATE TABLE IF NOT EXISTS chain_codes (
    hash BLOB NOT NULL PRIMARY KEY,
    code BLOB NOT NULL
);
