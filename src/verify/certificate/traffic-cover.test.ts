import { describe, expect, test } from 'vitest';
import { haveCommon, holdsAll } from './traffic-cover.ts';

const https = { protocol: 6, ports: { from: 443, to: 443 } };
const everything = { protocol: 0, lastProtocol: 255 };

describe('traffic of boxes', () => {
  test('holds other traffic where its parts join up to it', () => {
    const below = { protocol: 6, ports: { from: 1, to: 442 } };
    const above = { protocol: 6, ports: { from: 443, to: 65535 } };
    expect(holdsAll([below, above], [{ protocol: 6 }])).toBe(true);
    expect(holdsAll([below, { ...above, ports: { from: 444, to: 65535 } }], [{ protocol: 6 }])).toBe(false);
    expect(
      holdsAll([{ protocol: 0, lastProtocol: 5 }, below, above, { protocol: 7, lastProtocol: 255 }], [everything]),
    ).toBe(true);
    expect(holdsAll([{ protocol: 6 }, { protocol: 17 }], [everything])).toBe(false);
    expect(holdsAll([], [https])).toBe(false);
  });

  test('has something in common with what it overlaps', () => {
    expect(haveCommon([everything], [https])).toBe(true);
    expect(haveCommon([{ protocol: 6, ports: { from: 1, to: 442 } }], [https])).toBe(false);
    expect(haveCommon([{ protocol: 17 }], [https])).toBe(false);
  });
});
