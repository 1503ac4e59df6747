/** The units that a point may have: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */

const scales = ['', 'Kilo', 'Mega', 'Giga', 'Tera'] as const;
const amounts = ['Bytes', 'Bits'].flatMap((amount) => scales.map((scale) => inScale(scale, amount)));

export const units: readonly string[] = [
  'Seconds',
  'Microseconds',
  'Milliseconds',
  ...amounts,
  'Percent',
  'Count',
  ...amounts.map((amount) => `${amount}/Second`),
  'Count/Second',
  'None',
];

/** `Bytes`, `Kilobytes`. */
function inScale(scale: string, amount: string): string {
  return scale === '' ? amount : `${scale}${amount.toLowerCase()}`;
}
