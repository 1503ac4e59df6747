/** Large objects through a gateway endpoint with AWS's own clients inside an instance: whole, in parts, and a range of them. */

import * as ec2 from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeBucket } from './buckets.ts';
import { everything, groundOf, type Machine } from './ground.ts';
import { lacksAws, lacksBoto3 } from './inside.ts';
import { because, missing, type Postern, startPostern } from './postern.ts';

const size = 20 * 1024 * 1024;
const bucket = 'large-objects';

const withSdk = `
const { createHash, randomBytes } = require('node:crypto');
const s3 = require('@aws-sdk/client-s3');
const client = new s3.S3Client({ maxAttempts: 1 });
const digest = (bytes) => createHash('sha256').update(bytes).digest('hex');
const read = async (words) => Buffer.from(await (await client.send(new s3.GetObjectCommand(words))).Body.transformToByteArray());
(async () => {
  const Bucket = '${bucket}', body = randomBytes(${size}), found = {};
  await client.send(new s3.PutObjectCommand({ Bucket, Key: 'whole', Body: body }));
  found.whole = digest(await read({ Bucket, Key: 'whole' })) === digest(body);
  const { UploadId } = await client.send(new s3.CreateMultipartUploadCommand({ Bucket, Key: 'parts' }));
  const Parts = [];
  for (let PartNumber = 1, part = ${size / 4}; PartNumber <= 4; PartNumber += 1) {
    const Body = body.subarray((PartNumber - 1) * part, PartNumber * part);
    const { ETag } = await client.send(new s3.UploadPartCommand({ Bucket, Key: 'parts', UploadId, PartNumber, Body }));
    Parts.push({ PartNumber, ETag });
  }
  await client.send(new s3.CompleteMultipartUploadCommand({ Bucket, Key: 'parts', UploadId, MultipartUpload: { Parts } }));
  found.parts = digest(await read({ Bucket, Key: 'parts' })) === digest(body);
  found.range = (await read({ Bucket, Key: 'parts', Range: 'bytes=5242870-5242889' })).equals(body.subarray(5242870, 5242890));
  console.log(JSON.stringify(found));
})();
`;

const withBoto3 = `
import boto3, io, json, os
s3 = boto3.client('s3')
body, found = os.urandom(${size}), {}
s3.put_object(Bucket='${bucket}', Key='whole', Body=body)
found['whole'] = s3.get_object(Bucket='${bucket}', Key='whole')['Body'].read() == body
s3.upload_fileobj(io.BytesIO(body), '${bucket}', 'parts')
read = io.BytesIO()
s3.download_fileobj('${bucket}', 'parts', read)
found['parts'] = read.getvalue() == body and '-' in s3.head_object(Bucket='${bucket}', Key='parts')['ETag']
found['range'] = s3.get_object(Bucket='${bucket}', Key='parts', Range='bytes=5242870-5242889')['Body'].read() == body[5242870:5242890]
print(json.dumps(found))
`;

const withAws = `
set -e
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
head -c ${size} /dev/urandom > sent
aws s3 cp --quiet sent s3://${bucket}/parts
aws s3 cp --quiet s3://${bucket}/parts received
cmp sent received
aws s3api get-object --bucket ${bucket} --key parts --range bytes=5242870-5242889 range >/dev/null
tail -c +5242871 sent | head -c 20 | cmp - range
echo '{"whole":true,"parts":true,"range":true}'
`;

describe.skipIf(missing)(`large objects${because(missing)}`, () => {
  let postern: Postern;
  let machine: Machine;

  beforeAll(async () => {
    postern = await startPostern();
    const ground = groundOf(postern);
    const vpc = await ground.vpc('10.0.0.0/16');
    const subnet = await ground.subnet(vpc, '10.0.1.0/24');
    const table = await ground.table(vpc, subnet);
    const ServiceName = `com.amazonaws.${postern.connection.region}.s3`;
    await ground.client.send(new ec2.CreateVpcEndpointCommand({ VpcId: vpc, ServiceName, RouteTableIds: [table] }));
    machine = await ground.machine(subnet, { profile: await ground.profile('writer', everything) });
    await makeBucket(postern, bucket);
    await ground.ready(machine);
  });
  afterAll(() => postern?.down());

  const clients = [
    { name: 'the SDK', lacks: undefined, argv: [process.execPath, '-e', withSdk], folder: import.meta.dirname },
    { name: 'boto3', lacks: lacksBoto3, argv: ['python3', '-c', withBoto3] },
    { name: 'the aws command', lacks: lacksAws, argv: ['sh', '-c', withAws] },
  ];

  for (const { name, lacks, argv, folder = '/' } of clients) {
    test.skipIf(lacks)(`20 MB and back with ${name}${because(lacks)}`, async () => {
      const there = ['sh', '-c', 'cd "$0" && exec "$@"', folder, ...argv];
      const { code, stdout, stderr } = await postern.exec(machine.id, ...there);
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('rror') });
      expect(JSON.parse(stdout)).toEqual({ whole: true, parts: true, range: true });
    });
  }
});
