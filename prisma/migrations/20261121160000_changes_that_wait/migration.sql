-- What belongs to a flow of thousands of records is not derived at each touch: it waits until then, in microseconds of the epoch.
ALTER TABLE "change" ADD COLUMN "due_at" BIGINT NOT NULL DEFAULT 0;
