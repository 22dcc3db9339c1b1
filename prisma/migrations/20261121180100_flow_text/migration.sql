-- The text of each flow once more, in a table of its own: its index of trigrams costs much at each write, and `flow` is rewritten whenever a status changes.
-- See docs/decisions/search-by-trigrams.md.

CREATE TABLE "flow_text" (
    "flow_id" TEXT PRIMARY KEY REFERENCES "flow"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    "search" TEXT NOT NULL
);

CREATE OR REPLACE FUNCTION flow_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flow_tally_change
    SELECT p.facet, floor_to(f.started_at, 60000000), p.value, f.status, count(*)
      FROM added f CROSS JOIN LATERAL flow_tally_parts(f.kind, f.services, f.topics, f.dead_letter_count) p
     GROUP BY 1, 2, 3, 4;
    INSERT INTO flow_text (flow_id, search) SELECT id, search FROM added;
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
    INSERT INTO flow_text AS t (flow_id, search) SELECT id, search FROM (SELECT id, search FROM added EXCEPT SELECT id, search FROM removed) a
        ON CONFLICT (flow_id) DO UPDATE SET search = excluded.search;
    RETURN NULL;
END $$;

INSERT INTO flow_text (flow_id, search) SELECT id, search FROM flow;

-- Where the extension is refused the search reads all texts: right, but slow among many flows.
DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
EXCEPTION WHEN OTHERS THEN
    RAISE WARNING 'pg_trgm could not be created (%): free text is searched without an index. Have it created by whoever may (CREATE EXTENSION pg_trgm), then: CREATE INDEX flow_text_search_idx ON flow_text USING gin (search gin_trgm_ops)', SQLERRM;
END $$;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN
        CREATE INDEX "flow_text_search_idx" ON "flow_text" USING gin ("search" gin_trgm_ops);
    END IF;
END $$;
