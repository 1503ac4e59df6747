import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
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
