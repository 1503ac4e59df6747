import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { fromInstanceMetadata } from '@smithy/credential-provider-imds';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { seededRandom } from '../base/random.ts';
import { loopbackServer } from './loopback-sockets.ts';
import { serveMetadata } from './metadata-server.ts';
import { metadataTokens } from './metadata-token.ts';
import { roleCredentials } from './role-credentials.ts';
import { ids, sampleNetwork } from './sample-network.ts';

async function listening() {
  const { server, port } = await loopbackServer();
  const expiration = Date.now() + 6 * 3_600_000;
  const metadata = serveMetadata(server, {
    network: () => sampleNetwork(),
    vpc: ids.vpc,
    tokens: metadataTokens(systemClock, seededRandom(1)),
    credentials: roleCredentials(
      () => ({ accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token', expiration }),
      systemClock,
    ),
    clock: systemClock,
  });
  onTestFinished(() => metadata.close());
  return { port, metadata };
}

test('the stock SDK finds its credentials', async () => {
  const { port } = await listening();
  const before = process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT;
  process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT = `http://127.0.0.1:${port}`;
  onTestFinished(() => {
    if (before === undefined) delete process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT;
    else process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT = before;
  });
  const credentials = await fromInstanceMetadata({ timeout: 2_000, maxRetries: 0 })();
  expect(credentials).toMatchObject({ accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' });
});

test('HTTP as AWS speaks it', async () => {
  const { port } = await listening();
  const url = `http://127.0.0.1:${port}/latest`;
  const refused = await fetch(`${url}/meta-data/`);
  expect([refused.status, refused.headers.get('server')]).toEqual([401, 'EC2ws']);
  const headers = { 'X-aws-ec2-metadata-token-ttl-seconds': '60' };
  const token = await (await fetch(`${url}/api/token`, { method: 'PUT', headers })).text();
  const answer = await fetch(`${url}/user-data`, { headers: { 'X-aws-ec2-metadata-token': token } });
  expect([answer.status, await answer.text()]).toEqual([200, '#!/bin/sh\n']);
});

test('a closed service hangs up', async () => {
  const { port, metadata } = await listening();
  const client = connect(port, '127.0.0.1');
  await new Promise((done) => client.once('connect', done));
  const closed = new Promise((done) => client.once('close', done));
  client.on('error', () => {});
  metadata.close();
  await closed;
  const again = connect(port, '127.0.0.1');
  await expect(new Promise((_, failed) => again.once('error', failed))).rejects.toThrow('ECONNREFUSED');
});

const aws = await promisify(execFile)('aws', ['--version']).then(
  () => true,
  () => false,
);

test.skipIf(!aws)('the stock CLI finds its credentials', { timeout: 20_000 }, async () => {
  const { port } = await listening();
  const env = {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${port}`,
  };
  const { stdout } = await promisify(execFile)('aws', ['configure', 'list'], { env });
  expect(stdout).toMatch(/iam-role/);
});
