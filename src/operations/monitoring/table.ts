/** Every operation of CloudWatch, by name. */

import { metricDataOperations } from './metric-data.ts';
import { metricListOperations } from './metric-list.ts';
import { metricStatisticsOperations } from './metric-statistics.ts';

export const monitoringOperations = {
  ...metricListOperations,
  ...metricStatisticsOperations,
  ...metricDataOperations,
};
