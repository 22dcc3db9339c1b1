-- What runs between services and topics, told by the records of flows. Counts are bytes (lib/core/topology/packed-counts.ts): the rollup alone adds them up.

CREATE TABLE "edge" (
  "id" BIGINT PRIMARY KEY,
  "name" JSONB NOT NULL,
  "seen_at" BIGINT NOT NULL
);
CREATE INDEX "edge_seen_at_idx" ON "edge" ("seen_at");

-- What one flow, or a segment that several show, adds to the edges.
CREATE TABLE "edge_part" (
  "owner" BIGINT PRIMARY KEY,
  "observed_at" BIGINT NOT NULL,
  "version" BIGINT NOT NULL,
  "counts" BYTEA NOT NULL
);
CREATE INDEX "edge_part_observed_at_idx" ON "edge_part" ("observed_at");

-- What went away with its flow and the rollup has still to take from the tallies.
CREATE TABLE "edge_gone" (
  "id" BIGSERIAL PRIMARY KEY,
  "counts" BYTEA NOT NULL
);

CREATE TABLE "edge_tally" (
  "level" SMALLINT NOT NULL,
  "at" INTEGER NOT NULL,
  "edge_id" BIGINT NOT NULL,
  "counts" BYTEA NOT NULL,
  PRIMARY KEY ("level", "at", "edge_id")
) WITH (fillfactor = 70);

-- Whoever drops parts (the rollup, retention, a rebuild) waits for nobody: tallies are written by the rollup alone.
CREATE FUNCTION edge_parts_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "edge_gone" ("counts") SELECT "counts" FROM gone;
  RETURN NULL;
END $$;
CREATE TRIGGER "edge_part_gone" AFTER DELETE ON "edge_part" REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION edge_parts_gone();
