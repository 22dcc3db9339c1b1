-- A large selection is planned in the background: how many it froze (null until it has), and how far they are judged.
ALTER TABLE "replay" ADD COLUMN "selected" INTEGER, ADD COLUMN "judged" INTEGER NOT NULL DEFAULT 0;
