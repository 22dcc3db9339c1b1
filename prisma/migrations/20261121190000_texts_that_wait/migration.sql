-- Texts wait to be indexed until their flow has come to rest: a flow that grows is written many times, and the trigrams of each text took a third of the rollup.
-- See docs/decisions/search-by-trigrams.md.

-- Only ever inserted into by triggers and emptied by the rollup; about in the order of time.
CREATE TABLE "flow_text_waiting" (
    "flow_id" TEXT NOT NULL,
    "since" BIGINT NOT NULL DEFAULT (extract(epoch FROM now()) * 1000000)::bigint
);

CREATE OR REPLACE FUNCTION flow_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flow_tally_change
    SELECT p.facet, floor_to(f.started_at, 60000000), p.value, f.status, count(*)
      FROM added f CROSS JOIN LATERAL flow_tally_parts(f.kind, f.services, f.topics, f.dead_letter_count) p
     GROUP BY 1, 2, 3, 4;
    INSERT INTO flow_text_waiting (flow_id) SELECT id FROM added;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION flow_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flow_tally_change
    SELECT p.facet, floor_to(f.started_at, 60000000), p.value, f.status, sum(f.sign)
      FROM (SELECT 1 AS sign, kind, status, started_at, services, topics, dead_letter_count FROM added
            UNION ALL SELECT -1, kind, status, started_at, services, topics, dead_letter_count FROM removed) f
     CROSS JOIN LATERAL flow_tally_parts(f.kind, f.services, f.topics, f.dead_letter_count) p
     GROUP BY 1, 2, 3, 4 HAVING sum(f.sign) <> 0;
    -- Only what is other: a flow that was judged says the same as before.
    INSERT INTO flow_text_waiting (flow_id) SELECT a.id FROM added a LEFT JOIN removed r ON r.id = a.id WHERE r.search IS DISTINCT FROM a.search;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION flow_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE flow_tally, flow_tally_change, flow_text_waiting;
    RETURN NULL;
END $$;

-- Indexes up to so many texts that wait since `before`. One at a time: the rollup calls it, who is alone. It waits for no lock: a flow that somebody is about to drop goes on waiting.
CREATE FUNCTION fold_flow_texts("most" INTEGER, "before" BIGINT) RETURNS INTEGER LANGUAGE plpgsql AS $$
DECLARE
    done INTEGER;
BEGIN
    WITH taken AS (DELETE FROM flow_text_waiting WHERE ctid = ANY (ARRAY(SELECT ctid FROM flow_text_waiting WHERE since <= before LIMIT most)) RETURNING flow_id),
    held AS MATERIALIZED (SELECT id, search FROM flow WHERE id = ANY (ARRAY(SELECT flow_id FROM taken)) FOR KEY SHARE SKIP LOCKED),
    put_back AS (
        INSERT INTO flow_text_waiting (flow_id)
        SELECT id FROM flow WHERE id = ANY (ARRAY(SELECT flow_id FROM taken EXCEPT SELECT id FROM held))
    ),
    kept AS (
        INSERT INTO flow_text AS t (flow_id, search) SELECT id, search FROM held
            ON CONFLICT (flow_id) DO UPDATE SET search = excluded.search WHERE t.search <> excluded.search
    )
    SELECT count(*) INTO done FROM taken;
    RETURN done;
END $$;
