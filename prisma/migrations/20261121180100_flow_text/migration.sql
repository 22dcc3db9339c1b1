-- The text of each flow once more, in a table of its own: its index of trigrams costs much at each write, and `flow` is rewritten whenever a status changes.
-- Texts wait to be indexed until their flow has come to rest: a flow that grows is written many times, and the trigrams of each text would take a third of the rollup.
-- See docs/decisions/search-by-trigrams.md.

CREATE TABLE "flow_text" (
    "flow_id" TEXT PRIMARY KEY REFERENCES "flow"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    "search" TEXT NOT NULL
);

-- Only ever inserted into by triggers and emptied by the rollup; about in the order of time.
CREATE TABLE "flow_text_waiting" (
    "flow_id" TEXT NOT NULL,
    "since" BIGINT NOT NULL DEFAULT (extract(epoch FROM now()) * 1000000)::bigint
);

CREATE FUNCTION flow_text_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flow_text_waiting (flow_id) SELECT id FROM added;
    RETURN NULL;
END $$;

-- Only what is other: a flow that was judged says the same as before.
CREATE FUNCTION flow_text_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flow_text_waiting (flow_id) SELECT a.id FROM added a LEFT JOIN removed r ON r.id = a.id WHERE r.search IS DISTINCT FROM a.search;
    RETURN NULL;
END $$;

CREATE FUNCTION flow_text_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE flow_text_waiting;
    RETURN NULL;
END $$;

CREATE TRIGGER flow_text_added AFTER INSERT ON "flow" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION flow_text_added();
CREATE TRIGGER flow_text_changed AFTER UPDATE ON "flow" REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION flow_text_changed();
CREATE TRIGGER flow_text_emptied AFTER TRUNCATE ON "flow" FOR EACH STATEMENT EXECUTE FUNCTION flow_text_emptied();

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

-- The flows that there are.
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
