/** What `postern up` tells of a running server, to a person and to a program. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Health } from '../../../src/control/control.ts';
import { usualPort } from './find-server.ts';
import { type KnownAccount, readAccounts } from './profiles.ts';

export interface Description {
  readonly endpoint: string;
  readonly region: string;
  readonly accounts: readonly KnownAccount[];
  /** Path of the certificate that instances trust; absent where enforcement is off. */
  readonly certificateAuthority?: string;
  readonly fabric: string;
  readonly why: string;
  readonly state: string;
  readonly pid: number;
  readonly version: string;
}

export function certificateAuthorityOf(state: string): string | undefined {
  return [join(state, 'ca.pem'), join(state, 'authority', 'ca.pem')].find((path) => existsSync(path));
}

export function describeServer(endpoint: string, health: Health): Description {
  const { state, fabric, why, pid, version } = health;
  const certificateAuthority = certificateAuthorityOf(state);
  return {
    endpoint,
    ...readAccounts(state),
    ...(certificateAuthority === undefined ? {} : { certificateAuthority }),
    fabric,
    why,
    state,
    pid,
    version,
  };
}

/** Where it answers and how to use it. */
export function greeting(endpoint: string, health: Health): string {
  const usual = endpoint === `http://127.0.0.1:${usualPort}`;
  return [
    `Postern ${health.version} answers at ${endpoint}`,
    `  credentials  eval "$(npx postern env${usual ? '' : ` --endpoint ${endpoint}`})"`,
    `  state        ${health.state}`,
    '',
  ].join('\n');
}

export function enforcementLine({ fabric, why }: Pick<Health, 'fabric' | 'why'>): string {
  return fabric === 'none'
    ? `  enforcement  off: packets do not flow; ${why}\n`
    : `  enforcement  active: network namespaces, ${why}\n`;
}
