-- Which flows have another text than before. As a join this was planned once in a session, at its first few rows, and compared every row with every other
-- from then on: with the 8,000 flows of a pass that took half a minute.
CREATE OR REPLACE FUNCTION flow_text_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO flow_text_waiting (flow_id) SELECT id FROM (SELECT id, search FROM added EXCEPT ALL SELECT id, search FROM removed) changed;
    RETURN NULL;
END $$;
