-- Key, headers, value and reading of messages, many of them packed together: a row of `event` says where its own are. docs/decisions/packed-events.md
-- No released version wrote the rows before, so nothing turns them into these.
DO $$ BEGIN
    IF EXISTS (SELECT FROM "event") OR EXISTS (SELECT FROM "span_chunk") THEN
        RAISE EXCEPTION 'This database was filled by an unreleased version, whose facts this one does not read: make it anew.';
    END IF;
END $$;

DROP TABLE "event";

CREATE TABLE "event" (
    "offset" BIGINT NOT NULL,
    "observed_at" BIGINT NOT NULL,
    "timestamp" BIGINT,
    "chunk" BIGINT NOT NULL,
    "topic_id" INTEGER NOT NULL,
    "partition" INTEGER NOT NULL,
    "observed_day" DATE NOT NULL,
    "value_size" INTEGER,
    "place" SMALLINT NOT NULL,
    "timestamp_type" SMALLINT NOT NULL,
    CONSTRAINT "event_pkey" PRIMARY KEY ("topic_id", "partition", "offset", "observed_day")
) PARTITION BY RANGE ("observed_day");

CREATE SEQUENCE "event_chunk_id";
CREATE TABLE "event_chunk" (
    "id" BIGINT NOT NULL,
    "observed_day" DATE NOT NULL,
    "heads" BYTEA NOT NULL,
    "values" BYTEA NOT NULL,
    CONSTRAINT "event_chunk_pkey" PRIMARY KEY ("id", "observed_day")
) PARTITION BY RANGE ("observed_day");
-- Already compressed: do not spend time on trying again.
ALTER TABLE "event_chunk" ALTER COLUMN "heads" SET STORAGE EXTERNAL, ALTER COLUMN "values" SET STORAGE EXTERNAL;
