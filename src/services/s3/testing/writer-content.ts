/** What the kill test's writer puts under a key, for the test to expect: a few hundred kilobytes that follow from the key. */

export function contentOf(key: string): string {
  return `${key}:`.repeat(20_000 + (key.length % 7) * 1000);
}

export function uploadTarget(key: string, id: string): string {
  return `/killed/${key}?partNumber=1&uploadId=${id}`;
}
