-- Keys of flows that are looked up by their hash, and those of a flow: the primary key answers the first, a small index (it keeps each flow's id once) the second.
-- What no person looks for by its beginning stands in no index of values.
DROP INDEX "flow_key_hash_idx";
DROP INDEX "flow_key_value_idx";
ALTER TABLE "flow_key" DROP CONSTRAINT "flow_key_pkey";
ALTER TABLE "flow_key" ADD CONSTRAINT "flow_key_pkey" PRIMARY KEY ("hash", "flow_id");
CREATE INDEX "flow_key_flow_id_idx" ON "flow_key"("flow_id");
CREATE INDEX "flow_key_value_idx" ON "flow_key"("value" text_pattern_ops) WHERE "kind" <> 'record';
