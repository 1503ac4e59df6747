/**
 * A running data plane of its own for one kernel test: applies Blueprints, puts servers into namespaces, sends packets between
 * them, and takes everything away. Every world has its own prefix, so tests run side by side and beside a user's Postern.
 */

import { fileURLToPath } from 'node:url';
import {
  countersQuestion,
  type DropCounters,
  parseCounters,
  parseRuleCounters,
  ruleCountersQuestion,
} from '../../src/backends/netns/counters.ts';
import { hash52 } from '../../src/backends/netns/hash.ts';
import type { Plan } from '../../src/backends/netns/plan.ts';
import { renderer, type Traits } from '../../src/backends/netns/render.ts';
import { type Phases, stepsTo } from '../../src/backends/netns/steps.ts';
import type { Blueprint } from '../../src/blueprint/blueprint.ts';
import type { Host, OpenedSocket, SocketSpec } from '../../src/host/host.ts';
import { openHost } from '../../src/host/open.ts';
import { probeMachine } from '../../src/host/probe.ts';
import { closeOpened } from '../../src/host/sockets.ts';
import { applyPhases, observeNamespaces } from '../../src/reconcile/apply.ts';

const clientScript = fileURLToPath(new URL('./client.ts', import.meta.url));

const machine = await probeMachine();

/** Why real packets cannot be tried here; undefined where they can. */
export const missing = machine.ready
  ? undefined
  : machine.checks
      .filter(({ present }) => !present)
      .map(({ name, reason }) => `${name}: ${reason}`)
      .join('; ');

/** The same of what also needs a thing that only limits enforcement, by the name of its check. */
export function missingFor(name: string): string | undefined {
  const check = machine.checks.find((one) => one.name === name);
  return missing ?? (check?.present ? undefined : `${name}: ${check?.reason}`);
}

/** Namespaces. */
export function touchedBy(phases: Phases): ReadonlySet<string> {
  return new Set(
    phases.flat().flatMap((step) => {
      if ('links' in step) return step.links.map(({ namespace }) => namespace);
      return 'namespace' in step ? [step.namespace] : step.names;
    }),
  );
}

export interface Try {
  readonly kind: 'tcp' | 'udp';
  readonly to: string;
  readonly port: number;
  readonly source?: string;
}

export class World {
  readonly host: Host;
  readonly prefix: string;
  #plan: Plan | undefined;
  readonly #renderer;
  readonly #opened: OpenedSocket[] = [];

  private constructor(host: Host, prefix: string, traits: Traits) {
    this.host = host;
    this.prefix = prefix;
    this.#renderer = renderer(prefix, traits);
  }

  static async open(name: string, traits: Traits = {}): Promise<World> {
    const prefix = `pt${(hash52(`${name} ${process.pid} ${Date.now()}`) % 0xffffff).toString(16)}-`;
    return new World(await openHost(prefix), prefix, traits);
  }

  /** Steps from what is known; the first time, or after `forget`, from what the machine shows. */
  async stepsTo(blueprint: Blueprint): Promise<{ readonly phases: Phases; readonly plan: Plan }> {
    const plan = this.#renderer.render(blueprint);
    if (this.#plan) return { phases: stepsTo({ kind: 'plan', plan: this.#plan }, plan), plan };
    const namespaces = await observeNamespaces(this.host, this.prefix);
    return { phases: stepsTo({ kind: 'observed', namespaces }, plan), plan };
  }

  async apply(blueprint: Blueprint): Promise<Phases> {
    const { phases, plan } = await this.stepsTo(blueprint);
    await applyPhases(this.host, phases);
    this.#plan = plan;
    return phases;
  }

  /** As a crash would. */
  forget(): void {
    this.#plan = undefined;
  }

  namespace(id: string): string {
    return `${this.prefix}${id}`;
  }

  /** Servers that answer with their name and the address that they see. */
  async serve(id: string, specs: readonly SocketSpec[]): Promise<void> {
    const opened = await this.host.openSockets(this.namespace(id), specs);
    this.#opened.push(...opened);
    for (const one of opened) {
      if (one.kind === 'tcp') {
        one.server.on('connection', (socket) => {
          socket.on('error', () => {});
          socket.end(`${id} ${socket.remoteAddress}`);
        });
      } else {
        one.socket.on('message', (_, from) => one.socket.send(`${id} ${from.address}`, from.port, from.address));
      }
    }
  }

  async serveAll(ids: readonly string[], port = 80): Promise<void> {
    await Promise.all(
      ids.map((id) =>
        this.serve(id, [
          { kind: 'tcp', address: '0.0.0.0', port },
          { kind: 'udp', address: '0.0.0.0', port },
        ]),
      ),
    );
  }

  async try(id: string, tries: readonly Try[]): Promise<readonly string[]> {
    const words = tries.flatMap(({ kind, to, port, source }) => [kind, to, `${port}`, source ?? '-']);
    const argv = [process.execPath, clientScript, ...words];
    const { stdout } = await this.host.run(argv, { namespace: this.namespace(id) });
    return JSON.parse(stdout) as string[];
  }

  async tcp(id: string, to: string, port = 80): Promise<string> {
    return (await this.try(id, [{ kind: 'tcp', to, port }]))[0] ?? '';
  }

  async ping(id: string, to: string): Promise<boolean> {
    const argv = ['ping', '-c', '1', '-W', '1', to];
    return this.host.run(argv, { namespace: this.namespace(id) }).then(
      () => true,
      () => false,
    );
  }

  async counters(router: string): Promise<DropCounters> {
    return parseCounters((await this.host.run(countersQuestion, { namespace: this.namespace(router) })).stdout);
  }

  async ruleCounters(router: string): Promise<Readonly<Record<string, number>>> {
    return parseRuleCounters((await this.host.run(ruleCountersQuestion, { namespace: this.namespace(router) })).stdout);
  }

  closeSockets(): void {
    this.#opened.splice(0).forEach(closeOpened);
  }

  async close(): Promise<void> {
    this.closeSockets();
    await this.host.removeNamespaces(await this.host.listNamespaces(this.prefix));
    await this.host.close();
  }
}
