CREATE TABLE read_generations (
    market TEXT NOT NULL CHECK (market IN ('live', 'practice')),
    generation BIGINT NOT NULL,
    version BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('building', 'active')),
    PRIMARY KEY (market, generation)
);
