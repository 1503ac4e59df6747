/**
 * The marks that say which plan a namespace was brought to. The nftables part carries its digest as the last rule's comment in
 * a table of its own, written in the same transaction as the change; the rest as the loopback device's alias, wiped before
 * a change and written after it. A namespace that a crash left halfway therefore never shows a digest.
 */

/** Deleting makes the kernel wait for its readers, so old digests are only cleared on every 32nd one or so. */
function clearsOld(digest: string): boolean {
  return Number.parseInt(digest.slice(-2), 16) % 32 === 0;
}

const chain = 'ip applied digest';

/** Closes a transaction: what it brought the namespace to. Naming the chain again would make the kernel wait as well. */
export function nftMark(
  digest: string,
  change: { readonly first: boolean; readonly deletes: boolean },
): readonly string[] {
  const mark = `add rule ${chain} continue comment "${digest}"`;
  if (change.first) return ['add table ip applied', `add chain ${chain}`, `flush chain ${chain}`, mark];
  return change.deletes || clearsOld(digest) ? [`flush chain ${chain}`, mark] : [mark];
}

/** From `nft list table ip applied`. */
export function parseNftMark(text: string): string | undefined {
  return [...text.matchAll(/comment "([0-9a-f]+)"/g)].at(-1)?.[1];
}

export const wipeAlias = 'link set dev lo alias changing';

export function aliasMark(digest: string): string {
  return `link set dev lo alias ${digest}`;
}
