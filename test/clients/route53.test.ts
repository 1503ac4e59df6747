/** Route 53 as AWS's clients use it: zones, batches of records, aliases, zones across accounts; and what survives a restart. */

import { CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateAccountCommand,
  CreateOrganizationCommand,
  DescribeCreateAccountStatusCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import {
  AssociateVPCWithHostedZoneCommand,
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  CreateVPCAssociationAuthorizationCommand,
  DeleteHostedZoneCommand,
  GetHostedZoneCommand,
  type InvalidChangeBatch,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  Route53Client,
  waitUntilResourceRecordSetsChanged,
} from '@aws-sdk/client-route-53';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, describe, expect, test } from 'vitest';
import {
  aws,
  awsJson,
  type Credentials,
  hasAws,
  hasBoto3,
  python,
  refusalOf,
  settings,
  startServer,
} from './server.ts';

const server = await startServer();
afterAll(() => server.stop());
const route53 = new Route53Client(settings(server));

async function makeZone(Name: string, more: object = {}): Promise<string> {
  const request = { Name, CallerReference: `${Name}${JSON.stringify(more)}`, ...more };
  const { HostedZone } = await route53.send(new CreateHostedZoneCommand(request));
  return HostedZone?.Id?.replace('/hostedzone/', '') ?? '';
}

type Change = readonly ['CREATE' | 'DELETE' | 'UPSERT', ResourceRecordSet];
const change = (HostedZoneId: string, ...changes: readonly Change[]) =>
  route53.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId,
      ChangeBatch: {
        Comment: 'by a test',
        Changes: changes.map(([Action, ResourceRecordSet]) => ({ Action, ResourceRecordSet })),
      },
    }),
  );
const address = (Name: string, ...values: string[]): ResourceRecordSet => ({
  Name,
  Type: 'A',
  TTL: 60,
  ResourceRecords: values.map((Value) => ({ Value })),
});

describe('the SDK', () => {
  test('makes a zone, changes it and waits for the change', async () => {
    const made = await route53.send(
      new CreateHostedZoneCommand({
        Name: 'Example.com',
        CallerReference: 'sdk',
        HostedZoneConfig: { Comment: 'ö & <' },
      }),
    );
    expect(made.HostedZone).toMatchObject({
      Name: 'example.com.',
      CallerReference: 'sdk',
      Config: { Comment: 'ö & <', PrivateZone: false },
      ResourceRecordSetCount: 2,
    });
    expect(made.DelegationSet?.NameServers).toHaveLength(4);
    expect(made.Location).toBe(`https://route53.amazonaws.com/2013-04-01${made.HostedZone?.Id}`);
    // The client cuts the prefix off.
    const changed = await change(made.HostedZone?.Id ?? '', ['CREATE', address('*.example.com', '10.0.0.1')]);
    expect(changed.ChangeInfo).toMatchObject({ Comment: 'by a test', SubmittedAt: expect.any(Date) });
    const waited = await waitUntilResourceRecordSetsChanged(
      { client: route53, maxWaitTime: 10, minDelay: 1 },
      { Id: changed.ChangeInfo?.Id },
    );
    expect(waited.state).toBe('SUCCESS');
  });

  test('pages through records', async () => {
    const zone = await makeZone('pages.example');
    const names = Array.from({ length: 5 }, (_, index) => `n${index}.pages.example.`);
    await change(zone, ...names.map((name): Change => ['CREATE', address(name, '10.0.0.1')]));
    const seen: string[] = [];
    for (let start = {}; ; ) {
      const request = new ListResourceRecordSetsCommand({ HostedZoneId: zone, MaxItems: 2, ...start });
      const page = await route53.send(request);
      expect(page.ResourceRecordSets?.length).toBeLessThanOrEqual(2);
      seen.push(...(page.ResourceRecordSets ?? []).map(({ Name = '' }) => Name));
      if (!page.IsTruncated) break;
      start = { StartRecordName: page.NextRecordName, StartRecordType: page.NextRecordType };
    }
    expect(seen).toEqual(['pages.example.', 'pages.example.', ...names]);
  });

  test('reads what a batch was refused for, and nothing of it holds', async () => {
    const zone = await makeZone('refused.example');
    await change(zone, ['CREATE', address('a.refused.example', '10.0.0.1')]);
    const refused = change(
      zone,
      ['CREATE', address('b.refused.example', '10.0.0.1')],
      ['CREATE', address('a.refused.example', '10.0.0.2')],
      ['DELETE', address('c.refused.example', '10.0.0.2')],
    );
    const error = await refused.then(
      () => undefined,
      (one: InvalidChangeBatch) => one,
    );
    const messages = [
      "Tried to create resource record set [name='a.refused.example.', type='A'] but it already exists",
      "Tried to delete resource record set [name='c.refused.example.', type='A'] but it was not found",
    ];
    expect(error).toMatchObject({ name: 'InvalidChangeBatch', messages });
    expect(error?.$metadata.httpStatusCode).toBe(400);
    const { HostedZone } = await route53.send(new GetHostedZoneCommand({ Id: zone }));
    expect(HostedZone?.ResourceRecordSetCount).toBe(3);
    expect(await refusalOf(route53.send(new DeleteHostedZoneCommand({ Id: zone })))).toMatch(/^HostedZoneNotEmpty: /);
  });

  test('is told of a zone that is not there', async () => {
    expect(await refusalOf(route53.send(new GetHostedZoneCommand({ Id: 'ZNONE' })))).toBe(
      'NoSuchHostedZone: No hosted zone found with ID: ZNONE',
    );
  });
});

