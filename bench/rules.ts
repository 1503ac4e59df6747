/**
 * From the API's answer to the enforced packet: one instance keeps sending datagrams that another would answer; the time
 * is from the answer of AuthorizeSecurityGroupIngress to the first datagram that comes back. With 10 and 500 interfaces.
 */

import * as ec2 from '@aws-sdk/client-ec2';
import { ask, echo, start } from './datagrams.ts';
import { applied, type Ground, lacking, makeGround, namespaceOf, runInstances } from './ground.ts';
import { median, percentile, startPostern } from './process.ts';

const samples = 50;
const firstPort = 20_000;
const sizes = [10, 500] as const;

async function sample(ground: Ground, group: string, asker: ReturnType<typeof start>, port: number): Promise<number> {
  asker.child.stdin.write(`${port}\n`);
  await new Promise((resolve) => setTimeout(resolve, 30));
  await ground.client.send(
    new ec2.AuthorizeSecurityGroupIngressCommand({
      GroupId: group,
      IpPermissions: [{ IpProtocol: 'udp', FromPort: port, ToPort: port, IpRanges: [{ CidrIp: '10.0.0.0/16' }] }],
    }),
  );
  const answered = performance.timeOrigin + performance.now();
  return Math.max(0, Number(await asker.next()) - answered);
}

export async function benchRules(): Promise<object> {
  const lack = await lacking('ip');
  if (lack) return { skipped: lack };
  const postern = await startPostern('--quota', 'rulesPerSecurityGroup=1000');
  const children: ReturnType<typeof start>['child'][] = [];
  try {
    const ground = await makeGround(postern);
    const made = await ground.client.send(
      new ec2.CreateSecurityGroupCommand({ GroupName: 'bench', Description: 'bench', VpcId: ground.vpc }),
    );
    const group = made.GroupId ?? '';
    const [server] = await runInstances(ground, 1, group);
    const [client] = await runInstances(ground, 1);
    await applied(postern);
    const echoes = start(await namespaceOf(postern, server?.id ?? ''), echo(firstPort, 2 * samples));
    const asker = start(await namespaceOf(postern, client?.id ?? ''), ask(server?.address ?? ''));
    children.push(echoes.child, asker.child);
    await echoes.next();
    await asker.next();
    const result: Record<string, object> = {};
    let present = 2;
    let port = firstPort;
    for (const size of sizes) {
      await runInstances(ground, size - present);
      present = size;
      await applied(postern);
      const milliseconds: number[] = [];
      for (let index = 0; index < samples; index += 1, port += 1) {
        milliseconds.push(await sample(ground, group, asker, port));
      }
      result[`interfaces${size}`] = {
        medianMilliseconds: Math.round(median(milliseconds) * 10) / 10,
        p99Milliseconds: Math.round(percentile(milliseconds, 0.99) * 10) / 10,
      };
    }
    return result;
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await postern.stop();
  }
}
