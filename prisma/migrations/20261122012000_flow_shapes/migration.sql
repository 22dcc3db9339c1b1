-- What flows have in common: their kind, services, topics, and whether they have dead letters. Flows are many, their shapes few,
-- so that what is counted by shape is counted for any combination of them. See docs/decisions/tallies-by-shape.md.

SELECT fold_flow_tallies();

-- The same in whichever order its services and topics were seen: their hashes are added, in 62 bits, which never overflow.
CREATE FUNCTION flow_shape_id("kind" TEXT, "services" TEXT[], "topics" TEXT[], "dead_letter_count" INTEGER) RETURNS BIGINT LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    mask CONSTANT BIGINT := 4611686018427387903;
    id BIGINT := hashtextextended(kind, CASE WHEN dead_letter_count > 0 THEN 1 ELSE 0 END) & mask;
    name TEXT;
BEGIN
    FOREACH name IN ARRAY services LOOP
        id := (id + (hashtextextended(name, 2) & mask)) & mask;
    END LOOP;
    FOREACH name IN ARRAY topics LOOP
        id := (id + (hashtextextended(name, 3) & mask)) & mask;
    END LOOP;
    RETURN id;
END $$;

-- Columns are named as in `flow`, so that the same conditions hold for both.
CREATE TABLE "flow_shape" (
    "id" BIGINT PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "services" TEXT[] NOT NULL,
    "topics" TEXT[] NOT NULL,
    -- 1 where its flows have any.
    "dead_letter_count" INTEGER NOT NULL
);

CREATE TABLE "flow_shape_tally" (
    -- Minutes that a row spans: 60, told by the minute, or 1440, told by the hour.
    "width" SMALLINT NOT NULL,
    "shape" BIGINT NOT NULL,
    -- started_at, in whole widths since the epoch.
    "bucket" BIGINT NOT NULL,
    -- Minute or hour within the row times 8, and the status: 0 failed, 1 stalled, 2 compensated, 3 completed, 4 in flight. Only those that there are.
    "parts" SMALLINT[] NOT NULL,
    -- How many flows of each part.
    "counts" INTEGER[] NOT NULL,
    CONSTRAINT "flow_shape_tally_pkey" PRIMARY KEY ("width", "shape", "bucket")
) WITH (fillfactor = 80);

-- Flows of a shape, those with a status among them, the newest first. It finds what the indexes on kinds, services and topics found each by itself.
CREATE INDEX "flow_shape_status_started_at_idx" ON "flow" (flow_shape_id("kind", "services", "topics", "dead_letter_count"), "status", "started_at" DESC);
DROP INDEX "flow_kind_started_at_idx", "flow_services_idx", "flow_topics_idx";

-- A shape counts those with dead letters too: the tallies of these alone go. Facet 4 is the shape from here on, in `flow_tally_change` only.
DELETE FROM flow_tally WHERE facet = 4;

CREATE OR REPLACE FUNCTION flow_tally_parts("kind" TEXT, "services" TEXT[], "topics" TEXT[], "dead_letter_count" INTEGER)
RETURNS TABLE ("facet" SMALLINT, "value" TEXT) LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 8 AS $$
    SELECT 0::smallint, ''
    UNION ALL SELECT 1::smallint, $1
    UNION ALL SELECT 2::smallint, s FROM unnest($2) s
    UNION ALL SELECT 3::smallint, t FROM unnest($3) t
    UNION ALL SELECT 4::smallint, flow_shape_id($1, $2, $3, $4)::text
$$;

-- Brings what changed into the tallies. One at a time: the rollup calls it, who is alone. Returns the number of tallies by facet that changed.
CREATE OR REPLACE FUNCTION fold_flow_tallies() RETURNS INTEGER LANGUAGE plpgsql AS $$
DECLARE
    touched INTEGER;
    emptied TID[];
    left_shapes BIGINT[];
