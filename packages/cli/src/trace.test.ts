import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Trace } from '../../../src/verify/answer.ts';
import { programFor } from './main.ts';
import { queryOf, traceText } from './trace.ts';

const packet = { source: '10.0.1.5', destination: '10.0.2.5', protocol: 6, sourcePort: 32768, port: 443 };

const blocked: Trace = {
  reachable: false,
  disposition: 'denied-out',
  forward: [
    { stage: 'source-check', component: 'eni-1', verdict: 'pass', packet },
    { stage: 'network-acl-egress', component: 'acl-1', rule: 'acl-1 egress rule *', verdict: 'drop', packet },
    { stage: 'route', component: 'rtb-1', rule: '10.0.0.0/16 → local', verdict: 'pass', packet },
    {
      stage: 'deliver',
      component: 'eni-2',
      detail: 'last',
      verdict: 'pass',
      packet: { source: '10.0.1.9', destination: '10.0.2.5', protocol: 1 },
    },
  ],
  return: [],
  blockers: [{ code: 'SUBNET_ACL_RESTRICTION', component: 'acl-1', rule: 'acl-1 egress rule *', mend: 'Add a rule.' }],
};

test('a trace is told hop by hop, the packet whenever it changes, and then what would open the way', () => {
  expect(traceText('client', 'server', blocked)).toBe(
    [
      'client → server: not reachable (denied-out)',
      '',
      'forward',
      '  tcp 10.0.1.5:32768 → 10.0.2.5:443',
      '    pass  source-check        eni-1',
      '    drop  network-acl-egress  acl-1 egress rule *',
      '    pass  route               rtb-1  (10.0.0.0/16 → local)',
      '  icmp 10.0.1.9 → 10.0.2.5',
      '    pass  deliver             eni-2  (last)',
      '',
      'what would open it',
      '  SUBNET_ACL_RESTRICTION  acl-1 egress rule *',
      '    Add a rule.',
      '',
    ].join('\n'),
  );
});

test('where things of several accounts are on the way, each is told with its owner', () => {
  const [first, second] = blocked.forward;
  const forward = [
    { ...first!, account: '222222222222' },
    { ...second!, account: '111111111111' },
  ];
  expect(
    traceText('client', 'server', { ...blocked, forward })
      .split('\n')
      .slice(4, 6),
  ).toEqual([
    '    pass  source-check        eni-1  (of 222222222222)',
    '    drop  network-acl-egress  acl-1 egress rule *  (of 111111111111)',
  ]);
});

test.each([
  [{ protocol: 'tcp', port: '443' }, 'source=a&destination=b&protocol=6&port=443'],
  [{ protocol: 'icmp' }, 'source=a&destination=b&protocol=1'],
  [
    { protocol: 'tcp', port: '443', action: 's3:GetObject', principal: '111122223333' },
    'source=a&destination=b&protocol=6&port=443&action=s3%3AGetObject&principal=111122223333',
  ],
  [{ protocol: 'icmp', destinationIp: '10.1.0.9' }, 'source=a&destination=b&protocol=1&destinationAddress=10.1.0.9'],
  [{ protocol: '47', sourceIp: '10.0.0.9' }, 'source=a&destination=b&protocol=47&sourceAddress=10.0.0.9'],
])('%j asks %s', (options, query) => {
  expect(queryOf('a', 'b', options).toString()).toBe(query);
});

/** Runs the command against a server that answers so; gives what it prints and its exit code. */
async function traced(words: readonly string[], status: number, body: object) {
  const server = createServer((request, response) => {
    const isHealth = request.url === '/_postern/health';
    const answer = isHealth ? { revision: 1, state: '/s' } : body;
    response.writeHead(isHealth ? 200 : status).end(JSON.stringify(answer));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  onTestFinished(() => {
    server.close();
    printed.mockRestore();
    process.exitCode = undefined;
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const program = await programFor(['trace']);
  await program.parseAsync(['trace', 'a', 'b', '--port', '1', '--endpoint', endpoint, ...words], { from: 'user' });
  return { text: printed.mock.calls.map(([text]) => text).join(''), code: process.exitCode };
}

test.each([
  [true, 0],
  [false, 1],
])('reachable: %s ends with %d, and JSON is what the server said', async (reachable, code) => {
  const told = await traced(['--json'], 200, { ...blocked, reachable });
  expect(told.code).toBe(code);
  expect(JSON.parse(told.text)).toEqual({ ...blocked, reachable });
});

test.each([
  [[], 400, { code: 'AmbiguousName', message: 'Several are called a: i-1, i-2.' }, /^Several are called a/, 2],
  [['--protocol', 'smoke'], 200, blocked, /^smoke is no protocol/, 2],
  [[], 500, {}, /^the server answered 500$/, 125],
])('%j with the answer %d ends in one line and a code of its own', async (words, status, body, message, exitCode) => {
  await expect(traced(words, status, body)).rejects.toMatchObject({
    message: expect.stringMatching(message),
    exitCode,
  });
});

test('where no server is, it does not look like an answer', async () => {
  const program = await programFor(['trace']);
  const words = ['trace', 'a', 'b', '--endpoint', 'http://127.0.0.1:1'];
  await expect(program.parseAsync(words, { from: 'user' })).rejects.toMatchObject({ exitCode: 125 });
});
