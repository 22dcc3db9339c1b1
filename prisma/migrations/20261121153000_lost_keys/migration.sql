-- A key that joins nothing because a component that grew too large lost it, and not because it names too many records.
ALTER TABLE "hub" ADD COLUMN "lost" BOOLEAN NOT NULL DEFAULT false;
