/**
 * The running instances as programs that answer and try: one agent.ts inside each, started by the way that `postern exec` takes,
 * and one-time runs of it as a host of the simulated internet. An agent that ended with its namespace is started again
 * the next time that it is wanted.
 */

import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Host, InstanceView } from '../../src/host/host.ts';
import { openHost } from '../../src/host/open.ts';
import type { Round } from './agent.ts';
import { tellingPorts } from './plan.ts';

const program = fileURLToPath(new URL('./agent.ts', import.meta.url));

/** Milliseconds over a round's patience after which an agent is stuck. */
const slowest = 15_000;

interface Agent {
  readonly child: ChildProcess;
  next(): Promise<unknown>;
}

export interface Machines {
  /** Resolves when every port of the instance answers. */
  start(instance: string, name: string): Promise<void>;
  try(instance: string, round: Round): Promise<readonly string[]>;
  tryOutside(round: Round): Promise<readonly string[]>;
  end(): void;
}

interface Found {
  readonly view: InstanceView;
  readonly environment: Readonly<Record<string, string>>;
}

export async function openMachines(endpoint: string, prefix: string): Promise<Machines> {
  const host = await openHost(prefix);
  const agents = new Map<string, Agent>();

  async function start(instance: string, name: string): Promise<void> {
    const running = agents.get(instance);
    if (running) return refresh(running);
    const answer = await fetch(`${endpoint}/_postern/instances/${instance}`);
    if (!answer.ok) throw new Error(`${name}: ${await answer.text()}`);
    const agent = await startAgent(host, (await answer.json()) as Found, name);
    agents.set(instance, agent);
    agent.child.on('close', () => {
      if (agents.get(instance) === agent) agents.delete(instance);
    });
    await agent.next();
  }

  /** Its addresses may be others than before. */
  async function refresh(agent: Agent): Promise<void> {
    agent.child.stdin?.write('"refresh"\n');
    await agent.next();
  }

  return {
    start,
    async try(instance, round) {
      const agent = agents.get(instance);
      if (agent === undefined) throw new Error(`nothing runs in ${instance}`);
      agent.child.stdin?.write(`${JSON.stringify(round)}\n`);
      return (await agent.next()) as string[];
    },
    async tryOutside(round) {
      const argv = [process.execPath, program, JSON.stringify(round)];
      const { stdout } = await host.run(argv, { namespace: `${prefix}internet` });
      return JSON.parse(stdout) as string[];
    },
    end() {
      for (const { child } of agents.values()) child.kill('SIGKILL');
      agents.clear();
    },
  };
}

async function startAgent(host: Host, { view, environment }: Found, name: string): Promise<Agent> {
  const argv = [process.execPath, program, name, JSON.stringify(tellingPorts)];
  const child = await host.execInstance(view, argv, { environment, stdio: 'pipe' });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  let complaint = '';
  child.stderr?.on('data', (bytes: Buffer) => {
    complaint += bytes.toString();
  });
  child.on('error', () => {});
  child.stdin?.on('error', () => {});
  return {
    child,
    async next() {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`${name} does not answer: ${complaint}`)), slowest);
      });
      try {
        const { value, done } = await Promise.race([lines.next(), late]);
        if (done) throw new Error(`${name} has ended: ${complaint}`);
        return JSON.parse(value);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
