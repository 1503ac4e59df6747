import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { headOf, parsePairs } from '../../../src/wire/head.ts';
import { identify } from '../../../src/wire/identify.ts';
import { parseSignature } from '../../../src/wire/signature.ts';
import { verifySignature } from '../../../src/wire/verify-signature.ts';
import { assumeRole } from './assume-role.ts';

const now = Date.UTC(2026, 0, 2, 3, 4, 5);
const role = 'arn:aws:iam::222222222222:role/OrganizationAccountAccessRole';
const keys = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'the secret' };
const credentials =
  '<Credentials><AccessKeyId>ASIAX</AccessKeyId><SecretAccessKey>s/=</SecretAccessKey><SessionToken>t&amp;k</SessionToken></Credentials>';

/** A server that verifies what it is sent, as the real one does, and answers what it is told. */
async function verifying(status: number, answer: string) {
  const seen: [string, string][] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const head = headOf(request);
    const signature = parseSignature(head, 'awsQuery')!;
    const target = identify(head, body);
    const bodyHash = createHash('sha256').update(body).digest('hex');
    verifySignature({ head, signature, target, secret: keys.secretAccessKey, bodyHash, now });
    seen.push(...parsePairs(body.toString()));
    response.writeHead(status).end(answer);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

test('the signature holds, and the session is what was answered', async () => {
  const { endpoint, seen } = await verifying(200, `<AssumeRoleResponse>${credentials}</AssumeRoleResponse>`);
  expect(await assumeRole({ endpoint, region: 'eu-west-1', now }, keys, role)).toEqual({
    accessKeyId: 'ASIAX',
    secretAccessKey: 's/=',
    sessionToken: 't&k',
  });
  expect(Object.fromEntries(seen)).toMatchObject({ Action: 'AssumeRole', RoleArn: role });
});

test('a refusal is told in its own words', async () => {
  const { endpoint } = await verifying(403, '<Error><Message>Not you.</Message></Error>');
  await expect(assumeRole({ endpoint, region: 'eu-west-1', now }, keys, role)).rejects.toThrow(`${role}: Not you.`);
});
