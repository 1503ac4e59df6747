/** The form that AWS's managed policies are written down in: rows of statements, with actions grouped by their service. */

export type Statement = Readonly<Record<string, unknown>>;

export type PolicyRow = readonly [
  name: string,
  version: string,
  created: string,
  updated: string,
  statements: readonly Statement[],
];

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** `{ ec2: 'DescribeVpcs DescribeSubnets' }` → `ec2:DescribeVpcs`, `ec2:DescribeSubnets` */
export function actions(byService: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(byService).flatMap(([service, names]) => words(names).map((name) => `${service}:${name}`));
}

type Actions = string | readonly string[];

export function allow(Action: Actions, more: Statement = {}): Statement {
  return { Effect: 'Allow', Action, Resource: '*', ...more };
}

export function deny(Action: Actions, more: Statement = {}): Statement {
  return { ...allow(Action, more), Effect: 'Deny' };
}

export function allowAllBut(NotAction: Actions, more: Statement = {}): Statement {
  return { Effect: 'Allow', NotAction, Resource: '*', ...more };
}

/** @param services that a linked role may be made for, without `.amazonaws.com` */
export function linked(services: string): Statement {
  const names = words(services).map((name) => `${name}.amazonaws.com`);
  return allow('iam:CreateServiceLinkedRole', { Condition: { StringEquals: { 'iam:AWSServiceName': names } } });
}
