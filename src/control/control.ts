/**
 * Postern's own pages beside the AWS APIs: `/_postern/health`, `/_postern/metrics`, `/_postern/evidence`,
 * `/_postern/resources`, `/_postern/instances/NAME`, `/_postern/zones`, `/_postern/marketplace`, `/_postern/export`,
 * `POST /_postern/import`, `/_postern/subscriptions` (links in SNS's messages), `POST /_postern/reset`, and the verifier's:
 * `/_postern/trace`, `reach`, `prove`, `check-certificate`, `pairs`, `revisions` and `diff`. They say nothing that is secret,
 * and answer only on Postern's own port, never inside a VPC.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { Fault } from '../base/fault.ts';
import { every } from '../model/indexes.ts';
import type { Instance } from '../model/instance.ts';
import type { Network } from '../model/network.ts';
import { type DiffOptions, diffRevisions, diffWhatIf, listRevisions } from './diff.ts';
import type { Evidence } from './evidence.ts';
import { changeMarketplace, type MarketplaceOptions, productsSold } from './marketplace.ts';
import type { Metrics } from './metrics.ts';
import { answerReach, proveBody, proveQuery, recheck, streamPairs } from './reach.ts';
import type { SnapshotOptions } from './snapshots.ts';
import { answerTrace, type TraceOptions } from './trace.ts';
import { setZone, type ZoneOptions, zonesDown } from './zones.ts';

export const controlPath = '/_postern/';

/** Where the links in SNS's messages lead. */
export const subscriptionLinks = `${controlPath}subscriptions`;

export interface Health {
  readonly ready: boolean;
  readonly revision: number;
  readonly appliedRevision: number;
  readonly fabric: string;
  /** Why enforcement is what it is. */
  readonly why: string;
  readonly version: string;
  readonly pid: number;
  readonly state: string;
  readonly failures: number;
  readonly lastFailure?: string;
}

export interface ControlOptions extends ZoneOptions, TraceOptions, DiffOptions, SnapshotOptions, MarketplaceOptions {
  readonly health: () => Health;
  readonly metrics: Metrics;
  /** How to get into an instance, for `postern exec`. */
  readonly view: (instance: Instance) => object | undefined;
  readonly evidence: () => Promise<Evidence>;
  /** Does what a link in a message of SNS's says, or throws a Fault. */
  readonly followLink: (query: URLSearchParams) => Promise<object>;
  /** Absent: not allowed (only throw-away servers may be emptied from outside). */
  readonly reset?: () => Promise<void>;
}

interface Asked {
  readonly request: IncomingMessage;
  readonly query: URLSearchParams;
}

type Page = (options: ControlOptions, rest: string, asked: Asked) => Promise<Reply> | Reply;

interface Whole {
  readonly status: number;
  readonly body: object | string;
}

/** Whole, or written bit by bit. */
type Reply = Whole | { readonly stream: (response: ServerResponse) => Promise<void> };

const ok = (body: object | string): Whole => ({ status: 200, body });

/** Loaded when somebody asks for it: with it come the operations of most services, which a server's start need not wait for. */
const snapshots = () => import('./snapshots.ts');

const pages: Readonly<Record<string, Page>> = {
  'GET export': async (options, name, { request }) =>
    ok(await (await snapshots()).answerExport(options, name, request)),
  'GET health': ({ health }) => ok(health()),
  'GET marketplace': ({ network }) => ok(productsSold(network())),
  'POST marketplace': async (options, name, { request }) => ok(await changeMarketplace(options, name, request)),
  'GET metrics': ({ metrics }) => ok(metrics.text()),
  'GET evidence': async ({ evidence }) => ok(await evidence()),
  'GET instances': showInstance,
  'GET resources': ({ network }) => ok(countsOf(network())),
  'GET subscriptions': async ({ followLink }, _, { query }) => ok(await followLink(query)),
  'GET trace': (options, _, { query }) => ok(answerTrace(options, query)),
  'GET reach': (options, _, { query }) => ok(answerReach(options, query)),
  'GET prove': (options, _, { query }) => ok(proveQuery(options, query)),
  'POST prove': async (options, _, { request }) => ok(await proveBody(options, request)),
  'POST check-certificate': async (options, _, { request }) => ok(await recheck(options, request)),
  'GET pairs': (options) => ({ stream: (response) => streamPairs(options, response) }),
  'GET revisions': (options, _, { query }) => ok(listRevisions(options, query)),
  'GET diff': (options, _, { query }) => ok(diffRevisions(options, query)),
  'POST diff': async (options, _, { request }) => ok(await diffWhatIf(options, request)),
  'GET zones': ({ network }) => ok(zonesDown(network())),
  'PUT zones': async (options, name, { request }) => ok(await setZone(options, name, request)),
  'POST import': async (options, _, { request }) => ok(await (await snapshots()).answerImport(options, request)),
  'POST reset': async ({ reset }) => {
    if (!reset)
      return { status: 403, body: { message: 'Only a server started with --auth trust can be reset this way.' } };
    await reset();
    return ok({});
  },
};

