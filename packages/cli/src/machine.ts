/** What this machine is, as far as mending it needs to know: its distribution, its settings, the programs on its path. */

import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from '../../../src/host/probe.ts';
import { familyOf, type Machine } from './mend.ts';

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

/** Settings that forbid user namespaces to an unprivileged user, with the value that allows them. */
const settings: readonly { readonly name: string; readonly forbids: string; readonly allows: string }[] = [
  { name: 'kernel.unprivileged_userns_clone', forbids: '0', allows: '1' },
  { name: 'kernel.apparmor_restrict_unprivileged_userns', forbids: '1', allows: '0' },
  { name: 'user.max_user_namespaces', forbids: '0', allows: '15000' },
];

export function thisMachine(): Machine {
  return {
    family: familyOf(textOf('/etc/os-release')),
    forbiddingSettings: settings
      .filter(({ name, forbids }) => textOf(`/proc/sys/${name.replace('.', '/')}`) === forbids)
      .map(({ name, allows }) => `${name}=${allows}`),
  };
}

/** Debian keeps some of these where only root's path leads. */
const usualDirectories = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

export function hasProgram(name: string, path = process.env.PATH ?? ''): boolean {
  return [...path.split(':'), ...usualDirectories].some((directory) => {
    try {
      accessSync(join(directory, name), constants.X_OK);
      return directory !== '';
    } catch {
      return false;
    }
  });
}

const bundles = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/cert.pem'];

/** Things that no enforcement needs, but the programs that people run in instances do. */
export function comforts(): readonly Check[] {
  return [
    { name: 'ca-certificates', present: bundles.some((path) => existsSync(path)) },
    { name: 'ping', present: hasProgram('ping') },
  ];
}
