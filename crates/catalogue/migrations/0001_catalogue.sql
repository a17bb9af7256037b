INSERT INTO counters (name, last) VALUES ('listings', 0);

-- An asset as its agent hands it in, until it stands in the journal.
CREATE TABLE listings (
    id BIGINT PRIMARY KEY,
    agent BIGINT NOT NULL,
    owner BIGINT NOT NULL,
    name TEXT NOT NULL,
    class TEXT NOT NULL CHECK (class IN ('real_estate', 'intellectual_property', 'start_up', 'company')),
    place TEXT NOT NULL,
    summary TEXT NOT NULL,
    appraisal BIGINT NOT NULL,
    total_units BIGINT NOT NULL,
    share_bps BIGINT NOT NULL,
    object TEXT NOT NULL,
    media_type TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('submitted', 'reviewed', 'confirmed', 'registered', 'rejected', 'refused')),
    submitted_at_us BIGINT NOT NULL,
    code TEXT UNIQUE,
    reviewed_by BIGINT,
    reviewed_at_us BIGINT,
    confirmed_by BIGINT,
    confirmed_at_us BIGINT,
    reason TEXT,
    refusal TEXT,
    CHECK (reviewed_by <> agent),
    CHECK (confirmed_by <> agent),
    -- Two people.
    CHECK (confirmed_by <> reviewed_by),
    CHECK (state = 'submitted' OR reviewed_by IS NOT NULL),
    CHECK (state NOT IN ('confirmed', 'registered', 'refused') OR (confirmed_by IS NOT NULL AND code IS NOT NULL))
);
CREATE INDEX listings_of_agents ON listings (agent, id);
CREATE INDEX listings_by_state ON listings (state, id);