export async function serveControl(
  options: ControlOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const reply = await replyTo(options, request).catch((reason) => {
    send(response, { status: 500, body: { message: 'Postern has failed; its log says how.' } });
    throw reason;
  });
  if ('stream' in reply) {
    // What had already begun can't be taken back: the reader sees it end early.
    await reply.stream(response).catch((reason) => {
      response.destroy();
      throw reason;
    });
    return;
  }
  send(response, reply);
}

function send(response: ServerResponse, { status, body }: Whole): void {
  const text = typeof body === 'string' ? body : `${JSON.stringify(body)}\n`;
  const type = typeof body === 'string' ? 'text/plain; version=0.0.4' : 'application/json';
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

async function replyTo(options: ControlOptions, request: IncomingMessage): Promise<Reply> {
  if (isForeign(request)) return { status: 403, body: { message: 'Not from a web page.' } };
  const [path = '', query = ''] = (request.url ?? '').slice(controlPath.length).split('?');
  const [page = '', ...rest] = path.split('/');
  const serve = pages[`${request.method} ${page}`];
  const name = decoded(rest.join('/'));
  if (name === undefined) return { status: 400, body: { message: 'The path is not percent-encoded UTF-8.' } };
  if (serve === undefined) return { status: 404, body: { message: 'There is no such page.' } };
  try {
    return await serve(options, name, { request, query: new URLSearchParams(query) });
  } catch (reason) {
    if (!(reason instanceof Fault)) throw reason;
    return { status: reason.status, body: { code: reason.code, message: reason.message, ...reason.details } };
  }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** How many resources of each kind there are; what a user made, not what keeps a request from being done twice. */
function countsOf(network: Network): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { kind } of network.resources()) {
    if (kind !== 'client-token') counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** A page in the user's browser must not steer this port: browsers say where they come from. */
function isForeign(request: IncomingMessage): boolean {
  return request.headers.origin !== undefined || request.headers['sec-fetch-site'] === 'cross-site';
}

/**
 * Instances of every account by id or by Name tag, or of one account, by its id or name; a name that several running
 * instances have is refused.
 */
function showInstance(options: ControlOptions, name: string, { query }: Asked): Whole {
  const network = options.network();
  const account = query.get('account');
  const isMeant = ({ account: id }: Instance): boolean =>
    account === null || id === account || network.get('account', id)?.name === account;
  const found = instancesNamed(network, name).filter(isMeant);
  const where = account === null ? '' : ` in account ${account}`;
  if (found.length === 0) return { status: 404, body: { message: `No running instance is called ${name}${where}.` } };
  if (found.length > 1) {
    const ids = found.map((one) => `${one.id} (account ${one.account})`).join(', ');
    return { status: 409, body: { message: `Several running instances are called ${name}: ${ids}.` } };
  }
  const instance = found[0]!;
  const view = options.view(instance);
  if (view === undefined)
    return { status: 409, body: { message: `${instance.id} has no network: enforcement is off.` } };
  return ok({ instance: instance.id, ...view });
}

function instancesNamed(network: Network, name: string): readonly Instance[] {
  const byId = network.get('instance', name);
  if (byId) return byId.desired === 'running' ? [byId] : [];
  return network
    .find('vpc', every)
    .flatMap((vpc) => network.find('instance', `vpc:${vpc.id}`))
    .filter((instance) => instance.desired === 'running' && instance.tags.Name === name);
}
