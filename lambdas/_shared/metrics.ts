/**
 * Counts something in CloudWatch: a log line in the embedded metric format, which needs no call and no library.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function count(metric: 'ReadReceiptDropped', timestamp = Date.now()): void {
  const line = {
    _aws: {
      Timestamp: timestamp,
      CloudWatchMetrics: [{ Namespace: 'Frontdesk', Dimensions: [[]], Metrics: [{ Name: metric, Unit: 'Count' }] }],
    },
    [metric]: 1,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