test.skipIf(!hasAws)('the command: zones by name, tags, an answer tested', async () => {
  const zone = await makeZone('cli.example');
  const call = <T>(...words: string[]) => awsJson<T>(server, ['route53', ...words]);
  const batch = {
    Changes: [
      {
        Action: 'UPSERT',
        ResourceRecordSet: {
          Name: 't.cli.example',
          Type: 'TXT',
          TTL: 1800,
          ResourceRecords: [{ Value: '"a \\"b\\"" "c"' }],
        },
      },
    ],
  };
  const changed = await call<{ ChangeInfo: { Id: string } }>(
    'change-resource-record-sets',
    '--hosted-zone-id',
    zone,
    '--change-batch',
    JSON.stringify(batch),
  );
  await call('wait', 'resource-record-sets-changed', '--id', changed.ChangeInfo.Id);
  const tested = ['--record-name', 't.cli.example', '--record-type', 'TXT'];
  expect(await call('test-dns-answer', '--hosted-zone-id', zone, ...tested)).toMatchObject({
    RecordName: 't.cli.example.',
    RecordData: ['"a \\"b\\"" "c"'],
    ResponseCode: 'NOERROR',
  });
  const named = await call<{ HostedZones: { Id: string }[] }>('list-hosted-zones-by-name', '--dns-name', 'cli.example');
  expect(named.HostedZones[0]?.Id).toBe(`/hostedzone/${zone}`);
  const resource = ['--resource-type', 'hostedzone', '--resource-id', zone];
  await call('change-tags-for-resource', ...resource, '--add-tags', 'Key=team,Value=net');
  expect(await call('list-tags-for-resource', ...resource)).toEqual({
    ResourceTagSet: { ResourceType: 'hostedzone', ResourceId: zone, Tags: [{ Key: 'team', Value: 'net' }] },
  });
  const { code, stderr } = await aws(server, [
    'route53',
    'create-hosted-zone',
    '--name',
    'com',
    '--caller-reference',
    'x',
  ]);
  expect(code).not.toBe(0);
  expect(stderr).toContain('(InvalidDomainName) when calling the CreateHostedZone operation: com is reserved by AWS!');
});

