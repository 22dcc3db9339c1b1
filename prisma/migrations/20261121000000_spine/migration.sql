-- Facts. `event`, `span_chunk` and `key_posting` are partitioned by the day they were observed:
-- broker timestamps can be years off, and retention drops whole days. There is no default partition:
-- rows in one would block the creation of their day's partition. lib/store/partitions.ts makes the days.

CREATE TABLE "topic" (
    "id" SERIAL PRIMARY KEY,
    "source" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "incarnation" INTEGER NOT NULL DEFAULT 0,
    "kafka_id" TEXT,
    "first_seen_at" BIGINT NOT NULL
);
CREATE UNIQUE INDEX "topic_source_name_incarnation_key" ON "topic"("source", "name", "incarnation");

CREATE TABLE "position" (
    "topic_id" INTEGER NOT NULL,
    "partition" INTEGER NOT NULL,
    "next_offset" BIGINT NOT NULL,
    CONSTRAINT "position_pkey" PRIMARY KEY ("topic_id", "partition")
);

CREATE TABLE "event" (
    "topic_id" INTEGER NOT NULL,
    "partition" INTEGER NOT NULL,
    "offset" BIGINT NOT NULL,
    "observed_day" DATE NOT NULL,
    "observed_at" BIGINT NOT NULL,
    "timestamp" BIGINT,
    "timestamp_type" SMALLINT NOT NULL,
    "key" BYTEA,
    "headers" BYTEA NOT NULL,
    "value" BYTEA,
    "value_size" INTEGER,
    "value_sha256" BYTEA,
    "meta" BYTEA NOT NULL,
    CONSTRAINT "event_pkey" PRIMARY KEY ("topic_id", "partition", "offset", "observed_day")
) PARTITION BY RANGE ("observed_day");

CREATE TABLE "span_chunk" (
    "trace_id" UUID NOT NULL,
    "content_hash" UUID NOT NULL,
    "observed_day" DATE NOT NULL,
    "observed_at" BIGINT NOT NULL,
    "spans" INTEGER NOT NULL,
    "data" BYTEA NOT NULL,
    CONSTRAINT "span_chunk_pkey" PRIMARY KEY ("trace_id", "content_hash", "observed_day")
) PARTITION BY RANGE ("observed_day");
-- Already compressed: do not spend time on trying again.
ALTER TABLE "span_chunk" ALTER COLUMN "data" SET STORAGE EXTERNAL;

CREATE TABLE "key_posting" (
    "hash" BIGINT NOT NULL,
    "role" SMALLINT NOT NULL,
    "ref" UUID NOT NULL,
    "observed_day" DATE NOT NULL
) PARTITION BY RANGE ("observed_day");
CREATE INDEX "key_posting_hash_idx" ON "key_posting"("hash");

CREATE TABLE "change" (
    "id" BIGSERIAL PRIMARY KEY,
    "at" BIGINT NOT NULL,
    "events" UUID[] NOT NULL,
    "traces" UUID[] NOT NULL
);

CREATE TABLE "pushed_event" (
    "identity" BYTEA PRIMARY KEY,
    "observed_day" DATE NOT NULL
);

CREATE TABLE "quarantine" (
    "id" BIGSERIAL PRIMARY KEY,
    "at" BIGINT NOT NULL,
    "source" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL
);
CREATE INDEX "quarantine_at_idx" ON "quarantine"("at");

CREATE TABLE "hub" (
    "hash" BIGINT PRIMARY KEY,
    "marked_at" BIGINT NOT NULL
);

-- Derived.

CREATE TABLE "flow" (
    "id" TEXT PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "started_at" BIGINT NOT NULL,
    "last_activity_at" BIGINT NOT NULL,
    "duration_micros" BIGINT NOT NULL,
    "observed_at" BIGINT NOT NULL,
    "settles_at" BIGINT,
    "entry" TEXT NOT NULL,
    "services" TEXT[] NOT NULL,
    "topics" TEXT[] NOT NULL,
    "event_count" INTEGER NOT NULL,
    "span_count" INTEGER NOT NULL,
    "error_count" INTEGER NOT NULL,
    "retry_count" INTEGER NOT NULL,
    "duplicate_count" INTEGER NOT NULL,
    "dead_letter_count" INTEGER NOT NULL,
    "search" TEXT NOT NULL,
    "events" UUID[] NOT NULL,
    "segments" JSONB NOT NULL,
    "version" BIGINT NOT NULL
);
CREATE INDEX "flow_started_at_id_idx" ON "flow"("started_at" DESC, "id");
CREATE INDEX "flow_last_activity_at_id_idx" ON "flow"("last_activity_at" DESC, "id");
CREATE INDEX "flow_duration_micros_id_idx" ON "flow"("duration_micros" DESC, "id");
CREATE INDEX "flow_status_started_at_idx" ON "flow"("status", "started_at" DESC);
CREATE INDEX "flow_kind_started_at_idx" ON "flow"("kind", "started_at" DESC);
CREATE INDEX "flow_services_idx" ON "flow" USING GIN ("services");
CREATE INDEX "flow_topics_idx" ON "flow" USING GIN ("topics");
CREATE INDEX "flow_settles_at_idx" ON "flow"("settles_at");
CREATE INDEX "flow_observed_at_idx" ON "flow"("observed_at");

CREATE TABLE "flow_key" (
    "flow_id" TEXT NOT NULL REFERENCES "flow"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "value" TEXT NOT NULL,
    "hash" BIGINT NOT NULL,
    CONSTRAINT "flow_key_pkey" PRIMARY KEY ("flow_id", "hash")
);
CREATE INDEX "flow_key_hash_idx" ON "flow_key"("hash");
CREATE INDEX "flow_key_value_idx" ON "flow_key"("value" text_pattern_ops);

CREATE TABLE "process_status" (
    "id" TEXT PRIMARY KEY,
    "role" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "status" JSONB NOT NULL
);

-- The numbering of rollup passes.
CREATE SEQUENCE "rollup_pass";
