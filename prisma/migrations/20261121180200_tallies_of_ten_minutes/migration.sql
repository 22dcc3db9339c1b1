-- A width between minutes and hours: the ends of a range are up to 118 minutes, each with a row for every kind, service and topic; in tens they are a fifth of that.

INSERT INTO flow_tally (width, facet, bucket, value, failed, stalled, compensated, completed, in_flight)
SELECT 10, facet, floor_to(bucket, 10), value, sum(failed), sum(stalled), sum(compensated), sum(completed), sum(in_flight)
  FROM flow_tally WHERE width = 1 GROUP BY 2, 3, 4;

CREATE OR REPLACE FUNCTION fold_flow_tallies() RETURNS INTEGER LANGUAGE plpgsql AS $$
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

