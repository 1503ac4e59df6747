/**
 * `GET /_postern/export`, `GET /_postern/export/ACCOUNT/REGION` and `POST /_postern/import`: the Network as files of `describe-*`
 * answers, and such files into the Network. Both concern every account, so the request must be the management account's.
 */

import type { IncomingMessage } from 'node:http';
import { Fault } from '../base/fault.ts';
import type { Random } from '../base/random.ts';
import type { TargetHealthView } from '../model/target-health.ts';
import { type Adoption, adopt } from '../snapshot/adopt.ts';
import { type ExportedPlace, exportPlace, leftBehind, placesOf, wantedPlaces } from '../snapshot/export.ts';
import { importSnapshot } from '../snapshot/import.ts';
import { isItem, items, text } from '../snapshot/item.ts';
import type { Report } from '../snapshot/report.ts';
import { type SnapshotFile, Unreadable } from '../snapshot/source.ts';
import { managementAuthor } from './author.ts';
import { bodyOf } from './body.ts';
import type { ZoneOptions } from './zones.ts';

export interface SnapshotOptions extends ZoneOptions {
  readonly targetHealth: TargetHealthView;
  readonly random: Random;
}

export interface Exports {
  readonly places: readonly ExportedPlace[];
  /** What no file carries, by kind. */
  readonly notExported: ReturnType<typeof leftBehind>;
}

export interface Files {
  readonly files: readonly SnapshotFile[];
}

export type Adopted = Adoption & { readonly report: Report };

export const longestSnapshot = 256 * 1024 * 1024;

/** @throws Fault */
export async function answerExport(
  options: SnapshotOptions,
  name: string,
  request: IncomingMessage,
): Promise<Exports | Files> {
  options.admit(request, new Uint8Array());
  const network = options.network();
  if (name === '') return { places: placesOf(network), notExported: leftBehind(network) };
  const [account = '', region = ''] = name.split('/');
  const [place] = wantedPlaces(network, { account, region });
  const exporting = { network, targetHealth: options.targetHealth, now: options.now() };
  return { files: place === undefined ? [] : await exportPlace(exporting, place) };
}

/** @throws Fault, and writes nothing then */
export async function answerImport(options: SnapshotOptions, request: IncomingMessage): Promise<Adopted> {
  const body = await bodyOf(request, longestSnapshot);
  options.admit(request, body);
  const { network, report } = imported(filesIn(body));
  const maker = { now: options.now(), random: options.random };
  const author = managementAuthor(options.network(), 'Import');
  const adoption = await options.transact((draft) => adopt(draft, network, maker), author);
  return { ...adoption, report };
}

function filesIn(body: Uint8Array): readonly SnapshotFile[] {
  const json = parsed(body);
  if (isItem(json) && Array.isArray(json.files)) {
    return items(json, 'files').map((one) => ({ path: text(one, 'path') ?? '', text: text(one, 'text') ?? '' }));
  }
  throw new Fault('InvalidSnapshot', 'The body must be {"files": [{"path": …, "text": …}, …]}.');
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

function imported(files: readonly SnapshotFile[]) {
  try {
    return importSnapshot(files);
  } catch (reason) {
    if (reason instanceof Unreadable) throw new Fault('InvalidSnapshot', reason.message);
    throw reason;
  }
}
