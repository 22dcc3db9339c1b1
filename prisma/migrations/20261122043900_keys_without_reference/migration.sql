-- Keys are most of what is written of a flow, and looking up its flow for each of them took a quarter of that. Only the rollup writes them, in the statement
-- after their flow's, and holds that locked until it commits: a reference cannot break. What goes away with a flow goes away in one statement.
ALTER TABLE "flow_key" DROP CONSTRAINT "flow_key_flow_id_fkey";

CREATE FUNCTION flow_keys_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM flow_key WHERE flow_id = ANY (ARRAY(SELECT id FROM removed));
    RETURN NULL;
END $$;

CREATE FUNCTION flow_keys_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM flow_key;
    RETURN NULL;
END $$;

CREATE TRIGGER flow_keys_gone AFTER DELETE ON "flow" REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION flow_keys_gone();
CREATE TRIGGER flow_keys_emptied AFTER TRUNCATE ON "flow" FOR EACH STATEMENT EXECUTE FUNCTION flow_keys_emptied();
