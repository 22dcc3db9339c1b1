-- Dead letters: what was recognised (derived), what people decided and what was sent back (facts). See docs/decisions/dead-letters.md.
-- A dead letter is named by its packed coordinates (lib/store/refs.ts) everywhere, so that decisions find it again after a rebuild.

-- Derived by the rollup.

CREATE TABLE "dead_letter" (
    "id" UUID PRIMARY KEY,
    "topic_id" INTEGER NOT NULL,
    "observed_day" DATE NOT NULL,
    "seen_at" BIGINT NOT NULL,
    "group_id" UUID NOT NULL,
    "state" SMALLINT NOT NULL,
    "state_at" BIGINT NOT NULL,
    "origin_topic" TEXT,
    "origin_partition" INTEGER,
    "origin_offset" BIGINT,
    "origin_incarnation" INTEGER,
    "origin_evidence" TEXT,
    "consumer_group" TEXT,
    "exception_type" TEXT,
    "message" TEXT,
    "framework" TEXT,
    "attempts" INTEGER NOT NULL,
    "failed_at" BIGINT,
    "message_type" TEXT,
    "message_id" TEXT,
    "key_text" TEXT,
    "size" INTEGER,
    "flow_id" TEXT,
    "replay_of" UUID,
    "replay_id" BIGINT,
    "unwritable" TEXT,
    "search" TEXT NOT NULL,
    "version" BIGINT NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX "dead_letter_group_id_state_seen_at_id_idx" ON "dead_letter"("group_id", "state", "seen_at" DESC, "id");
CREATE INDEX "dead_letter_state_seen_at_id_idx" ON "dead_letter"("state", "seen_at" DESC, "id");
CREATE INDEX "dead_letter_seen_at_id_idx" ON "dead_letter"("seen_at" DESC, "id");
CREATE INDEX "dead_letter_flow_id_idx" ON "dead_letter"("flow_id");
CREATE INDEX "dead_letter_message_id_idx" ON "dead_letter"("message_id");
CREATE INDEX "dead_letter_key_text_idx" ON "dead_letter"("key_text");
CREATE INDEX "dead_letter_replay_of_idx" ON "dead_letter"("replay_of");
-- Which messages of a topic failed; and that two of a selection are the same message.
CREATE INDEX "dead_letter_origin_topic_origin_partition_origin_offset_idx" ON "dead_letter"("origin_topic", "origin_partition", "origin_offset");
CREATE INDEX "dead_letter_observed_day_idx" ON "dead_letter"("observed_day");

-- The counts are kept by whoever changes dead letters, in the same transaction, groups in the order of their ids.
CREATE TABLE "failure_group" (
    "id" UUID PRIMARY KEY,
    "fingerprint_version" SMALLINT NOT NULL,
    "title" TEXT NOT NULL,
    "exception_type" TEXT,
    "message" TEXT,
    "top_frame" TEXT,
    "origin_topic" TEXT,
    "consumer_group" TEXT,
    "sources" TEXT[] NOT NULL,
    "first_seen_at" BIGINT NOT NULL,
    "last_seen_at" BIGINT NOT NULL,
    "open" INTEGER NOT NULL,
    "replaying" INTEGER NOT NULL,
    "resolved" INTEGER NOT NULL,
    "failed_again" INTEGER NOT NULL,
    "discarded" INTEGER NOT NULL,
    "re_failed" INTEGER NOT NULL,
    "search" TEXT NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX "failure_group_last_seen_at_id_idx" ON "failure_group"("last_seen_at" DESC, "id");

-- How many came in each ten minutes.
CREATE TABLE "failure_tally" (
    "group_id" UUID NOT NULL,
    "bucket" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    CONSTRAINT "failure_tally_pkey" PRIMARY KEY ("group_id", "bucket")
);

-- Facts: what is kept of a message whose day is dropped while its dead letter is open.

CREATE TABLE "kept_message" (
    "id" UUID PRIMARY KEY,
    "observed_at" BIGINT NOT NULL,
    "timestamp" BIGINT,
    "timestamp_type" SMALLINT NOT NULL,
    "key" BYTEA,
    "headers" BYTEA NOT NULL,
    "value" BYTEA,
    "value_size" INTEGER,
    "value_sha256" BYTEA,
    "meta" BYTEA NOT NULL
);

-- Facts: what people decided. Appended, never changed.

CREATE TABLE "decision" (
    "id" BIGSERIAL PRIMARY KEY,
    "at" BIGINT NOT NULL,
    "actor" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "group_id" UUID,
    "example" UUID,
    "undoes" BIGINT,
    "reason" TEXT,
    "owner" TEXT
);
CREATE INDEX "decision_group_id_id_idx" ON "decision"("group_id", "id" DESC);
CREATE UNIQUE INDEX "decision_undoes_key" ON "decision"("undoes");

CREATE TABLE "decided_letter" (
    "dead_letter" UUID NOT NULL,
    "decision_id" BIGINT NOT NULL,
    CONSTRAINT "decided_letter_pkey" PRIMARY KEY ("dead_letter", "decision_id")
);
CREATE INDEX "decided_letter_decision_id_idx" ON "decided_letter"("decision_id");

-- Facts: replays.

CREATE TABLE "replay" (
    "id" BIGSERIAL PRIMARY KEY,
    "state" TEXT NOT NULL,
    "says" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "selection" JSONB NOT NULL,
    "plan" JSONB,
    "aim_topic" TEXT,
    "aim_partition" TEXT NOT NULL,
    "rate_per_second" DOUBLE PRECISION NOT NULL,
    "canary" BOOLEAN NOT NULL,
    "stop_at_failed_share" DOUBLE PRECISION NOT NULL,
    "planned_at" BIGINT NOT NULL,
    "started_at" BIGINT,
    "ended_at" BIGINT,
    "total" INTEGER NOT NULL,
    "refused" INTEGER NOT NULL,
    "sent" INTEGER NOT NULL,
    "succeeded" INTEGER NOT NULL,
    "failed_again" INTEGER NOT NULL,
    "unsure" INTEGER NOT NULL,
    "cancelled" INTEGER NOT NULL,
    "edited" INTEGER NOT NULL,
    -- Whoever took over last, and until when nobody else may, by the clock of the database.
    "term" BIGINT NOT NULL,
    "sender" TEXT,
    "leased_until" BIGINT
);
CREATE INDEX "replay_state_idx" ON "replay"("state");

CREATE TABLE "replay_item" (
    "replay_id" BIGINT NOT NULL,
    "seq" INTEGER NOT NULL,
    "dead_letter" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "refused" TEXT,
    "says" TEXT NOT NULL,
    "source" TEXT,
    "target_topic" TEXT,
    "target_partition" INTEGER,
    "target_group" TEXT,
    "chunk" INTEGER,
    "sent_offset" BIGINT,
    "sent_at" BIGINT,
    "settled_at" BIGINT,
    "became" UUID,
    CONSTRAINT "replay_item_pkey" PRIMARY KEY ("replay_id", "seq")
) WITH (fillfactor = 70);
-- The last word on "in at most one replay": a copy is on the target, or may be. As `isLive` of lib/core/dead-letters/replay-state.ts.
CREATE UNIQUE INDEX "replay_item_live_key" ON "replay_item"("dead_letter") WHERE "state" IN ('sending', 'sent', 'unsure');
CREATE INDEX "replay_item_dead_letter_idx" ON "replay_item"("dead_letter");
CREATE INDEX "replay_item_replay_id_state_seq_idx" ON "replay_item"("replay_id", "state", "seq");

CREATE TABLE "replay_edit" (
    "replay_id" BIGINT NOT NULL,
    "dead_letter" UUID NOT NULL,
    "has_key" BOOLEAN NOT NULL,
    "key" BYTEA,
    "headers" BYTEA,
    "has_value" BOOLEAN NOT NULL,
    "value" BYTEA,
    CONSTRAINT "replay_edit_pkey" PRIMARY KEY ("replay_id", "dead_letter")
);

-- One transaction of the broker: written before it begins, with the ends of the partitions that it writes to.
CREATE TABLE "replay_chunk" (
    "replay_id" BIGINT NOT NULL,
    "chunk" INTEGER NOT NULL,
    "term" BIGINT NOT NULL,
    "opened_at" BIGINT NOT NULL,
    "closed_at" BIGINT,
    "ends" JSONB NOT NULL,
    CONSTRAINT "replay_chunk_pkey" PRIMARY KEY ("replay_id", "chunk")
);
-- At most one is open: the next is written when it is known what became of the last.
CREATE UNIQUE INDEX "replay_chunk_open_key" ON "replay_chunk"("replay_id") WHERE "closed_at" IS NULL;

-- Facts: the audit log.

CREATE TABLE "audit_entry" (
    "id" BIGSERIAL PRIMARY KEY,
    "at" BIGINT NOT NULL,
    "actor" TEXT NOT NULL,
    "address" TEXT,
    "action" TEXT NOT NULL,
    "selection" TEXT NOT NULL,
    "subjects" TEXT[] NOT NULL,
    "count" INTEGER,
    "reason" TEXT,
    "outcome" TEXT NOT NULL
);
CREATE INDEX "audit_entry_at_id_idx" ON "audit_entry"("at" DESC, "id" DESC);
CREATE INDEX "audit_entry_subjects_idx" ON "audit_entry" USING GIN ("subjects");

CREATE FUNCTION only_appended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever appended to', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER audit_entry_only_appended BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_entry" FOR EACH STATEMENT EXECUTE FUNCTION only_appended();
CREATE TRIGGER decision_only_appended BEFORE UPDATE OR DELETE OR TRUNCATE ON "decision" FOR EACH STATEMENT EXECUTE FUNCTION only_appended();
CREATE TRIGGER decided_letter_only_appended BEFORE UPDATE OR DELETE OR TRUNCATE ON "decided_letter" FOR EACH STATEMENT EXECUTE FUNCTION only_appended();
