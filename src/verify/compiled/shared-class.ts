/**
 * Classes of a VPC's interfaces that hold in two revisions at once: interfaces that were alike before and are alike after.
 * What is there in one of the two only is a class without anybody on the other side.
 */

import type { Affected } from './affected.ts';
import type { Compiled } from './compiled.ts';
import type { CompiledInterface, CompiledVpc } from './compiled-vpc.ts';
import { classesOf } from './interface-class.ts';

export interface SharedClass {
  /** As they are after, or were before where they are gone. */
  readonly members: readonly CompiledInterface[];
  readonly before: readonly CompiledInterface[];
  readonly after: readonly CompiledInterface[];
  readonly sampleId: string;
  readonly secondId: string | undefined;
  /** Whether the change may treat it differently. */
  readonly affected: ReturnType<Affected['affects']>;
  /** Something behind it changed. */
  readonly behind: boolean;
}

type Numbers = ReadonlyMap<string, number>;

function numbersOf(compiled: Compiled, vpc: CompiledVpc | undefined): Numbers {
  const classes = vpc ? classesOf(compiled, vpc) : [];
  return new Map(classes.flatMap(({ members }, index) => members.map(({ document }) => [document.id, index] as const)));
}

export function sharedClasses(
  before: Compiled,
  old: CompiledVpc | undefined,
  after: Compiled,
  now: CompiledVpc | undefined,
  affected: Affected,
): readonly SharedClass[] {
  const [oldNumbers, newNumbers] = [numbersOf(before, old), numbersOf(after, now)];
  const ids = new Set([...oldNumbers.keys(), ...newNumbers.keys()]);
  const byKey = Map.groupBy(ids, (id) => `${oldNumbers.get(id)} ${newNumbers.get(id)}`);
  return [...byKey.values()].map((members) => {
    const [sampleId = '', secondId] = members;
    const earlier = members.flatMap((id) => old?.byId.get(id) ?? []);
    const later = members.flatMap((id) => now?.byId.get(id) ?? []);
    const samples = [earlier[0], later[0]].flatMap((one) => one ?? []);
    return {
      members: later.length > 0 ? later : earlier,
      before: earlier,
      after: later,
      sampleId,
      secondId,
      affected: samples.length < 2 ? 'wholly' : strongest(samples.map((one) => affected.affects(one))),
      behind: samples.some((one) => affected.affectsBehind(one)),
    };
  });
}

function strongest(found: readonly SharedClass['affected'][]): SharedClass['affected'] {
  return found.find((one) => one === 'wholly') ?? found.find((one) => one !== undefined);
}
