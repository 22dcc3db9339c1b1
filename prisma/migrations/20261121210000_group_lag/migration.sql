-- How far behind each group is, as it was last judged: what lists are sorted by, and the rest packed. Rewritten in place where something changed.

CREATE TABLE "group_lag" (
    "group_id" INTEGER PRIMARY KEY,
    "status" TEXT NOT NULL,
    "severity" SMALLINT NOT NULL,
    "since" BIGINT NOT NULL,
    "changed_at" BIGINT NOT NULL,
    "lag" BIGINT,
    "behind_since" BIGINT,
    "evidence" TEXT NOT NULL,
    "rate_in" DOUBLE PRECISION,
    "rate_out" DOUBLE PRECISION,
    "drain" TEXT NOT NULL,
    "drain_ms" DOUBLE PRECISION,
    "members" INTEGER,
    "partitions" INTEGER NOT NULL,
    "skew" DOUBLE PRECISION,
    "topics" TEXT[] NOT NULL,
    "search" TEXT NOT NULL,
    "packed" BYTEA NOT NULL
) WITH (fillfactor = 70);

-- When nobody sampled a source: samples are written where something changed, so that their absence alone says nothing.
CREATE TABLE "sampling_gap" (
    "source" TEXT NOT NULL,
    "from_at" BIGINT NOT NULL,
    "to_at" BIGINT NOT NULL,
    CONSTRAINT "sampling_gap_pkey" PRIMARY KEY ("source", "to_at")
);
