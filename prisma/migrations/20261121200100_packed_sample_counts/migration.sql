-- How many samples a packed row holds, so that so many of them can be asked for.
ALTER TABLE "commit_fine" ADD COLUMN "samples" INTEGER NOT NULL;
ALTER TABLE "commit_minute" ADD COLUMN "samples" INTEGER NOT NULL;