BEGIN
    WITH taken AS MATERIALIZED (DELETE FROM flow_tally_change RETURNING *),
    summed AS (
        SELECT w.width, c.facet, floor_to(c.minute, w.width) AS bucket, c.value,
               coalesce(sum(c.change) FILTER (WHERE c.status = 'failed'), 0) AS failed,
               coalesce(sum(c.change) FILTER (WHERE c.status = 'stalled'), 0) AS stalled,
               coalesce(sum(c.change) FILTER (WHERE c.status = 'compensated'), 0) AS compensated,
               coalesce(sum(c.change) FILTER (WHERE c.status = 'completed'), 0) AS completed,
               coalesce(sum(c.change) FILTER (WHERE c.status = 'in-flight'), 0) AS in_flight
          FROM taken c CROSS JOIN (VALUES (1::smallint), (10::smallint), (60::smallint), (1440::smallint)) AS w (width)
         WHERE c.facet < 4
         GROUP BY 1, 2, 3, 4
    ),
    kept AS (
        INSERT INTO flow_tally AS t (width, facet, bucket, value, failed, stalled, compensated, completed, in_flight)
        SELECT * FROM summed WHERE (failed, stalled, compensated, completed, in_flight) <> (0, 0, 0, 0, 0)
        ON CONFLICT (width, facet, bucket, value) DO UPDATE
           SET failed = t.failed + excluded.failed, stalled = t.stalled + excluded.stalled, compensated = t.compensated + excluded.compensated,
               completed = t.completed + excluded.completed, in_flight = t.in_flight + excluded.in_flight
        RETURNING t.ctid AS place, t.failed = 0 AND t.stalled = 0 AND t.compensated = 0 AND t.completed = 0 AND t.in_flight = 0 AS is_empty
    ),
    of_shapes AS MATERIALIZED (
        SELECT w.width, c.value::bigint AS shape, floor_to(c.minute, w.width) AS bucket,
               (floor_to(c.minute, w.unit) - floor_to(c.minute, w.width) * (w.width / w.unit)) * 8
                 + CASE c.status WHEN 'failed' THEN 0 WHEN 'stalled' THEN 1 WHEN 'compensated' THEN 2 WHEN 'completed' THEN 3 ELSE 4 END AS part,
               sum(c.change) AS change
          FROM taken c CROSS JOIN (VALUES (60::smallint, 1::smallint), (1440::smallint, 60::smallint)) AS w (width, unit)
         WHERE c.facet = 4
         GROUP BY 1, 2, 3, 4 HAVING sum(c.change) <> 0
    ),
    rows_touched AS MATERIALIZED (SELECT DISTINCT width, shape, bucket FROM of_shapes),
    merged AS MATERIALIZED (
        SELECT width, shape, bucket, array_agg(part::smallint ORDER BY part) AS parts, array_agg(count::integer ORDER BY part) AS counts
          FROM (SELECT width, shape, bucket, part, sum(change) AS count
                  FROM (SELECT * FROM of_shapes
                        UNION ALL
                        SELECT r.width, r.shape, r.bucket, u.part, u.count
                          FROM rows_touched r
                         CROSS JOIN LATERAL (SELECT parts, counts FROM flow_shape_tally t WHERE t.width = r.width AND t.shape = r.shape AND t.bucket = r.bucket OFFSET 0) t
                         CROSS JOIN LATERAL unnest(t.parts, t.counts) u (part, count)) a
                 GROUP BY 1, 2, 3, 4 HAVING sum(change) <> 0) s
         GROUP BY 1, 2, 3
    ),
    written AS (
        INSERT INTO flow_shape_tally (width, shape, bucket, parts, counts) SELECT * FROM merged
            ON CONFLICT (width, shape, bucket) DO UPDATE SET parts = excluded.parts, counts = excluded.counts
    ),
    gone AS (
        DELETE FROM flow_shape_tally t USING (SELECT width, shape, bucket FROM rows_touched EXCEPT SELECT width, shape, bucket FROM merged) r
         WHERE t.width = r.width AND t.shape = r.shape AND t.bucket = r.bucket
        RETURNING t.shape
    ),
    -- Told by any flow that has it.
    told AS (
        INSERT INTO flow_shape (id, kind, services, topics, dead_letter_count)
        SELECT n.shape, f.kind, f.services, f.topics, CASE WHEN f.dead_letter_count > 0 THEN 1 ELSE 0 END
          FROM (SELECT DISTINCT shape FROM rows_touched r WHERE NOT EXISTS (SELECT FROM flow_shape s WHERE s.id = r.shape) OFFSET 0) n
         CROSS JOIN LATERAL (
            SELECT f.kind, f.services, f.topics, f.dead_letter_count FROM flow f
             WHERE flow_shape_id(f.kind, f.services, f.topics, f.dead_letter_count) = n.shape LIMIT 1) f
    )
    SELECT (SELECT count(*) FROM kept), (SELECT array_agg(place) FROM kept WHERE is_empty), (SELECT array_agg(DISTINCT shape) FROM gone) INTO touched, emptied, left_shapes;
    -- Nobody else writes here, so the rows are still where they were a moment ago.
    IF emptied IS NOT NULL THEN
        DELETE FROM flow_tally WHERE ctid = ANY (emptied);
    END IF;
    IF left_shapes IS NOT NULL THEN
        DELETE FROM flow_shape s WHERE s.id = ANY (left_shapes) AND NOT EXISTS (SELECT FROM flow_shape_tally t WHERE t.width = 1440 AND t.shape = s.id);
    END IF;
    RETURN touched;
END $$;

CREATE OR REPLACE FUNCTION flow_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE flow_tally, flow_shape_tally, flow_shape, flow_tally_change;
    RETURN NULL;
END $$;

-- The flows that there are.
INSERT INTO flow_tally_change
SELECT 4, floor_to(f.started_at, 60000000), flow_shape_id(f.kind, f.services, f.topics, f.dead_letter_count)::text, f.status, count(*)
  FROM flow f GROUP BY 2, 3, 4;
SELECT fold_flow_tallies();
