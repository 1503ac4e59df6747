/**
 * What a namespace shows of itself, parsed from what the kernel's tools print: its devices, and the digests that say which
 * plan it was brought to. Says which commands to ask; running them is the caller's.
 */

import { parseNftMark } from './marker.ts';
import type { ObservedNamespace } from './steps.ts';

export const linkQuestion: readonly string[] = ['ip', '-json', 'link', 'show'];
export const nftQuestion: readonly string[] = ['nft', 'list', 'tables'];
export const markQuestion: readonly string[] = ['nft', 'list', 'table', 'ip', 'applied'];

interface LinkAnswer {
  readonly ifname: string;
  readonly ifalias?: string;
}

/** A namespace with a filter has a table that says so; asking for it elsewhere would fail. */
export function hasMark(tables: string): boolean {
  return /^table ip applied$/m.test(tables);
}

export function observedNamespace(links: string, mark: string | undefined): ObservedNamespace {
  const answers = JSON.parse(links) as readonly LinkAnswer[];
  const digest = answers.find(({ ifname }) => ifname === 'lo')?.ifalias;
  const nftDigest = mark === undefined ? undefined : parseNftMark(mark);
  return {
    devices: answers.map(({ ifname }) => ifname),
    ...(digest === undefined ? {} : { digest }),
    ...(nftDigest === undefined ? {} : { nftDigest }),
  };
}
