-- Large flows that grew last, which the web reads ahead: see lib/services/flows/large.ts
CREATE INDEX "flow_large_idx" ON "flow"("observed_at" DESC) WHERE "event_count" + "span_count" > 1000;
