/** The recipe for selling a partner's service, run as it is written: by a shell, with the stock aws command and the postern command. */

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CreateLoadBalancerCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, describe, expect, test } from 'vitest';
import { createAccount, createOrganization } from '../../scenarios/shared-services/account.ts';
import { ec2At, makeNetwork } from './ec2-call.ts';
import { hasAws, startServer } from './server.ts';

const path = fileURLToPath(new URL('../../docs/recipes/sell-a-partner-service.md', import.meta.url));
const script = fileURLToPath(new URL('../../packages/cli/bin/postern', import.meta.url));
const blocks = [...readFileSync(path, 'utf8').matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block!);

/** Each block's output comes after a line that says so. */
const commands = [
  'set -eu -o pipefail',
  'npx() { shift; "$NODE" "$SCRIPT" "$@" --endpoint "$ENDPOINT"; }',
  ...blocks.map((block) => `echo "== block"\n${block}`),
].join('\n');

describe.skipIf(!hasAws)("the recipe for selling a partner's service", async () => {
  const server = await startServer();
  afterAll(() => server.stop());

  /** What the recipe begins with: a provider's service, and a consumer's VPC in its zone. */
  async function beginning(): Promise<Readonly<Record<'service' | 'vpc' | 'subnet', string>>> {
    const owner = { endpoint: server.endpoint, region: 'us-east-1', credentials: server.credentials };
    await createOrganization(owner);
    const placeOf = async (name: string) => {
      const { connection } = await createAccount(owner, name);
      const own = ec2At(server, 'us-east-1', connection.credentials);
      const { vpc } = await makeNetwork(own);
      const wanted = { VpcId: vpc, CidrBlock: '10.0.2.0/24', AvailabilityZoneId: 'use1-az1' };
      return { ...own, connection, vpc, subnet: (await own.call('CreateSubnet', wanted)).Subnet.SubnetId as string };
    };
    const { connection, call, subnet: provided } = await placeOf('provider');
    const balancing = new ElasticLoadBalancingV2Client(connection);
    const { LoadBalancers } = await balancing.send(
      new CreateLoadBalancerCommand({ Name: 'app', Type: 'network', Scheme: 'internal', Subnets: [provided] }),
    );
    const offered = { NetworkLoadBalancerArns: [LoadBalancers![0]!.LoadBalancerArn!], AcceptanceRequired: false };
    const made = await call('CreateVpcEndpointServiceConfiguration', offered);
    const { vpc, subnet } = await placeOf('consumer');
    return { service: made.ServiceConfiguration.ServiceId, vpc, subnet };
  }

  test('publishes, subscribes and ends as it says', async () => {
    const begun = await beginning();
    const env = {
      PATH: process.env.PATH,
      HOME: server.state,
      NODE: process.execPath,
      SCRIPT: script,
      ENDPOINT: server.endpoint,
      AWS_PAGER: '',
      AWS_EC2_METADATA_DISABLED: 'true',
      ...begun,
    };
    const said = await new Promise<string>((resolve, reject) => {
      const options = { env, cwd: server.state, maxBuffer: 2 ** 24 };
      execFile('bash', ['--norc', '-c', commands], options, (error, stdout, stderr) =>
        error ? reject(new Error(stdout + stderr)) : resolve(stdout),
      );
    });
    const [, seller, buyer, end] = said.split(/^== block\n/m);
    expect(seller).toContain('Partner, sold by');
    expect(seller).toContain('endpoints are called below api.vpce.partner.example\n');
    const service = `com.amazonaws.vpce.us-east-1.${begun.service}`;
    expect(buyer).toContain(`${service}\taws-marketplace\tapi.partner.example\tapi.vpce.partner.example\n`);
    expect(buyer).toMatch(
      /^(vpce-[0-9a-f]{17})\.api\.vpce\.partner\.example\tus-east-1[a-f]-\1\.api\.vpce\.partner\.example\tapi\.partner\.example$/m,
    );
    expect(end).toMatch(/^rejected$/m);
  }, 120_000);
});
