-- Part of an exception, a message or a topic is looked for among all dead letters. As of flows: docs/decisions/search-by-trigrams.md
-- Where the extension is refused the search reads all texts: right, but slow among many dead letters.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN
        CREATE INDEX "dead_letter_search_idx" ON "dead_letter" USING gin ("search" gin_trgm_ops);
    END IF;
END $$;
