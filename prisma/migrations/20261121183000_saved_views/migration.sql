-- Ways to look at the list of flows that somebody gave a name, for everybody.
CREATE TABLE "saved_view" (
  "id" UUID PRIMARY KEY,
  "name" TEXT NOT NULL,
  "name_key" TEXT NOT NULL,
  "search" TEXT NOT NULL,
  "created_at" BIGINT NOT NULL,
  "updated_at" BIGINT NOT NULL
);
CREATE UNIQUE INDEX "saved_view_name_key_key" ON "saved_view" ("name_key");
