import { expect, test } from 'vitest';
import { manualClock } from '../base/clock.ts';
import { mostCached, roleCredentials } from './role-credentials.ts';
import { instance, role } from './sample-network.ts';

function issuing() {
  const issued: string[] = [];
  const credentials = roleCredentials((one) => {
    issued.push(one.id);
    return { accessKeyId: String(issued.length), secretAccessKey: 's', sessionToken: 't', expiration: 21_600_000 };
  }, manualClock());
  return { issued, credentials };
}

test('two requests at once are given the same', async () => {
  const { issued, credentials } = issuing();
  const [one, other] = await Promise.all([credentials(instance, role), credentials(instance, role)]);
  expect(one).toEqual(other);
  expect(issued).toHaveLength(1);
});

test('a role made anew under its name has others', async () => {
  const { issued, credentials } = issuing();
  await credentials(instance, role);
  await credentials(instance, { ...role, uniqueId: 'AROAEXAMPLEEXAMPLE01' });
  expect(issued).toHaveLength(2);
});

test('the oldest are forgotten past the limit', async () => {
  const { issued, credentials } = issuing();
  for (let index = 0; index <= mostCached; index += 1) await credentials({ ...instance, id: `i-${index}` }, role);
  const before = issued.length;
  await credentials({ ...instance, id: 'i-1' }, role);
  expect(issued).toHaveLength(before);
  await credentials({ ...instance, id: 'i-0' }, role);
  expect(issued).toHaveLength(before + 1);
});
