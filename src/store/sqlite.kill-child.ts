/** A process for the test of durability: prints each id once its transaction was answered, until it is killed. */

import { openSqliteStore } from './sqlite.ts';

const store = openSqliteStore(process.argv[2]!);
for (let number = 0; ; number += 1) {
  const id = `igw-${number}`;
  await store.transact((draft) =>
    draft.put({ kind: 'internet-gateway', id, account: '111111111111', region: 'us-east-1', created: 1, tags: {} }),
  );
  process.stdout.write(`${id}\n`);
}
