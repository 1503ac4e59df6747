/**
 * Writes `src/wire/schemas/<service>.gen.json`: the AWS SDK's own operation schemas, pruned to the operations in
 * operations.ts and put in the form that src/wire/schema.ts describes. Run it by `npm run schemas` after a change of the
 * table or of a client's version. It drops what a server has no use for: idempotency tokens, sensitivity, endpoints.
 * Beside them it writes what actions.ts knows of EC2's actions.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { present } from '../../src/base/assert.ts';
import { generateActions } from './actions.ts';
import { convertOperations, type SdkSchemas } from './convert.ts';
import { readDeclarations } from './declarations.ts';
import { operations, packages, type ServiceName } from './operations.ts';

/** The text of one service's generated file. */
export async function generate(service: ServiceName): Promise<string> {
  if (service === 'route53resolver') {
    const file = new URL(`../../node_modules/${packages[service]}/dist-types/models/models_0.d.ts`, import.meta.url);
    return print(readDeclarations(readFileSync(file, 'utf8'), 'com.amazonaws.route53resolver', operations[service]));
  }
  const schemas: SdkSchemas = await import(packages[service]);
  return print(convertOperations(schemas, operations[service]));
}

/** JSON with one line per operation, error and shape, so that a new SDK's changes can be read. */
function print(schema: object): string {
  const sections = Object.entries(schema).map(([name, entries]) => {
    const lines = Object.entries(entries as object).map(
      ([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`,
    );
    return `${JSON.stringify(name)}:{\n${lines.join(',\n')}\n}`;
  });
  return `{\n${sections.join(',\n')}\n}\n`;
}

if (present(process.argv[1], 'script') === import.meta.filename) {
  for (const service of Object.keys(packages) as ServiceName[]) {
    const file = new URL(`../../src/wire/schemas/${service}.gen.json`, import.meta.url);
    writeFileSync(file, await generate(service));
  }
  writeFileSync(new URL('../../src/access/ec2-actions.gen.json', import.meta.url), await generateActions());
}
