-- What is written to an index of trigrams waits in a list, which every search reads from end to end, until it is this long (kB; 4 MB where nothing is said).
-- Where the extension was refused there is no such index.
ALTER INDEX IF EXISTS "flow_text_search_idx" SET (gin_pending_list_limit = 256);
ALTER INDEX IF EXISTS "dead_letter_search_idx" SET (gin_pending_list_limit = 256);
