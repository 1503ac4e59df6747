import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generateActions } from './actions.ts';
import { generate } from './build.ts';
import { packages, type ServiceName } from './operations.ts';

test.each(Object.keys(packages) as ServiceName[])(
  'the committed schemas of %s are what the SDK says',
  async (service) => {
    const file = new URL(`../../src/wire/schemas/${service}.gen.json`, import.meta.url);
    const [generated, committed] = [await generate(service), readFileSync(file, 'utf8')];
    expect(generated === committed, 'run `npm run schemas`').toBe(true);
    expect(JSON.stringify(JSON.parse(generated)).length).toBeGreaterThan(1000);
  },
);

test('the committed table of EC2’s actions is what the Service Authorization Reference says', async () => {
  const committed = readFileSync(new URL('../../src/access/ec2-actions.gen.json', import.meta.url), 'utf8');
  expect((await generateActions()) === committed, 'run `npm run schemas`').toBe(true);
  expect(JSON.parse(committed)).toMatchObject({ CreateRoute: 'route-table*', DescribeVpcs: '' });
});
