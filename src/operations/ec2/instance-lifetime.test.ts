import { expect, test } from 'vitest';
import { purgeTerminated, startInstance, stopInstance, terminateInstance } from './instance-lifetime.ts';
import { sampleInstance, sampleNetwork } from './sample-network.ts';

async function start() {
  const { h, privateSubnet } = await sampleNetwork();
  const id = await sampleInstance(h, privateSubnet);
  const current = () => h.network.get('instance', id);
  const change = (how: typeof stopInstance) =>
    h.context.transact((draft) => how(draft, h.context, draft.get('instance', id)!));
  return { h, current, change };
}

test('what is wanted changes with the revision and the time of the change', async () => {
  const { h, current, change } = await start();
  const launched = current()!.launched;
  h.clock.advance(1000);
  await change(stopInstance);
  expect(current()).toMatchObject({
    desired: 'stopped',
    stateRevision: h.network.revision,
    stateChanged: launched + 1000,
  });
  h.clock.advance(1000);
  await change(startInstance);
  expect(current()).toMatchObject({ desired: 'running', stateRevision: h.network.revision, launched: launched + 2000 });
  expect(current()).not.toHaveProperty('stateReason');
});

test.each([
  [3_599_999, true],
  [3_600_000, false],
])('a terminated instance is kept %i milliseconds: %s', async (milliseconds, kept) => {
  const { h, current, change } = await start();
  await change(terminateInstance);
  h.clock.advance(milliseconds);
  await h.context.transact((draft) => purgeTerminated(draft, h.context));
  expect(current() !== undefined).toBe(kept);
});
