/** A child process of the kill test: puts objects until it is killed, and prints the key of each that was acknowledged. */

import { writeSync } from 'node:fs';
import { systemClock } from '../../../base/clock.ts';
import { systemRandom } from '../../../base/random.ts';
import { openS3 } from '../service.ts';
import { requestOf } from './store.ts';
import { contentOf, uploadTarget } from './writer-content.ts';

const service = openS3({ directory: process.argv[2]!, clock: systemClock, random: systemRandom });
await service.handle(requestOf('PUT', '/killed'));

async function put(key: string): Promise<void> {
  const answer = await service.handle(requestOf('PUT', `/killed/${key}`, { text: contentOf(key) }));
  if (answer.status === 200) writeSync(1, `${key}\n`);
}

/** One part, completed: its acknowledgement is the completion's. */
async function upload(key: string): Promise<void> {
  const created = await service.handle(requestOf('POST', `/killed/${key}?uploads`));
  const id = /<UploadId>(.*)<\/UploadId>/.exec(String(created.body))![1]!;
  const part = await service.handle(requestOf('PUT', uploadTarget(key, id), { text: contentOf(key) }));
  const text = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${part.headers.etag}</ETag></Part></CompleteMultipartUpload>`;
  const answer = await service.handle(requestOf('POST', `/killed/${key}?uploadId=${id}`, { text }));
  if (answer.status === 200) writeSync(1, `${key}\n`);
}

for (let round = 0; ; round += 1) {
  const overwritten = `same-${round % 3}`;
  await Promise.all([put(`put-${round}`), put(`other-${round}`), put(overwritten), upload(`parts-${round}`)]);
}
