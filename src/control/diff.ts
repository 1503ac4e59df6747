/**
 * What changed: `/_postern/revisions` lists the latest revisions, `GET /_postern/diff?before=A&after=B` compares two of them, and
 * `POST /_postern/diff` compares a revision with what calls of AWS's APIs would make of the Network as it is now. Such calls
 * may be any account's, so the request must be the management account's.
 */

import type { IncomingMessage } from 'node:http';
import { Fault } from '../base/fault.ts';
import type { Call } from '../door/what-if.ts';
import type { Network } from '../model/network.ts';
import type { TargetHealthView } from '../model/target-health.ts';
import type { Author, Revision, RevisionChange, Store } from '../store/store.ts';
import { diff } from '../verify/diff.ts';
import type { NetworkDiff } from '../verify/reach-answer.ts';
import { bodyOf } from './body.ts';
import { jsonOf, number, refuseUnknown, required } from './parameters.ts';
import { readCalls } from './what-if-calls.ts';
import type { ZoneOptions } from './zones.ts';

export interface DiffOptions extends Pick<ZoneOptions, 'admit'> {
  readonly store: Pick<Store, 'network' | 'networkAt' | 'oldestRevision' | 'revisions'>;
  readonly targetHealth: TargetHealthView;
  /** Plays calls on a copy; throws a Fault that says which was refused. */
  readonly whatIf: (calls: readonly Call[]) => Promise<Network>;
}

export interface ToldRevision {
  readonly revision: number;
  /** ISO 8601. */
  readonly time: string;
  readonly author?: Author;
  /** The first few where there are many. */
  readonly changes: readonly RevisionChange[];
  readonly count: number;
}

export interface Revisions {
  readonly newest: number;
  /** The oldest that can be compared. */
  readonly oldest: number;
  /** The newest first. */
  readonly revisions: readonly ToldRevision[];
}

const usualRevisions = 20;
const mostRevisions = 1000;
const mostChanges = 100;

/** @throws Fault */
export function listRevisions({ store }: DiffOptions, query: URLSearchParams): Revisions {
  refuseUnknown(query, ['limit']);
  const limit = number('limit', query.get('limit') ?? String(usualRevisions));
  if (limit < 1 || limit > mostRevisions) {
    throw new Fault('InvalidParameterValue', `The parameter limit must be 1 to ${mostRevisions}.`);
  }
  const revisions = store.revisions(limit).map(told);
  return { newest: store.network.revision, oldest: store.oldestRevision, revisions };
}

function told({ time, changes, ...one }: Revision): ToldRevision {
  // What keeps a request from being done twice is nobody's resource.
  const seen = changes.filter(({ kind }) => kind !== 'client-token');
  return { ...one, time: new Date(time).toISOString(), changes: seen.slice(0, mostChanges), count: seen.length };
}

/** @throws Fault */
export function diffRevisions(options: DiffOptions, query: URLSearchParams): NetworkDiff {
  refuseUnknown(query, ['before', 'after']);
  const [before, after] = [
    networkAt(options, required(query, 'before')),
    networkAt(options, query.get('after') ?? 'now'),
  ];
  return diff(before, after, options.targetHealth);
}

const longestWhatIf = 1024 * 1024;

/** @throws Fault */
export async function diffWhatIf(options: DiffOptions, request: IncomingMessage): Promise<NetworkDiff> {
  const body = await bodyOf(request, longestWhatIf);
  options.admit(request, body);
  const { base = 'now', calls, ...others } = jsonOf(body);
  const [stranger] = Object.keys(others);
  if (stranger !== undefined) throw new Fault('UnknownParameter', `There is no parameter ${stranger}.`);
  const before = networkAt(options, String(base));
  const after = await options.whatIf(readCalls(calls));
  return diff(before, after, options.targetHealth);
}

/** @param text a revision, or `now` */
function networkAt({ store }: DiffOptions, text: string): Network {
  const revision = text === 'now' ? store.network.revision : number('revision', text, 15);
  const network = store.networkAt(revision);
  if (network) return network;
  const reach = `from ${store.oldestRevision} to ${store.network.revision}`;
  throw new Fault(
    'UnknownRevision',
    `The revision ${revision} cannot be looked at: the history reaches ${reach}.`,
    404,
  );
}
