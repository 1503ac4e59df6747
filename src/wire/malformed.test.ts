/** Requests that nobody would send on purpose: whatever they hold, the answer is AWS's own and never a crash. */

import { describe, expect, test } from 'vitest';
import { Fault } from '../base/fault.ts';
import { type Random, seededRandom } from '../base/random.ts';
import { encodeCbor } from './encode-cbor.ts';
import { encodeFault } from './fault-document.ts';
import { type Head, headOf } from './head.ts';
import { identify } from './identify.ts';
import { decode, findOperation } from './operation.ts';
import { parseSignature } from './signature.ts';
import { sha256 } from './signing-key.ts';
import { verifySignature } from './verify-signature.ts';

const authorization = (service: string) => {
  const credential = `Credential=AKIA/20260102/us-east-1/${service}/aws4_request`;
  return `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;
};

interface Sent {
  /** Latin1 where the body is bytes and no text. */
  readonly encoding?: 'latin1';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const form = { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Amz-Date': '20260102T030405Z', Host: 'h' };
const json = { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Date': '20260102T030405Z', Host: 'h' };
const requests: Readonly<Record<string, Sent>> = {
  ec2: {
    url: '/',
    headers: { ...form, Authorization: authorization('ec2') },
    body: 'Action=RunInstances&Version=2016-11-15&MaxCount=1&MinCount=1&TagSpecification.1.Tag.1.Key=a&NetworkInterface.1.SubnetId=b',
  },
  iam: {
    url: '/',
    headers: { ...form, Authorization: authorization('iam') },
    body: 'Action=CreateUser&Version=2010-05-08&UserName=a&Tags.member.1.Key=k&Tags.member.1.Value=v',
  },
  organizations: {
    url: '/',
    headers: {
      ...json,
      'X-Amz-Target': 'AWSOrganizationsV20161128.CreateAccount',
      Authorization: authorization('organizations'),
    },
    body: '{"Email":"a@b","AccountName":"n","Tags":[{"Key":"k","Value":"v"}]}',
  },
  route53: {
    url: '/2013-04-01/hostedzone/Z1/rrset',
    headers: { 'X-Amz-Date': '20260102T030405Z', Host: 'h', Authorization: authorization('route53') },
    body: '<ChangeResourceRecordSetsRequest xmlns="urn:x"><ChangeBatch><Changes><Change><Action>CREATE</Action><ResourceRecordSet><Name>a</Name><Type>A</Type><TTL>1</TTL></ResourceRecordSet></Change></Changes></ChangeBatch></ChangeResourceRecordSetsRequest>',
  },
  monitoring: {
    url: '/service/GraniteServiceVersion20100801/operation/ListMetrics',
    headers: {
      'Smithy-Protocol': 'rpc-v2-cbor',
      'X-Amz-Date': '20260102T030405Z',
      Host: 'h',
      Authorization: authorization('monitoring'),
    },
    encoding: 'latin1',
    body: Buffer.from(encodeCbor({ Namespace: 'n', Dimensions: [{ Name: 'a' }, { Name: 'b', Value: 'c' }] })).toString(
      'latin1',
    ),
  },
  presigned: {
    url: `/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA%2F20260102%2Fus-east-1%2Fsts%2Faws4_request&X-Amz-Date=20260102T030405Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=00`,
    headers: { Host: 'h' },
    body: '',
  },
};

const scraps = [
  '',
  '%',
  '%zz',
  '&',
  '=',
  '.',
  '..',
  '{',
  '}',
  '[',
  ']',
  '"',
  ',',
  ';',
  '/',
  ' ',
  '\u0000',
  '\ud800',
  '😀',
  '__proto__',
  'constructor',
  '1',
  '-1',
  '1e999',
  'null',
  '+',
  '?',
  '\n',
  '<',
  '漢'.repeat(50),
];

/** The text with a few pieces cut out, doubled or replaced. */
function damaged(random: Random, text: string): string {
  let result = text;
  for (let times = 1 + random.below(3); times > 0; times -= 1) {
    const from = random.below(result.length + 1);
    const piece = result.slice(from, from + random.below(12));
    const scrap = random.below(2) === 0 ? scraps[random.below(scraps.length)]! : piece + piece;
    result = result.slice(0, from) + scrap + result.slice(from + piece.length);
  }
  return result;
}

/** Answers the code of the fault that the request meets on its way to a handler. */
async function fate(head: Head, body: Uint8Array): Promise<string> {
  const target = identify(head, body);
  try {
    const signature = parseSignature(head, target.protocol);
    const now = Date.UTC(2026, 0, 2, 3, 4, 5);
    if (signature && head.method === 'PUT') {
      verifySignature({ head, signature, target, secret: 'x', bodyHash: sha256(body), now });
    }
    const operation = await findOperation(target, head);
    decode(operation, head, body);
    return 'decoded';
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { status, body: text, headers } = encodeFault(target, error, 'request-1');
    expect(status).toBeGreaterThanOrEqual(400);
    expect(headers['x-amzn-errortype'] ?? text).toContain(error.code);
    return error.code;
  }
}

const rounds = 1500;

describe.each(Object.entries(requests))('%s', (_, { url, headers, body, ...more }) => {
  const encoding: BufferEncoding = more.encoding ?? 'utf8';

  test('as it should be', async () => {
    const head = headOf({ method: 'POST', url, rawHeaders: Object.entries(headers).flat() });
    expect(await fate(head, Buffer.from(body, encoding))).toBe('decoded');
  });

  test('damaged', async () => {
    const random = seededRandom(1);
    const fates = new Set<string>();
    for (let round = 0; round < rounds; round += 1) {
      const part = random.below(3);
      const rawHeaders = Object.entries(headers).flatMap(([name, value]) => [
        name,
        part === 0 ? damaged(random, value) : value,
      ]);
      const sent = part === 1 ? damaged(random, url) : url;
      const text = part === 2 ? damaged(random, body) : body;
      fates.add(
        await fate(
          headOf({ method: round % 2 === 0 ? 'POST' : 'PUT', url: sent, rawHeaders }),
          Buffer.from(text, encoding),
        ),
      );
    }
    expect(fates.size).toBeGreaterThan(3);
  });
});
