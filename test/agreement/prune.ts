/** `prune.ts DIRECTORY`: takes away what a ground has left whose process ended before it could, and its directory. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pruneFabric } from '../../src/fabric.ts';

const [home = ''] = process.argv.slice(2);
await pruneFabric(join(home, 'state'));
rmSync(home, { recursive: true, force: true });
