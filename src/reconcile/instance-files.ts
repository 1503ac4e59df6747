/**
 * What an instance has in place of the machine's files: its resolver, its hosts file and the certificates that it trusts,
 * and the environment in which AWS's clients find the metadata service and nothing of the machine's own credentials.
 */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InstanceView } from '../host/host.ts';

export interface InstanceFacts {
  readonly id: string;
  readonly namespace: string;
  readonly hostname: string;
  readonly region: string;
  readonly address: string;
  /** `ec2.internal`, `eu-west-1.compute.internal` */
  readonly domain: string;
  /** Name servers, in order. */
  readonly resolvers: readonly string[];
}

/** Debian's and Alpine's place, then Fedora's; whichever the machine has is covered by the instance's own. */
const bundles: readonly string[] = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
];

export function bundleOnMachine(): string | undefined {
  return bundles.find((path) => existsSync(path));
}

/**
 * Writes the files and says how the instance sees them.
 * @param authority the certificate authority in PEM, added to what the machine trusts
 * @param hidden folders that no instance may look into
 */
export function writeInstanceFiles(
  directory: string,
  facts: InstanceFacts,
  authority: string,
  hidden: readonly string[],
): InstanceView {
  const folder = join(directory, facts.id);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const bundle = bundleOnMachine();
  const files: Record<string, string> = {
    '/etc/resolv.conf': [
      `search ${facts.domain}`,
      ...facts.resolvers.map((address) => `nameserver ${address}`),
      '',
    ].join('\n'),
    '/etc/hosts': `127.0.0.1 localhost\n${facts.address} ${facts.hostname}.${facts.domain} ${facts.hostname}\n`,
    ...(bundle ? { [bundle]: `${readFileSync(bundle, 'utf8')}\n${authority}` } : {}),
  };
  const binds = Object.entries(files).map(([target, text]) => {
    const source = join(folder, target.slice(1).replaceAll('/', '-'));
    writeFileSync(source, text, { mode: 0o644 });
    return { source, target };
  });
  return { namespace: facts.namespace, hostname: facts.hostname, binds, hidden };
}

/** No credentials, no profile and no endpoint of the machine's: what the clients find is the instance's own. */
export function instanceEnvironment(region: string): Readonly<Record<string, string>> {
  const bundle = bundleOnMachine();
  const trust = ['AWS_CA_BUNDLE', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'];
  return {
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_DEFAULT_REGION: region,
    AWS_REGION: region,
    ...Object.fromEntries(bundle ? trust.map((name) => [name, bundle]) : []),
  };
}
