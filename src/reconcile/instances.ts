/**
 * Instances' own files and first programs, kept up with the data plane: a running instance has its files before anything
 * runs in it, its user data is run once for each start, and what was stopped leaves nothing. The processes end with their
 * namespace, which is the data plane's to remove.
 */

import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Blueprint, Router } from '../blueprint/blueprint.ts';
import type { Host, InstanceView } from '../host/host.ts';
import { domainOf, nameServersOf } from '../model/dhcp-options.ts';
import type { Instance } from '../model/instance.ts';
import type { Network } from '../model/network.ts';
import type { Vpc } from '../model/vpc.ts';
import { type InstanceFacts, instanceEnvironment, writeInstanceFiles } from './instance-files.ts';

export interface InstancesOptions {
  readonly host: Host;
  /** Where instances' files are kept. */
  readonly directory: string;
  /** The certificate authority in PEM. */
  readonly authority: string;
  readonly namespaceOf: (instance: string) => string;
  readonly hidden: readonly string[];
  readonly report: (reason: unknown) => void;
}

export interface Instances {
  follow(network: Network, blueprint: Blueprint): Promise<void>;
  /** Says that a namespace was made anew: whatever ran in it is gone, and the next follow starts it again. */
  restart(namespace: string): void;
  /** Resolves when nothing is being started any more. */
  settled(): Promise<void>;
  /** How to get into a running instance. */
  view(
    instance: Instance,
  ): { readonly view: InstanceView; readonly environment: Readonly<Record<string, string>> } | undefined;
}

/** Bytes of console output that are kept of one start. */
const longestConsole = 1024 * 1024;

/**
 * Puts its standard input into a file of the instance and runs it. The file is in the directory that stands in a hidden
 * one's place, which is the instance's own and gone with it, whenever that ends; the machine's disk has none of it. What it
 * prints goes through a process of the instance's own, so that neither the end of the server nor a full console ends a
 * program that prints.
 */
const runScript = `
umask 077
file=$1/user-data
cat >"$file" || exit 1
chmod 700 "$file"
"$file" 2>&1 | {
  kept=0
  while [ "$kept" -lt ${longestConsole} ] && { IFS= read -r line || [ -n "$line" ]; }; do
    printf '%s\\n' "$line"
    kept=$((kept + \${#line} + 1))
  done
  cat >/dev/null
}
rm -f "$file"
`;

export function keepInstances(options: InstancesOptions): Instances {
  const { host, directory } = options;
  const views = new Map<string, { readonly view: InstanceView; readonly started: number }>();
  const starting = new Set<Promise<void>>();
  mkdirSync(directory, { recursive: true, mode: 0o700 });

  async function start(instance: Instance, facts: InstanceFacts): Promise<void> {
    const known = views.get(instance.id);
    if (known?.started === instance.stateRevision) return;
    const view = writeInstanceFiles(directory, facts, options.authority, options.hidden);
    views.set(instance.id, { view, started: instance.stateRevision });
    const begun = known?.started ?? recordedStart(instance);
    if (begun === instance.stateRevision && host.instanceRuns(view.namespace)) return;
    if (begun !== undefined) await host.killInstance(view.namespace);
    runUserData(instance, view);
  }

  function fileOf(instance: Instance, name: string): string {
    return join(directory, instance.id, name);
  }

  /** The start whose user data an earlier server has run, if one has. */
  function recordedStart(instance: Instance): number | undefined {
    try {
      return Number(readFileSync(fileOf(instance, 'started'), 'utf8'));
    } catch {
      return undefined;
    }
  }

  function recordStart(instance: Instance): void {
    writeFileSync(fileOf(instance, 'started'), `${instance.stateRevision}`, { mode: 0o600 });
  }

  function runUserData(instance: Instance, view: InstanceView): void {
    const script = instance.userData === undefined ? undefined : Buffer.from(instance.userData, 'base64');
    if (script?.subarray(0, 2).toString() !== '#!') {
      recordStart(instance);
      return;
    }
    const source = fileOf(instance, 'user-data');
    writeFileSync(source, script, { mode: 0o600 });
    const [input, output] = [openSync(source, 'r'), openSync(fileOf(instance, 'console.log'), 'w', 0o600)];
    const environment = instanceEnvironment(instance.region);
    const isCurrent = (): boolean => views.get(instance.id)?.view === view;
    const started = host
      .execInstance(view, ['sh', '-c', runScript, 'user-data', view.hidden[0] ?? '/tmp'], {
        environment,
        stdio: [input, output, output],
      })
      .then((child) => {
        child.on('error', options.report);
        child.unref();
        // An instance that was terminated in the meantime keeps nothing.
        if (isCurrent()) recordStart(instance);
      })
      .catch((reason) => {
        if (isCurrent()) options.report(reason);
      })
      .finally(() => {
        closeSync(input);
        closeSync(output);
        starting.delete(started);
      });
    starting.add(started);
  }

  return {
    async follow(network, blueprint) {
      const routers = new Map(blueprint.routers.map((router) => [router.id, router]));
      const running = new Set<string>();
      for (const node of blueprint.nodes) {
        if (node.kind !== 'instance') continue;
        running.add(node.id);
        const instance = network.get('instance', node.id);
        const router = routers.get(node.router);
        const vpc = network.get('vpc', node.router);
        if (instance && router && vpc) {
          await start(instance, factsOf(options, { network, vpc, router }, instance, node));
        }
      }
      for (const id of views.keys()) {
        if (running.has(id)) continue;
        views.delete(id);
        if (network.get('instance', id)?.desired !== 'stopped')
          rmSync(join(directory, id), { recursive: true, force: true });
      }
    },
    restart(namespace) {
      for (const [id, { view }] of [...views]) if (view.namespace === namespace) views.delete(id);
    },
    async settled() {
      await Promise.all(starting);
    },
    view(instance) {
      const known = views.get(instance.id);
      return known && { view: known.view, environment: instanceEnvironment(instance.region) };
    },
  };
}

/** What DHCP gives is that of the start: AWS's instances see other options when they renew their lease. */
function factsOf(
  options: InstancesOptions,
  { network, vpc, router }: { readonly network: Network; readonly vpc: Vpc; readonly router: Router },
  instance: Instance,
  node: { readonly hostname: string; readonly devices: readonly { readonly port: string }[] },
): InstanceFacts {
  const port = router.ports.find((one) => one.id === node.devices[0]!.port)!;
  return {
    id: instance.id,
    namespace: options.namespaceOf(instance.id),
    hostname: node.hostname,
    region: instance.region,
    address: port.addresses[0]!,
    domain: domainOf(network, vpc),
    resolvers: nameServersOf(network, vpc, router.services.resolver.slice(0, 1)),
  };
}
