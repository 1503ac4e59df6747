/**
 * The composition root: opens the store, puts the door before it, listens, and ties the data plane to both. The one file
 * besides fabric.ts that may import every room. It decides nothing about AWS.
 */

import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAuthorizer } from './access/authorize.ts';
import { managementAccount } from './access/caller.ts';
import { keptSessionKey, newSessionKey } from './access/session.ts';
import { createAnalyses } from './analyses/worker.ts';
import { type Clock, systemClock } from './base/clock.ts';
import { type Random, systemRandom } from './base/random.ts';
import { type ControlOptions, controlPath, type Health, serveControl, subscriptionLinks } from './control/control.ts';
import { keepCredentialFiles } from './control/credentials-file.ts';
import { createRequestLog } from './control/evidence.ts';
import { createMetrics } from './control/metrics.ts';
import { forgetClientTokens } from './door/client-token.ts';
import { type Answered, openDoor } from './door/door.ts';
import { deliverFile } from './door/log-delivery.ts';
import { admitManagement } from './door/management.ts';
import { playCalls } from './door/what-if.ts';
import type { Fabric, FabricOptions } from './fabric.ts';
import { keepFlowLogs } from './flow-logs/flow-logs.ts';
import { rememberedKeyUses } from './model/key-use.ts';
import type { TargetHealthView } from './model/target-health.ts';
import type { Quotas } from './operations/ec2/quotas.ts';
import { managedPolicyText } from './operations/iam/managed-policy-text.ts';
import { emptyToFirstAccount, ensureFirstAccount } from './operations/organizations/first-account.ts';
import { forgetEndedShares } from './operations/ram/forget.ts';
import { followLink } from './operations/sns/links.ts';
import { openServices } from './services/open.ts';
import { createDelivery } from './services/topics/deliver.ts';
import { memoryStore } from './store/memory.ts';
import { openSqliteStore } from './store/sqlite.ts';
import type { Store } from './store/store.ts';
import { version } from './version.ts';

export interface ServerOptions {
  readonly port: number;
  /** Loopback unless the user says otherwise. */
  readonly address: string;
  /** Where everything durable is kept. */
  readonly state: string;
  readonly authentication: 'sigv4' | 'trust';
  readonly fabric: 'auto' | 'netns' | 'none';
  /** Real servers in place of embedded ones: `s3` → `http://127.0.0.1:9000`. */
  readonly forwarded: ReadonlyMap<string, URL>;
  readonly quotas: Quotas;
  readonly region: string;
  /** Seconds between the files of a flow log. */
  readonly flowLogSeconds?: number;
  readonly traits?: FabricOptions['traits'];
  readonly clock?: Clock;
  readonly random?: Random;
  readonly log: (line: string) => void;
}

export interface RunningServer {
  readonly endpoint: string;
  readonly state: string;
  readonly store: Store;
  readonly health: () => Health;
  /** What the data plane's checks see of load balancers' targets. */
  readonly targetHealth: TargetHealthView;
  /** Resolves when the data plane is in force, or known not to be. */
  readonly ready: Promise<void>;
  /** Stops listening and, unless told to keep it, removes the data plane. */
  close(options?: { readonly keepFabric?: boolean }): Promise<void>;
}

const housekeeping = 60 * 60 * 1000;

/** Milliseconds that an idle connection is kept: longer than clients pause between calls, who would else meet its end. */
const keepAlive = 75_000;

