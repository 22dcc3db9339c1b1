-- How many flows started when, by what people filter by: derived from `flow`, in step with it by triggers.
-- See docs/decisions/tallies-by-trigger.md.

CREATE TABLE "flow_tally" (
    -- Minutes that a bucket is wide: 1, 10, 60 or 1440. Tens because the ends of a range are up to 118 minutes, each with a row for every kind, service and topic.
    "width" SMALLINT NOT NULL,
    -- 0 all flows, 1 kind, 2 service, 3 topic, 4 those with dead letters.
    "facet" SMALLINT NOT NULL,
    -- started_at, in whole widths since the epoch.
    "bucket" BIGINT NOT NULL,
    "value" TEXT NOT NULL,
    "failed" INTEGER NOT NULL,
    "stalled" INTEGER NOT NULL,
    "compensated" INTEGER NOT NULL,
    "completed" INTEGER NOT NULL,
    "in_flight" INTEGER NOT NULL,
    CONSTRAINT "flow_tally_pkey" PRIMARY KEY ("width", "facet", "bucket", "value")
) WITH (fillfactor = 80);

-- What changed in `flow` and is not in the tallies yet. Only ever inserted into and emptied, so that no two writers of flows meet in a row.
CREATE TABLE "flow_tally_change" (
    "facet" SMALLINT NOT NULL,
    "minute" BIGINT NOT NULL,
    "value" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "change" INTEGER NOT NULL
);

-- Whole times that `size` goes into `at`, rounded down also before the epoch.
CREATE FUNCTION floor_to("at" BIGINT, "size" BIGINT) RETURNS BIGINT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ($1 - (($1 % $2) + $2) % $2) / $2
$$;

-- What one flow gives to the tallies.
CREATE FUNCTION flow_tally_parts("kind" TEXT, "services" TEXT[], "topics" TEXT[], "dead_letter_count" INTEGER)
RETURNS TABLE ("facet" SMALLINT, "value" TEXT) LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 8 AS $$
    SELECT 0::smallint, ''
    UNION ALL SELECT 1::smallint, $1
    UNION ALL SELECT 2::smallint, s FROM unnest($2) s
    UNION ALL SELECT 3::smallint, t FROM unnest($3) t
    UNION ALL SELECT 4::smallint, '' WHERE $4 > 0
$$;

CREATE FUNCTION flow_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flow_tally_change
    SELECT p.facet, floor_to(f.started_at, 60000000), p.value, f.status, count(*)
      FROM added f CROSS JOIN LATERAL flow_tally_parts(f.kind, f.services, f.topics, f.dead_letter_count) p
     GROUP BY 1, 2, 3, 4;
    RETURN NULL;
END $$;

CREATE FUNCTION flow_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flow_tally_change
    SELECT p.facet, floor_to(f.started_at, 60000000), p.value, f.status, -count(*)
      FROM removed f CROSS JOIN LATERAL flow_tally_parts(f.kind, f.services, f.topics, f.dead_letter_count) p
     GROUP BY 1, 2, 3, 4;
    RETURN NULL;
END $$;

CREATE FUNCTION flow_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flow_tally_change
    SELECT p.facet, floor_to(f.started_at, 60000000), p.value, f.status, sum(f.sign)
      FROM (SELECT 1 AS sign, kind, status, started_at, services, topics, dead_letter_count FROM added
            UNION ALL SELECT -1, kind, status, started_at, services, topics, dead_letter_count FROM removed) f
     CROSS JOIN LATERAL flow_tally_parts(f.kind, f.services, f.topics, f.dead_letter_count) p
     GROUP BY 1, 2, 3, 4 HAVING sum(f.sign) <> 0;
    RETURN NULL;
END $$;

CREATE FUNCTION flow_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE flow_tally, flow_tally_change;
    RETURN NULL;
END $$;

CREATE TRIGGER flow_added AFTER INSERT ON "flow" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION flow_added();
CREATE TRIGGER flow_removed AFTER DELETE ON "flow" REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION flow_removed();
CREATE TRIGGER flow_changed AFTER UPDATE ON "flow" REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION flow_changed();
CREATE TRIGGER flow_emptied AFTER TRUNCATE ON "flow" FOR EACH STATEMENT EXECUTE FUNCTION flow_emptied();

-- Brings what changed into the tallies. One at a time: the rollup calls it, who is alone. Returns the number of tallies that changed.
CREATE FUNCTION fold_flow_tallies() RETURNS INTEGER LANGUAGE plpgsql AS $$
DECLARE
    touched INTEGER;
    emptied TID[];
BEGIN
    WITH taken AS (DELETE FROM flow_tally_change RETURNING *),
    summed AS (
        SELECT w.width, c.facet, floor_to(c.minute, w.width) AS bucket, c.value,
               coalesce(sum(c.change) FILTER (WHERE c.status = 'failed'), 0) AS failed,
               coalesce(sum(c.change) FILTER (WHERE c.status = 'stalled'), 0) AS stalled,
               coalesce(sum(c.change) FILTER (WHERE c.status = 'compensated'), 0) AS compensated,
               coalesce(sum(c.change) FILTER (WHERE c.status = 'completed'), 0) AS completed,
               coalesce(sum(c.change) FILTER (WHERE c.status = 'in-flight'), 0) AS in_flight
          FROM taken c CROSS JOIN (VALUES (1::smallint), (10::smallint), (60::smallint), (1440::smallint)) AS w (width)
         GROUP BY 1, 2, 3, 4
    ),
    kept AS (
        INSERT INTO flow_tally AS t (width, facet, bucket, value, failed, stalled, compensated, completed, in_flight)
        SELECT * FROM summed WHERE (failed, stalled, compensated, completed, in_flight) <> (0, 0, 0, 0, 0)
        ON CONFLICT (width, facet, bucket, value) DO UPDATE
           SET failed = t.failed + excluded.failed, stalled = t.stalled + excluded.stalled, compensated = t.compensated + excluded.compensated,
               completed = t.completed + excluded.completed, in_flight = t.in_flight + excluded.in_flight
        RETURNING t.ctid AS place, t.failed = 0 AND t.stalled = 0 AND t.compensated = 0 AND t.completed = 0 AND t.in_flight = 0 AS is_empty
    )
    SELECT count(*), array_agg(place) FILTER (WHERE is_empty) INTO touched, emptied FROM kept;
    -- Nobody else writes here, so the rows are still where they were a moment ago.
    IF emptied IS NOT NULL THEN
        DELETE FROM flow_tally WHERE ctid = ANY (emptied);
    END IF;
    RETURN touched;
END $$;

-- The flows that there are.
INSERT INTO flow_tally_change
SELECT p.facet, floor_to(f.started_at, 60000000), p.value, f.status, count(*)
  FROM flow f CROSS JOIN LATERAL flow_tally_parts(f.kind, f.services, f.topics, f.dead_letter_count) p
 GROUP BY 1, 2, 3, 4;
SELECT fold_flow_tallies();

-- Business keys by their name: to find, to complete, and to tell which names there are.
CREATE INDEX "flow_key_name_value_idx" ON "flow_key"("name", "value" text_pattern_ops) WHERE "name" <> '';
