-- The number of a replay stands in transactional ids and in headers of the cluster, which another installation may watch and write to as well:
-- each counts from a number of its own, so that neither fences the other's senders nor takes the other's messages for its own.
SELECT setval('replay_id_seq', coalesce((SELECT max("id") FROM "replay"), 0) + (1 + floor(random() * 999999))::bigint * 1000);
