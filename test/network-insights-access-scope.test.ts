import { expect, test } from 'vitest';
import { analyseScope } from './insights-ground.ts';
import { ec2, elastic, ground, group, machine } from './verify-ground.ts';

const all = ['all from 0.0.0.0/0', 'all to 0.0.0.0/0'] as const;
const fromInternet = { ResourceStatement: { ResourceTypes: ['AWS::EC2::InternetGateway'] } };

test('a finding is shown component by component, with all its addresses and ports, for each protocol', async () => {
  const g = await ground();
  const web = await group(g, 'tcp 443 from 0.0.0.0/0', 'tcp 8000-8080 from 0.0.0.0/0', 'udp 53 from 0.0.0.0/0');
  const server = await machine(g, g.open, [web]);
  const address = await elastic(g.h, server.eni);
  const { analysis, findings } = await analyseScope(g.h, { MatchPaths: [{ Source: fromInternet }] });
  expect(analysis).toMatchObject({ Status: 'succeeded', FindingsFound: 'true', AnalyzedEniCount: 1 });
  expect(findings).toHaveLength(2);
  const [tcp, udp] = findings.map(({ FindingComponents }) => FindingComponents!);
  const nacl = g.h.network.find('network-acl', `subnet:${g.open}`)[0]!.id;
  const ids = [g.gateway, nacl, web, server.eni];
  expect(tcp!.map(({ Component }) => Component?.Id)).toEqual(ids);
  expect(tcp![0]).toMatchObject({
    SequenceNumber: 1,
    InboundHeader: {
      DestinationAddresses: [`${address}/32`],
      DestinationPortRanges: [
        { From: 443, To: 443 },
        { From: 8000, To: 8080 },
      ],
      Protocol: '6',
      SourceAddresses: expect.arrayContaining(['1.0.0.0/8', '11.0.0.0/8']),
    },
    OutboundHeader: { DestinationAddresses: [`${server.address}/32`] },
  });
  expect(tcp![0]!.OutboundHeader).not.toHaveProperty('SourceAddresses');
  expect(udp![0]).toMatchObject({
    InboundHeader: { Protocol: '17', DestinationPortRanges: [{ From: 53, To: 53 }] },
  });
  expect(udp![2]!.SecurityGroupRule).toMatchObject({ Protocol: 'udp', PortRange: { From: 53, To: 53 } });
});

test('what is excluded is not found, and nothing found is an answer', async () => {
  const g = await ground();
  const server = await machine(g, g.open, [await group(g, 'tcp 443 from 0.0.0.0/0')]);
  await elastic(g.h, server.eni);
  const MatchPaths = [{ Source: fromInternet, Destination: { ResourceStatement: { Resources: [g.open] } } }];
  const ExcludePaths = [{ Destination: { PacketHeaderStatement: { DestinationPorts: ['443'] } } }];
  const { analysis, findings } = await analyseScope(g.h, { MatchPaths, ExcludePaths });
  expect(analysis).toMatchObject({ Status: 'succeeded', FindingsFound: 'false' });
  expect(findings).toEqual([]);
});

test("an account's analysis finds its own paths only, and what is another's is missing to it", async () => {
  const g = await ground();
  const open = await group(g, ...all);
  const [one, other] = [await machine(g, g.open, [open]), await machine(g, g.left, [open])];
  await elastic(g.h, one.eni);
  const h = g.h.as({ account: '444455556666' });
  const everything = { MatchPaths: [{ Source: fromInternet }, { Destination: fromInternet }] };
  expect((await analyseScope(h, everything)).findings).toEqual([]);
  const mine = await ground(h, '10.9');
  const client = await machine(mine, mine.left, [await group(mine, ...all)]);
  const server = await machine(mine, mine.right, [await group(mine, ...all)]);
  const interfaces = { ResourceStatement: { ResourceTypes: ['AWS::EC2::NetworkInterface'] } };
  const { findings } = await analyseScope(h, { MatchPaths: [{ Source: interfaces }] });
  const text = JSON.stringify(findings);
  expect(text).toContain(client.eni);
  expect(text).toContain(server.eni);
  const [from] = findings.map(({ FindingComponents }) => FindingComponents![0]!);
  const AttachedTo = { Id: expect.stringMatching(/^i-/) };
  expect(from).toMatchObject({ Component: { Id: expect.stringMatching(/^eni-/) }, AttachedTo });
  expect(from?.OutboundHeader).toMatchObject({ Protocol: '6', DestinationPortRanges: [{ From: 1, To: 65535 }] });
  for (const id of [one.eni, other.eni, g.vpc, g.gateway, '111122223333']) expect(text).not.toContain(id);
  const named = { MatchPaths: [{ Source: { ResourceStatement: { Resources: [one.id] } } }] };
  expect((await analyseScope(h, named)).analysis).toMatchObject({
    Status: 'failed',
    StatusMessage: `The request failed due to missing component ${one.id}`,
    FindingsFound: 'unknown',
  });
});

test('a finding ends at an endpoint', async () => {
  const g = await ground();
  await machine(g, g.left, [await group(g, 'tcp 443 to 0.0.0.0/0')]);
  const asked = { VpcId: g.vpc, ServiceName: 'com.amazonaws.us-east-1.s3', RouteTableIds: [g.mainTable] };
  const endpoint = (await g.h.call(ec2, 'CreateVpcEndpoint', asked)).VpcEndpoint!.VpcEndpointId!;
  const MatchPaths = [{ Destination: { ResourceStatement: { Resources: [endpoint] } } }];
  const { findings } = await analyseScope(g.h, { MatchPaths });
  expect(findings).toHaveLength(1);
  const last = findings[0]!.FindingComponents!.at(-1);
  expect(last).toMatchObject({ Component: { Id: endpoint }, ServiceName: 'com.amazonaws.us-east-1.s3' });
});

test('interfaces that nothing tells apart are told one by one', async () => {
  const g = await ground();
  const rules = Array.from({ length: 40 }, (_, index) => `tcp ${index * 10 + 1}-${index * 10 + 5} from 0.0.0.0/0`);
  const many = await group(g, 'all to 0.0.0.0/0', ...rules);
  for (let count = 0; count < 8; count += 1) await machine(g, g.left, [many]);
  const { analysis } = await analyseScope(g.h, {
    MatchPaths: [{ Source: { ResourceStatement: { Resources: [g.vpc] } } }],
  });
  expect(analysis).toMatchObject({ Status: 'succeeded', FindingsFound: 'true', AnalyzedEniCount: 8 });
});
