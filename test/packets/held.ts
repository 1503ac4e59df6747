/** A connection that stays open while the network around it changes: client.ts's `hold`, with a way to talk over it. */

import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Postern } from './postern.ts';

export interface Held {
  /** What came back; `no answer` after a while of silence, `closed` or an error code where it ended. */
  say(text: string): Promise<string>;
  end(): void;
}

const clientProgram = fileURLToPath(new URL('./client.ts', import.meta.url));
const patience = 1500;

export async function holdConnection(postern: Postern, instance: string, address: string, port: number): Promise<Held> {
  const attempt = JSON.stringify([['hold', address, `${port}`]]);
  const child = postern.start(instance, process.execPath, clientProgram, attempt);
  const lines = createInterface({ input: child.stdout! });
  const heard: string[] = [];
  lines.on('line', (line) => heard.push(line));
  const next = async (): Promise<string> => {
    const waited = AbortSignal.timeout(patience);
    try {
      if (heard.length === 0) await once(lines, 'line', { signal: waited });
    } catch {
      return 'no answer';
    }
    return heard.shift() ?? 'closed';
  };
  for (let tries = 0; ; tries += 1) {
    const word = await next();
    if (word === 'connected') break;
    if (tries > 3 || word !== 'no answer') throw new Error(`no connection: ${word}`);
  }
  return {
    say(text) {
      heard.length = 0;
      child.stdin?.write(`${text}\n`);
      return next();
    },
    end: () => void child.kill(),
  };
}
