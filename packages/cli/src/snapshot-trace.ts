/**
 * `postern trace --snapshot`: the verifier in this process, on the Network that a snapshot makes. That parts of the snapshot
 * were not understood is told beside the answer, which may be stricter than AWS for it.
 */

import { Fault } from '../../../src/base/fault.ts';
import { withOwners } from '../../../src/verify/owners.ts';
import { type Question, type Trace, trace } from '../../../src/verify/trace.ts';
import { Failure } from './failure.ts';
import { importFrom } from './import.ts';
import { codes } from './trace.ts';

export function traceIn(directory: string, query: URLSearchParams): Trace {
  const question = questionIn(query);
  const { network, health, report } = readOrFail(directory);
  const { length } = report.notUnderstood;
  if (length > 0) {
    const what = length === 1 ? 'one thing' : `${length} things`;
    process.stderr.write(`postern: ${what} in ${directory} not understood: see postern import ${directory}\n`);
  }
  try {
    return withOwners(network, trace(network, question, health));
  } catch (reason) {
    throw reason instanceof Fault ? new Failure(reason.message, codes.wrongQuestion) : reason;
  }
}

/** A snapshot that cannot be read must not look like a destination that is not reachable. */
function readOrFail(directory: string) {
  try {
    return importFrom(directory);
  } catch (reason) {
    throw reason instanceof Failure ? new Failure(reason.message, codes.wrongQuestion) : reason;
  }
}

function questionIn(query: URLSearchParams): Question {
  const port = query.get('port');
  const sourceAddress = query.get('sourceAddress');
  const destinationAddress = query.get('destinationAddress');
  if (port !== null && !/^\d{1,5}$/.test(port)) throw new Failure(`${port} is no port`, codes.wrongQuestion);
  return {
    source: query.get('source') ?? '',
    destination: query.get('destination') ?? '',
    protocol: Number(query.get('protocol')),
    ...(port === null ? {} : { port: Number(port) }),
    ...(sourceAddress === null ? {} : { sourceAddress }),
    ...(destinationAddress === null ? {} : { destinationAddress }),
  };
}
