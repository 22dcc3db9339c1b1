-- The spans of many traces of one batch, packed together: a row of `span_chunk` says where its own are. docs/decisions/packed-span-chunks.md
-- Nothing turns the rows of unreleased versions into these: the migration `event_chunks` has refused them.
ALTER TABLE "span_chunk" DROP COLUMN "data";
ALTER TABLE "span_chunk" ADD COLUMN "block" BIGINT NOT NULL, ADD COLUMN "place" SMALLINT NOT NULL;

CREATE SEQUENCE "span_block_id";
CREATE TABLE "span_block" (
    "id" BIGINT NOT NULL,
    "observed_day" DATE NOT NULL,
    "data" BYTEA NOT NULL,
    CONSTRAINT "span_block_pkey" PRIMARY KEY ("id", "observed_day")
) PARTITION BY RANGE ("observed_day");
-- Already compressed: do not spend time on trying again.
ALTER TABLE "span_block" ALTER COLUMN "data" SET STORAGE EXTERNAL;
