import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ask } from './ask.ts';
import { programFor } from './main.ts';

/** A server whose pages all answer so; health is as it should be. */
async function answering(status: number, body: string): Promise<string> {
  const server = createServer((request, response) => {
    const isHealth = request.url === '/_postern/health';
    response.writeHead(isHealth ? 200 : status).end(isHealth ? '{"revision": 1, "state": "/s"}' : body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('an answer is what the server said', async () => {
  expect(await ask(await answering(200, '{"a": 1}'), '/_postern/reach')).toEqual({ a: 1 });
});

test.each([
  [400, '{"message": "There is no thing."}', 'There is no thing.', 2],
  [404, '{"message": "There is no revision 9."}', 'There is no revision 9.', 2],
  [403, '{"message": "Only root may."}', 'Only root may.', 1],
  [500, 'oops', 'the server answered 500', 125],
])('status %d with %s ends in one line and a code of its own', async (status, body, message, exitCode) => {
  const endpoint = await answering(status, body);
  await expect(ask(endpoint, '/_postern/reach')).rejects.toMatchObject({ message, exitCode });
});

test('where no server is, it does not look like an answer', async () => {
  await expect(ask('http://127.0.0.1:1', '/_postern/reach')).rejects.toMatchObject({ exitCode: 125 });
});

test.each([
  [['reach'], 'name one subject, or give --all', 64],
  [['reach', 'web', '--all'], 'name one subject, or give --all', 64],
  [['prove'], 'give one claim, or a certificate with --check', 64],
  [['prove', 'no', 'path', '--check', 'f'], 'give one claim, or a certificate with --check', 64],
  [['prove', '--check', '/nowhere'], "the certificate can't be read", 2],
  [['prove', 'a path'], 'expected “no” before “a”', 2],
  [['diff'], 'give a revision, or --what-if', 64],
  [['diff', 'yesterday'], 'yesterday is no revision: a number, or now', 2],
  [['diff', '1', '2', '--what-if', 'f'], '--what-if takes one revision to compare with', 64],
])('%j is refused before the server is asked', async (words, message, exitCode) => {
  const program = await programFor(words);
  const asked = program.parseAsync([...words, '--endpoint', 'http://127.0.0.1:1'], { from: 'user' });
  await expect(asked).rejects.toMatchObject({ message: expect.stringContaining(message), exitCode });
});

test('pairs that end early are no answer', async () => {
  const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  onTestFinished(() => printed.mockRestore());
  const endpoint = await answering(200, '{"done": 1, "total": 2, "pairs": []}\n');
  const program = await programFor(['reach']);
  const asked = program.parseAsync(['reach', '--all', '--endpoint', endpoint], { from: 'user' });
  await expect(asked).rejects.toMatchObject({ message: 'the answer ended early', exitCode: 125 });
});
