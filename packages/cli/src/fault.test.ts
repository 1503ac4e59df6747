import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Health } from '../../../src/control/control.ts';
import { headOf } from '../../../src/wire/head.ts';
import { identify } from '../../../src/wire/identify.ts';
import { parseSignature } from '../../../src/wire/signature.ts';
import { sha256 } from '../../../src/wire/signing-key.ts';
import { verifySignature } from '../../../src/wire/verify-signature.ts';
import { applied, changeText, listText, setZone } from './fault.ts';
import { serverAt } from './find-server.ts';
import { programFor } from './main.ts';

const keys = { id: 'AKIAEXAMPLE', secret: 'the secret' };
const wanted = { region: 'us-east-1', zoneId: 'use1-az1', state: 'down' } as const;

function stateDirectory(credentials: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'postern-fault-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const config = '[default]\nregion = eu-west-1\naws_account_id = 111122223333\n';
  writeFileSync(join(directory, 'config'), config);
  writeFileSync(join(directory, 'credentials'), credentials);
  return directory;
}

const credentials = `[default]\naws_access_key_id = ${keys.id}\naws_secret_access_key = ${keys.secret}\n`;

/** A server that verifies what it is sent, as the real one does, and whose data plane is one revision on at each look. */
async function verifying(
  answer: { readonly status: number; readonly body: object },
  state = stateDirectory(credentials),
) {
  const seen: object[] = [];
  let appliedRevision = 5;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (request.method === 'GET') {
      appliedRevision += 1;
      response.end(JSON.stringify({ revision: 8, appliedRevision, state, lastFailure: 'no space' }));
      return;
    }
    const head = headOf(request);
    const target = identify(head);
    const signature = parseSignature(head, target.protocol)!;
    verifySignature({ head, signature, target, secret: keys.secret, bodyHash: sha256(body), now: Date.now() });
    const { service, region } = signature;
    seen.push({ method: head.method, path: head.path, body, service, region, key: signature.accessKeyId });
    response.writeHead(answer.status).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

test('the request is signed by the management account for the service postern', async () => {
  const change = { ...wanted, changed: true, revision: 8 };
  const { endpoint, seen } = await verifying({ status: 200, body: change });
  expect(await setZone(await serverAt(endpoint), wanted)).toEqual(change);
  expect(seen).toEqual([
    {
      method: 'PUT',
      path: '/_postern/zones/us-east-1/use1-az1',
      body: '{"state":"down"}',
      service: 'postern',
      region: 'eu-west-1',
      key: keys.id,
    },
  ]);
});

test('a refusal is told in its own words', async () => {
  const { endpoint } = await verifying({ status: 404, body: { message: 'There is no region moon-1.' } });
  await expect(setZone(await serverAt(endpoint), { ...wanted, region: 'moon-1' })).rejects.toThrow(
    /^There is no region moon-1\.$/,
  );
});

test('without the key of the management account it says so', async () => {
  const { endpoint } = await verifying({ status: 200, body: {} }, stateDirectory(''));
  await expect(setZone(await serverAt(endpoint), wanted)).rejects.toThrow('111122223333 has no access key');
});

test('it waits until the data plane has got so far, and not forever', async () => {
  const { endpoint } = await verifying({ status: 200, body: {} });
  expect((await applied(endpoint, 8)).appliedRevision).toBe(8);
  await expect(applied(endpoint, 1000, 50)).rejects.toThrow(
    'not in force after 0.05 s: the data plane is behind, whose last',
  );
});

test.each([
  [true, { fabric: 'netns', why: 'as root' }, 'use1-az1 in us-east-1 is down\n'],
  [false, { fabric: 'netns', why: 'as root' }, 'use1-az1 in us-east-1 is down already\n'],
  [
    true,
    { fabric: 'none', why: 'switched off' },
    'use1-az1 in us-east-1 is down (nothing enforces it: switched off)\n',
  ],
])('changed: %s with %j is told so', (changed, health, text) => {
  expect(changeText({ ...wanted, changed, revision: 1 }, health as Health)).toBe(text);
});

test('the list names what is down', () => {
  expect(listText([])).toBe('every zone is up\n');
  expect(listText([{ region: 'us-east-1', zoneId: 'use1-az1', since: '2026-01-01T00:00:00.000Z' }])).toBe(
    'use1-az1 in us-east-1 is down since 2026-01-01T00:00:00.000Z\n',
  );
});

test.each([
  [['fault', 'az', 'us-east-1', 'use1-az1', 'sideways'], /'sideways' is invalid.*Allowed choices are down, up/],
  [['fault', 'az', 'us-east-1'], /missing required argument 'az-id'/],
  [['fault', 'everything'], /unknown command 'everything'/],
])('%j is refused before anything is asked', async (words, message) => {
  const program = await programFor(words);
  const silent = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => silent.mockRestore());
  await expect(program.parseAsync([...words], { from: 'user' })).rejects.toThrow(message);
});
