/**
 * Every pair that the server finds, a line each, as they come. On a terminal a bar shows how far it is. Ctrl-C ends it, and
 * what was found stays.
 */

import type { End, Traffic } from '../../../src/verify/reach-answer.ts';
import { found } from './ask.ts';
import { counted, endText, trafficText } from './class-text.ts';
import { exitCodes, Failure } from './failure.ts';
import { requestLines } from './request.ts';

interface Pair {
  readonly from: End;
  readonly to: End;
  readonly traffic: readonly Traffic[];
}

interface Line {
  readonly done: number;
  readonly total: number;
  readonly pairs: readonly Pair[];
}

/** As shells have it for a command that Ctrl-C ended. */
const interrupted = 130;
const barWidth = 30;

/** Answers the exit code. */
export async function streamPairs(endpoint: string, json: boolean): Promise<number> {
  await found(endpoint);
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  process.once('SIGINT', onInterrupt);
  // Who reads on, such as head, may have enough.
  let unread = false;
  const onUnread = (): void => {
    unread = true;
    stop.abort();
  };
  process.stdout.on('error', onUnread);
  const bar = process.stderr.isTTY ? drawBar : () => {};
  let [count, done, total] = [0, 0, 1];
  try {
    for await (const text of requestLines(endpoint, '/_postern/pairs', stop.signal)) {
      const line = JSON.parse(text) as Line;
      ({ done, total } = line);
      count += line.pairs.length;
      const told = line.pairs.map((pair) => (json ? `${JSON.stringify(pair)}\n` : pairText(pair))).join('');
      bar('');
      if (told !== '') await new Promise((written) => process.stdout.write(told, written));
      bar(barText(done, total, count));
      if (stop.signal.aborted) break;
    }
  } finally {
    bar('');
    process.off('SIGINT', onInterrupt);
    process.stdout.off('error', onUnread);
  }
  if (unread) return 0;
  if (stop.signal.aborted) {
    process.stderr.write(`stopped at ${percent(done, total)}, ${counted(count, 'pair')} found so far\n`);
    return interrupted;
  }
  if (done < total) throw new Failure('the answer ended early', exitCodes.notStarted);
  if (!json) process.stdout.write(`(${counted(count, 'pair')})\n`);
  return 0;
}

function drawBar(text: string): void {
  process.stderr.write(`\r\u001b[K${text}`);
}

export function barText(done: number, total: number, count: number): string {
  const filled = Math.floor((barWidth * done) / Math.max(total, 1));
  const bar = '#'.repeat(filled).padEnd(barWidth, '.');
  return `[${bar}] ${percent(done, total)} ${counted(count, 'pair')}`;
}

function percent(done: number, total: number): string {
  return `${Math.floor((100 * done) / Math.max(total, 1))} %`;
}

export function pairText({ from, to, traffic }: Pair): string {
  return `${endText(from)} → ${endText(to)}: ${trafficText(traffic)}\n`;
}
