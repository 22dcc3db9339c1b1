-- When a commit of its group was first seen beyond what was sent: from then on one waits for it to come back.
ALTER TABLE "replay_item" ADD COLUMN "passed_at" BIGINT;
-- The outcomes that a person had seen who resumed a replay that had stopped by itself: it is judged by what came since.
ALTER TABLE "replay" ADD COLUMN "judged_succeeded" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "replay" ADD COLUMN "judged_failed" INTEGER NOT NULL DEFAULT 0;
