-- What changed in `flow` is noted once for each shape, and no longer once for each value; kinds, services and topics are tallied by the hour and the day only:
-- what is narrower is told by the shapes. See docs/decisions/tallies-by-shape.md.

SELECT fold_flow_tallies();
DELETE FROM flow_tally WHERE facet > 0 AND width < 60;

DROP TABLE flow_tally_change;
CREATE TABLE "flow_tally_change" (
    "kind" TEXT NOT NULL,
    "services" TEXT[] NOT NULL,
    "topics" TEXT[] NOT NULL,
    -- 1 where the flows have any.
    "dead_letter_count" INTEGER NOT NULL,
    "minute" BIGINT NOT NULL,
    "status" TEXT NOT NULL,
    "change" INTEGER NOT NULL
);

CREATE OR REPLACE FUNCTION flow_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flow_tally_change
    SELECT kind, services, topics, CASE WHEN dead_letter_count > 0 THEN 1 ELSE 0 END, floor_to(started_at, 60000000), status, count(*) FROM added GROUP BY 1, 2, 3, 4, 5, 6;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION flow_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flow_tally_change
    SELECT kind, services, topics, CASE WHEN dead_letter_count > 0 THEN 1 ELSE 0 END, floor_to(started_at, 60000000), status, -count(*) FROM removed GROUP BY 1, 2, 3, 4, 5, 6;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION flow_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flow_tally_change
    SELECT kind, services, topics, CASE WHEN dead_letter_count > 0 THEN 1 ELSE 0 END, floor_to(started_at, 60000000), status, sum(sign)
      FROM (SELECT 1 AS sign, kind, status, started_at, services, topics, dead_letter_count FROM added
            UNION ALL SELECT -1, kind, status, started_at, services, topics, dead_letter_count FROM removed) f
     GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(sign) <> 0;
    RETURN NULL;
END $$;

DROP FUNCTION flow_tally_parts(TEXT, TEXT[], TEXT[], INTEGER);

-- Brings what changed into the tallies. One at a time: the rollup calls it, who is alone. Returns the number of tallies that changed.
CREATE OR REPLACE FUNCTION fold_flow_tallies() RETURNS INTEGER LANGUAGE plpgsql AS $$
DECLARE
    touched INTEGER;
    emptied TID[];
    left_shapes BIGINT[];
BEGIN
    WITH taken AS (DELETE FROM flow_tally_change RETURNING *),
    changed AS MATERIALIZED (
        SELECT flow_shape_id(kind, services, topics, dead_letter_count) AS shape, kind, services, topics, dead_letter_count, minute, status, sum(change) AS change
          FROM taken GROUP BY kind, services, topics, dead_letter_count, minute, status HAVING sum(change) <> 0
    ),
    by_hour AS MATERIALIZED (
        SELECT kind, services, topics, floor_to(minute, 60) AS hour, status, sum(change) AS change FROM changed GROUP BY 1, 2, 3, 4, 5
    ),
    summed AS (
        SELECT c.width::smallint, c.facet::smallint, c.bucket, c.value,
               coalesce(sum(c.change) FILTER (WHERE c.status = 'failed'), 0) AS failed,
               coalesce(sum(c.change) FILTER (WHERE c.status = 'stalled'), 0) AS stalled,
               coalesce(sum(c.change) FILTER (WHERE c.status = 'compensated'), 0) AS compensated,
               coalesce(sum(c.change) FILTER (WHERE c.status = 'completed'), 0) AS completed,
               coalesce(sum(c.change) FILTER (WHERE c.status = 'in-flight'), 0) AS in_flight
          FROM (SELECT w.width, 0 AS facet, floor_to(minute, w.width) AS bucket, '' AS value, status, change
                  FROM changed CROSS JOIN (VALUES (1), (10), (60), (1440)) AS w (width)
                UNION ALL
                SELECT w.width, p.facet, floor_to(hour, w.width / 60), p.value, status, change
                  FROM by_hour h CROSS JOIN (VALUES (60), (1440)) AS w (width)
                 CROSS JOIN LATERAL (SELECT 1 AS facet, h.kind AS value UNION ALL SELECT 2, unnest(h.services) UNION ALL SELECT 3, unnest(h.topics)) p) c
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
        SELECT w.width::smallint, c.shape, floor_to(c.minute, w.width) AS bucket,
               (floor_to(c.minute, w.unit) - floor_to(c.minute, w.width) * (w.width / w.unit)) * 8
                 + CASE c.status WHEN 'failed' THEN 0 WHEN 'stalled' THEN 1 WHEN 'compensated' THEN 2 WHEN 'completed' THEN 3 ELSE 4 END AS part,
               sum(c.change) AS change
          FROM changed c CROSS JOIN (VALUES (60, 1), (1440, 60)) AS w (width, unit)
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
    told AS (
        INSERT INTO flow_shape (id, kind, services, topics, dead_letter_count)
        SELECT DISTINCT ON (c.shape) c.shape, c.kind, c.services, c.topics, c.dead_letter_count FROM changed c
         WHERE c.shape IN (SELECT shape FROM merged) AND NOT EXISTS (SELECT FROM flow_shape s WHERE s.id = c.shape)
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
