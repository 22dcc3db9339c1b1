-- Records for which deriving fails, so that their flows are missing or lack them: kept with the reason, and tried again when it is due.
CREATE TABLE "underivable" (
  "is_trace" BOOLEAN NOT NULL,
  "ref" UUID NOT NULL,
  "at" BIGINT NOT NULL,
  "reason" TEXT NOT NULL,
  "due_at" BIGINT NOT NULL,

  CONSTRAINT "underivable_pkey" PRIMARY KEY ("is_trace", "ref")
);

CREATE INDEX "underivable_at_idx" ON "underivable"("at");
CREATE INDEX "underivable_due_at_idx" ON "underivable"("due_at");
