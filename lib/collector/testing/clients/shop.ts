/** The Spring application in `spring/`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildClient } from './build.ts';
import { startJava, type JavaClient } from './java-client.ts';

export interface Shop extends JavaClient {
  /** From now on it handles what it can know nothing wrong with. */
  readonly heal: () => Promise<void>;
}

/** What it reads and writes, each with a prefix: `orders` and `payouts` bring it work. */
export const SHOP_TOPICS = ['orders', 'orders-dlt', 'orders-dlt-dlt', 'payouts', 'payouts-retry', 'payouts-dlt', 'invoices', 'transfers'];

/** Its topics must be there. `folder` takes its log. */
export async function startShop({ brokers, prefix, folder }: { readonly brokers: string; readonly prefix: string; readonly folder: string }): Promise<Shop> {
  const healed = join(folder, 'healed');
  const settings = [`-Dspring.kafka.bootstrap-servers=${brokers}`, `-Dprefix=${prefix}`, `-Dhealed=${healed}`];
  return { ...startJava(await buildClient('spring'), [...settings, 'shop.Shop'], join(folder, 'shop.log')), heal: () => writeFile(healed, '') };
}
