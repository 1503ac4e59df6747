import { expect, test } from 'vitest';
import { parseClaim } from './claim.ts';

const https = { protocol: 6, ports: { from: 443, to: 443 } };

test.each([
  ['no path from vpc-1 to internet', { from: ['vpc-1'], to: ['internet'] }],
  ['No Path From vpc-1 To internet On TCP 443', { from: ['vpc-1'], to: ['internet'], traffic: https }],
  [
    'no path from web, 10.0.0.0/8,111122223333 to anything on tcp 443',
    { from: ['web', '10.0.0.0/8', '111122223333'], to: ['anything'], traffic: https },
  ],
  ['no path from my web server to the db', { from: ['my web server'], to: ['the db'] }],
  ['no path from "web to db", "a, b" to "on"', { from: ['web to db', 'a, b'], to: ['on'] }],
  ['no path from a to b on icmp', { from: ['a'], to: ['b'], traffic: { protocol: 1 } }],
  ['no path from a to b on 47', { from: ['a'], to: ['b'], traffic: { protocol: 47 } }],
  [
    'no path from a to b on udp 1-1023',
    { from: ['a'], to: ['b'], traffic: { protocol: 17, ports: { from: 1, to: 1023 } } },
  ],
  ['no path from a to b on tcp', { from: ['a'], to: ['b'], traffic: { protocol: 6 } }],
])('%s', (text, claim) => {
  expect(parseClaim(text)).toEqual(claim);
});

test.each([
  ['', 'expected “no” at the end'],
  ['path from a to b', 'expected “no” before “path”'],
  ['no path a to b', 'expected “from” before “a”'],
  ['no path from a', 'expected “to” at the end'],
  ['no path from to b', 'a name is missing after “from”'],
  ['no path from a to', 'a name is missing after “to”'],
  ['no path from a, to b', 'a name is missing after “,”'],
  ['no path from a to b on', 'a protocol is missing after “on”'],
  ['no path from a to b on smoke', 'smoke is no protocol: tcp, udp, icmp or a number up to 255'],
  ['no path from a to b on 256', '256 is no protocol'],
  ['no path from a to b on constructor', 'constructor is no protocol'],
  ['no path from a to b on tcp https', 'https is no port or range of ports'],
  ['no path from a to b on tcp 0', '0 is no port or range of ports'],
  ['no path from a to b on tcp 9-8', '9-8 is no port or range of ports'],
  ['no path from a to b on tcp 1-65536', '1-65536 is no port or range of ports'],
  ['no path from a to b on icmp 8', 'only tcp and udp have ports'],
  ['no path from a to b on tcp 443 80', '“80” is too much after the ports'],
  ['no path from "a to b', 'a quote is not closed'],
])('%s: %s', (text, message) => {
  expect(() => parseClaim(text)).toThrow(
    expect.objectContaining({ message: expect.stringContaining(message), exitCode: 2 }),
  );
});
