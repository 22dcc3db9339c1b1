-- What is quarantined can be read again, after a fix: so it says what its bytes are, and what came of reading them again.
ALTER TABLE quarantine
  ADD COLUMN held bytea,
  ADD COLUMN tried_at bigint,
  ADD COLUMN tried_reason text,
  ADD COLUMN read_at bigint,
  ADD COLUMN read_events integer,
  ADD COLUMN read_spans integer,
  ADD COLUMN read_traces text[] NOT NULL DEFAULT '{}';
