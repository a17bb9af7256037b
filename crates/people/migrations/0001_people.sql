INSERT INTO counters (name, last) VALUES ('people', 10000), ('kyc_cases', 0);

-- What is personal is sealed with the key in the folder's secrets; email_index finds an address without telling it.
CREATE TABLE people (
    id BIGINT PRIMARY KEY,
    email_index BYTES NOT NULL UNIQUE,
    email BYTES NOT NULL,
    name BYTES NOT NULL,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL
        CHECK (role IN ('investor', 'agent', 'reviewer', 'treasurer', 'market_operator', 'auditor', 'administrator')),
    kyc_state TEXT NOT NULL DEFAULT 'none' CHECK (kyc_state IN ('none', 'submitted', 'approved', 'rejected')),
    verified_until BIGINT,
    live_account BIGINT,
    live_refusal TEXT,
    practice_account BIGINT,
    practice_refusal TEXT,
    created_at_us BIGINT NOT NULL
);
CREATE INDEX people_roles ON people (role) WHERE role = 'administrator';

CREATE TABLE consents (
    person_id BIGINT NOT NULL REFERENCES people (id),
    document TEXT NOT NULL CHECK (document IN ('terms', 'privacy', 'risk')),
    version BIGINT NOT NULL,
    given_at_us BIGINT NOT NULL,
    PRIMARY KEY (person_id, document, version)
);

CREATE TABLE sessions (
    token_hash BYTES PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    person_id BIGINT NOT NULL REFERENCES people (id),
    created_at_us BIGINT NOT NULL,
    seen_at_us BIGINT NOT NULL,
    expires_at_us BIGINT NOT NULL
);
CREATE INDEX sessions_of_people ON sessions (person_id, created_at_us);

CREATE TABLE invitations (
    token_hash BYTES PRIMARY KEY,
    role TEXT NOT NULL CHECK (role IN ('reviewer', 'treasurer', 'market_operator', 'auditor', 'administrator')),
    invited_by BIGINT REFERENCES people (id),
    created_at_us BIGINT NOT NULL,
    expires_at_us BIGINT NOT NULL,
    used_by BIGINT REFERENCES people (id),
    used_at_us BIGINT
);

CREATE TABLE kyc_cases (
    id BIGINT PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES people (id),
    state TEXT NOT NULL CHECK (state IN ('submitted', 'approved', 'rejected')),
    document_kind TEXT NOT NULL CHECK (document_kind IN ('resident_card', 'driver_licence', 'passport', 'business_registration')),
    id_number BYTES NOT NULL,
    id_index BYTES NOT NULL,
    country BIGINT NOT NULL,
    object TEXT NOT NULL,
    media_type TEXT NOT NULL,
    submitted_at_us BIGINT NOT NULL,
    decided_by BIGINT REFERENCES people (id),
    decided_at_us BIGINT,
    reason BYTES,
    verified_until BIGINT,
    CHECK (decided_by IS NULL OR decided_by <> person_id),
    CHECK ((state = 'submitted') = (decided_by IS NULL))
);
CREATE UNIQUE INDEX kyc_under_way ON kyc_cases (person_id) WHERE state = 'submitted';
CREATE INDEX kyc_queue ON kyc_cases (state, id);
CREATE INDEX kyc_of_people ON kyc_cases (person_id, id);
-- One person, one account: an identity is approved for one person.
CREATE TABLE identities (
    id_index BYTES PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES people (id)
);
