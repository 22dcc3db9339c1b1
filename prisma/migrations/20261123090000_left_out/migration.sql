-- Records that no pass of the rollup survived, so that they are in no flow: kept with the reason until they are derived after all.
CREATE TABLE "left_out" (
  "is_trace" BOOLEAN NOT NULL,
  "ref" UUID NOT NULL,
  "at" BIGINT NOT NULL,
  "reason" TEXT NOT NULL,

  CONSTRAINT "left_out_pkey" PRIMARY KEY ("is_trace", "ref")
);

CREATE INDEX "left_out_at_idx" ON "left_out"("at");
