import { describe, expect, test } from 'vitest';
import { connectionState, isAttached, isConnected, requestLifetime } from './endpoint-connection.ts';

const connection = (state: 'pendingAcceptance' | 'accepted' | 'rejected' | 'expired') => ({
  id: 'vpce-con-1',
  state,
  since: 1000,
});

describe('a request', () => {
  test.each([
    ['pendingAcceptance', 1000, 'pendingAcceptance'],
    ['pendingAcceptance', 999 + requestLifetime, 'pendingAcceptance'],
    ['pendingAcceptance', 1000 + requestLifetime, 'expired'],
    ['accepted', 1000 + requestLifetime, 'accepted'],
    ['rejected', 1000 + requestLifetime, 'rejected'],
  ] as const)('that is %s is at %i %s', (state, now, answer) => {
    expect(connectionState(connection(state), now)).toBe(answer);
  });
});

describe('packets pass, and the service is held in place', () => {
  test.each([
    ['available', 'accepted', 0, true, true],
    ['available', 'pendingAcceptance', 0, false, true],
    ['available', 'pendingAcceptance', 1000 + requestLifetime, false, false],
    ['available', 'rejected', 0, false, false],
    ['deleted', 'accepted', 0, false, false],
  ] as const)('%s and %s at %i: %s and %s', (desired, state, now, connected, attached) => {
    const endpoint = { desired, service: 'vpce-svc-1', connection: connection(state) };
    expect(isConnected(endpoint)).toBe(connected);
    expect(isAttached(endpoint, now)).toBe(attached);
  });

  test('an endpoint for a service of AWS’s is connected without anybody’s leave, and holds nobody', () => {
    expect(isConnected({ desired: 'available' })).toBe(true);
    expect(isAttached({ desired: 'available' }, 0)).toBe(false);
  });
});
