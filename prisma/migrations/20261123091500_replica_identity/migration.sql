-- Where somebody publishes all tables, as tools of change data capture do, PostgreSQL refuses to delete from a table whose rows have no name.
ALTER TABLE "flow_tally_change" REPLICA IDENTITY FULL;
ALTER TABLE "flow_text_waiting" REPLICA IDENTITY FULL;
