-- What the broker says that a group is; what happened to it; how commits are known; and samples packed into longer rows.

ALTER TABLE "consumer_group" ADD COLUMN "protocol" TEXT;
ALTER TABLE "consumer_group" ADD COLUMN "broker_state" TEXT;
ALTER TABLE "consumer_group" ADD COLUMN "described" JSONB;

ALTER TABLE "commit_sampling" ADD COLUMN "evidence" TEXT NOT NULL DEFAULT 'polls';
ALTER TABLE "commit_sampling" ADD COLUMN "why" TEXT;
ALTER TABLE "commit_sampling" ADD COLUMN "left_out" INTEGER NOT NULL DEFAULT 0;

CREATE TABLE "group_mark" (
    "id" BIGSERIAL PRIMARY KEY,
    "group_id" INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT,
    "text" TEXT NOT NULL
);
CREATE INDEX "group_mark_group_id_at_idx" ON "group_mark"("group_id", "at" DESC);
CREATE INDEX "group_mark_at_idx" ON "group_mark"("at");

-- The samples of some minutes as they were taken, in one row; kept for a day.
CREATE TABLE "commit_fine" (
    "group_id" INTEGER NOT NULL,
    "topic_id" INTEGER NOT NULL,
    "from_at" BIGINT NOT NULL,
    "at" BIGINT NOT NULL,
    "observed_day" DATE NOT NULL,
    "packed" BYTEA NOT NULL,
    CONSTRAINT "commit_fine_pkey" PRIMARY KEY ("topic_id", "group_id", "at", "observed_day")
) PARTITION BY RANGE ("observed_day");

-- The same thinned to one a minute; kept for a month.
CREATE TABLE "commit_minute" (
    "group_id" INTEGER NOT NULL,
    "topic_id" INTEGER NOT NULL,
    "from_at" BIGINT NOT NULL,
    "at" BIGINT NOT NULL,
    "observed_day" DATE NOT NULL,
    "packed" BYTEA NOT NULL,
    CONSTRAINT "commit_minute_pkey" PRIMARY KEY ("topic_id", "group_id", "at", "observed_day")
) PARTITION BY RANGE ("observed_day");