test.skipIf(!hasBoto3)('boto3: a zone of a VPC, an alias of its own record, paging, waiting', async () => {
  const said = await python<Record<string, unknown>>(
    server,
    `
ec2 = boto3.client('ec2'); r = boto3.client('route53')
vpc = ec2.create_vpc(CidrBlock='10.0.0.0/16')['Vpc']['VpcId']
place = {'VPCRegion': 'us-east-1', 'VPCId': vpc}
zone = r.create_hosted_zone(Name='boto.example', CallerReference='boto', VPC=place)['HostedZone']['Id']
def change(*sets):
    changes = [{'Action': 'UPSERT', 'ResourceRecordSet': one} for one in sets]
    return r.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={'Changes': changes})['ChangeInfo']['Id']
id = change({'Name': 'a.boto.example', 'Type': 'A', 'TTL': 5, 'ResourceRecords': [{'Value': '10.0.0.9'}]},
  {'Name': 'boto.example', 'Type': 'A', 'AliasTarget': {'HostedZoneId': zone.split('/')[-1], 'DNSName': 'a.boto.example', 'EvaluateTargetHealth': False}})
r.get_waiter('resource_record_sets_changed').wait(Id=id, WaiterConfig={'Delay': 1})
pages = r.get_paginator('list_resource_record_sets').paginate(HostedZoneId=zone, PaginationConfig={'PageSize': 1})
show({
  'records': [[one['Name'], one['Type']] for page in pages for one in page['ResourceRecordSets']],
  'again': code(r.create_hosted_zone, Name='boto.example', CallerReference='other', VPC=place),
  'reference': code(r.create_hosted_zone, Name='boto2.example', CallerReference='boto'),
  'last': code(r.disassociate_vpc_from_hosted_zone, HostedZoneId=zone, VPC=place),
  'byVpc': [one['Name'] for one in r.list_hosted_zones_by_vpc(VPCId=vpc, VPCRegion='us-east-1')['HostedZoneSummaries']],
})
`,
  );
  expect(said).toEqual({
    records: [
      ['boto.example.', 'A'],
      ['boto.example.', 'NS'],
      ['boto.example.', 'SOA'],
      ['a.boto.example.', 'A'],
    ],
    again: 'ConflictingDomainExists',
    reference: 'HostedZoneAlreadyExists',
    last: 'LastVPCAssociation',
    byVpc: ['boto.example.'],
  });
});

async function secondAccount(): Promise<Credentials> {
  const organizations = new OrganizationsClient(settings(server));
  await organizations.send(new CreateOrganizationCommand({}));
  const made = await organizations.send(new CreateAccountCommand({ Email: 'b@example.com', AccountName: 'b' }));
  const CreateAccountRequestId = made.CreateAccountStatus?.Id;
  const status = await organizations.send(new DescribeCreateAccountStatusCommand({ CreateAccountRequestId }));
  const account = status.CreateAccountStatus?.AccountId;
  const assumed = await new STSClient(settings(server)).send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`,
      RoleSessionName: 'test',
    }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = assumed.Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

test('a zone across accounts, with leave, also after a restart', async () => {
  const credentials = await secondAccount();
  const makeVpc = async (given = server.credentials) => {
    const ec2 = new EC2Client(settings(server, 'us-east-1', given));
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.5.0.0/16' }));
    return { VPCId: Vpc?.VpcId, VPCRegion: 'us-east-1' as const };
  };
  const HostedZoneId = await makeZone('corp.example', { VPC: await makeVpc() });
  const VPC = await makeVpc(credentials);
  const other = new Route53Client(settings(server, 'us-east-1', credentials));
  const associate = () => other.send(new AssociateVPCWithHostedZoneCommand({ HostedZoneId, VPC }));
  expect(await refusalOf(associate())).toMatch(/^NotAuthorizedException: The VPC: vpc-\w+ has not authorized/);
  expect(await refusalOf(other.send(new GetHostedZoneCommand({ Id: HostedZoneId })))).toMatch(/^NoSuchHostedZone: /);
  await route53.send(new CreateVPCAssociationAuthorizationCommand({ HostedZoneId, VPC }));
  await associate();
  await server.kill();
  const again = await startServer([], server.state);
  try {
    const after = new Route53Client(settings(again, 'us-east-1', server.credentials));
    const { VPCs, HostedZone } = await after.send(new GetHostedZoneCommand({ Id: HostedZoneId }));
    expect(VPCs).toHaveLength(2);
    expect(VPCs).toContainEqual(VPC);
    expect(HostedZone?.Config).toEqual({ PrivateZone: true });
  } finally {
    await again.kill();
  }
});
