/** Counts what a router forwards in pieces of more than 64 KB, in a table of its own that decides nothing. */

import type { Host } from '../../src/host/host.ts';

const table = 'large';
const counting = `table ip ${table} { chain forward { type filter hook forward priority 0; meta length > 65535 counter; }; }`;

/** Since it was asked last, or none the first time. */
export async function largeSince(host: Host, namespace: string): Promise<number> {
  const listed = await host.run(['nft', 'list', 'table', 'ip', table], { namespace }).catch(() => undefined);
  if (listed) await host.nft(namespace, `delete table ip ${table}`);
  await host.nft(namespace, counting);
  return Number(/counter packets (\d+)/.exec(listed?.stdout ?? '')?.[1] ?? 0);
}
