import { expect, test } from 'vitest';
import { tunnelReadings } from './metering.ts';

const counted = { packets: 3, bytes: 100 };
const dropped = { unread: 1, untargeted: 2, unsent: 0, forged: 4, refused: 0 };

test('what a gateway load balancer carried is counted at its endpoints’ interfaces, both ways', () => {
  const endpoint = { sent: counted, returned: { packets: 2, bytes: 50 }, dropped, newFlows: 2, activeFlows: 1 };
  const endpoints = [
    { ...endpoint, endpoint: 'vpce-1' },
    { ...endpoint, endpoint: 'vpce-gone' },
  ];
  expect(tunnelReadings({ endpoints, targets: [], strays: 9 }, new Map([['vpce-1', 'eni-1']]))).toEqual([
    { networkInterface: 'eni-1', newConnections: 2, bytes: 150, resets: 0, dropped: 7, active: 1 },
  ]);
  expect(tunnelReadings(undefined, new Map())).toEqual([]);
});
