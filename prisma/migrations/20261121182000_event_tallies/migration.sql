-- How many messages there are, counted in the transaction that stores them, so that rates and types are exact and need no scan.
-- Both are partitioned by the day of observation, as the events are: they are dropped together.

CREATE TABLE "event_tally" (
    "topic_id" INTEGER NOT NULL,
    "minute" INTEGER NOT NULL,
    "partition" INTEGER NOT NULL,
    "role" SMALLINT NOT NULL,
    "rest" BOOLEAN NOT NULL,
    "type" TEXT NOT NULL,
    "observed_day" DATE NOT NULL,
    "count" BIGINT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "first_offset" BIGINT NOT NULL,
    "last_offset" BIGINT NOT NULL,
    CONSTRAINT "event_tally_pkey" PRIMARY KEY ("topic_id", "minute", "partition", "role", "rest", "type", "observed_day")
) PARTITION BY RANGE ("observed_day");
-- For all topics at once: rows are written in about the order of time, so a few pages say where a minute stands.
CREATE INDEX "event_tally_minute_idx" ON "event_tally" USING BRIN ("minute") WITH (pages_per_range = 16);

CREATE TABLE "partition_tally" (
    "topic_id" INTEGER NOT NULL,
    "partition" INTEGER NOT NULL,
    "observed_day" DATE NOT NULL,
    "count" BIGINT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "first_offset" BIGINT NOT NULL,
    "last_offset" BIGINT NOT NULL,
    "last_at" BIGINT NOT NULL,
    CONSTRAINT "partition_tally_pkey" PRIMARY KEY ("topic_id", "partition", "observed_day")
) PARTITION BY RANGE ("observed_day");

-- What is stored already is counted once, without types and roles: they stand in JSON that may hold U+0000, which PostgreSQL cannot read.
DO $$
DECLARE day RECORD;
BEGIN
  FOR day IN SELECT substring(relname FROM '\d{8}$') AS digits FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
              WHERE inhparent = 'event'::regclass AND relname ~ '_\d{8}$'
  LOOP
    EXECUTE format('CREATE TABLE event_tally_%s PARTITION OF event_tally FOR VALUES FROM (%L) TO (%L)', day.digits, to_date(day.digits, 'YYYYMMDD'), to_date(day.digits, 'YYYYMMDD') + 1);
    EXECUTE format('CREATE TABLE partition_tally_%s PARTITION OF partition_tally FOR VALUES FROM (%L) TO (%L)', day.digits, to_date(day.digits, 'YYYYMMDD'), to_date(day.digits, 'YYYYMMDD') + 1);
  END LOOP;
END $$;

CREATE TEMPORARY VIEW "stored" AS
  SELECT "topic_id", "partition", "offset", "observed_day", coalesce("value_size", 0) AS "size",
         -- lib/core/topics/message-time.ts
         CASE WHEN "timestamp" BETWEEN 1262304000000000 AND "observed_at" + 600000000 THEN "timestamp" ELSE "observed_at" END AS "at"
    FROM "event";
INSERT INTO "event_tally"
  SELECT "topic_id", "at" / 60000000, "partition", 0, true, '', "observed_day", count(*), sum("size"), min("offset"), max("offset") FROM "stored" GROUP BY 1, 2, 3, 7;
INSERT INTO "partition_tally"
  SELECT "topic_id", "partition", "observed_day", count(*), sum("size"), min("offset"), max("offset"), max("at") FROM "stored" GROUP BY 1, 2, 3;
DROP VIEW "stored";
