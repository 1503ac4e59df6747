/**
 * The fields of flow log records: their names, and the version of flow logs that each came with. Those that this house does not
 * know the truth of are in the table too, since formats may name them; records have a dash there.
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
 */

const byVersion: Readonly<Record<number, readonly string[]>> = {
  2: [
    'version',
    'account-id',
    'interface-id',
    'srcaddr',
    'dstaddr',
    'srcport',
    'dstport',
    'protocol',
    'packets',
    'bytes',
    'start',
    'end',
    'action',
    'log-status',
  ],
  3: ['vpc-id', 'subnet-id', 'instance-id', 'tcp-flags', 'type', 'pkt-srcaddr', 'pkt-dstaddr'],
  4: ['region', 'az-id', 'sublocation-type', 'sublocation-id'],
  5: ['pkt-src-aws-service', 'pkt-dst-aws-service', 'flow-direction', 'traffic-path'],
  7: [
    'ecs-cluster-arn',
    'ecs-cluster-name',
    'ecs-container-instance-arn',
    'ecs-container-instance-id',
    'ecs-container-id',
    'ecs-second-container-id',
    'ecs-service-name',
    'ecs-task-definition-arn',
    'ecs-task-arn',
    'ecs-task-id',
  ],
  8: ['reject-reason'],
  9: ['resource-id'],
  10: ['encryption-status'],
};

const versions: ReadonlyMap<string, number> = new Map(
  Object.entries(byVersion).flatMap(([version, names]) => names.map((name) => [name, Number(version)] as const)),
);

/** Undefined for what is no field. */
export const versionOfField = (name: string): number | undefined => versions.get(name);

const asFormat = (names: readonly string[]): string => names.map((name) => `\${${name}}`).join(' ');

/** What a flow log has whose format nobody chose. */
export const defaultFormat = asFormat(byVersion[2]!);

/** The names in a format, in their order; undefined for what is none. */
export function fieldsIn(format: string): readonly string[] | undefined {
  const words = format.trim().split(/\s+/);
  const names = words.map((word) => /^\$\{([a-z0-9-]+)\}$/.exec(word)?.[1]);
  return names.every((name) => name !== undefined) ? names : undefined;
}

/** What `version` says: the highest among the fields'. */
export function versionOf(fields: readonly string[]): number {
  return Math.max(2, ...fields.map((name) => versions.get(name) ?? 2));
}
