import { describe, expect, test } from 'vitest';
import { requestLifetime } from '../../model/endpoint-connection.ts';
import { endpointState, instanceState, natGatewayState, settled } from './state.ts';

describe('states follow from the applied revision', () => {
  test.each([
    [6, false],
    [7, true],
    [8, true],
  ])('a change of revision 7 with %i applied is settled: %s', (appliedRevision, answer) => {
    expect(settled({ appliedRevision }, 7)).toBe(answer);
  });

  test.each([
    ['running', 'pending', 0, 'running', 16],
    ['stopped', 'stopping', 64, 'stopped', 80],
    ['terminated', 'shutting-down', 32, 'terminated', 48],
  ] as const)('instance %s: %s (%i), then %s (%i)', (desired, under, underCode, done, doneCode) => {
    const instance = { desired, stateRevision: 7 };
    expect(instanceState({ appliedRevision: 6 }, instance)).toEqual({ Name: under, Code: underCode });
    expect(instanceState({ appliedRevision: 7 }, instance)).toEqual({ Name: done, Code: doneCode });
  });

  test.each([natGatewayState, endpointState])('%o', (state) => {
    const at = (appliedRevision: number) => ({ appliedRevision, now: 0 });
    expect(state(at(6), { desired: 'available', stateRevision: 7 })).toBe('pending');
    expect(state(at(7), { desired: 'available', stateRevision: 7 })).toBe('available');
    expect(state(at(6), { desired: 'deleted', stateRevision: 7 })).toBe('deleting');
    expect(state(at(7), { desired: 'deleted', stateRevision: 7 })).toBe('deleted');
  });
});

describe('an endpoint of a customer’s service is as its owner has let it', () => {
  test.each([
    ['pendingAcceptance', 0, 'available', 'pendingAcceptance'],
    ['pendingAcceptance', requestLifetime - 1, 'available', 'pendingAcceptance'],
    ['pendingAcceptance', requestLifetime, 'available', 'expired'],
    ['accepted', requestLifetime, 'available', 'available'],
    ['rejected', 0, 'available', 'rejected'],
    ['rejected', 0, 'deleted', 'deleted'],
  ] as const)('%s after %i ms, wanted %s: %s', (state, now, desired, answer) => {
    const connection = { id: 'vpce-con-1', state, since: 0 };
    expect(endpointState({ appliedRevision: 7, now }, { desired, stateRevision: 7, connection })).toBe(answer);
  });
});
