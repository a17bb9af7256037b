-- Documents that show what money is paid for. The object is named by the BLAKE3 hash that the journal's record states.
CREATE TABLE evidence (
    object TEXT NOT NULL PRIMARY KEY,
    media_type TEXT NOT NULL,
    kept_by BIGINT NOT NULL,
    kept_at_us BIGINT NOT NULL
);

CREATE INDEX evidence_by_person ON evidence (kept_by);
