import { Metrics } from '@aws-lambda-powertools/metrics';
import type { MetricName } from '../../src/contract';
import { METRIC_DIMENSION, METRIC_NAMESPACE, METRIC_UNIT } from '../../src/contract';
import type { TaskMetrics } from '../core/ports';

/** Metrics in the embedded metric format: log lines that CloudWatch reads, so that they need no call and no permission. */
export function embeddedMetrics(apiName: string): TaskMetrics {
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ [METRIC_DIMENSION.api]: apiName });
  const waiting = new Map<string, Array<{ name: MetricName; value: number }>>();

  return {
    add(name, taskType, value = 1) {
      waiting.set(taskType, [...(waiting.get(taskType) ?? []), { name, value }]);
    },
    flush() {
      for (const [taskType, values] of waiting) {
        metrics.addDimension(METRIC_DIMENSION.taskType, taskType);
        for (const { name, value } of values) metrics.addMetric(name, METRIC_UNIT[name], value);
        metrics.publishStoredMetrics();
      }
      waiting.clear();
    },
  };
}
