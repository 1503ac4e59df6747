/** Route 53's bodies, and a schema made up for what Route 53 hasn't. */

import { describe, expect, test } from 'vitest';
import { Fault } from '../base/fault.ts';
import { codecOf } from './codec.ts';
import { encodeFault } from './fault-document.ts';
import { type Head, headOf } from './head.ts';
import { identify } from './identify.ts';
import { inputFaults } from './input-fault.ts';
import { listLimit } from './limits.ts';
import { decode, encode, findOperation } from './operation.ts';
import { xmlBodyReader, xmlBodyWriter } from './rest-xml.ts';
import type { ServiceSchema, Structure } from './schema.ts';

const authorization = 'AWS4-HMAC-SHA256 Credential=AKIA/20260102/us-east-1/route53/aws4_request, SignedHeaders=host';
const namespace = 'https://route53.amazonaws.com/doc/2013-04-01/';

function headFor(method: string, url: string): Head {
  return headOf({ method, url: `/2013-04-01${url}`, rawHeaders: ['Authorization', authorization] });
}

async function decoded(method: string, url: string, body: string | Uint8Array = ''): Promise<unknown> {
  const head = headFor(method, url);
  const target = identify(head);
  try {
    const operation = await findOperation(target, head);
    return { [operation.name]: decode(operation, head, typeof body === 'string' ? Buffer.from(body) : body) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

const change = (inner: string) =>
  `<ChangeResourceRecordSetsRequest xmlns="${namespace}"><ChangeBatch><Changes>${inner}</Changes></ChangeBatch></ChangeResourceRecordSetsRequest>`;
const record = (inner: string) =>
  change(`<Change><Action>CREATE</Action><ResourceRecordSet><Name>a.</Name>${inner}</ResourceRecordSet></Change>`);

describe('input', () => {
  test('labels and query', async () => {
    expect(await decoded('GET', '/hostedzone/Z1/rrset?name=a.example.&type=A&maxitems=3')).toEqual({
      ListResourceRecordSets: { HostedZoneId: 'Z1', StartRecordName: 'a.example.', StartRecordType: 'A', MaxItems: 3 },
    });
    expect(await decoded('GET', '/hostedzone/Z1')).toEqual({ GetHostedZone: { Id: 'Z1' } });
    expect(await decoded('DELETE', '/hostedzone/%2Fhostedzone%2FZ1')).toEqual({
      DeleteHostedZone: { Id: '/hostedzone/Z1' },
    });
  });

  test('a document', async () => {
    const body = record(
      '<Type>A</Type><TTL> 60 </TTL><ResourceRecords><ResourceRecord><Value> 10.0.0.1</Value></ResourceRecord></ResourceRecords>',
    );
    expect(await decoded('POST', '/hostedzone/Z1/rrset/', body)).toEqual({
      ChangeResourceRecordSets: {
        HostedZoneId: 'Z1',
        ChangeBatch: {
          Changes: [
            {
              Action: 'CREATE',
              ResourceRecordSet: { Name: 'a.', Type: 'A', TTL: 60, ResourceRecords: [{ Value: ' 10.0.0.1' }] },
            },
          ],
        },
      },
    });
  });

  test('no body where every member of it is optional', async () => {
    expect(await decoded('POST', '/hostedzone/Z1')).toEqual({ UpdateHostedZoneComment: { Id: 'Z1' } });
  });

  test.each([
    ['not XML', '<', 'MalformedInput: Could not parse XML'],
    ['bytes that are not UTF-8', Uint8Array.of(0x3c, 0x61, 0xff, 0x2f, 0x3e), 'MalformedInput: Could not parse XML'],
    [
      'another document',
      '<ChangeBatch/>',
      'MalformedInput: ChangeBatch is not valid, expected ChangeResourceRecordSetsRequest',
    ],
    [
      'an unknown element',
      record('<Type>A</Type><Bogus/>'),
      "InvalidInput: Invalid XML ; cvc-complex-type.2.4.a: Invalid content was found starting with element 'Bogus'.",
    ],
    [
      'a member twice',
      record('<Type>A</Type><Type>A</Type>'),
      "InvalidInput: Invalid XML ; cvc-complex-type.2.4.a: Invalid content was found starting with element 'Type'.",
    ],
    [
      'a label in the body',
      `<ChangeResourceRecordSetsRequest><HostedZoneId>Z2</HostedZoneId></ChangeResourceRecordSetsRequest>`,
      "InvalidInput: Invalid XML ; cvc-complex-type.2.4.a: Invalid content was found starting with element 'HostedZoneId'.",
    ],
    [
      'another element in a list',
      change('<Item/>'),
      "InvalidInput: Invalid XML ; cvc-complex-type.2.4.a: Invalid content was found starting with element 'Item'.",
    ],
    [
      'a word for a number',
      record('<Type>A</Type><TTL>soon</TTL>'),
      "InvalidInput: Invalid XML ; cvc-datatype-valid.1.2.1: 'soon' is not a valid value for 'number' (changeBatch.changes.1.member.resourceRecordSet.tTL).",
    ],
    [
      'an element for a word',
      record('<Type><A/></Type>'),
      "InvalidInput: Invalid XML ; cvc-datatype-valid.1.2.1: '' is not a valid value for 'string' (changeBatch.changes.1.member.resourceRecordSet.type).",
    ],
    [
      'text for a structure',
      change('text'),
      "InvalidInput: Invalid XML ; cvc-datatype-valid.1.2.1: 'text' is not a valid value for 'structure' (changes).",
    ],
    [
      'a missing member',
      record(''),
      "InvalidInput: 1 validation error detected: Value null at 'changeBatch.changes.1.member.resourceRecordSet.type' failed to satisfy constraint: Member must not be null",
    ],
    [
      'no body at all',
      '',
      "InvalidInput: 1 validation error detected: Value null at 'changeBatch' failed to satisfy constraint: Member must not be null",
    ],
    [
      'too many elements',
      change('<Change/>'.repeat(listLimit + 1)),
      `InvalidInput: 1 validation error detected: Value at 'changeBatch.changes' failed to satisfy constraint: Member must have length less than or equal to ${listLimit}`,
    ],
  ])('%s', async (_, body, expected) => {
    expect(await decoded('POST', '/hostedzone/Z1/rrset', body)).toBe(expected);
  });

  test('a number in the query that is none', async () => {
    expect(await decoded('GET', '/hostedzone?maxitems=many')).toContain('InvalidInput: ');
  });

  test('no operation', async () => {
    expect(await decoded('GET', '/bogus')).toBe('UnknownOperationException: ');
    expect(await decoded('PATCH', '/hostedzone')).toBe('UnknownOperationException: ');
  });
});

describe('output', () => {
  async function encoded(method: string, url: string, output: unknown) {
    const head = headFor(method, url);
    return encode(await findOperation(identify(head), head), output, 'r-1', { strict: true });
  }

  test('the document is called after the output, and a header is no part of it', async () => {
    const output = {
      HostedZone: { Id: '/hostedzone/Z1', Name: 'a&b.', CallerReference: 'r' },
      ChangeInfo: { Id: '/change/C1', Status: 'INSYNC', SubmittedAt: new Date('2026-01-02T03:04:05Z') },
      DelegationSet: { NameServers: ['n.'] },
      Location: 'https://route53.amazonaws.com/2013-04-01/hostedzone/Z1',
    };
    expect(await encoded('POST', '/hostedzone', output)).toEqual({
      status: 201,
      headers: {
        'content-type': 'text/xml',
        'x-amzn-requestid': 'r-1',
        location: 'https://route53.amazonaws.com/2013-04-01/hostedzone/Z1',
      },
      body:
        `<?xml version="1.0" encoding="UTF-8"?>\n<CreateHostedZoneResponse xmlns="${namespace}">` +
        '<HostedZone><Id>/hostedzone/Z1</Id><Name>a&amp;b.</Name><CallerReference>r</CallerReference></HostedZone>' +
        '<ChangeInfo><Id>/change/C1</Id><Status>INSYNC</Status><SubmittedAt>2026-01-02T03:04:05.000Z</SubmittedAt></ChangeInfo>' +
        '<DelegationSet><NameServers><NameServer>n.</NameServer></NameServers></DelegationSet></CreateHostedZoneResponse>',
    });
  });

  test('an answer without members is an empty document', async () => {
    const { body } = await encoded('POST', '/tags/hostedzone/Z1', undefined);
    expect(body).toContain(`<ChangeTagsForResourceResponse xmlns="${namespace}"></ChangeTagsForResourceResponse>`);
  });
});

test("a batch's messages stand inside the error, and its status is the model's", async () => {
  const fault = new Fault('InvalidChangeBatch', '[a <, b]', 400, { messages: ['a <', 'b'] });
  const answer = encodeFault({ service: 'route53', protocol: 'restXml' }, fault, 'r-1');
  expect(answer.body).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>\n<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type>` +
      '<Code>InvalidChangeBatch</Code><Message>[a &lt;, b]</Message><messages><Message>a &lt;</Message><Message>b</Message></messages>' +
      '</Error><RequestId>r-1</RequestId></ErrorResponse>',
  );
  const missing = new Fault('NoSuchHostedZone', 'No hosted zone found with ID: Z1');
  expect(encodeFault({ service: 'route53', protocol: 'restXml' }, missing, 'r-1').status).toBe(404);
});

describe('forms that Route 53 has no use for', () => {
  const schema: ServiceSchema = {
    operations: {},
    errors: {},
    shapes: {
      In: {
        kind: 'structure',
        members: [
          ['Kind', 'string', { xmlAttribute: 1, xmlName: 'x:kind' }],
          ['Ids', 'list of number', { xmlFlattened: 1, xmlName: 'Id' }],
          ['Labels', 'map of string'],
          ['Flat', 'map of string', { xmlFlattened: 1 }],
        ],
      },
      Out: {
        kind: 'structure',
        members: [
          ['Ids', 'list of number', { xmlFlattened: 1, xmlName: 'Id' }],
          ['Flat', 'map of string', { xmlFlattened: 1 }],
        ],
      },
      Whole: { kind: 'structure', members: [['In', 'In', { httpPayload: 1, xmlName: 'Inner' }]] },
      'list of number': { kind: 'list', member: ['number'] },
      'map of string': { kind: 'map', key: ['string'], value: ['string', { xmlName: 'v' }] },
    },
  };
  const codec = codecOf(schema);
  const [payload] = (schema.shapes.Whole as Structure).members;
  const body =
    '<Inner xmlns:x="urn:x" x:kind="k"><Id>1</Id><Labels><entry><key>__proto__</key><v>1</v></entry></Labels><Id>2</Id>' +
    '<Flat><key>b</key><v/></Flat></Inner>';

  test('attributes, flattened lists and maps, one member for a body', () => {
    const context = { faults: inputFaults('restXml'), missing: [] as string[] };
    const reader = xmlBodyReader(codec, 'Whole', context);
    expect(reader.payload(Buffer.from(body), payload!)).toEqual({
      Kind: 'k',
      Ids: [1, 2],
      Labels: Object.fromEntries([['__proto__', '1']]),
      Flat: { b: '' },
    });
    expect(() => reader.payload(Buffer.from('<In/>'), payload!)).toThrow('In is not valid, expected Inner');
  });

  test('written', () => {
    const writer = xmlBodyWriter(codec, 'urn:n', true);
    expect(writer.payload(['Out', 'Out'], { Ids: [1, 2], Flat: { b: 'c' } })).toContain(
      '<Out xmlns="urn:n"><Id>1</Id><Id>2</Id><Flat><key>b</key><v>c</v></Flat></Out>',
    );
    expect(() => writer.payload(payload!, {})).toThrow('no service here answers attributes');
  });
});
