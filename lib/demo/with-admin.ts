import type { Admin, Kafka } from 'kafkajs';

/** Gives a connected admin client to `work`, and disconnects it whatever comes of that. */
export async function withAdmin(kafka: Kafka, work: (admin: Admin) => Promise<unknown>): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.disconnect();
  }
}
