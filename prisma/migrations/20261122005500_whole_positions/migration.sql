-- From which offset on every message that was read is stored as an event: what is not stored from there on is no message, but the mark of a
-- transaction, or what was aborted or compacted away. Of what was read before this column nobody knows.
ALTER TABLE "position" ADD COLUMN "whole_from" BIGINT;
UPDATE "position" SET "whole_from" = "next_offset";
ALTER TABLE "position" ALTER COLUMN "whole_from" SET NOT NULL;
