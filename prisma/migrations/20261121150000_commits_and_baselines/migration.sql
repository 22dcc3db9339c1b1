-- What consumer groups have committed, as it was sampled; what is learned per kind of flow; and what a flow's status depends on.

CREATE TABLE "consumer_group" (
    "id" SERIAL PRIMARY KEY,
    "source" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "first_seen_at" BIGINT NOT NULL,
    "state" TEXT NOT NULL,
    "state_since" BIGINT NOT NULL,
    "members" INTEGER
);
CREATE UNIQUE INDEX "consumer_group_source_name_key" ON "consumer_group"("source", "name");

-- Partitioned by the day it was observed, as the other facts are. Group 0 is the log itself: its ends and starts.
CREATE TABLE "commit_sample" (
    "group_id" INTEGER NOT NULL,
    "topic_id" INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    "since" BIGINT,
    "observed_day" DATE NOT NULL,
    "offsets" BYTEA NOT NULL,
    CONSTRAINT "commit_sample_pkey" PRIMARY KEY ("topic_id", "group_id", "at", "observed_day")
) PARTITION BY RANGE ("observed_day");

CREATE TABLE "commit_sampling" (
    "source" TEXT PRIMARY KEY,
    "at" BIGINT,
    "since" BIGINT,
    "interval_micros" BIGINT NOT NULL,
    "groups" INTEGER NOT NULL,
    "forbidden" INTEGER NOT NULL,
    "error" TEXT,
    "error_at" BIGINT
);

-- Derived: the sum of the samples.
CREATE TABLE "commit_state" (
    "group_id" INTEGER NOT NULL,
    "topic_id" INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    "active_at" BIGINT,
    "offsets" BYTEA NOT NULL,
    CONSTRAINT "commit_state_pkey" PRIMARY KEY ("topic_id", "group_id")
);

CREATE TABLE "baseline" (
    "version" SERIAL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "made_at" BIGINT NOT NULL,
    "flows" INTEGER NOT NULL,
    "learned" JSONB NOT NULL
);
CREATE INDEX "baseline_kind_made_at_idx" ON "baseline"("kind", "made_at" DESC);

ALTER TABLE "flow" ADD COLUMN "outline" JSONB;
ALTER TABLE "flow" ADD COLUMN "baseline" INTEGER;

-- The furthest event of a flow in each partition that a group has still to read.
CREATE TABLE "flow_waiting" (
    "flow_id" TEXT NOT NULL REFERENCES "flow"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    "group_id" INTEGER NOT NULL,
    "topic_id" INTEGER NOT NULL,
    "partition" INTEGER NOT NULL,
    "offset" BIGINT NOT NULL,
    CONSTRAINT "flow_waiting_pkey" PRIMARY KEY ("flow_id", "group_id", "topic_id", "partition")
);
CREATE INDEX "flow_waiting_group_id_topic_id_partition_offset_idx" ON "flow_waiting"("group_id", "topic_id", "partition", "offset");
