import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import packet from 'dns-packet';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type DnsRecord, recordType } from './dns-record.ts';
import { loopbackDatagrams, loopbackServer } from './loopback-sockets.ts';
import { answerBytes, type Resolver, serveDatagrams, serveStreams } from './resolver-server.ts';

const address = (index: number): DnsRecord => ({
  name: 'a.example',
  ttl: 60,
  class: 1,
  data: { kind: 'A', address: `10.0.${index >> 8}.${index & 255}` },
});
const answering =
  (count: number): Resolver =>
  () => ({ code: 0, answers: Array.from({ length: count }, (_, index) => address(index)), authorities: [] });

const query = (more: Partial<packet.Packet> = {}): Buffer =>
  packet.encode({
    type: 'query',
    id: 77,
    flags: packet.RECURSION_DESIRED,
    questions: [{ type: 'A', name: 'a.example' }],
    ...more,
  });
const decode = (bytes: Uint8Array | undefined) => (bytes ? packet.decode(Buffer.from(bytes)) : undefined);
const opt = (size: number, version = 0): packet.OptAnswer =>
  ({ type: 'OPT', name: '.', udpPayloadSize: size, ednsVersion: version, flags: 0, options: [] }) as never;

describe('an answer', () => {
  test('carries the id, the question and the flags of a recursive server', () => {
    const answer = decode(answerBytes(answering(1), query(), 'udp'));
    expect(answer).toMatchObject({
      id: 77,
      type: 'response',
      flag_rd: true,
      flag_ra: true,
      flag_aa: false,
      rcode: 'NOERROR',
    });
    expect(answer?.questions?.[0]?.name).toBe('a.example');
    expect(answer?.answers).toMatchObject([{ data: '10.0.0.0' }]);
  });

  test.each([
    ['512 octets without EDNS', 200, [], 'udp', 512, true],
    ['no less than 512 for who says less', 200, [opt(100)], 'udp', 512, true],
    ['what EDNS says', 200, [opt(1232)], 'udp', 1232, true],
    ['4096 at most', 400, [opt(65_535)], 'udp', 4096, true],
    ['all over TCP', 400, [], 'tcp', 65_535, false],
  ] as const)('is cut to %s', (_, count, additionals, transport, longest, truncated) => {
    const bytes = answerBytes(answering(count), query({ additionals: [...additionals] }), transport);
    expect(bytes?.length).toBeLessThanOrEqual(longest);
    const answer = decode(bytes);
    expect(answer).toMatchObject({ flag_tc: truncated });
    expect(answer?.additionals).toHaveLength(additionals.length);
  });

  test.each([
    ['an opcode that is no query', query({ flags: 2 << 11 } as never), 'NOTIMP'],
    ['no question', query({ questions: [] }), 'FORMERR'],
    ['two questions', query({ questions: Array(2).fill({ type: 'A', name: 'a.example' }) }), 'FORMERR'],
    ['a broken question', query().subarray(0, 20), 'FORMERR'],
  ])('refuses %s', (_, bytes, code) => {
    expect(decode(answerBytes(answering(1), bytes, 'udp'))).toMatchObject({ id: 77, type: 'response', rcode: code });
  });

  test('refuses another version of EDNS', () => {
    const bytes = answerBytes(answering(1), query({ additionals: [opt(1232, 1)] }), 'udp')!;
    const extended = decode(bytes)?.additionals?.[0] as unknown as { extendedRcode: number };
    expect(extended.extendedRcode).toBe(1);
  });

  test.each([
    ['half a header', Buffer.from([0, 1, 0])],
    ['an answer', packet.encode({ type: 'response', id: 1, questions: [{ type: 'A', name: 'a.example' }] })],
    ['a broken answer', packet.encode({ type: 'response', questions: [{ type: 'A', name: 'a' }] }).subarray(0, 14)],
  ])('is not given to %s', (_, bytes) => {
    expect(answerBytes(answering(1), bytes, 'udp')).toBeUndefined();
  });

  test('is a failure of the server where the resolver breaks', () => {
    const broken: Resolver = () => {
      throw new Error('broken');
    };
    expect(decode(answerBytes(broken, query(), 'udp'))).toMatchObject({ id: 77, rcode: 'SERVFAIL' });
  });

  test('is not given where the resolver is silent', () => {
    expect(answerBytes(() => undefined, query(), 'udp')).toBeUndefined();
  });
});

describe('sockets', () => {
  test('UDP', async () => {
    const { socket, port } = await loopbackDatagrams();
    const server = serveDatagrams(socket, answering(2));
    const client = createSocket('udp4');
    onTestFinished(() => {
      server.close();
      client.close();
    });
    client.send(Buffer.from('rubbish'), port, '127.0.0.1');
    client.send(query(), port, '127.0.0.1');
    const [bytes] = await once(client, 'message');
    expect(decode(bytes)?.answers).toHaveLength(2);
  });

  test('TCP: several queries in pieces on one connection, closed with the server', async () => {
    const { server, port } = await loopbackServer();
    const listening = serveStreams(server, (question) =>
      question.type === recordType.A ? answering(1)(question) : undefined,
    );
    const client = connect(port, '127.0.0.1');
    onTestFinished(() => {
      listening.close();
      client.destroy();
    });
    const frames = Buffer.concat([1, 2, 3].map((id) => packet.streamEncode(packet.decode(query({ id })))));
    client.setNoDelay(true);
    client.write(frames.subarray(0, 5));
    await new Promise((done) => setTimeout(done, 20));
    client.write(frames.subarray(5));
    let bytes = Buffer.alloc(0);
    const ids: (number | undefined)[] = [];
    while (ids.length < 3) {
      bytes = Buffer.concat([bytes, (await once(client, 'data'))[0]]);
      while (bytes.length >= 2 && bytes.length >= 2 + bytes.readUInt16BE(0)) {
        ids.push(packet.streamDecode(bytes).id);
        bytes = bytes.subarray(2 + bytes.readUInt16BE(0));
      }
    }
    expect(ids).toEqual([1, 2, 3]);
    listening.close();
    await once(client, 'close');
  });
});
