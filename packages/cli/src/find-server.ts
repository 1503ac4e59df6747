/**
 * Finds the server that a command is about: by `--endpoint`, by `AWS_ENDPOINT_URL`, at the usual port, or by the state
 * directory whose `config` file says where its server answers.
 */

import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Health } from '../../../src/control/control.ts';
import { exitCodes, Failure } from './failure.ts';
import { parseProfiles } from './profiles.ts';
import { request } from './request.ts';

export const usualPort = 4566;

type Environment = Readonly<Record<string, string | undefined>>;

export interface FoundServer {
  readonly endpoint: string;
  readonly health: Health;
}

export function endpointOf(given: string | undefined, environment: Environment = process.env): string {
  const text = given ?? environment.AWS_ENDPOINT_URL ?? `http://127.0.0.1:${usualPort}`;
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) throw new Failure(`not an http URL: ${text}`, exitCodes.usage);
  return url.href.replace(/\/$/, '');
}

/** Where everything durable is kept unless the user says otherwise. */
export function usualState(environment: Environment = process.env): string {
  const home = environment.XDG_STATE_HOME || join(environment.HOME || homedir(), '.local', 'state');
  return resolve(home, 'postern');
}

/** The server at the endpoint; a Failure where there is none. */
export async function serverAt(endpoint: string): Promise<FoundServer> {
  const { status, text } = await request(endpoint, '/_postern/health');
  const health = status === 200 ? parseHealth(text) : undefined;
  if (health === undefined) throw new Failure(`what answers at ${endpoint} is not Postern`);
  return { endpoint, health };
}

function parseHealth(text: string): Health | undefined {
  try {
    const value = JSON.parse(text) as Partial<Health>;
    return typeof value.revision === 'number' && typeof value.state === 'string' ? (value as Health) : undefined;
  } catch {
    return undefined;
  }
}

/** The server that keeps this state now, if one does. */
export async function serverOf(state: string): Promise<FoundServer | undefined> {
  const endpoint = recordedEndpoint(state);
  if (endpoint === undefined) return undefined;
  const found = await serverAt(endpoint).catch(() => undefined);
  return found && sameDirectory(found.health.state, state) ? found : undefined;
}

function sameDirectory(one: string, other: string): boolean {
  const real = (path: string): string => (existsSync(path) ? realpathSync(path) : path);
  return real(one) === real(other);
}

/** Where the state's server answers, or did when it last ran. */
export function recordedEndpoint(state: string): string | undefined {
  try {
    return parseProfiles(readFileSync(join(state, 'config'), 'utf8')).get('default')?.endpoint_url;
  } catch {
    return undefined;
  }
}