export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { state, clock = systemClock, random = systemRandom, log } = options;
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const store = openSqliteStore(state, clock);
  await store.transact((draft) => ensureFirstAccount(draft, { now: clock.now(), random, region: options.region }));
  const sessionKey = keptSessionKey(store);
  const metrics = createMetrics();
  const requests = createRequestLog();
  const owner = (): string => managementAccount(store.network);
  const report = (reason: unknown): void =>
    log(`error: ${reason instanceof Error ? (reason.stack ?? reason.message) : reason}`);

  const reportRequest = (requestId: string, reason: unknown): void => {
    metrics.count('postern_internal_errors_total');
    log(`request ${requestId} failed`);
    report(reason);
  };
  const services = openServices({ ...options, clock, random, owner, report: reportRequest });
  const flowLogs = keepFlowLogs({
    ...options,
    store,
    random,
    report,
    deliver: (file) => deliverFile(services.s3, file),
  });
  let fabric: Fabric | undefined;
  const targetHealth: TargetHealthView = { observed: (...of) => fabric?.targetHealth.observed(...of) ?? 'initial' };

  const common = {
    ...options,
    clock,
    random,
    authorizer: createAuthorizer(managedPolicyText, sessionKey),
    targetHealth,
    keyUses: rememberedKeyUses(),
    metrics: { series: (account: string, region: string) => fabric?.metrics.series(account, region) ?? [] },
  };
  const serve = openDoor({
    ...services,
    ...common,
    store,
    sessionKey,
    appliedRevision: () => fabric?.appliedRevision() ?? Number.POSITIVE_INFINITY,
    observe: (answered: Answered) => {
      const { service, operation, status, seconds } = answered;
      requests.add(answered);
      metrics.count('postern_requests_total', { service, operation, status: String(status) });
      metrics.count('postern_request_seconds_total', { service }, seconds);
    },
    report: reportRequest,
  });

  const health = (): Health => ({
    ready: fabric !== undefined,
    revision: store.network.revision,
    appliedRevision: fabric?.appliedRevision() ?? -1,
    fabric: fabric?.kind ?? 'starting',
    why: fabric?.why ?? 'the data plane is being brought up',
    version,
    pid: process.pid,
    state,
    failures: fabric?.failures().count ?? 0,
    ...(fabric?.failures().last === undefined ? {} : { lastFailure: fabric.failures().last }),
  });
  metrics.gauge('postern_revision', () => store.network.revision);
  metrics.gauge('postern_applied_revision', () => health().appliedRevision);
  metrics.gauge('postern_apply_failures', () => health().failures);
  const control: ControlOptions = {
    store,
    network: () => store.network,
    whatIf: (calls) =>
      // Sessions of a what-if are sealed with a key that opens nothing here.
      playCalls(
        { ...common, store: memoryStore(store.network), sessionKey: newSessionKey(), now: () => clock.now() },
        calls,
      ),
    targetHealth,
    health,
    metrics,
    view: (instance) => fabric?.view(instance),
    transact: (work, author) => store.transact(work, author),
    now: () => clock.now(),
    random,
    admit: (request, body) => admitManagement({ ...options, store, clock, sessionKey }, request, body),
    marketplace: async () => (await import('./operations/ec2/marketplace.ts')).marketplaceActions,
    followLink: (query) => followLink(store, clock.now(), query),
    evidence: async () => ({ requests: requests.read(), routers: {}, carried: {}, ...(await fabric?.counts()) }),
    ...(options.authentication === 'trust' ? { reset } : {}),
  };

  const server = createServer((request, response) => {
    if (request.url?.startsWith(controlPath)) {
      serveControl(control, request, response).catch(report);
      return;
    }
    const sourceAddress = request.socket.remoteAddress ?? '127.0.0.1';
    serve(request, response, { kind: 'local', sourceAddress: plainAddress(sourceAddress) }).catch(report);
  });
  server.keepAliveTimeout = keepAlive;
  const endpoint = await listen(server, options);
  const delivery = createDelivery({ store, links: `${endpoint}${subscriptionLinks}`, report });
  const analyses = createAnalyses({ store, clock, report });
  const unsubscribe = keepCredentialFiles(state, store, endpoint, options.region);
  const timer = setInterval(() => {
    const now = clock.now();
    store.transact((draft) => forgetClientTokens(draft, now)).catch(report);
    store.transact((draft) => forgetEndedShares(draft, now)).catch(report);
  }, housekeeping);
  timer.unref();

  const ready = bringUp();
  ready.catch(report);

  async function reset(): Promise<void> {
    await services.reset();
    await store.transact((draft) => emptyToFirstAccount(draft, { now: clock.now(), random, region: options.region }));
  }

  async function bringUp(): Promise<void> {
    const { openFabric } = await import('./fabric.ts');
    fabric = await openFabric({
      ...options,
      store,
      serve,
      sessionKey,
      clock,
      random,
      flowLogs,
      report,
    });
    metrics.gauge('postern_enforcing', () => (fabric?.kind === 'netns' ? 1 : 0));
    await fabric.settled();
  }

  return {
    endpoint,
    state,
    store,
    health,
    targetHealth,
    ready,
    async close({ keepFabric = false } = {}) {
      clearInterval(timer);
      unsubscribe();
      await ready.catch(() => {});
      server.close();
      server.closeAllConnections();
      await fabric?.close({ keep: keepFabric });
      await flowLogs.close();
      await delivery.close();
      await analyses.close();
      await services.close();
      await store.close();
    },
  };
}

function listen(server: Server, { port, address }: ServerOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      const bound = server.address() as AddressInfo;
      const host = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
      resolve(`http://${host}:${bound.port}`);
    });
  });
}

/** `::ffff:127.0.0.1` is 127.0.0.1 to a policy. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
}
