/**
 * A Host that does nothing but write down what it was asked, for tests of whoever gives the orders. Keeps the names of the
 * namespaces that were added and deleted, so that listing them answers sensibly. Opens no sockets and runs nothing; its
 * worker and its tunneller write down what they are told, too.
 */

import type { Host } from './host.ts';
import type { Tunneller } from './tunneller.ts';
import type { Worker } from './worker.ts';

export interface PrintedHost extends Host {
  /** Everything asked so far, one order per paragraph. */
  text(): string;
  /** Makes every order whose text contains the words fail, as a broken machine would; undefined mends it. */
  failOn(words: string | undefined): void;
}

const nothing = { stdout: '', stderr: '' };

export function printedHost(): PrintedHost {
  const printed: string[] = [];
  const namespaces = new Set<string>();
  let broken: string | undefined;

  function print(head: string, lines: readonly string[] = []): void {
    const order = [head, ...lines.map((line) => `  ${line}`)].join('\n');
    if (broken !== undefined && order.includes(broken)) throw new Error(`refused: ${head}`);
    printed.push(order);
  }
  function refuse(what: string): never {
    throw new Error(`the printed host does not ${what}`);
  }

  return {
    kind: 'printed',
    text: () => printed.join('\n'),
    failOn(words) {
      broken = words;
    },
    probe: () => Promise.resolve({ access: 'none', checks: [], ready: false }),
    async run(argv, options = {}) {
      print(`${options.namespace ?? 'host'}: ${argv.join(' ')}`);
      return nothing;
    },
    async ipBatch(namespace, lines) {
      print(`${namespace ?? 'host'}: ip`, lines);
      for (const line of lines) if (line.startsWith('netns add ')) namespaces.add(line.slice(10));
    },
    async allowBigTcp(links) {
      print(
        'host: big tcp',
        links.map(({ namespace, devices }) => `${namespace}: ${devices.join(' ')}`),
      );
    },
    async nft(namespace, transaction) {
      print(`${namespace}: nft`, transaction.trimEnd().split('\n'));
    },
    async sysctl(namespace, settings) {
      print(`${namespace}: sysctl`, settings);
    },
    listNamespaces: (prefix) => Promise.resolve([...namespaces].filter((name) => name.startsWith(prefix)).sort()),
    async removeNamespaces(names) {
      print('host: remove', names);
      for (const name of names) namespaces.delete(name);
    },
    async startWorker(namespace) {
      print(`${namespace}: worker`);
      return printedWorker((line) => print(`${namespace}: worker ${line}`));
    },
    async startTunneller(namespace) {
      print(`${namespace}: tunneller`);
      return printedTunneller((line) => print(`${namespace}: tunneller ${line}`));
    },
    openSockets: async () => refuse('open sockets'),
    execInstance: async () => refuse('run programs'),
    instanceRuns: () => false,
    killInstance: () => Promise.resolve(0),
    close: () => Promise.resolve(),
  };
}

type Print = (line: string) => void;

/** What both of them can. */
function printedChild(print: Print): Pick<Worker & Tunneller, 'ended' | 'end' | 'probe'> {
  let finish = (_: string): void => {};
  const ended = new Promise<string>((resolve) => {
    finish = resolve;
  });
  return {
    ended,
    async probe({ address, port }) {
      print(`probes ${address} ${port}`);
      return { ok: true, reason: '' };
    },
    async end() {
      print('ends');
      finish('');
    },
  };
}

function printedTunneller(print: Print): Tunneller {
  return {
    ...printedChild(print),
    async follow(plan) {
      print(`follows ${JSON.stringify(plan)}`);
      return [];
    },
    counts: () => Promise.resolve({ endpoints: [], targets: [], strays: 0 }),
  };
}

function printedWorker(print: Print): Worker {
  return {
    ...printedChild(print),
    async listen(key, _, plan) {
      print(`listens ${key} ${JSON.stringify(plan)}`);
    },
    update: (key, plan) => print(`updates ${key} ${JSON.stringify(plan)}`),
    close: (key, reset) => print(`closes ${key}${reset ? ' with its connections' : ''}`),
  };
}
